"""What search engines read: schema.org in JSON-LD, made of the same facts as the pages that carry it.

Types and properties as at https://schema.org/Event, /VideoObject and /Person; times carry the offset of the
conference's zone, addresses are absolute.
"""

import datetime as dt
from typing import Any, Final, NamedTuple

from presenters.markdown import to_plain_text
from presenters.models import Presenter
from schedule.exports.programme import absolute
from schedule.models import Conference, Slot, SlotQuerySet
from talks.models import Talk

CONTEXT: Final = "https://schema.org"
LONGEST_DESCRIPTION: Final = 5000


class ListedSlot(NamedTuple):
    """What the conference's own data say of a slot; an entry that is no talk has no title."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    is_cancelled: bool
    title: str | None
    permalink: str | None
    room: str | None
    is_online: bool | None


def listed_slots(slots: SlotQuerySet) -> list[ListedSlot]:
    """Read slots in one query; as plain values, since a thousand instances would be slow to make."""
    names = ("starts_at", "ends_at", "is_cancelled", "talk__title", "talk__permalink", "room__name", "room__is_online")
    return [ListedSlot(*values) for values in slots.values_list(*names)]


def conference_json_ld(
    conference: Conference, base_url: str, slots: list[ListedSlot], image: str = ""
) -> dict[str, Any]:
    """Return the conference with its public sessions; ``image`` is absolute."""
    return _without_nothing(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": f"{base_url}/#conference",
            "name": conference.name,
            "description": to_plain_text(conference.description, LONGEST_DESCRIPTION) or conference.tagline,
            "url": f"{base_url}/",
            "image": [image] if image else [],
            "startDate": conference.first_day.isoformat(),
            "endDate": conference.last_day.isoformat(),
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "eventAttendanceMode": _attendance_mode({bool(slot.is_online) for slot in slots}),
            "location": _location(conference, base_url),
            "organizer": _organizer(conference, base_url),
            "subEvent": [
                _without_nothing(
                    {
                        "@type": "Event",
                        "name": slot.title,
                        "url": absolute(base_url, slot.permalink) if slot.permalink else "",
                        "eventStatus": f"{CONTEXT}/{'EventCancelled' if slot.is_cancelled else 'EventScheduled'}",
                        "location": _location(
                            conference, base_url, slot.room, slot.permalink or "/schedule/" if slot.is_online else ""
                        ),
                        **_times(conference, slot),
                    }
                )
                for slot in slots
                if slot.title
            ],
        }
    )


def talk_json_ld(
    talk: Talk, slot: Slot | None, conference: Conference, base_url: str, image: str = ""
) -> dict[str, Any]:
    """Return one session as an event of the conference; without a public slot it has the conference's dates."""
    status = "EventCancelled" if talk.is_cancelled else "EventScheduled"
    times = (
        _times(conference, slot)
        if slot
        else {
            "startDate": conference.first_day.isoformat(),
            "endDate": conference.last_day.isoformat(),
        }
    )
    return _without_nothing(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": talk.title,
            "description": to_plain_text(talk.abstract or talk.description, LONGEST_DESCRIPTION),
            "url": absolute(base_url, talk.permalink),
            "image": [image] if image else [],
            "eventStatus": f"{CONTEXT}/{status}",
            "eventAttendanceMode": _attendance_mode({bool(slot and slot.room and slot.room.is_online)}),
            "location": _location(
                conference,
                base_url,
                slot.room.name if slot and slot.room else None,
                talk.permalink if slot and slot.room and slot.room.is_online else "",
            ),
            "organizer": _organizer(conference, base_url),
            "superEvent": {
                "@type": "Event",
                "@id": f"{base_url}/#conference",
                "name": conference.name,
                "url": f"{base_url}/",
                "startDate": conference.first_day.isoformat(),
                "endDate": conference.last_day.isoformat(),
                "location": _location(conference, base_url),
            },
            "performer": [_person(place.presenter, base_url) for place in talk.talk_presenters.all()],
            "recordedIn": _video(talk, slot, image),
            **times,
        }
    )


def presenter_json_ld(presenter: Presenter, base_url: str) -> dict[str, Any]:
    """Return a presenter as a person, with where else they are found."""
    return {"@context": CONTEXT} | _without_nothing(
        _person(presenter, base_url)
        | {
            "description": to_plain_text(presenter.bio, LONGEST_DESCRIPTION),
            "image": absolute(base_url, presenter.photo.url) if presenter.photo else "",
            "sameAs": [link.url for link in presenter.links],
        }
    )


def _person(presenter: Presenter, base_url: str) -> dict[str, Any]:
    return _without_nothing(
        {
            "@type": "Person",
            "name": presenter.name,
            "url": absolute(base_url, presenter.permalink),
            "jobTitle": presenter.job_title,
            "worksFor": {"@type": "Organization", "name": presenter.company} if presenter.company else {},
        }
    )


def _video(talk: Talk, slot: Slot | None, image: str) -> dict[str, Any]:
    """Return the recording; search engines want a picture and a date of it, so it has neither or both."""
    if not talk.videos or slot is None or not image:
        return {}
    video = talk.videos[0]
    return _without_nothing(
        {
            "@type": "VideoObject",
            "name": talk.title,
            "description": to_plain_text(talk.abstract or talk.description, LONGEST_DESCRIPTION) or talk.title,
            "thumbnailUrl": [image],
            "uploadDate": (slot.ends_at or slot.starts_at).astimezone(dt.UTC).isoformat(),
            "contentUrl": "" if video.embed_url else video.url,
            "embedUrl": video.embed_url.partition("?")[0],
        }
    )


def _times(conference: Conference, slot: Slot | ListedSlot) -> dict[str, str]:
    times = {"startDate": slot.starts_at.astimezone(conference.zone).isoformat()}
    if slot.ends_at:
        times["endDate"] = slot.ends_at.astimezone(conference.zone).isoformat()
    return times


def _location(conference: Conference, base_url: str, room: str | None = None, online_at: str = "") -> dict[str, Any]:
    if online_at:
        return {"@type": "VirtualLocation", "url": absolute(base_url, online_at)}
    place = conference.venue or conference.place or conference.name
    name = f"{room}, {place}" if room else place
    return {"@type": "Place", "name": name, "address": conference.place or place}


def _attendance_mode(online: set[bool]) -> str:
    mode = {frozenset({True}): "Online", frozenset({True, False}): "Mixed"}.get(frozenset(online), "Offline")
    return f"{CONTEXT}/{mode}EventAttendanceMode"


def _organizer(conference: Conference, base_url: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": conference.name, "url": f"{base_url}/"}


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
