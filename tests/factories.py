"""Valid rows with as little said as possible: a test names only what it is about."""

import datetime as dt
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.contrib.sites.models import Site
from django.utils.text import slugify

from presenters.models import Presenter
from schedule.models import Conference, Room, Slot, Track
from talks.models import Tag, Talk, TalkPresenter

ZONE = ZoneInfo("America/Chicago")
FIRST_DAY = dt.date(2031, 9, 15)

numbers = count(1)


def at(hour: int, minute: int = 0, day: int = 0) -> dt.datetime:
    """Return a moment of a day of the conference (0 is the first) in its zone."""
    return dt.datetime.combine(FIRST_DAY + dt.timedelta(days=day), dt.time(hour, minute), ZONE)


def make_conference(**values: Any) -> Conference:
    """Make an edition, the current one where there is none yet; ``domain`` is its site's."""
    domain = values.pop("domain", "testserver" if not Conference.objects.exists() else f"{next(numbers)}.example.org")
    site, _ = Site.objects.get_or_create(domain=domain, defaults={"name": domain[:50]})
    defaults = {
        "name": "LecternCon",
        "time_zone": ZONE.key,
        "first_day": FIRST_DAY,
        "last_day": FIRST_DAY + dt.timedelta(days=2),
        "is_current": not Conference.objects.filter(is_current=True).exists(),
    }
    conference = Conference(site=site, **(defaults | values))
    conference.full_clean()
    conference.save()
    return conference


def make_room(conference: Conference, **values: Any) -> Room:
    number = next(numbers)
    room = Room(conference=conference, **({"name": f"Room {number}", "slug": f"room-{number}"} | values))
    room.full_clean()
    room.save()
    return room


def make_track(conference: Conference, **values: Any) -> Track:
    track = Track(conference=conference, **({"code": f"t{next(numbers)}"} | values))
    track.full_clean()
    track.save()
    return track


def make_presenter(conference: Conference, **values: Any) -> Presenter:
    number = next(numbers)
    defaults = {"name": f"Presenter {number}", "slug": f"presenter-{number}"}
    presenter = Presenter(site=conference.site, **(defaults | values))
    presenter.full_clean()
    presenter.save()
    return presenter


def make_talk(conference: Conference, *, presenters: tuple[Presenter, ...] = (), **values: Any) -> Talk:
    """Make a public talk with these presenters, in this order, and tags by name."""
    number = next(numbers)
    tags = values.pop("tags", ())
    slug = values.pop("slug", f"talk-{number}")
    talk = Talk(
        site=conference.site,
        slug=slug,
        **({"title": f"Talk {number}", "permalink": f"/talks/{slug}/", "abstract": "What it is about."} | values),
    )
    talk.full_clean()
    talk.save()
    for position, presenter in enumerate(presenters):
        TalkPresenter.objects.create(talk=talk, presenter=presenter, position=position)
    for name in tags:
        tag, _ = Tag.objects.get_or_create(site=conference.site, name=name, slug=slugify(name))
        talk.tags.add(tag)
    return talk


def make_slot(conference: Conference, **values: Any) -> Slot:
    """Make a slot of 45 minutes at nine o'clock on the first day, of a talk or, without one, with a title."""
    starts_at = values.pop("starts_at", at(9))
    defaults: dict[str, Any] = {"ends_at": starts_at + dt.timedelta(minutes=45)}
    if "talk" not in values:
        defaults |= {"title": f"Entry {next(numbers)}"}
    slot = Slot(conference=conference, starts_at=starts_at, **(defaults | values))
    slot.full_clean()
    slot.save()
    return slot


def make_scheduled_talk(conference: Conference, **values: Any) -> Talk:
    """Make a talk with a slot; ``starts_at``, ``ends_at``, ``room``, ``track``, ``is_across_rooms`` are the slot’s."""
    names = ("starts_at", "ends_at", "room", "track", "is_across_rooms", "is_overlap_known")
    of_slot = {name: values.pop(name) for name in names if name in values}
    talk = make_talk(conference, **values)
    make_slot(conference, talk=talk, **of_slot)
    return talk


def make_superuser(**values: Any) -> User:
    return User.objects.create_superuser(
        **({"username": f"organizer-{next(numbers)}", "password": "correct horse"} | values)
    )
