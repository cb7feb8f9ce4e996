"""A conference's entries by day, with what runs all day set apart from what comes one after another."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db.models.functions import TruncDate

from schedule.models import SlotQuerySet
from schedule.timetable.entries import Entry
from schedule.timetable.grid import Grid, grid_of

LONG: Final = 4 * 3600  # seconds after which an entry that is no talk would swallow a day that has talks


@dataclass(slots=True)
class Day:
    """A calendar day in the zone that its entries' times are in."""

    date: dt.date
    asides: list[Entry]
    grid: Grid

    @property
    def starts_at(self) -> dt.datetime:
        """The first moment at which something is on."""
        return min(entry.starts_at for entry in [*self.asides, *self.grid.entries])


def dates_of(slots: SlotQuerySet, zone: dt.tzinfo) -> list[dt.date]:
    """Return the calendar days of a zone on which slots start."""
    dates = slots.order_by().values_list(TruncDate("starts_at", tzinfo=zone)).distinct()
    return sorted(date for (date,) in dates)


def days_of(entries: Sequence[Entry]) -> list[Day]:
    """Lay out the days of entries that come in order of time; one over midnight stands on the day of its start."""
    return [_day(date, list(group)) for date, group in groupby(entries, key=lambda entry: entry.starts_at.date())]


def _day(date: dt.date, entries: list[Entry]) -> Day:
    asides = [entry for entry in entries if _is_aside(entry, entries)]
    rest = [entry for entry in entries if entry not in asides]
    return Day(date, asides if rest else [], grid_of(rest or entries))


def _is_aside(entry: Entry, entries: list[Entry]) -> bool:
    """Tell what runs beside the programme: a space, a desk, or a long entry while there are talks elsewhere."""
    if entry.is_talk or entry.is_space:
        return entry.is_space
    end = entry.end or entry.start
    if end - entry.start <= LONG:
        return False
    talks = [
        other
        for other in entries
        if other.is_talk and other.start < end and (other.end or other.start + 1) > entry.start
    ]
    return bool(talks) and entry.room not in [talk.room for talk in talks]
