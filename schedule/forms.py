"""What visitors choose in an address: search words and filters, shared by the lists and the schedule."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final, override
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.db.models.functions import TruncDate
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from schedule.models import Conference, SlotQuerySet
from schedule.times import day_name
from talks.models import Tag, Talk, TalkQuerySet

LONGEST_QUERY: Final = 100  # characters
MOST_WORDS: Final = 8
MOST_VALUES: Final = 30  # of one filter; nobody ticks more, and each costs time

# Where a filter's values stand, seen from a talk; from a slot, the first three lose and the others get a step.
_PATHS: Final = {
    "day": "slot__starts_at",
    "room": "slot__room__slug",
    "track": "slot__track__code",
    "category": "category",
    "level": "audience_level",
}
_TIMETABLE: Final = ("day", "room", "track")
_FILTERS: Final = (*_PATHS, "tag")


@dataclass(frozen=True)
class Chip:
    """One thing that was chosen: what it is, how people call it, and the query string without it."""

    field: str
    text: str
    query_without: str


class OfferedValues(forms.MultipleChoiceField):
    """Several values of those on offer; others are left out, never an error: addresses live longer than rooms."""

    offers: Mapping[str, str] = MappingProxyType({})  # value and what people call it, in the order of the list

    def offer(self, offers: dict[str, str]) -> None:
        self.offers = offers
        self.choices = list(offers.items())

    def clean(self, value: Sequence[str] | None) -> list[str]:
        chosen = set(value or ())
        return [offer for offer in self.offers if offer in chosen]


class ZoneField(forms.CharField):
    """The name of an IANA time zone; what is none is left out, never an error."""

    widget = forms.HiddenInput

    @override
    def clean(self, value: Any) -> str:
        return value if value in _zone_names() else ""


class SessionFilterForm[Sessions: (TalkQuerySet, SlotQuerySet)](forms.Form):
    """Search and filters over talks or slots of one conference, and the zone that times are shown in.

    Every field may be missing, repeated or nonsense: what cannot be understood is left out and listed in ``ignored``.
    Only values that the given sessions have are offered, and nothing of the timetable before it is public.
    """

    q = forms.CharField(label="Search", required=False, strip=True)
    day = OfferedValues(label="Day", required=False)
    room = OfferedValues(label="Room", required=False)
    track = OfferedValues(label="Track", required=False)
    category = OfferedValues(label="Kind", required=False)
    level = OfferedValues(label="Level", required=False)
    tag = OfferedValues(label="Tag", required=False)
    tz = ZoneField(required=False)

    def __init__(self, data: QueryDict, *, conference: Conference, sessions: Sessions) -> None:
        self.conference = conference
        self.sessions: Sessions = sessions
        self.asked = _bounded(data)
        super().__init__(self.asked)
        for name, offers in self._offers().items():
            self._field(name).offer(offers)
        if not conference.is_schedule_public:
            for name in _TIMETABLE:
                del self.fields[name]
        self.full_clean()

    def filtered(self) -> Sessions:
        """Return the sessions that match: any of one filter's values, all of the filters, every word of the search."""
        sessions = self.sessions
        if days := self.cleaned_data.get("day"):
            sessions = sessions.alias(local_day=self._day()).filter(local_day__in=days)
        if tags := self.cleaned_data["tag"]:
            sessions = sessions.filter(**{f"{self._talk}__in": Talk.objects.filter(tags__slug__in=tags)})
        for name in ("room", "track", "category", "level"):
            if values := self.cleaned_data.get(name):
                sessions = sessions.filter(**{f"{self._path(name)}__in": values})
        if query := self.cleaned_data["q"]:
            sessions = sessions.matching(query)
        return sessions

    def takes(self, facts: Mapping[str, Any]) -> bool:
        """Tell whether a session that left the schedule, of which only its last facts are known, would be among them.

        Of its level, its tags and its words nothing is known.
        """
        starts_at = dt.datetime.fromisoformat(facts["starts_at"]).astimezone(self.conference.zone)
        values = {
            "day": starts_at.date().isoformat(),
            "room": self._room_slugs.get(facts["room"]),
            "track": facts.get("track"),
            "category": facts.get("category"),
        }
        asked = {name: chosen for name in _FILTERS if (chosen := self.asked.getlist(name))}
        return not self.cleaned_data["q"] and all(values.get(name) in chosen for name, chosen in asked.items())

    @cached_property
    def _room_slugs(self) -> dict[str, str]:
        return dict(self.conference.rooms.values_list("name", "slug"))

    def filter_names(self) -> list[str]:
        return [name for name in self.fields if name not in {"q", "tz"}]

    def filters(self) -> list[forms.BoundField]:
        """Return the filters that leave a choice."""
        return [self[name] for name in self.filter_names() if len(self._field(name).offers) > 1]

    @property
    def is_active(self) -> bool:
        """Whether anything is left out of the full list."""
        return any(value for name, value in self.cleaned_data.items() if name != "tz")

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone that was asked for, unless it is the conference's own."""
        name = self.cleaned_data["tz"]
        return ZoneInfo(name) if name and name != self.conference.time_zone else None

    @property
    def is_met_by_none(self) -> bool:
        """Whether some filter names only what no session has: pages say so and leave it out, a calendar is empty."""
        return any(self.asked.getlist(name) and not self.cleaned_data[name] for name in self.filter_names())

    @property
    def has_sessions(self) -> bool:
        """Whether there is anything to filter."""
        return any(self._field(name).offers for name in self.filter_names())

    @property
    def query_string(self) -> str:
        """The choices in their one canonical form, to be carried to other pages; empty when there are none."""
        return self._query(self.cleaned_data)

    @property
    def query_of_zone(self) -> str:
        """The query string when all filters are taken back: that of the zone alone, which outlasts them."""
        return self._query({"tz": self.cleaned_data["tz"]})

    @property
    def query_without_zone(self) -> str:
        """The query string when times are to be the conference's again."""
        return self._query(self.cleaned_data | {"tz": ""})

    @property
    def chips(self) -> list[Chip]:
        """What was chosen, each with the way to take it back."""
        chips = []
        if query := self.cleaned_data["q"]:
            chips.append(Chip("Search", f"“{query}”", self._query(self.cleaned_data | {"q": ""})))
        for name in self.filter_names():
            texts = self._field(name).offers
            for value in self.cleaned_data[name]:
                others = [other for other in self.cleaned_data[name] if other != value]
                query = self._query(self.cleaned_data | {name: others})
                chips.append(Chip(str(self.fields[name].label), texts[value], query))
        return chips

    @property
    def ignored(self) -> list[str]:
        """What was asked for and is not on offer, for people: ``room “hall-9”``."""
        left_out = [
            f"{str(self.fields[name].label).lower()} “{value}”"
            for name in self.filter_names()
            for value in self.asked.getlist(name)
            if value and value not in self.cleaned_data[name]
        ][:5]
        if self.asked["tz"] and not self.cleaned_data["tz"]:
            left_out.append(f"time zone “{self.asked['tz']}”")
        return left_out

    def _query(self, values: dict[str, Any]) -> str:
        query = QueryDict(mutable=True)
        for name, value in values.items():
            if value:
                query.setlist(name, [value] if isinstance(value, str) else value)
        return query.urlencode()

    def _field(self, name: str) -> OfferedValues:
        field = self.fields[name]
        assert isinstance(field, OfferedValues)  # noqa: S101  says to the type checker what the class declares
        return field

    @property
    def _talk(self) -> str:
        return "pk" if isinstance(self.sessions, TalkQuerySet) else "talk"

    def _path(self, name: str) -> str:
        if isinstance(self.sessions, TalkQuerySet):
            return _PATHS[name]
        return _PATHS[name].removeprefix("slot__") if name in _TIMETABLE else f"talk__{_PATHS[name]}"

    def _day(self) -> TruncDate:
        return TruncDate(self._path("day"), tzinfo=self.conference.zone)

    def _offers(self) -> dict[str, dict[str, str]]:
        room, track = (self._path(name).rpartition("__")[0] for name in ("room", "track"))
        # In this order a filter lists its values: days by date, rooms and tracks by position.
        rows = (
            self.sessions.order_by()
            .values_list(
                self._day(),
                f"{room}__position",
                f"{room}__slug",
                f"{room}__name",
                f"{track}__position",
                f"{track}__code",
                f"{track}__name",
                self._path("category"),
                self._path("level"),
            )
            .distinct()
        )
        found: list[set[Any]] = [set() for _ in range(5)]
        for day, room_position, room_slug, room_name, track_position, code, track_name, category, level in rows:
            found[0].add(day)
            found[1].add((room_position, room_slug, room_name) if room_slug else None)
            found[2].add((track_position, code, track_name or f"Track {code}") if code else None)
            found[3].add(category)
            found[4].add(level)
        days, rooms, tracks, categories, levels = ({item for item in items if item} for items in found)
        tags = Tag.objects.filter(talks__in=self.sessions.values(self._talk)).distinct()
        return {
            "day": {day.isoformat(): day_name(day) for day in sorted(days)},
            "room": {slug: name for _, slug, name in sorted(rooms)},
            "track": {code: name for _, code, name in sorted(tracks)},
            "category": {choice.value: str(choice.label) for choice in Talk.Category if choice in categories},
            "level": {choice.value: str(choice.label) for choice in Talk.AudienceLevel if choice in levels},
            "tag": dict(tags.values_list("slug", "name")),
        }


