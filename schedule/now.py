"""What is on at a moment, and what is next, room by room."""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import OuterRef, Q
from django.utils import timezone

from schedule.models import Conference, Room, Slot
from talks.models import presenter_names

HORIZON = dt.timedelta(days=2)  # how far to look for what is next


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room with what is on in it and what is next there on the same day; without a room, what is nowhere."""

    room: Room | None
    now: Slot | None
    next: Slot | None


@dataclass(frozen=True, slots=True)
class Now:
    """The rooms with something on or to come today, and the first slot of the next day that has any."""

    rooms: list[RoomNow]
    first_of_next_day: Slot | None


def now_of(conference: Conference, at: dt.datetime) -> Now:
    """Look at a conference's public slots around a moment, in one query."""
    today = timezone.localdate(at, conference.zone)
    midnight = dt.datetime.combine(today, dt.time.min, conference.zone)
    slots = list(
        Slot.objects.public()
        .filter(Q(starts_at__gte=midnight) | Q(ends_at__gt=at), starts_at__lt=midnight + HORIZON)
        .filter(conference=conference, is_cancelled=False)
        .exclude(kind__in=Slot.SPACES, talk=None)
        .select_related("talk", "room")
        .annotate(presenter_names=presenter_names(OuterRef("talk")))
        .order_by("starts_at", "pk")
    )
    todays = [slot for slot in slots if slot.is_on(at) or timezone.localdate(slot.starts_at, conference.zone) == today]
    rooms = {slot.room_id: slot.room for slot in todays}
    in_order = sorted(rooms.values(), key=lambda room: (room is None, room and (room.position, room.name)))
    found = [_room_now(room, [slot for slot in todays if slot.room == room], at) for room in in_order]
    return Now(
        rooms=[room for room in found if room.now or room.next],
        first_of_next_day=next((slot for slot in slots if slot not in todays), None),
    )


def _room_now(room: Room | None, slots: list[Slot], at: dt.datetime) -> RoomNow:
    running = [slot for slot in slots if slot.is_on(at)]
    coming = [slot for slot in slots if slot.starts_at > at]
    return RoomNow(room, max(running, key=attrgetter("starts_at"), default=None), next(iter(coming), None))
