"""The schedule as a calendar: RFC 5545 (iCalendar), RFC 7986 (its names and refresh hints).

One event for each slot, with the same UID for ever; cancelled ones stay as ``STATUS:CANCELLED``, and removed ones
stay so for thirty days, since a subscription forgets what vanishes but an import never does.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

import icalendar as ical

from schedule.exports.programme import Programme, Session, one_line

UID_HOST: Final = "lectern"  # never the request's host: a UID has to outlive host names
PRODUCT: Final = "-//Lectern//Conference schedule//EN"
REFRESH_EVERY: Final = dt.timedelta(hours=1)


def icalendar(programme: Programme, name: str) -> bytes:
    """Return a calendar of that name: CRLF line ends, folded at 75 octets, times in the conference's zone."""
    calendar = ical.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, ical.vText(one_line(name)))  # the library knows neither as text, which has escapes
    calendar.add("x-wr-timezone", programme.conference.time_zone)
    calendar.add("last-modified", programme.changed_at.astimezone(dt.UTC))
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", ical.vDuration(REFRESH_EVERY))
    events = [_event(session) for session in (*programme.sessions, *programme.removed)]
    starts = [session.starts_at for session in (*programme.sessions, *programme.removed)] or [programme.changed_at]
    zone = programme.conference.zone
    if zone.key != "UTC" or not events:  # times in UTC name no zone; but a calendar holds something
        calendar.add_component(_time_zone(zone, min(starts), max(starts)))
    for event in events:
        calendar.add_component(event)
    document: bytes = calendar.to_ical()
    return document


def _event(session: Session) -> ical.Event:
    names = ", ".join(person.name for person in session.people)
    parts = (names, session.abstract or session.description, session.link or session.url)
    event = ical.Event()
    event.add("uid", f"{session.guid.hex}@{UID_HOST}")
    # The moment of the last change, not "now": else every download would differ and nothing be "not modified".
    event.add("dtstamp", session.changed_at.astimezone(dt.UTC))
    event.add("last-modified", session.changed_at.astimezone(dt.UTC))
    event.add("sequence", session.sequence)
    event.add("summary", f"Cancelled: {session.title}" if session.is_cancelled else session.title)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("location", session.room)
    event.add("description", "\n\n".join(part for part in parts if part))
    event.add("url", session.link or session.url)
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if session.is_cancelled else "OPAQUE")
    if session.kind:
        event.add("categories", [session.kind])
    return event


def _time_zone(zone: ZoneInfo, first: dt.datetime, last: dt.datetime) -> ical.Timezone:
    """Return the zone's rules for a span of time: one observance for each change of its offset.

    No RDATE lists and no zone-wide rules: some clients read just the first date of a list (RFC 5545, 3.6.5, allows
    an observance that has its start only).
    """
    component = ical.Timezone()
    component.add("tzid", zone.key)
    for moment, before in _transitions(zone, first, last):
        now = moment.astimezone(zone)
        observance = ical.TimezoneDaylight() if now.dst() else ical.TimezoneStandard()
        observance.add("dtstart", (moment.astimezone(dt.UTC) + before).replace(tzinfo=None))
        observance.add("tzoffsetfrom", before)
        observance.add("tzoffsetto", now.utcoffset())
        observance.add("tzname", now.tzname())
        component.add_component(observance)
    return component


def _transitions(zone: ZoneInfo, first: dt.datetime, last: dt.datetime) -> Iterator[tuple[dt.datetime, dt.timedelta]]:
    """Yield moments (UTC) at which the zone's offset changes, with the offset before: from the last one before a span.

    A zone that has not changed in the year before the span yields a start of its own.
    """
    day, minute = dt.timedelta(days=1), dt.timedelta(minutes=1)
    start = first.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0) - 366 * day
    found: list[tuple[dt.datetime, dt.timedelta]] = [(start, _offset(zone, start))]
    moment, end = start, last.astimezone(dt.UTC) + day
    while moment < end:
        before = _offset(zone, moment)
        if before != _offset(zone, moment + day):
            moment = next(later for n in range(1, 24 * 60 + 1) if _offset(zone, later := moment + n * minute) != before)
            found.append((moment, before))
        else:
            moment += day
    earlier = [transition for transition in found if transition[0] <= first.astimezone(dt.UTC)]
    yield from found[len(earlier) - 1 :]


def _offset(zone: ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta(0)
