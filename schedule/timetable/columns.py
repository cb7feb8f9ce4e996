"""Where entries of one day stand: which rooms are columns, and which columns an entry takes.

Rooms that are not online form the venue. What nothing in the venue runs beside spans it; what has no column of its own
(a lunch on the lawn) takes the columns that are free while it lasts. On a day on which there are none, the venue has
one more column, for what is elsewhere. Where two entries share one column at one time, the column is divided into
lanes, so that neither is lost.
"""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from schedule.models import Room
from schedule.timetable.entries import Entry

HOUR: Final = 3600
LONGEST_WITHOUT_END: Final = HOUR  # how far, in seconds, an entry that has no end is drawn


@dataclass(slots=True)
class Column:
    """A room, what is elsewhere, or all that a day has where it has no rooms.

    ``lanes`` is how many run side by side in it at most.
    """

    room: Room | None
    lanes: int = 1
    is_elsewhere: bool = False


@dataclass(slots=True)
class Place:
    """An entry in the table. Rows, columns and lanes are half-open ranges; lanes are counted over the whole table."""

    entry: Entry
    first_row: int
    end_row: int
    first_column: int = -1
    end_column: int = -1
    first_lane: int = 0
    end_lane: int = 0

    @property
    def rows(self) -> slice:
        return slice(self.first_row, self.end_row)

    def overlaps(self, other: "Place") -> bool:
        """Whether they share some time."""
        return self.first_row < other.end_row and other.first_row < self.end_row

    @property
    def is_in_one_column(self) -> bool:
        return self.end_column == self.first_column + 1


@dataclass(slots=True)
class Plan:
    """A day's entries, each in its place. ``boundaries`` are moments (in seconds since 1970) at which rows begin."""

    boundaries: list[int]
    columns: list[Column]
    places: list[Place]
    load: list[list[int]]  # by column and row: how many entries stand there


def columns_of(entries: Iterable[Entry]) -> list[Column]:
    """Return the rooms that hold talks, in order, those online last.

    A venue's room whose talks all have the venue to themselves (a plenary hall, a party's terrace) is no column beside
    rooms where talks run in parallel: its talks span those.
    """
    talks = [entry for entry in entries if entry.is_talk and entry.room]
    talks = [talk for talk in talks if talk.is_session] or talks
    rooms = {talk.room.id: talk.room for talk in talks if talk.room}
    parallel = _rooms_in_parallel([talk for talk in talks if talk.room and not talk.room.is_online])
    kept = [room for room in rooms.values() if room.is_online or not parallel or room.id in parallel]
    kept.sort(key=lambda room: (room.is_online, room.position, room.name))
    return [Column(room) for room in kept] or [Column(None)]


def _rooms_in_parallel(talks: list[Entry]) -> set[int]:
    found: set[int] = set()
    running: list[Entry] = []
    for talk in sorted(talks, key=lambda talk: talk.start):
        running = [other for other in running if (other.end or other.start) > talk.start or other.start == talk.start]
        beside = {other.room.id for other in running if other.room} - {talk.room.id if talk.room else 0}
        if beside and talk.room:
            found |= beside | {talk.room.id}
        running.append(talk)
    return found


def plan_of(entries: Sequence[Entry], columns: list[Column]) -> Plan:
    """Give each entry, in order of time, its place."""
    spans = list(zip((entry.start for entry in entries), _drawn_ends(entries, columns), strict=True))
    boundaries = sorted({moment for span in spans for moment in span})
    row_at = {moment: row for row, moment in enumerate(boundaries)}
    places = [Place(entry, row_at[start], row_at[end]) for entry, (start, end) in zip(entries, spans, strict=True)]
    plan = Plan(boundaries, columns, places, [[0] * len(boundaries) for _ in columns])
    _settle(plan)
    _spread(plan)
    _divide(plan)
    return plan


def _drawn_ends(entries: Sequence[Entry], columns: list[Column]) -> list[int]:
    """Return where entries end in the table: one without an end runs until the next in its column begins."""
    if all(entry.end for entry in entries):
        return [entry.end or 0 for entry in entries]
    homes = {column.room.id for column in columns if column.room}
    home = [entry.room.id if entry.room and entry.room.id in homes else 0 for entry in entries]
    starts: dict[int, list[int]] = {}
    for room, entry in zip(home, entries, strict=True):
        for taken in homes if entry.is_across_rooms or not room else {room}:
            starts.setdefault(taken, []).append(entry.start)
        starts.setdefault(0, []).append(entry.start)
    ends = []
    for room, entry in zip(home, entries, strict=True):
        later = starts[room]
        following = bisect.bisect_right(later, entry.start)
        longest = entry.start + LONGEST_WITHOUT_END
        ends.append(entry.end or min([longest, *later[following : following + 1]]))
    return ends


