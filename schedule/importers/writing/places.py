"""Rooms, tracks and tags that entries name: what is there stays as it is, what is new is made when it is needed."""

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError

from schedule.importers.reading import SessionEntry
from schedule.importers.report import Report
from schedule.importers.writing.rows import Names, by_time, slug_of
from schedule.models import Conference, Room, Track
from talks.models import Tag

ONLINE: Final = ("online", "virtual", "remote", "stream")
ROOM_KEYS: Final = {
    "name": str,
    "slug": str,
    "position": int,
    "capacity": int,
    "floor": str,
    "access_notes": str,
    "is_online": bool,
}
TRACK_KEYS: Final = {"code": str, "name": str, "color": str, "position": int}
TAG_KEYS: Final[dict[str, type]] = {"name": str, "slug": str}
LONGEST_ROOM_SLUG: Final = 140  # characters
LONGEST_TAG_SLUG: Final = 80

type Place = Room | Track | Tag


class Places:
    """Hands out a conference's rooms by name, tracks by code and tags by name in any case.

    A new one is made as soon as it is asked for, and not before: a room that an organizer gave another name is not
    made again for sessions that stay in it.
    """

    def __init__(self, conference: Conference, entries: Iterable[SessionEntry], details: dict[str, Any]) -> None:
        self.conference = conference
        self.rooms = {room.name: room for room in conference.rooms.all()}
        self.tracks = {track.code: track for track in conference.tracks.all()}
        self.tags = {tag.name.casefold(): tag for tag in conference.site.tags.all()}
        self.room_slugs, self.tag_slugs = Names(LONGEST_ROOM_SLUG), Names(LONGEST_TAG_SLUG)
        for room in self.rooms.values():
            self.room_slugs.take(room.slug, room.name)
        for tag in self.tags.values():
            self.tag_slugs.take(tag.slug, tag.name.casefold())
        self.refusals: dict[tuple[str, str], str] = {}
        self._plan(list(entries), details)

    def make_described(self, details: dict[str, Any], source: str, report: Report) -> None:
        """Make what a tree describes, whether a session names it or not."""
        for key, name, make in (
            ("rooms", "name", self.room),
            ("tracks", "code", self.track),
            ("tags", "name", self.tag),
        ):
            for described in _dicts(details, key, name):
                label = described[name]
                if message := self.refusals.get((key, label)):
                    report.warning(source, f"“{label:.80}”: {message} It is left out.", key=key)
                else:
                    make(label)

    def room(self, name: str) -> Room | None:
        return self._saved(self.rooms.get(name))

    def track(self, code: str) -> Track | None:
        return self._saved(self.tracks.get(code))

    def tag(self, name: str) -> Tag | None:
        return self._saved(self.tags.get(name.casefold()))

    def _saved[Row: (Room, Track, Tag)](self, row: Row | None) -> Row | None:
        if row is not None and row.pk is None:
            row.save()
        return row

    def _plan(self, entries: list[SessionEntry], details: dict[str, Any]) -> None:
        """Prepare what is not there yet: first what the tree describes, then rooms of talks in their tracks' order."""
        for said in _dicts(details, "rooms", "name"):
            self._plan_room(**_known(said, ROOM_KEYS))
        for said in _dicts(details, "tracks", "code"):
            self._plan_track(**_known(said, TRACK_KEYS))
        for said in _dicts(details, "tags", "name"):
            self._plan_tag(**_known(said, TAG_KEYS))
        for entry in sorted(entries, key=lambda entry: (not entry.is_talk, entry.track or "~", *by_time(entry))):
            if entry.room:
                self._plan_room(entry.room)
        for code in sorted({entry.track for entry in entries if entry.track}):
            self._plan_track(code)
        for entry in entries:
            for name in entry.tags:
                self._plan_tag(name)

    def _plan_room(self, name: str, slug: str = "", **values: Any) -> None:  # noqa: ANN401  of the keys above
        if name in self.rooms or ("rooms", name) in self.refusals:
            return
        position = max([room.position for room in self.rooms.values()], default=-1) + 1
        is_online = any(word in name.lower() for word in ONLINE)
        defaults = {"position": position} | ({} if values else {"is_online": is_online})
        slug = self.room_slugs.free(slug_of(slug, name) or "room", name)
        room = Room(conference=self.conference, name=name, slug=slug, **(defaults | values))
        if self._is_valid("rooms", name, room, "conference"):
            self.rooms[name] = room

    def _plan_track(self, code: str, **values: Any) -> None:  # noqa: ANN401  of the keys above
        if code not in self.tracks:
            track = Track(conference=self.conference, code=code, **({"position": len(self.tracks)} | values))
            if self._is_valid("tracks", code, track, "conference"):
                self.tracks[code] = track

    def _plan_tag(self, name: str, slug: str = "") -> None:
        key = name.casefold()
        if key not in self.tags:
            free = self.tag_slugs.free(slug_of(slug, name) or "tag", key)
            tag = Tag(site=self.conference.site, name=name, slug=free)
            if self._is_valid("tags", name, tag, "site"):
                self.tags[key] = tag

    def _is_valid(self, key: str, name: str, row: Place, whose: str) -> bool:
        try:
            row.clean_fields(exclude=[whose])
        except ValidationError as error:
            self.refusals[key, name] = " ".join(error.messages)
            return False
        return True


def _dicts(details: dict[str, Any], name: str, key: str) -> list[dict[str, Any]]:
    """Return the items of a list that are objects with a text under a key; others are not what they should be."""
    items = details.get(name)
    if not isinstance(items, list):
        return []
    return [item for item in items if isinstance(item, dict) and isinstance(item.get(key), str) and item[key]]


def _known(said: dict[str, Any], keys: dict[str, type]) -> dict[str, Any]:
    return {key: said[key] for key, kind in keys.items() if isinstance(said.get(key), kind)}