class ScheduleForm(SessionFilterForm[SlotQuerySet]):
    """The schedule's filters: all but days, which have pages."""

    def query_of_calendar(self, day: dt.date | None) -> str:
        """Return the query string of a calendar of what is shown: the filters and the page's day, but no zone."""
        days = {"day": [day.isoformat()]} if day else {}
        return self._query(self.cleaned_data | {"tz": ""} | days)

    @override
    def filters(self) -> list[forms.BoundField]:
        return [field for field in super().filters() if field.name != "day"]


@cache
def _zone_names() -> set[str]:
    return available_timezones()


def _bounded(data: QueryDict) -> MultiValueDict[str, str]:
    """Cut what an address may say to what a database can be asked."""
    words = " ".join(_readable(data.get("q", ""))[:LONGEST_QUERY].split()[:MOST_WORDS])
    bounded = MultiValueDict({"q": [words], "tz": [_readable(data.get("tz"))[:LONGEST_QUERY]]})
    for name in _FILTERS:
        values = (_readable(value)[:LONGEST_QUERY] for value in data.getlist(name)[:MOST_VALUES])
        bounded.setlist(name, [value for value in values if value])  # an empty one is what a form sends unasked
    return bounded


def _readable(text: str | None) -> str:
    """Return a text without what PostgreSQL cannot store: NUL, and halves of surrogate pairs."""
    return (text or "").replace("\x00", "").encode(errors="ignore").decode()
