"""Talks: one form with presenters in order, tags, place in the timetable and texts; lists and actions on many."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Model, Prefetch, QuerySet
from django.forms import Script
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse

from schedule.admin.fields import PathsField, markdown_area
from schedule.admin.filters import DayFilter, MissingFilter, PresenterFilter, RoomFilter, TrackFilter
from schedule.admin.guarded import GuardedAdmin
from schedule.admin.opened import State, state_of_fields
from schedule.admin.places import state_of_place, warn_of_clashes
from schedule.admin.within import ChoicesWithin, WithinForm, local
from schedule.models import Slot, reinstate
from talks.models import Talk, TalkPresenter


class TalkForm(WithinForm):
    old_paths = PathsField(required=False, help_text="Former paths, one a line; they redirect to the permalink.")

    class Meta:
        widgets: ClassVar = {"abstract": markdown_area(5), "description": markdown_area(18)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and "permalink" in self.fields:  # noqa: SLF001  Django's documented name
            self.fields["permalink"].help_text = "The page's path. Empty: made of category and slug."

    def clean(self) -> Any:
        """Give a new talk a page of its own; to have none is a choice that is made later."""
        data = super().clean() or self.cleaned_data
        if self.instance._state.adding and not data.get("permalink") and data.get("slug"):  # noqa: SLF001
            folder = "tutorials" if data.get("category") == Talk.Category.TUTORIAL else "talks"
            data["permalink"] = f"/{folder}/{data['slug']}/"
        return data


class SlotFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # generic to the type checker only
    """Validates the slot beside its talk as the form would have it, not as it is stored."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # the stubs leave it out
        form.instance.talk = self.instance
        return form


