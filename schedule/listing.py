"""Talks in lists, each with what may be said of its time and room: nothing, before the schedule is public."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from schedule.models import Conference, Slot
from talks.models import Talk, TalkQuerySet


@dataclass(frozen=True, slots=True)
class Listing:
    """A talk and its slot, if it has one that the public sees."""

    talk: Talk
    slot: Slot | None

    @property
    def day(self) -> dt.date | None:
        return self.slot.day if self.slot else None


@dataclass(frozen=True, slots=True)
class ListedDay:
    """What is listed of one day; without a day, what has no time yet."""

    day: dt.date | None
    listings: list[Listing]


def listings_of(talks: TalkQuerySet, conference: Conference) -> list[Listing]:
    """List talks by time and title, those without a time at the end, in one query."""
    named = talks.with_presenter_names().defer("abstract", "description")
    if not conference.is_schedule_public:
        return [Listing(talk, None) for talk in named.order_by("title", "pk")]
    timed = named.select_related("slot__room").order_by("slot__starts_at", "title", "pk")
    return [Listing(talk, getattr(talk, "slot", None)) for talk in timed]


def by_day(listings: list[Listing]) -> list[ListedDay]:
    """Divide a list that is sorted by time into its days."""
    return [ListedDay(day, list(group)) for day, group in groupby(listings, key=lambda listing: listing.day)]
