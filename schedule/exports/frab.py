"""The schedule in the form that frab and c3voc made: XML and JSON of the same facts, for apps and video crews.

Source: the XSD and JSON schema at https://c3voc.de/schedule/. Cancelled sessions are left out (the formats have no
word for them, and the apps tell their users of what vanished); days run from six to six, as Giggity cuts them, and a
session that is on at six in the morning ends there, because an app shows what lies in one day and nothing else.
"""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable
from itertools import chain, count
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

from schedule.exports.programme import DAY_STARTS_AT, Person, Programme, Session, one_line

SCHEMA: Final = "https://c3voc.de/schedule/schema.json"
GENERATOR: Final = "Lectern"
GENERATOR_VERSION: Final = "1"
RASTER: Final = 5  # minutes; every start and length is a multiple of them, or else the raster is one minute
LANGUAGE: Final = "en"
LONGEST_SLUG: Final = 140
LONGEST_DURATION: Final = 23 * 60 + 55  # minutes; apps cannot read 24:00
MINUTE: Final = dt.timedelta(minutes=1)


class Day(NamedTuple):
    """A day from six to six, with the sessions that begin in it and their lengths in minutes, none longer than it."""

    number: int
    date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    sessions: list[tuple[Session, int]]


def frab_json(programme: Programme) -> bytes:
    """Return the schedule as c3voc JSON, UTF-8."""
    conference, days, places = programme.conference, _days(programme), programme.places()
    document = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "version": GENERATOR_VERSION, "url": programme.base_url},
        "schedule": {
            "version": str(programme.version),
            "base_url": programme.base_url,
            "conference": {
                **_head(programme, days),
                "daysCount": len(days),
                "colors": {"primary": conference.accent_color},
                "tracks": _tracks(programme),
                "rooms": [
                    {
                        "name": place.name,
                        "slug": slug,
                        "guid": str(place.guid),
                        "description": place.notes or None,
                        "capacity": place.capacity,
                    }
                    for place, slug in zip(places, _slugs((place.slug for place in places), "room"), strict=True)
                ],
                "days": [
                    {
                        "index": day.number,
                        "date": f"{day.date:%Y-%m-%d}",
                        "day_start": day.starts_at.isoformat(),
                        "day_end": day.ends_at.isoformat(),
                        "rooms": {
                            place.name: [_json_event(programme, session, minutes) for session, minutes in here]
                            for place in places
                            if (here := [pair for pair in day.sessions if pair[0].room == place.name])
                        },
                    }
                    for day in days
                ],
            },
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def frab_xml(programme: Programme) -> bytes:
    """Return the schedule as frab XML, UTF-8 without a byte order mark."""
    days, places = _days(programme), programme.places()
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name=GENERATOR, version=GENERATOR_VERSION, system=programme.base_url)
    _add(root, "url", f"{programme.base_url}/schedule.xml")
    _add(root, "version", str(programme.version))
    head = ET.SubElement(root, "conference")
    for name, value in _head(programme, days).items():
        _add(head, name, value)
    _add(head, "days", str(len(days)))
    _add(head, "base_url", programme.base_url)
    ET.SubElement(head, "color", primary=programme.conference.accent_color)
    for track in _tracks(programme):
        ET.SubElement(head, "track", track)
    for day in days:
        day_element = ET.SubElement(
            root,
            "day",
            index=str(day.number),
            date=f"{day.date:%Y-%m-%d}",
            start=day.starts_at.isoformat(),
            end=day.ends_at.isoformat(),
        )
        for place in places:
            if here := [pair for pair in day.sessions if pair[0].room == place.name]:
                room_element = ET.SubElement(day_element, "room", name=place.name, guid=str(place.guid))
                for session, minutes in here:
                    _add_event(room_element, programme, session, minutes)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def acronym(programme: Programme) -> str:
    """Return the conference's short name in the one form that all readers take: ``[a-z0-9_]{4,}``."""
    return _ascii(programme.conference.name, "_").ljust(4, "_")[:40]


def _head(programme: Programme, days: list[Day]) -> dict[str, str]:
    times = [(session.starts_at.minute, minutes) for day in days for session, minutes in day.sessions]
    raster = RASTER if all(start % RASTER == 0 and minutes % RASTER == 0 for start, minutes in times) else 1
    return {
        "title": one_line(programme.conference.name),
        "acronym": acronym(programme),
        "start": f"{days[0].date:%Y-%m-%d}",
        "end": f"{days[-1].date:%Y-%m-%d}",
        "timeslot_duration": _clock(raster),
        "url": f"{programme.base_url}/",
        "time_zone_name": programme.conference.time_zone,
    }


