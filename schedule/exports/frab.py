"""The schedule in the form that frab and c3voc made: XML and JSON of the same facts, for apps and video crews.

Source: the XSD and JSON schema at https://c3voc.de/schedule/. Cancelled sessions are left out (the formats have no
word for them, and the apps tell their users of what vanished); days run from six to six, as Giggity cuts them.
"""

import datetime as dt
import json
import re
import unicodedata
from typing import Any, Final
from xml.etree import ElementTree as ET

from schedule.exports.programme import DAY_STARTS_AT, Person, Programme, Session

SCHEMA: Final = "https://c3voc.de/schedule/schema.json"
GENERATOR: Final = "Lectern"
GENERATOR_VERSION: Final = "1"
RASTER: Final = "00:05"
LANGUAGE: Final = "en"
LONGEST_SLUG: Final = 140
LONGEST_DURATION: Final = dt.timedelta(hours=23, minutes=59)
# XML 1.0 has no place for control characters; U+2028 and U+2029 break lines in apps that expect none.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def frab_json(programme: Programme) -> bytes:
    """Return the schedule as c3voc JSON, UTF-8."""
    conference = programme.conference
    rooms = programme.rooms()
    known_rooms = {room.name: room for room in conference.rooms.all()}
    document = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "version": GENERATOR_VERSION, "url": programme.base_url},
        "schedule": {
            "version": str(programme.version),
            "base_url": programme.base_url,
            "conference": {
                **_head(programme),
                "daysCount": len(programme.days()),
                "colors": {"primary": conference.accent_color},
                "tracks": [
                    _without_nothing({"name": str(track), "slug": track.code.lower(), "color": track.color})
                    for track in conference.tracks.all()
                ],
                "rooms": [
                    {
                        "name": name,
                        "guid": str(programme.guid_of("room", name)),
                        "description": known_rooms[name].access_notes if name in known_rooms else None,
                        "capacity": known_rooms[name].capacity if name in known_rooms else None,
                    }
                    for name in rooms
                ],
                "days": [
                    {
                        "index": index,
                        "date": f"{day:%Y-%m-%d}",
                        "day_start": starts_at.isoformat(),
                        "day_end": ends_at.isoformat(),
                        "rooms": {
                            room: [_json_event(programme, session) for session in sessions if session.room == room]
                            for room in rooms
                            if any(session.room == room for session in sessions)
                        },
                    }
                    for index, day, starts_at, ends_at, sessions in _days(programme)
                ],
            },
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def frab_xml(programme: Programme) -> bytes:
    """Return the schedule as frab XML, UTF-8 without a byte order mark."""
    conference = programme.conference
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name=GENERATOR, version=GENERATOR_VERSION, system=programme.base_url)
    _add(root, "url", f"{programme.base_url}/schedule.xml")
    _add(root, "version", str(programme.version))
    head = ET.SubElement(root, "conference")
    for name, value in _head(programme).items():
        _add(head, name, value)
    _add(head, "days", str(len(programme.days())))
    _add(head, "base_url", programme.base_url)
    ET.SubElement(head, "color", primary=conference.accent_color)
    for track in conference.tracks.all():
        ET.SubElement(
            head,
            "track",
            _without_nothing({"name": _clean(str(track)), "color": track.color, "slug": _letter_first(track.code)}),
        )
    for index, day, starts_at, ends_at, sessions in _days(programme):
        day_element = ET.SubElement(
            root, "day", index=str(index), date=f"{day:%Y-%m-%d}", start=starts_at.isoformat(), end=ends_at.isoformat()
        )
        for room in programme.rooms():
            here = [session for session in sessions if session.room == room]
            if here:
                room_element = ET.SubElement(
                    day_element, "room", name=_clean(room), guid=str(programme.guid_of("room", room))
                )
                for session in here:
                    _add_event(room_element, programme, session)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def acronym(programme: Programme) -> str:
    """Return the conference's short name in the one form that all readers take: ``[a-z0-9_]{4,}``."""
    return _ascii(programme.conference.name, "_").ljust(4, "_")[:40]


def _head(programme: Programme) -> dict[str, str]:
    days = programme.days()
    return {
        "title": _clean(programme.conference.name),
        "acronym": acronym(programme),
        "start": f"{days[0][0]:%Y-%m-%d}",
        "end": f"{days[-1][0]:%Y-%m-%d}",
        "timeslot_duration": RASTER,
        "url": f"{programme.base_url}/",
        "time_zone_name": programme.conference.time_zone,
    }


def _days(programme: Programme) -> list[tuple[int, dt.date, dt.datetime, dt.datetime, list[Session]]]:
    zone = programme.conference.zone
    minute = dt.timedelta(minutes=1)
    return [
        (
            index,
            day,
            dt.datetime.combine(day, DAY_STARTS_AT, zone),
            dt.datetime.combine(day + dt.timedelta(days=1), DAY_STARTS_AT, zone) - minute,
            sessions,
        )
        for index, (day, sessions) in enumerate(programme.days(), start=1)
    ]


def _event(programme: Programme, session: Session) -> dict[str, Any]:
    """Return what both forms say of a session, under the names that they share."""
    length = min(session.ends_at.astimezone(dt.UTC) - session.starts_at.astimezone(dt.UTC), LONGEST_DURATION)
    minutes = max(1, round(length.total_seconds() / 60))
    slug = f"{acronym(programme)}-{session.id}-{_ascii(session.slug or session.title, '-')}"
    return {
        "room": _clean(session.room),
        "title": _clean(session.title),
        "subtitle": "",
        "type": session.kind.lower(),
        "date": session.starts_at.isoformat(),
        "start": f"{session.starts_at:%H:%M}",
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "abstract": _clean(session.abstract),
        "slug": f"{slug[:LONGEST_SLUG].rstrip('-')}",
        "track": _clean(str(session.track)) if session.track else "",
        "language": LANGUAGE,
        "description": _clean(session.description),
        "url": session.url,
    }


def _links(session: Session) -> list[tuple[str, str, str]]:
    slides = [("Slides", session.slides_url, "slides")] if session.slides_url else []
    link = [("More", session.link, "web")] if session.link else []
    return [*slides, *(("Recording", url, "media") for url in session.video_urls), *link]


def _json_event(programme: Programme, session: Session) -> dict[str, Any]:
    links = [{"title": title, "url": url, "type": kind} for title, url, kind in _links(session)]
    return _event(programme, session) | {
        "id": session.id,
        "guid": str(session.guid),
        "logo": None,
        "end": session.ends_at.isoformat(),
        "do_not_record": None,
        "recording_license": "",
        "persons": [
            {"id": person.id, "guid": str(person.guid), "name": _name(person), "url": person.url}
            for person in session.people
        ],
        "links": links,
        "attachments": [link for link in links if link["type"] == "slides"],
    }


def _add_event(parent: ET.Element, programme: Programme, session: Session) -> None:
    event = ET.SubElement(parent, "event", id=str(session.id), guid=str(session.guid))
    for name, value in _event(programme, session).items():
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


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _name(person: Person) -> str:
    return _clean(person.name).replace(";", ",")  # apps join persons with semicolons


def _ascii(text: str, joiner: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", joiner, plain).strip(joiner) or "session"


def _letter_first(code: str) -> str:
    slug = _ascii(code, "-")
    return slug if len(slug) > 1 and slug[0].isalpha() else f"t-{slug}"


def _without_nothing(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
