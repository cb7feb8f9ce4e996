"""Talks: one form with presenters in order, tags, place in the timetable and texts; lists and actions on many."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import connection, transaction
from django.db.models import F, Prefetch, QuerySet
from django.forms import Script
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from schedule.admin.fields import PathsField, markdown_area
from schedule.admin.filters import DayFilter, MissingFilter, PresenterFilter, RoomFilter, TrackFilter
from schedule.admin.guarded import GuardedAdmin
from schedule.admin.opened import State
from schedule.admin.within import ChoicesWithin, WithinForm, local
from schedule.conflicts import presenter_clashes
from schedule.models import Slot
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
    verbose_name_plural = "time and room"

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


class PresenterInline(ChoicesWithin, admin.TabularInline):  # type: ignore[type-arg]
    model = TalkPresenter
    formset = PresenterFormSet
    fields = ("presenter", "position")
    autocomplete_fields = ("presenter",)
    extra = 1
    verbose_name = "presenter"
    verbose_name_plural = "presenters, in order"


@admin.register(Talk)
class TalkAdmin(GuardedAdmin):
    form = TalkForm
    list_display = ("title", "when", "room", "people", "category", "status", "is_published", "has_video", "has_photos")
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

    def get_ordering(self, request: HttpRequest) -> Any:
        return [F("slot__starts_at").asc(nulls_last=True), "title", "pk"]

    def get_sortable_by(self, request: HttpRequest) -> Any:
        return ["title", "category", "status"]

    # Columns

    @admin.display(description="when")
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
        return {
            **{name: str(getattr(instance, name)) for name in names},
            "tags": ", ".join(instance.tags.values_list("name", flat=True)),
            "presenters": ", ".join(f"{place.position} {place.presenter}" for place in places),
            "time": slot.when if slot else "not scheduled",
            "room": str(slot.room or "") if slot else "",
            "track": str(slot.track or "") if slot else "",
            "across all rooms": str(slot.is_across_rooms) if slot else "",
            "overlap is known": str(slot.is_overlap_known) if slot else "",
        }

    def save_related(self, request: Any, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        for clash in presenter_clashes(request.conference):
            if form.instance.pk in {clash.first.talk_id, clash.second.talk_id}:
                other = clash.second if clash.first.talk_id == form.instance.pk else clash.first
                where = f" in {other.room}" if other.room else ""
                text = f"{clash.presenter} also has “{other}” at that time: {other.when}{where}."
                messages.warning(request, text)

    # Many talks

    def _set(self, request: HttpRequest, talks: QuerySet[Talk], said: str, **values: Any) -> None:
        changed = Talk.objects.filter(pk__in=talks.values("pk")).exclude(**values).update(**values)
        messages.success(request, f"{said}: {changed} of {len(talks)}.")

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
    def reinstate(self, request: HttpRequest, talks: QuerySet[Talk]) -> None:
        """Let cancelled talks take place again: all of them, or none when one's room is taken."""
        cancelled = [talk.slot for talk in talks if talk.is_cancelled and hasattr(talk, "slot")]
        for slot in cancelled:
            slot.is_cancelled = False
            if taken := slot.talks_in_the_way().first():
                text = f"Nothing is reinstated: {slot.room} is taken by “{taken}”, {taken.when}."
                messages.error(request, text)
                return
        self._set(request, talks, "Reinstated", status=Talk.Status.CONFIRMED)

    @admin.action(description="Swap the places of two talks", permissions=["change"])
    def swap(self, request: HttpRequest, talks: QuerySet[Talk]) -> None:
        """Exchange time, room and track of two talks in one transaction, at whose end the database looks."""
        chosen = list(talks)
        slots = [talk.slot for talk in chosen if hasattr(talk, "slot")]
        if len(chosen) != 2 or len(slots) != 2:  # noqa: PLR2004  a pair
            messages.error(request, "Choose two talks that both have a time.")
            return
        first, second = slots
        names = ("starts_at", "ends_at", "room", "track", "is_across_rooms", "is_overlap_known")
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set constraints a_room_holds_one_talk_at_a_time deferred")
            for name in names:
                before = getattr(first, name)
                setattr(first, name, getattr(second, name))
                setattr(second, name, before)
            first.save()
            second.save()
        messages.success(request, f"“{first.talk}” is now {first.when}, “{second.talk}” {second.when}.")
