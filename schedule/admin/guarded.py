"""Saving that loses nothing: neither another person's edit nor the input that the database refuses."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpResponseRedirect

from schedule.admin.opened import FIELD, OVERRIDE, State, renew_rows, sealed, take_what_is_untouched, unsealed
from schedule.admin.within import WithinAdmin
from schedule.models import Conference


class GuardedAdmin(WithinAdmin):
    """Notices on saving that somebody else saved since the form was opened, and shows what they changed.

    Changing requests of one conference follow one another: each locks its row, so that what was validated still holds
    when it is written. What the database refuses all the same becomes a message above the form, with the input kept.
    """

    def state_of(self, instance: Any) -> State:
        """Return what a form is opened with: everything that it can change, as people and as browsers have it."""
        raise NotImplementedError

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(extra_context or {})
        try:
            with transaction.atomic():
                _one_after_another(request)
                self._compare(request, object_id, context)
                return super().changeform_view(request, object_id, form_url, context)
        except IntegrityError as error:
            request.refusal = _sentence(error)
            return super().changeform_view(request, object_id, form_url, context)

    def changelist_view(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            with transaction.atomic():
                _one_after_another(request)
                return super().changelist_view(request, extra_context)
        except IntegrityError as error:
            messages.error(request, _sentence(error))
            return HttpResponseRedirect(request.get_full_path())

    def _compare(self, request: Any, object_id: str | None, context: dict[str, Any]) -> None:
        """Refuse what was opened before somebody else saved, unless its sender has been shown the state of now."""
        instance = self.get_object(request, object_id) if object_id else None
        if instance is None:
            return
        now = self.state_of(instance)
        context["opened"] = sealed(now)
        if request.method != "POST":
            return
        request.POST = data = request.POST.copy()
        opened = unsealed(data.get(OVERRIDE) or data.get(FIELD, ""))
        if opened != now:
            request.refusal = "Somebody else saved this while you were editing. Nothing is lost: see below."
            context["conflict"] = take_what_is_untouched(data, opened, now) if opened else []
            context["opened"], context["shown"] = data.get(FIELD, ""), sealed(now)
            context["last_edit"] = _last_edit(instance)
        for formset, inline in self.get_formsets_with_inlines(request, instance):
            rows = inline.get_queryset(request).filter(**{formset.fk.name: instance})
            living = [str(key) for key in rows.values_list("pk", flat=True)]
            renew_rows(data, formset.get_default_prefix(), living, is_single=formset.max_num == 1)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (Refusing, form), {"refusal": getattr(request, "refusal", "")})


class Refusing:
    """A form that says why it is not saved, if it is not, and so keeps what was typed."""

    refusal = ""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # a form's
        if self.refusal:
            raise ValidationError(self.refusal)
        return cleaned


def _one_after_another(request: Any) -> None:
    if request.method == "POST" and request.conference:
        Conference.objects.select_for_update(of=("self",)).get(pk=request.conference.pk)


def _last_edit(instance: Model) -> LogEntry | None:
    of_this = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(instance), object_id=str(instance.pk)
    )
    return of_this.select_related("user").order_by("-action_time").first()


def _sentence(error: IntegrityError) -> str:
    """Return the database's own words, which its constraints and triggers choose for people."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = (getattr(diagnosis, "constraint_name", None) or "").replace("_", " ")
    primary = getattr(diagnosis, "message_primary", None) or str(error)
    return f"This was not saved, since somebody else was quicker: {name or primary}."
