"""One traversal of a conference's public schedule, from which every export is made, so that they agree."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db.models import Prefetch
from django.utils.encoding import iri_to_uri

from presenters.markdown import to_paragraphs
from schedule.calendars import ASSUMED_LENGTH
from schedule.models import Conference, PublishedSlot, Room, Slot, SlotQuerySet, Track
from talks.models import TalkPresenter

DAY_STARTS_AT: Final = dt.time(6)  # a night's sessions belong to the day before, in formats that cut days
NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "lectern")
# XML 1.0 has no place for control characters, calendars neither; U+2028 and U+2029 break lines where none is expected.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")

type Facts = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """A presenter: ``id`` and ``guid`` never change."""

    id: int
    guid: uuid.UUID
    name: str
    url: str


@dataclass(frozen=True)
class Place:
    """Where a session is: a room, or the venue, which stands behind all rooms. ``guid`` never changes."""

    name: str
    guid: uuid.UUID
    slug: str
    notes: str
    capacity: int | None
    order: tuple[bool, int, str]


@dataclass(frozen=True)
class Session:
    """A public slot. Times are aware, in the conference's zone; URLs are absolute; texts are plain, on one line each.

    Of those, ``abstract`` and ``description`` alone have paragraphs.
    ``url`` is its page or its place in the schedule, ``link`` is where organizers send people beside that. ``guid`` is
    the slot's for ever; ``sequence`` and ``changed_at`` come from the record of changes.
    """

    id: int
    guid: uuid.UUID
    sequence: int
    changed_at: dt.datetime
    title: str
    slug: str
    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: Place
    track: Track | None
    people: tuple[Person, ...]
    abstract: str
    description: str
    url: str
    link: str
    slides_url: str
    video_urls: tuple[str, ...]
    is_cancelled: bool

    @property
    def room(self) -> str:
        return self.place.name


@dataclass(frozen=True)
class Programme:
    """A conference with its public sessions by time, what was removed lately, and the state they are of.

    ``base_url`` is scheme and host without a slash; ``changed_at`` is when anything public last moved.
    """

    conference: Conference
    base_url: str
    version: int
    changed_at: dt.datetime
    sessions: tuple[Session, ...]
    removed: tuple[Session, ...]

    def days(self) -> list[tuple[dt.date, list[Session]]]:
        """Sessions that take place, by day; a day runs from six to six. Without any: the conference's empty days."""
        shift = dt.timedelta(hours=DAY_STARTS_AT.hour)
        sessions = [session for session in self.sessions if not session.is_cancelled]
        days = [
            (day, list(group))
            for day, group in groupby(sessions, lambda session: (session.starts_at.replace(tzinfo=None) - shift).date())
        ]
        if days:
            return days
        length = (self.conference.last_day - self.conference.first_day).days + 1
        return [(self.conference.first_day + dt.timedelta(days=number), []) for number in range(length)]

    def places(self) -> list[Place]:
        """Where sessions take place, in the order of the rooms' positions; each name once."""
        used = {session.place for session in self.sessions if not session.is_cancelled}
        places: dict[str, Place] = {}
        for place in sorted(used, key=lambda place: place.order):
            places.setdefault(place.name, place)
        return list(places.values())

    def guid_of(self, kind: str, name: str) -> uuid.UUID:
        """Return the identity for ever of something of this conference that has no GUID of its own."""
        return uuid.uuid5(NAMESPACE, f"{self.conference.site_id}/{kind}/{name}")

    def place_of(self, room: Room | None) -> Place:
        """Return where a slot is; one without a room is at the venue."""
        if room is None:
            return self.venue(self.conference.venue or self.conference.name)
        name, guid = one_line(room.name), self.guid_of("room", str(room.pk))
        order = (False, room.position, room.name)
        return Place(name, guid, room.slug, one_line(room.access_notes), room.capacity, order)

    def venue(self, name: str) -> Place:
        """Return a place of that name that is no room of which more is known."""
        return Place(one_line(name), self.guid_of("place", "venue"), "venue", "", None, (True, 0, ""))


def everything(_facts: Facts) -> bool:
    """Ask for all that was removed."""
    return True


