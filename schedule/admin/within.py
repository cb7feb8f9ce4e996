"""What every admin class shares: nothing but the working conference is listed, offered or made."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.sites.models import Site
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from presenters.models import Presenter
from schedule.middleware import ConferenceRequest
from schedule.models import Change, Conference, Room, Slot, Track
from talks.models import Tag, Talk

# These classes are generic to the type checker only.
if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    AnyForm = forms.ModelForm[Any]
    AnyOptions = BaseModelAdmin[Any]
else:
    AnyAdmin, AnyForm, AnyOptions = admin.ModelAdmin, forms.ModelForm, BaseModelAdmin

HOMES: dict[type[Model], str] = {
    Presenter: "site", Tag: "site", Talk: "site",
    Room: "conference", Track: "conference", Slot: "conference", Change: "conference",
}  # fmt: skip


def home_of(model: type[Model], conference: Conference) -> dict[str, Conference | Site]:
    """Return the field by which a row of this model belongs to a conference, and its value."""
    home = HOMES[model]
    return {home: conference if home == "conference" else conference.site}


def conference_of(instance: Model) -> Conference:
    """Return the conference that a row belongs to."""
    owner = getattr(instance, HOMES[type(instance)])
    conference: Conference = owner if isinstance(owner, Conference) else owner.conference
    return conference


class WithinForm(AnyForm):
    """A form whose new row belongs to the working conference before it is validated, so that all rules are asked."""

    conference: ClassVar[Conference]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:  # noqa: SLF001  Django's documented way to tell
            for name, value in home_of(type(self.instance), self.conference).items():
                setattr(self.instance, name, value)

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return exclusions - {HOMES[type(self.instance)]}


class ChoicesWithin(AnyOptions):
    """Offers nothing of another conference, in forms and in inlines."""

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", offered(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: Any, **kwargs: Any) -> Any:
        """Leave out of a talk's form what deletes a room or looks at one: they have pages of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_manytomany(self, db_field: "ManyToManyField[Any, Any]", request: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", offered(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def offered(field: "Field[Any, Any]", request: ConferenceRequest) -> QuerySet[Any]:
    """Return what a relation may point at in the working conference."""
    model = field.related_model
    assert isinstance(model, type)  # noqa: S101  a relation's
    rows = model._default_manager.all()  # noqa: SLF001  Django's documented name
    return rows.filter(**home_of(model, request.conference)) if model in HOMES else rows


class WithinAdmin(ChoicesWithin, AnyAdmin):
    """Lists and edits what belongs to the working conference."""

    form = WithinForm
    list_per_page = 150

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.conference is None:
            return rows.none()
        return rows.filter(**home_of(self.model, request.conference))

    def get_changeform_initial_data(self, _request: HttpRequest) -> dict[str, Any]:
        """Take nothing from the address: it may say anything, and no page of the admin says something there."""
        return {}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term[:200])

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"conference": request.conference})

    def has_add_permission(self, request: Any) -> bool:
        return request.conference is not None and super().has_add_permission(request)

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        path = getattr(obj, "permalink", "")
        return f"//{conference_of(obj).site.domain}{path}" if obj is not None and path else None

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: str) -> HttpResponse:
        """Say of which conference it is, and offer to work on that: nothing is ever edited among another's choices."""
        try:
            there = self.model._default_manager.filter(pk=object_id).first()  # noqa: SLF001  Django's documented name
        except (ValueError, TypeError):
            there = None
        if there is None:
            messages.warning(request, f"This {opts.verbose_name} is not there any more.")
            return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
        context = self.admin_site.each_context(request) | {
            "title": str(there),
            "opts": opts,
            "home": conference_of(there),
            "path": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/other_conference.html", context, status=409)


def local(moment: Any) -> str:
    """Return day and time of a moment in the active zone: ``Mon 15 Sep, 09:00``."""
    there = timezone.localtime(moment)
    return f"{there:%a} {there.day} {there:%b}, {there:%H:%M}"