def _days(programme: Programme) -> list[Day]:
    days = []
    for number, (date, sessions) in enumerate(programme.days(), start=1):
        starts_at, turns_at = (
            dt.datetime.combine(each, DAY_STARTS_AT, programme.conference.zone).astimezone(dt.UTC)
            for each in (date, date + dt.timedelta(days=1))
        )
        lengths = [(session, _minutes(session, turns_at)) for session in sessions]
        # A day has at most 24 hours, and the one on which summer time ends another at night, if something is on then.
        last = max((_after(session, minutes) for session, minutes in lengths), default=starts_at)
        ends_at = min(turns_at - MINUTE, max(starts_at + dt.timedelta(days=1) - MINUTE, last))
        zone = programme.conference.zone
        days.append(Day(number, date, starts_at.astimezone(zone), ends_at.astimezone(zone), lengths))
    return days


def _minutes(session: Session, turns_at: dt.datetime) -> int:
    """Return how long a session is, at most until its day turns to the next."""
    # In UTC, because the difference of two times of one zone is that of their clocks.
    length = min(session.ends_at.astimezone(dt.UTC), turns_at) - session.starts_at.astimezone(dt.UTC)
    return min(max(1, round(length / MINUTE)), LONGEST_DURATION)


def _event(programme: Programme, session: Session, minutes: int) -> dict[str, Any]:
    """Return what both forms say of a session, under the names that they share."""
    slug = f"{acronym(programme)}-{session.id}-{_ascii(session.slug or session.title, '-')}"
    return {
        "room": session.room,
        "title": session.title,
        "subtitle": "",
        "type": session.kind.lower(),
        "date": session.starts_at.isoformat(),
        "start": f"{session.starts_at:%H:%M}",
        "duration": _clock(minutes),
        "abstract": session.abstract,
        "slug": f"{slug[:LONGEST_SLUG].rstrip('-')}",
        "track": one_line(str(session.track)) if session.track else "",
        "language": LANGUAGE,
        "description": session.description,
        "url": session.url,
    }


def _tracks(programme: Programme) -> list[dict[str, str]]:
    tracks = list(programme.conference.tracks.all())
    return [
        {"name": one_line(str(track)), "slug": slug} | ({"color": track.color} if track.color else {})
        for track, slug in zip(tracks, _slugs((track.code for track in tracks), "track"), strict=True)
    ]


def _links(session: Session) -> list[tuple[str, str, str]]:
    slides = [("Slides", session.slides_url, "slides")] if session.slides_url else []
    link = [("More", session.link, "web")] if session.link else []
    return [*slides, *(("Recording", url, "media") for url in session.video_urls), *link]


def _json_event(programme: Programme, session: Session, minutes: int) -> dict[str, Any]:
    links = [{"title": title, "url": url, "type": kind} for title, url, kind in _links(session)]
    return _event(programme, session, minutes) | {
        "id": session.id,
        "guid": str(session.guid),
        "logo": None,
        "end": _after(session, minutes).isoformat(),
        "do_not_record": None,
        "recording_license": "",
        "persons": [
            {"id": person.id, "guid": str(person.guid), "name": _name(person), "url": person.url}
            for person in session.people
        ],
        "links": links,
        "attachments": [link for link in links if link["type"] == "slides"],
    }


def _add_event(parent: ET.Element, programme: Programme, session: Session, minutes: int) -> None:
    event = ET.SubElement(parent, "event", id=str(session.id), guid=str(session.guid))
    for name, value in _event(programme, session, minutes).items():
        _add(event, name, value)
    _add(event, "logo", "")
    recording = ET.SubElement(event, "recording")
    _add(recording, "license", "")
    _add(recording, "optout", "false")
    persons = ET.SubElement(event, "persons")
    for person in session.people:
        _add(persons, "person", _name(person), id=str(person.id), guid=str(person.guid))
    links = ET.SubElement(event, "links")
    attachments = ET.SubElement(event, "attachments")
    for title, url, kind in _links(session):
        _add(links, "link", title, href=url)
        if kind == "slides":
            _add(attachments, "attachment", title, href=url)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text


def _name(person: Person) -> str:
    return person.name.replace(";", ",")  # apps join persons with semicolons


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _after(session: Session, minutes: int) -> dt.datetime:
    return (session.starts_at.astimezone(dt.UTC) + minutes * MINUTE).astimezone(session.starts_at.tzinfo)


def _slugs(names: Iterable[str], kind: str) -> list[str]:
    """Return a slug for each name, none twice: at least two letters, digits or hyphens, a letter first."""
    slugs: list[str] = []
    for name in names:
        plain = _ascii(name, "-", kind)
        slug = plain if len(plain) > 1 and plain[0].isalpha() else f"{kind}-{plain}"
        numbered = chain([slug], (f"{slug}-{number}" for number in count(2)))
        slugs.append(next(each for each in numbered if each not in slugs))
    return slugs


def _ascii(text: str, joiner: str, otherwise: str = "session") -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", joiner, plain).strip(joiner) or otherwise
