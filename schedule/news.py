"""Recorded changes as people read them: what one organizer did to one session within some minutes is one item."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from schedule.models import Change
from schedule.times import day_name, time_span, zone_abbreviation

TOGETHER = dt.timedelta(minutes=10)  # changes of one session by one organizer that are no further apart are one item

LABELS: Final = {
    Change.Kind.REMOVED: "Removed",
    Change.Kind.ADDED: "New",
    Change.Kind.CANCELLED: "Cancelled",
    Change.Kind.TIME: "Moved",
    Change.Kind.ROOM: "Moved",
    Change.Kind.TITLE: "Renamed",
    Change.Kind.PRESENTERS: "Presenters",
    Change.Kind.RECORDING: "Recorded",
}


@dataclass
class NewsItem:
    """What happened to one session: for each kind of change the value before and the one now.

    ``first`` and ``last`` are the first and the last recorded change of the item; ``changed_at`` is aware.
    """

    slot_guid: uuid.UUID
    actor: str
    first: Change
    last: Change
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    changes_before_removal: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    is_gone: bool = False  # whether the session has left the schedule, by this item or by a later one

    @property
    def title(self) -> str:
        return self.last.title

    @property
    def path(self) -> str:
        """Where the session's page is; nothing once it is gone."""
        return "" if self.is_gone else self.last.path

    @property
    def changed_at(self) -> dt.datetime:
        return self.last.changed_at

    @property
    def day(self) -> dt.date:
        """The day of the last change, in the active zone."""
        return timezone.localdate(self.changed_at)

    @property
    def sentences(self) -> list[str]:
        """What happened, in sentences such as “Moved from Salon A to Salon B.”, times in the active zone."""
        return [sentence_of(kind, old, new) for kind, (old, new) in self.changes.items()]

    @property
    def label(self) -> str:
        """What happened, in a word: that of its most important change."""
        kind = next(kind for kind in LABELS if kind in self.changes)
        return "Reinstated" if kind == Change.Kind.CANCELLED and not self.changes[kind][1] else LABELS[kind]

    @property
    def is_bad_news(self) -> bool:
        """Whether the session does not take place."""
        return self.label in {LABELS[Change.Kind.REMOVED], LABELS[Change.Kind.CANCELLED]}

    def add(self, change: Change) -> None:
        """Take in the next later change; a value that came back to what it was is no news."""
        self.last = change
        match change.kind:
            case Change.Kind.ADDED if Change.Kind.REMOVED in self.changes:
                removed, self.changes = self.changes[Change.Kind.REMOVED][0], self.changes_before_removal
                for kind, old, new in _differences(removed, change.new):
                    self._note(kind, old, new)
            case Change.Kind.REMOVED if Change.Kind.ADDED in self.changes:
                self.changes.clear()
            case Change.Kind.REMOVED:
                self.changes_before_removal, self.changes = self.changes, {change.kind: (change.old, None)}
            case _ if Change.Kind.ADDED in self.changes:
                pass  # still new: what it is now stands in the schedule
            case _:
                self._note(change.kind, change.old, change.new)

    def _note(self, kind: str, old: Any, new: Any) -> None:  # noqa: ANN401  whatever a fact is
        first, _ = self.changes.pop(kind, (old, None))
        if first != new:
            self.changes[kind] = (first, new)


def news(changes: Iterable[Change]) -> list[NewsItem]:
    """Return the items that recorded changes amount to, latest first, whatever the order of the changes."""
    items: list[NewsItem] = []
    open_items: dict[tuple[uuid.UUID, str], NewsItem] = {}
    for change in sorted(changes, key=lambda change: (change.changed_at, change.pk)):
        key = (change.slot_guid, change.actor)
        item = open_items.get(key)
        if item is None or change.changed_at - item.changed_at > TOGETHER:
            item = open_items[key] = NewsItem(*key, first=change, last=change)
            items.append(item)
        item.add(change)
    latest = {item.slot_guid: item for item in items if item.changes}
    for item in items:
        item.is_gone = item.slot_guid in latest and Change.Kind.REMOVED in latest[item.slot_guid].changes
    return sorted(
        (item for item in items if item.changes), key=lambda item: (item.changed_at, item.last.pk), reverse=True
    )


def _differences(old: Any, new: Any) -> list[tuple[str, Any, Any]]:  # noqa: ANN401  facts as they are recorded
    """Return what became of a session while it was off the schedule, in the form of recorded changes."""
    return [
        (Change.Kind.TIME, [old["starts_at"], old["ends_at"]], [new["starts_at"], new["ends_at"]]),
        (Change.Kind.ROOM, old["room"], new["room"]),
        (Change.Kind.TITLE, old["title"], new["title"]),
        (Change.Kind.PRESENTERS, old["presenters"], new["presenters"]),
        (Change.Kind.CANCELLED, old["is_cancelled"], new["is_cancelled"]),
    ]


def sentence_of(kind: str, old: Any, new: Any) -> str:  # noqa: ANN401, PLR0911  one for each kind of change
    """Return what happened as a sentence, times in the active zone."""
    match kind:
        case Change.Kind.ADDED:
            return f"New on the schedule: {_place(new)}."
        case Change.Kind.REMOVED:
            return f"Taken off the schedule; it stood at {_place(old)}."
        case Change.Kind.TIME:
            return _moved(old, new)
        case Change.Kind.ROOM:
            return f"Moved from {old or 'no room'} to {new or 'no room'}."
        case Change.Kind.TITLE:
            return f"Renamed; it was “{old}”."
        case Change.Kind.PRESENTERS:
            return f"Presented by {', '.join(new) or 'nobody yet'}; before: {', '.join(old) or 'nobody'}."
        case Change.Kind.CANCELLED:
            return "Cancelled." if new else "Takes place after all."
        case _:
            return "There is a recording." if new else "The recording was taken away."


def _moved(old: list[str | None], new: list[str | None]) -> str:
    """Name the day once where it stays the same."""
    before, after = _times(old), _times(new)
    day, comma, times = before.partition(", ")
    if comma and after.startswith(f"{day}, "):
        return f"Moved from {times} to {after.removeprefix(f'{day}, ')}, {day}."
    return f"Moved from {before} to {after}."


def _place(facts: dict[str, Any]) -> str:
    times = _times([facts["starts_at"], facts["ends_at"]])
    return f"{times}, {facts['room']}" if facts["room"] else times


def _times(span: list[str | None]) -> str:
    starts_at, ends_at = (dt.datetime.fromisoformat(moment) if moment else None for moment in span)
    if starts_at is None:
        return "a time unknown"
    day = day_name(timezone.localdate(starts_at))
    return f"{day}, {time_span(starts_at, ends_at)} {zone_abbreviation(starts_at)}"
