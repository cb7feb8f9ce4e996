"""Slots as the schedule shows them: plain values, read in one query however many there are."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from django.db.models import OuterRef

from schedule.models import Room, Slot, SlotQuerySet
from talks.models import Talk, presenter_names

_FIELDS: Final = (
    "pk",
    "starts_at",
    "ends_at",
    "title",
    "kind",
    "link",
    "is_across_rooms",
    "is_cancelled",
    "track__name",
    "room_id",
    "room__name",
    "room__slug",
    "room__position",
    "room__is_online",
    "talk_id",
    "talk__title",
    "talk__permalink",
    "talk__category",
    "talk__audience_level",
    "talk__replaced_by__title",
    "talk__replaced_by__permalink",
    "talk__replaced_by__is_accepted",
    "talk__replaced_by__is_published",
)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One slot with what its card says. ``kind`` is a talk's category or a slot's own kind; ``url`` may be empty."""

    pk: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    title: str
    kind: str
    is_talk: bool
    url: str = ""
    room: Room | None = None
    track: str = ""
    level: str = ""
    presenters: str = ""
    replacement: str = ""
    replacement_url: str = ""
    is_across_rooms: bool = False
    is_cancelled: bool = False
    start: int = field(init=False)  # seconds since 1970, in which days are laid out
    end: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.start = int(self.starts_at.timestamp())
        self.end = int(self.ends_at.timestamp()) if self.ends_at else None

    @property
    def anchor(self) -> str:
        """Where it is on the schedule's page, for ever; exports lead there."""
        return f"slot-{self.pk}"

    @property
    def is_session(self) -> bool:
        """Whether people come to listen or to work: a talk that is no party."""
        return self.is_talk and self.kind != Talk.Category.SOCIAL_EVENT

    @property
    def is_pause(self) -> bool:
        return self.kind in Slot.PAUSES

    @property
    def is_space(self) -> bool:
        return self.kind in Slot.SPACES


def entries_of(slots: SlotQuerySet, zone: dt.tzinfo) -> list[Entry]:
    """Read slots in order of time, their times in a zone. What replaces a cancelled talk is named once it is public."""
    levels = {level.value: str(level.label) for level in Talk.AudienceLevel if level != Talk.AudienceLevel.ALL}
    rooms: dict[int, Room] = {}
    rows = slots.annotate(presenters=presenter_names(OuterRef("talk"))).order_by("starts_at", "room__position", "pk")
    entries = []
    for row in rows.values_list(*_FIELDS, "presenters", named=True):
        if row.room_id and row.room_id not in rooms:
            rooms[row.room_id] = Room(
                pk=row.room_id,
                name=row.room__name,
                slug=row.room__slug,
                position=row.room__position,
                is_online=row.room__is_online,
            )
        is_replaced = bool(row.talk__replaced_by__is_accepted and row.talk__replaced_by__is_published)
        entries.append(
            Entry(
                pk=row.pk,
                starts_at=row.starts_at.astimezone(zone),
                ends_at=row.ends_at.astimezone(zone) if row.ends_at else None,
                title=row.talk__title or row.title,
                kind=row.talk__category or row.kind,
                is_talk=row.talk_id is not None,
                url=row.talk__permalink or row.link,
                room=rooms.get(row.room_id),
                track=row.track__name or "",
                level=levels.get(row.talk__audience_level, ""),
                presenters=row.presenters,
                replacement=row.talk__replaced_by__title if is_replaced else "",
                replacement_url=row.talk__replaced_by__permalink if is_replaced else "",
                is_across_rooms=row.is_across_rooms,
                is_cancelled=row.is_cancelled,
            )
        )
    return entries
