"""What a social card says."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from django.utils import timezone

from presenters.models import Presenter
from schedule.listing import Listing
from schedule.models import Conference, Slot
from schedule.times import day_name, day_span, time_span, zone_abbreviation
from talks.models import Talk

DRAWING: Final = 1  # goes up when cards are drawn differently, so that all are made anew


@dataclass(frozen=True)
class CardPerson:
    """A presenter on a card; ``photo`` is the name of a file in the default storage, or empty."""

    name: str
    initials: str
    photo: str


@dataclass(frozen=True)
class CardContent:
    """Everything that a card shows; two cards with equal content are the same picture."""

    conference: str
    accent_color: str
    label: str  # what it is: a keynote, a presenter
    title: str
    people: tuple[CardPerson, ...]
    role: str  # of the one presenter; a conference's tagline
    sessions: tuple[str, ...]  # what the presenter gives, on a presenter's card
    facts: tuple[str, ...]  # day, times and room, or those of the conference; the first is the most important
    is_keynote: bool = False
    is_cancelled: bool = False

    @property
    def digest(self) -> str:
        """A short name for exactly this picture: 16 hexadecimal digits."""
        facts = json.dumps([DRAWING, asdict(self)], ensure_ascii=False)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]

    @property
    def is_portrait(self) -> bool:
        """Whether the card is a presenter's."""
        return self.label == "Presenter"

    @property
    def alt(self) -> str:
        """The card in words, for those who do not see it."""
        names = "" if self.is_portrait else ", ".join(person.name for person in self.people)
        state = "Cancelled" if self.is_cancelled else ""
        return ". ".join(
            part for part in (state, self.title, names or self.role, *self.sessions, ", ".join(self.facts)) if part
        )


def talk_card(talk: Talk, conference: Conference) -> CardContent:
    """Return a talk's card, with day, times and room once the schedule is public.

    Reads ``talk.slot``, its room, and ``talk.talk_presenters`` with their presenters.
    """
    presenters = [place.presenter for place in talk.talk_presenters.all()]
    slot = getattr(talk, "slot", None) if conference.is_schedule_public else None
    return CardContent(
        conference=conference.name,
        accent_color=conference.accent_color,
        label=talk.get_category_display(),
        title=talk.title,
        people=tuple(card_person(presenter) for presenter in presenters),
        role=presenters[0].role if len(presenters) == 1 else "",
        sessions=(),
        facts=slot_facts(slot, conference) if slot else conference_facts(conference),
        is_keynote=talk.is_keynote,
        is_cancelled=talk.is_cancelled,
    )


def presenter_card(presenter: Presenter, listings: Iterable[Listing], conference: Conference) -> CardContent:
    """Return a presenter's card with what is not cancelled of these talks; of one alone, with day, times and room."""
    listings = [listing for listing in listings if not listing.talk.is_cancelled]
    slot = listings[0].slot if len(listings) == 1 else None
    return CardContent(
        conference=conference.name,
        accent_color=conference.accent_color,
        label="Presenter",
        title=presenter.name,
        people=(card_person(presenter),),
        role=presenter.role,
        sessions=tuple(listing.talk.title for listing in listings),
        facts=slot_facts(slot, conference) if slot else conference_facts(conference),
    )


def conference_card(conference: Conference) -> CardContent:
    """Return the card of the conference itself, for pages that are about no one session or presenter."""
    return CardContent(
        conference="",
        accent_color=conference.accent_color,
        label="",
        title=conference.name,
        people=(),
        role=conference.tagline,
        sessions=(),
        facts=conference_facts(conference),
    )


def card_person(presenter: Presenter) -> CardPerson:
    return CardPerson(presenter.name, presenter.initials, presenter.photo.name or "")


def slot_facts(slot: Slot, conference: Conference) -> tuple[str, ...]:
    """Return day, times with the zone, and room, in the conference's zone."""
    with timezone.override(conference.zone):
        times = f"{time_span(slot.starts_at, slot.ends_at)} {zone_abbreviation(slot.starts_at)}"
        return (day_name(slot.day), times, slot.room.name) if slot.room else (day_name(slot.day), times)


def conference_facts(conference: Conference) -> tuple[str, ...]:
    """Return when and where the conference is."""
    where = (part for part in (conference.venue, conference.place) if part)
    return (day_span(conference.first_day, conference.last_day), *where)