def _settle(plan: Plan) -> None:
    """Put each entry into one column: its room's, else the first of the most that are free side by side."""
    home = {column.room.id: number for number, column in enumerate(plan.columns) if column.room}
    homeless = []
    for place in plan.places:
        room = place.entry.room
        if room and room.id in home:
            _take(plan, place, home[room.id])
        else:
            homeless.append(place)
    for place in homeless:
        choice = _columns_open_to(plan, place)
        free = [number for number in choice if not any(plan.load[number][place.rows])]
        if free:
            _take(plan, place, max(runs_of(free), key=len)[0])
        elif choice.start == 0 and plan.columns[0].room:
            _take(plan, place, _elsewhere(plan, choice))
        else:
            _take(plan, place, min(choice, key=lambda number: (max(plan.load[number][place.rows]), -number)))


def _elsewhere(plan: Plan, venue: range) -> int:
    """Return the last of the venue's columns, which is no room; where there is none yet, make room for it."""
    if plan.columns[venue[-1]].is_elsewhere:
        return venue[-1]
    plan.columns.insert(venue.stop, Column(None, is_elsewhere=True))
    plan.load.insert(venue.stop, [0] * len(plan.boundaries))
    for place in plan.places:
        if place.first_column >= venue.stop:
            place.first_column += 1
            place.end_column += 1
    return venue.stop


def _take(plan: Plan, place: Place, column: int) -> None:
    if place.first_column < 0:
        place.first_column, place.end_column = column, column + 1
    place.first_column, place.end_column = min(place.first_column, column), max(place.end_column, column + 1)
    load = plan.load[column]
    for row in range(place.first_row, place.end_row):
        load[row] += 1


def _columns_open_to(plan: Plan, place: Place) -> range:
    """Return the columns that an entry may spread over: the venue's, or those online."""
    online = sum(1 for column in plan.columns if column.room and column.room.is_online)
    venue = len(plan.columns) - online
    is_online = bool(place.entry.room and place.entry.room.is_online)
    if (is_online and online) or not venue:
        return range(venue, len(plan.columns))
    return range(venue)


def runs_of(numbers: Iterable[int]) -> list[list[int]]:
    """Return rising numbers in runs without a gap."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _spread(plan: Plan) -> None:
    """Let entries that may span columns grow over those that are free, to the right and to the left."""
    rooms = {column.room.id for column in plan.columns if column.room}
    for place in plan.places:
        room = place.entry.room
        load = plan.load
        if max(load[place.first_column][place.rows]) > 1:
            continue
        choice = _columns_open_to(plan, place)
        others = (column for column in choice if column != place.first_column)
        is_alone = not any(any(load[column][place.rows]) for column in others)
        if not (is_alone or place.entry.is_across_rooms or room is None or room.id not in rooms):
            continue
        for step in (1, -1):
            column = place.first_column + step
            while column in choice and not any(load[column][place.rows]):
                _take(plan, place, column)
                column += step


def _divide(plan: Plan) -> None:
    """Divide columns into lanes where entries overlap, and number the lanes from left to right."""
    offset = 0
    for number, column in enumerate(plan.columns):
        inside = [place for place in plan.places if place.first_column == number and place.is_in_one_column]
        clusters = _clusters(inside)
        column.lanes = max((_draw_lanes(cluster, column.room) for cluster in clusters), default=1)
        for cluster in clusters:
            _widen(cluster, column.lanes)
        for place in inside:
            place.first_lane += offset
            place.end_lane += offset
        for place in plan.places:
            if place.first_column == number and not place.is_in_one_column:
                place.first_lane = offset
        offset += column.lanes
        for place in plan.places:
            if place.end_column == number + 1 and not place.is_in_one_column:
                place.end_lane = offset


def _clusters(places: list[Place]) -> list[list[Place]]:
    """Return places that overlap, directly or through others, together."""
    clusters: list[list[Place]] = []
    end_row = -1
    for place in sorted(places, key=lambda place: (place.first_row, -place.end_row)):
        if place.first_row >= end_row:
            clusters.append([])
        clusters[-1].append(place)
        end_row = max(end_row, place.end_row)
    return clusters


def _draw_lanes(cluster: list[Place], room: Room | None) -> int:
    """Give each place of a cluster the first lane that is free, and return how many there are.

    What belongs into the room comes first, breaks and meals last.
    """
    lanes: list[list[Place]] = []
    for place in sorted(cluster, key=lambda place: (place.entry.room is not room, place.entry.is_pause)):
        free = (number for number, lane in enumerate(lanes) if not any(place.overlaps(other) for other in lane))
        place.first_lane = next(free, len(lanes))
        lanes[place.first_lane :] = lanes[place.first_lane :] or [[]]
        lanes[place.first_lane].append(place)
    return len(lanes)


def _widen(cluster: list[Place], lanes: int) -> None:
    """Let places reach over the lanes to their right that nothing else of their cluster needs."""
    for place in cluster:
        taken = [other.first_lane for other in cluster if other.first_lane > place.first_lane and other.overlaps(place)]
        place.end_lane = min(taken, default=lanes)