def programme_of(
    conference: Conference,
    base_url: str,
    slots: SlotQuerySet,
    at: dt.datetime,
    is_wanted: Callable[[Facts], bool] = everything,
) -> Programme:
    """Read public slots, as narrowed by the caller, and what left the schedule in the 30 days before a moment.

    Of what left only what is wanted by its last facts (those of ``PublishedSlot``) is told. Four queries, however many
    slots. The revision is read first: content never seems newer than it is.
    """
    revision = conference.revision
    published = {row.guid: row for row in PublishedSlot.objects.filter(conference=conference).told_of(at)}
    rows = (
        slots.filter(conference=conference)
        .public()
        .select_related("room", "track", "talk")
        .prefetch_related(
            Prefetch("talk__talk_presenters", TalkPresenter.objects.select_related("presenter")),
        )
        .order_by("starts_at", "room__position", "pk")
    )
    programme = Programme(conference, base_url, revision.number, revision.changed_at, (), ())
    # What is published between the two queries is of a later revision, and told with that.
    sessions = tuple(_session(programme, slot, published[slot.guid]) for slot in rows if slot.guid in published)
    removed = tuple(
        _removed_session(programme, row)
        for row in sorted(published.values(), key=lambda row: (row.facts["starts_at"], row.guid))
        if row.removed_at and is_wanted(row.facts)
    )
    return Programme(conference, base_url, revision.number, revision.changed_at, sessions, removed)


def _session(programme: Programme, slot: Slot, published: PublishedSlot) -> Session:
    zone, talk = programme.conference.zone, slot.talk
    path = (talk.permalink if talk else "") or f"/schedule/#slot-{slot.pk}"
    return Session(
        id=slot.pk,
        guid=slot.guid,
        sequence=published.sequence,
        changed_at=published.changed_at,
        title=one_line(str(slot)),
        slug=talk.slug if talk else "",
        kind=talk.get_category_display() if talk else slot.get_kind_display(),
        starts_at=slot.starts_at.astimezone(zone),
        ends_at=(slot.ends_at or slot.starts_at + ASSUMED_LENGTH).astimezone(zone),
        place=programme.place_of(slot.room),
        track=slot.track,
        people=tuple(
            Person(
                place.presenter_id,
                programme.guid_of("presenter", str(place.presenter_id)),
                one_line(place.presenter.name),
                absolute(programme.base_url, place.presenter.permalink),
            )
            for place in (talk.talk_presenters.all() if talk else ())
        ),
        abstract=paragraphs(talk.abstract) if talk else "",
        description=paragraphs(talk.description if talk else slot.text),
        url=absolute(programme.base_url, path),
        link=absolute(programme.base_url, slot.link) if slot.link else "",
        slides_url=absolute(programme.base_url, talk.slides_url) if talk and talk.slides_url else "",
        video_urls=tuple(video.url for video in talk.videos) if talk else (),
        is_cancelled=slot.is_cancelled,
    )


def _removed_session(programme: Programme, published: PublishedSlot) -> Session:
    facts, zone = published.facts, programme.conference.zone
    starts_at = dt.datetime.fromisoformat(facts["starts_at"]).astimezone(zone)
    ends_at = dt.datetime.fromisoformat(facts["ends_at"]) if facts["ends_at"] else starts_at + ASSUMED_LENGTH
    return Session(
        id=0,
        guid=published.guid,
        sequence=published.sequence,
        changed_at=published.changed_at,
        title=one_line(facts["title"]),
        slug="",
        kind="",
        starts_at=starts_at,
        ends_at=ends_at.astimezone(zone),
        place=programme.venue(facts["room"]) if facts["room"] else programme.place_of(None),
        track=None,
        people=(),
        abstract="",
        description="",
        url=f"{programme.base_url}/schedule/",
        link="",
        slides_url="",
        video_urls=(),
        is_cancelled=True,
    )


def absolute(base_url: str, address: str) -> str:
    """Return an absolute URL of a path of this site, in ASCII; an absolute one stays."""
    url: str = iri_to_uri(base_url + address if address.startswith("/") else address)
    return url


def one_line(text: str) -> str:
    """Return a text as every format can hold it: on one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def paragraphs(text: str) -> str:
    """Return Markdown as every format can hold it: plain, with line feeds alone as line ends."""
    return "\n".join(map(one_line, to_paragraphs(text).split("\n")))
