"""Talks in lists, each with what may be said of its time and room: nothing, before the schedule is public."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.core.paginator import Page, Paginator
from django.utils import timezone

from schedule.models import Conference, Slot
from talks.models import Talk, TalkQuerySet

PAGE_LENGTH: Final = 200  # of talks or people; more are slow to make and to read


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

    date: dt.date | None
    listings: list[Listing]

    @property
    def starts_at(self) -> dt.datetime | None:
        """The first moment at which something is on, in the zone that is active."""
        first = self.listings[0].slot
        return timezone.localtime(first.starts_at) if first else None


def listings_of(talks: TalkQuerySet, conference: Conference) -> list[Listing]:
    """List talks by time and title, those without a time at the end, in one query."""
    named = in_order(talks.with_presenter_names().defer("abstract", "description"), conference)
    if not conference.is_schedule_public:
        return [Listing(talk, None) for talk in named]
    return [Listing(talk, getattr(talk, "slot", None)) for talk in named.select_related("slot__room")]


def in_order(talks: TalkQuerySet, conference: Conference) -> TalkQuerySet:
    """Sort talks by time and title; by title alone while the order of time is still a secret."""
    return talks.order_by(*(["slot__starts_at"] if conference.is_schedule_public else []), "title", "pk")


def page_of(talks: TalkQuerySet, conference: Conference, number: str | None) -> Page[int]:
    """Return one page of the keys of talks in order; a number that is none, or too high, is the nearest."""
    keys = in_order(talks, conference).values_list("pk", flat=True)
    return Paginator(list(keys), PAGE_LENGTH).get_page(number)


def by_day(listings: list[Listing]) -> list[ListedDay]:
    """Divide a list that is sorted by time into its days."""
    return [ListedDay(day, list(group)) for day, group in groupby(listings, key=lambda listing: listing.day)]