class SlotInline(ChoicesWithin, admin.StackedInline):  # type: ignore[type-arg]
    model = Slot
    form = WithinForm
    formset = SlotFormSet
    fields = (("starts_at", "ends_at"), ("room", "track"), ("is_across_rooms", "is_overlap_known"))
    extra = 0
    min_num = 0
    max_num = 1
    verbose_name = "time and room"

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        form = type("SlotForm", (WithinForm,), {"conference": request.conference})
        return super().get_formset(request, obj, form=form, **kwargs)

    def get_extra(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj and hasattr(obj, "slot") else 1


class PresenterFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Puts who is added after those who are there."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs(index)
        if index is None or index >= self.initial_form_count():
            last = max((place.position for place in self.get_queryset()), default=-1)
            kwargs["initial"] = {"position": last + 1}
        return kwargs


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    def has_changed(self) -> bool:
        """Leave out a new row in which nobody was chosen, whatever its number: arrows count such rows too."""
        is_empty = self.instance._state.adding and "presenter" not in self.changed_data  # noqa: SLF001  documented
        return not is_empty and super().has_changed()


class PresenterInline(ChoicesWithin, admin.TabularInline):  # type: ignore[type-arg]
    model = TalkPresenter
    form = PlaceForm
    formset = PresenterFormSet
    fields = ("presenter", "position")
    autocomplete_fields = ("presenter",)
    extra = 1
    verbose_name = "presenter"
    verbose_name_plural = "presenters, in order"


@admin.register(Talk)
class TalkAdmin(GuardedAdmin):
    form = TalkForm
    list_display = ("title", "when", "room", "people", "category", "standing", "has_video", "has_photos")
    list_filter = (
        DayFilter,
        RoomFilter,
        TrackFilter,
        "category",
        "status",
        MissingFilter,
        "is_published",
        "is_accepted",
        PresenterFilter,
    )
    ordering = ("slot__starts_at", "title", "pk")
    search_fields = ("title", "permalink", "presenters__name")
    autocomplete_fields = ("tags", "replaced_by")
    inlines = (PresenterInline, SlotInline)
    actions = ("publish", "unpublish", "cancel", "reinstate", "swap")
    fieldsets = (
        (None, {"fields": ("title", "category", "audience_level", "tags", "status", "replaced_by")}),
        ("Texts", {"fields": ("abstract", "description")}),
        ("Recording and slides", {"fields": ("video_url", "additional_video_url", "slides_url", "card_image")}),
        ("Who sees it", {"fields": ("is_accepted", "is_published", "is_hidden", "is_in_sitemap")}),
        ("Addresses", {"fields": ("slug", "permalink", "old_paths")}),
    )

    class Media:
        js = (Script("js/admin/talk.js", type="module"),)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("title",)}

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        places = TalkPresenter.objects.select_related("presenter")
        talks = super().get_queryset(request).select_related("slot__room", "slot__track", "replaced_by")
        return talks.prefetch_related(Prefetch("talk_presenters", places))

    def get_sortable_by(self, request: HttpRequest) -> Any:
        return ["title", "when", "category", "standing"]

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        """Lead to the preview of a talk that is not public by way of signing in, which each host asks for."""
        url = super().get_view_on_site_url(obj)
        if url is None or not isinstance(obj, Talk) or obj.is_public:
            return url
        return url.removesuffix(obj.permalink) + reverse("admin:login", query={"next": obj.permalink})

    # Columns

    @admin.display(description="when", ordering="slot__starts_at")
    def when(self, talk: Talk) -> str:
        slot = getattr(talk, "slot", None)
        return local(slot.starts_at) if slot else "not scheduled"

    @admin.display(description="room", empty_value="–")
    def room(self, talk: Talk) -> str | None:
        slot = getattr(talk, "slot", None)
        return str(slot.room) if slot and slot.room else None

    @admin.display(description="presenters", empty_value="–")
    def people(self, talk: Talk) -> str | None:
        return ", ".join(place.presenter.name for place in talk.talk_presenters.all()) or None

    @admin.display(description="status", ordering="status")
    def standing(self, talk: Talk) -> str:
        exceptions = {
            "Cancelled": talk.is_cancelled,
            "Not accepted": not talk.is_accepted,
            "Not published": not talk.is_published,
            "Hidden": talk.is_hidden,
        }
        return ", ".join(word for word, holds in exceptions.items() if holds) or "Public"

    @admin.display(description="video", boolean=True)
    def has_video(self, talk: Talk) -> bool:
        return bool(talk.video_url)

    @admin.display(description="photos", boolean=True)
    def has_photos(self, talk: Talk) -> bool:
        return all(place.presenter.photo for place in talk.talk_presenters.all())

    # One talk

    def state_of(self, instance: Talk) -> State:
        names = [str(name) for _, options in self.fieldsets for name in options["fields"] if name != "tags"]
        slot = Slot.objects.filter(talk=instance).select_related("room", "track", "conference").first()
        places = instance.talk_presenters.select_related("presenter").order_by("position", "pk")
        tags = instance.tags.all()
        return {
            **state_of_fields(instance, names),
            "tags": (", ".join(tag.name for tag in tags), {"tags": [str(tag.pk) for tag in tags]}),
            "presenters": (", ".join(f"{place.position} {place.presenter}" for place in places), None),
            **(state_of_place(slot, "slot-0-") if slot else {}),
        }

    def save_related(self, request: Any, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        warn_of_clashes(request, request.conference, {form.instance.pk})

    # Many talks

    def _set(self, request: HttpRequest, talks: QuerySet[Talk], said: str, **values: Any) -> None:
        changed = list(Talk.objects.filter(pk__in=talks.values("pk")).exclude(**values))
        Talk.objects.filter(pk__in=[talk.pk for talk in changed]).update(**values)
        self._log(request, changed, said)
        messages.success(request, f"{said}: {len(changed)} of {len(talks)}.")

    def _log(self, request: HttpRequest, talks: list[Talk], said: str) -> None:
        """Put what was done to many talks into the history of each."""
        LogEntry.objects.log_actions(request.user.pk or 0, talks, CHANGE, f"{said}, from the list.")

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, talks: QuerySet[Talk]) -> None:
        self._set(request, talks, "Published", is_published=True)

    @admin.action(description="Unpublish", permissions=["change"])
    def unpublish(self, request: HttpRequest, talks: QuerySet[Talk]) -> None:
        self._set(request, talks, "Unpublished", is_published=False)

    @admin.action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, talks: QuerySet[Talk]) -> None:
        self._set(request, talks, "Cancelled", status=Talk.Status.CANCELLED)

    @admin.action(description="Reinstate", permissions=["change"])
    def reinstate(self, request: Any, talks: QuerySet[Talk]) -> None:
        """Let cancelled talks take place again: all of them, or none when one's room is taken."""
        cancelled = [talk for talk in talks if talk.is_cancelled]
        try:
            reinstate(cancelled)
        except ValidationError as error:
            messages.error(request, f"Nothing is reinstated: {' '.join(error.messages)}")
            return
        self._log(request, cancelled, "Reinstated")
        messages.success(request, f"Reinstated: {len(cancelled)} of {len(talks)}.")
        warn_of_clashes(request, request.conference, {talk.pk for talk in cancelled})

    @admin.action(description="Swap the places of two talks", permissions=["change"])
    def swap(self, request: Any, talks: QuerySet[Talk]) -> None:
        chosen = list(talks)
        slots = [talk.slot for talk in chosen if hasattr(talk, "slot")]
        if len(chosen) != 2 or len(slots) != 2:  # noqa: PLR2004  a pair
            messages.error(request, "Choose two talks that both have a time.")
            return
        first, second = slots
        try:
            first.swap_places_with(second)
        except ValidationError as error:
            messages.error(request, f"Nothing is swapped: {' '.join(error.messages)}")
            return
        self._log(request, chosen, "Swapped places")
        messages.success(request, f"“{first.talk}” is now {first.when}, “{second.talk}” {second.when}.")
        warn_of_clashes(request, request.conference, {talk.pk for talk in chosen})
