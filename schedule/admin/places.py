"""Places in the timetable: when and where talks are, and the entries between them."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest

from schedule.admin.fields import markdown_area
from schedule.admin.filters import DayOfSlotFilter, RoomOfSlotFilter
from schedule.admin.guarded import GuardedAdmin
from schedule.admin.opened import State, sent_of, sent_of_moment, state_of_fields
from schedule.admin.within import WithinForm
from schedule.conflicts import presenter_clashes
from schedule.models import Conference, Slot


def state_of_place(slot: Slot, prefix: str = "") -> State:
    """Return when and where a slot is, under the names that it has in a form."""
    moments = [
        sent_of_moment(f"{prefix}{name}", getattr(slot, name), slot.conference.zone)
        for name in ("starts_at", "ends_at")
    ]
    state: State = {"time": (slot.when, moments[0] | moments[1])}
    for label, name in (("room", "room"), ("track", "track")):
        value = getattr(slot, name)
        state[label] = (str(value or ""), {f"{prefix}{name}": sent_of(value and value.pk)})
    for label, name in (("across all rooms", "is_across_rooms"), ("overlap is known", "is_overlap_known")):
        value = getattr(slot, name)
        state[label] = ("yes" if value else "no", {f"{prefix}{name}": sent_of(value)})
    return state


def warn_of_clashes(request: HttpRequest, conference: Conference, talks: Collection[int | None]) -> None:
    """Say who of these talks' presenters is elsewhere at that time."""
    for clash in presenter_clashes(conference):
        if clash.first.talk_id in talks or clash.second.talk_id in talks:
            here, there = (clash.first, clash.second) if clash.first.talk_id in talks else (clash.second, clash.first)
            where = f" in {there.room}" if there.room else ""
            text = f"{clash.presenter} of “{here}” also has “{there}” at that time: {there.when}{where}."
            messages.warning(request, text)


class SlotForm(WithinForm):
    class Meta:
        widgets: ClassVar = {"text": markdown_area(4)}


@admin.register(Slot)
class SlotAdmin(GuardedAdmin):
    form = SlotForm
    list_display = ("heading", "when", "room", "what", "is_cancelled")
    list_filter = (DayOfSlotFilter, RoomOfSlotFilter, "kind", "is_cancelled")
    list_select_related = ("talk", "room", "conference")
    search_fields = ("title", "talk__title")
    autocomplete_fields = ("talk", "room")
    ordering = ("starts_at", "room__position", "pk")
    fieldsets = (
        (None, {"fields": ("title", "kind", "talk", "text", "link")}),
        (
            "When and where",
            {"fields": ("starts_at", "ends_at", "room", "track", "is_across_rooms", "is_overlap_known")},
        ),
    )

    @admin.display(description="when", ordering="starts_at")
    def when(self, slot: Slot) -> str:
        return slot.when

    @admin.display(description="kind")
    def what(self, slot: Slot) -> str:
        return slot.talk.get_category_display() if slot.talk else slot.get_kind_display()

    def state_of(self, instance: Slot) -> State:
        return state_of_fields(instance, ("title", "kind", "talk", "text", "link")) | state_of_place(instance)

    def save_related(self, request: Any, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.talk_id:
            warn_of_clashes(request, request.conference, {form.instance.talk_id})
