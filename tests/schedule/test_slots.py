"""Slots: what the database refuses, what forms say, and what a slot knows."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from schedule.models import Conference, Room, Slot
from talks.models import Talk
from tests.factories import ZONE, at, make_conference, make_room, make_scheduled_talk, make_slot, make_talk, make_track
from tests.refusals import messages_of, refused_by

pytestmark = pytest.mark.django_db

CANCELLED, CONFIRMED = Talk.Status.CANCELLED, Talk.Status.CONFIRMED


def slot_of(talk: Talk) -> Slot:
    return Slot.objects.select_related("conference", "room").get(talk=talk)


@pytest.mark.parametrize("ends_at", [at(9), at(8, 59)])
def test_the_database_refuses_a_slot_that_does_not_end_after_it_starts(ends_at: dt.datetime) -> None:
    conference = make_conference()
    make_scheduled_talk(conference, room=make_room(conference), starts_at=at(9))

    with refused_by("slot_ends_after_it_starts"):
        Slot.objects.update(ends_at=ends_at)


@pytest.mark.parametrize("ends_at", [at(9), at(8, 59)])
def test_a_slot_that_does_not_end_after_it_starts_is_explained(ends_at: dt.datetime) -> None:
    conference = make_conference()
    room = make_room(conference)
    make_scheduled_talk(conference, room=room, starts_at=at(7), ends_at=at(10))

    slot = Slot(conference=conference, room=room, talk=make_talk(conference), starts_at=at(9), ends_at=ends_at)

    assert messages_of(slot) == {"ends_at": ["The end has to be later than the start."]}


@pytest.mark.parametrize("values", [{"talk": None, "title": ""}, {"title": "Lunch"}])
def test_the_database_refuses_a_slot_with_neither_or_both_of_talk_and_title(values: dict[str, str | None]) -> None:
    make_scheduled_talk(make_conference())

    with refused_by("slot_has_a_talk_or_a_title"):
        Slot.objects.update(**values)


def test_a_slot_with_neither_or_both_of_talk_and_title_is_explained() -> None:
    conference = make_conference()
    neither = Slot(conference=conference, starts_at=at(9))
    both = Slot(conference=conference, starts_at=at(9), talk=make_talk(conference), title="Lunch")

    for slot in (neither, both):
        assert messages_of(slot) == {"__all__": ["A slot has either a talk or a title of its own."]}


def test_the_database_refuses_a_second_slot_of_one_talk() -> None:
    talk = make_scheduled_talk(make_conference(), starts_at=at(9))
    slot = slot_of(talk)
    second = Slot(conference=slot.conference, starts_at=at(14), talk=talk)

    assert messages_of(second) == {"talk": ["Slot with this Talk already exists."]}
    with refused_by("schedule_slot_talk_id_key"):
        Slot.objects.bulk_create([second])


def test_the_database_keeps_a_slot_in_its_conference() -> None:
    make_slot(make_conference())
    elsewhere = make_conference()

    with refused_by("slot_stays_in_its_conference", "A slot stays in its conference."):
        Slot.objects.update(conference=elsewhere)


@pytest.mark.parametrize(
    ("field", "make", "name"),
    [
        ("room", lambda conference: make_room(conference, name="Ballroom"), "Room “Ballroom”"),
        ("track", lambda conference: make_track(conference, code="t0"), "Track “t0”"),
        ("talk", lambda conference: make_talk(conference, title="Elsewhere"), "“Elsewhere”"),
    ],
)
def test_the_database_refuses_what_belongs_to_another_conference(
    field: str, make: Callable[[Conference], object], name: str
) -> None:
    slot = make_slot(make_conference())
    stranger = make(make_conference())
    title = "" if field == "talk" else slot.title
    constraint = "slot_and_what_it_holds_share_a_conference"
    message = f"{name} belongs to another conference than the slot."

    with refused_by(constraint, message):
        Slot.objects.update(**{field: stranger, "title": title})
    with refused_by(constraint, message):
        Slot.objects.bulk_create([Slot(conference=slot.conference, starts_at=at(9), title=title, **{field: stranger})])


def test_the_database_refuses_two_talks_in_one_room_at_one_time() -> None:
    conference = make_conference()
    room = make_room(conference)
    make_scheduled_talk(conference, room=room, starts_at=at(9), ends_at=at(10))
    other = make_scheduled_talk(conference, starts_at=at(9, 59), ends_at=at(11))

    with refused_by("a_room_holds_one_talk_at_a_time"):
        Slot.objects.filter(talk=other).update(room=room)


def test_a_taken_room_is_explained_by_who_has_it_and_when() -> None:
    conference = make_conference()
    room = make_room(conference, name="Ballroom")
    make_scheduled_talk(conference, title="Forms", room=room, starts_at=at(9), ends_at=at(10))

    slot = Slot(conference=conference, room=room, talk=make_talk(conference), starts_at=at(9, 30), ends_at=at(11))

    assert messages_of(slot) == {"room": ["Ballroom is taken by “Forms”, Mon 15 Sep, 09:00 to 10:00 CDT."]}


def test_what_only_the_constraint_sees_is_explained_too() -> None:
    constraints = {constraint.name: constraint for constraint in Slot._meta.constraints}  # noqa: SLF001

    message = constraints["a_room_holds_one_talk_at_a_time"].get_violation_error_message()
    assert message == "This room has another talk at that time."


@pytest.mark.parametrize(
    "values",
    [
        {"starts_at": at(10), "ends_at": at(11)},
        {"starts_at": at(8), "ends_at": at(9)},
        {"ends_at": None},
        {"room": None},
        {"is_overlap_known": True},
        {"day": 1},
    ],
    ids=["right after", "right before", "without an end", "without a room", "known overlap", "another day"],
)
def test_a_room_is_free_for(values: dict[str, object]) -> None:
    conference = make_conference()
    room = make_room(conference)
    make_scheduled_talk(conference, room=room, starts_at=at(9), ends_at=at(10))
    if values.pop("day", 0):
        values = {"starts_at": at(9, day=1), "ends_at": at(10, day=1)}

    make_scheduled_talk(conference, **({"room": room, "starts_at": at(9), "ends_at": at(10)} | values))

    assert Slot.objects.count() == 2


def test_a_break_stands_in_any_room() -> None:
    conference = make_conference()
    room = make_room(conference)
    make_scheduled_talk(conference, room=room, starts_at=at(9))

    make_slot(conference, room=room, starts_at=at(9), title="Coffee")

    assert Slot.objects.count() == 2


def test_a_talk_may_stay_where_it_is() -> None:
    conference = make_conference()
    slot = slot_of(make_scheduled_talk(conference, room=make_room(conference)))

    slot.full_clean()


def swap_rooms_of(first: Slot, second: Slot) -> None:
    Slot.objects.filter(pk=first.pk).update(room=second.room)
    Slot.objects.filter(pk=second.pk).update(room=first.room)


@pytest.fixture
def parallel_slots() -> tuple[Slot, Slot]:
    """Two talks at one time in two rooms."""
    conference = make_conference()
    talks = [make_scheduled_talk(conference, room=make_room(conference), starts_at=at(9)) for _ in range(2)]
    return slot_of(talks[0]), slot_of(talks[1])


def test_two_talks_swap_their_rooms_in_one_transaction(parallel_slots: tuple[Slot, Slot]) -> None:
    first, second = parallel_slots

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS a_room_holds_one_talk_at_a_time DEFERRED")
        swap_rooms_of(first, second)
        cursor.execute("SET CONSTRAINTS a_room_holds_one_talk_at_a_time IMMEDIATE")

    assert [Slot.objects.get(pk=slot.pk).room for slot in parallel_slots] == [second.room, first.room]


def test_two_talks_swap_their_rooms_in_one_statement(parallel_slots: tuple[Slot, Slot]) -> None:
    first, second = parallel_slots
    first.room, second.room = second.room, first.room

    Slot.objects.bulk_update(parallel_slots, ["room"])

    assert [Slot.objects.get(pk=slot.pk).room for slot in parallel_slots] == [first.room, second.room]


def test_a_swap_one_by_one_is_refused_without_being_asked_for(parallel_slots: tuple[Slot, Slot]) -> None:
    with refused_by("a_room_holds_one_talk_at_a_time"):
        swap_rooms_of(*parallel_slots)


def test_half_a_swap_is_refused_at_the_end(parallel_slots: tuple[Slot, Slot]) -> None:
    first, second = parallel_slots

    with refused_by("a_room_holds_one_talk_at_a_time"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS a_room_holds_one_talk_at_a_time DEFERRED")
        Slot.objects.filter(pk=first.pk).update(room=second.room)
        cursor.execute("SET CONSTRAINTS a_room_holds_one_talk_at_a_time IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_take_a_room_at_one_moment_one_gets_it() -> None:
    conference = make_conference()
    room = make_room(conference)
    talks = [make_talk(conference) for _ in range(8)]
    barrier = Barrier(len(talks))

    def take(talk: Talk) -> bool:
        slot = Slot(conference=conference, room=room, talk=talk, starts_at=at(9), ends_at=at(10))
        try:
            barrier.wait(timeout=30)
            Slot.objects.bulk_create([slot])
        except DatabaseError:  # the constraint, or a deadlock of two who wait for each other's end
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(talks)) as threads:
        taken = list(threads.map(take, talks))

    assert taken.count(True) == 1
    assert Slot.objects.get().talk == talks[taken.index(True)]


def test_a_slot_is_cancelled_with_its_talk_and_comes_back_with_it() -> None:
    talk = make_scheduled_talk(make_conference())

    states = []
    for status in (CANCELLED, CONFIRMED):
        Talk.objects.filter(pk=talk.pk).update(status=status)
        states.append(slot_of(talk).is_cancelled)

    assert states == [True, False]


def test_a_slot_of_a_cancelled_talk_is_cancelled_from_its_beginning() -> None:
    conference = make_conference()

    slot = make_slot(conference, talk=make_talk(conference, status=CANCELLED))

    assert slot.is_cancelled
    Slot.objects.update(is_cancelled=False)
    assert Slot.objects.get().is_cancelled


def test_a_slot_follows_the_talk_that_it_is_given() -> None:
    conference = make_conference()
    make_scheduled_talk(conference, status=CANCELLED)

    Slot.objects.update(talk=make_talk(conference))

    assert not Slot.objects.get().is_cancelled


def test_an_entry_of_its_own_is_cancelled_by_hand() -> None:
    make_slot(make_conference(), title="Party", is_cancelled=True)

    assert Slot.objects.get().is_cancelled


def test_a_cancelled_talk_leaves_its_room_to_another_and_cannot_come_back_to_it() -> None:
    conference = make_conference()
    room = make_room(conference)
    cancelled = make_scheduled_talk(conference, room=room, starts_at=at(9), status=CANCELLED)
    make_scheduled_talk(conference, room=room, starts_at=at(9))

    with refused_by("a_room_holds_one_talk_at_a_time"):
        Talk.objects.filter(pk=cancelled.pk).update(status=CONFIRMED)


def test_the_public_sees_entries_and_listed_talks_once_the_schedule_is_public() -> None:
    conference = make_conference()
    make_slot(conference, title="Lunch")
    for values in ({}, {"is_hidden": True}, {"is_published": False}, {"is_accepted": False}, {"status": CANCELLED}):
        make_scheduled_talk(conference, title=f"Talk with {values}", **values)
    make_slot(make_conference(is_schedule_public=False), title="Secret")

    shown = sorted(str(slot) for slot in Slot.objects.public())

    assert shown == ["Lunch", f"Talk with {{'status': {CANCELLED!r}}}", "Talk with {}"]


def test_a_day_is_the_zones_day_also_when_the_clocks_change() -> None:
    conference = make_conference()
    day = dt.date(2031, 11, 2)  # 25 hours long in Chicago
    for hour, title in ((5, "first"), (30, "last")):
        make_slot(conference, title=title, starts_at=dt.datetime(2031, 11, 2, tzinfo=dt.UTC) + dt.timedelta(hours=hour))
    make_slot(conference, title="before", starts_at=dt.datetime(2031, 11, 2, 4, 59, tzinfo=dt.UTC))

    assert [slot.title for slot in Slot.objects.on(day, ZONE)] == ["first"]
    assert [slot.title for slot in Slot.objects.on(day + dt.timedelta(days=1), ZONE)] == ["last"]
    assert [slot.title for slot in Slot.objects.on(day - dt.timedelta(days=1), ZONE)] == ["before"]


@pytest.mark.parametrize(("moment", "titles"), [(at(8, 59), []), (at(9), ["on"]), (at(9, 44), ["on"]), (at(9, 45), [])])
def test_now_is_from_the_start_to_before_the_end(moment: dt.datetime, titles: list[str]) -> None:
    conference = make_conference()
    make_slot(conference, title="on", starts_at=at(9), ends_at=at(9, 45))
    make_slot(conference, title="without an end", starts_at=at(9), ends_at=None)

    assert [slot.title for slot in Slot.objects.now(moment)] == titles


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "overlaps"),
    [
        (at(8), at(9), False),
        (at(8), at(9, 1), True),
        (at(9, 10), at(9, 20), True),
        (at(9, 44), at(11), True),
        (at(9, 45), at(11), False),
    ],
)
def test_what_shares_some_time_overlaps(starts_at: dt.datetime, ends_at: dt.datetime, overlaps: bool) -> None:  # noqa: FBT001
    make_slot(make_conference(), starts_at=at(9), ends_at=at(9, 45))

    assert Slot.objects.overlapping(starts_at, ends_at).exists() is overlaps


@pytest.mark.parametrize(
    ("time_zone", "ends_at", "when"),
    [
        ("America/Chicago", at(9, 45), "Mon 15 Sep, 09:00 to 09:45 CDT"),
        ("America/Chicago", None, "Mon 15 Sep, 09:00 CDT"),
        ("Asia/Tokyo", at(9, 45), "Mon 15 Sep, 23:00 to 23:45 JST"),
        ("Pacific/Auckland", at(9, 45), "Tue 16 Sep, 02:00 to 02:45 NZST"),
    ],
)
def test_a_slot_says_when_it_is_in_the_conferences_zone(time_zone: str, ends_at: dt.datetime | None, when: str) -> None:
    slot = make_slot(make_conference(time_zone=time_zone), starts_at=at(9), ends_at=ends_at)

    assert slot.when == when


@pytest.mark.parametrize(("ends_at", "minutes"), [(at(9, 45), 45), (None, None), (at(9, day=1), 1440)])
def test_a_slot_has_a_length_or_none(ends_at: dt.datetime | None, minutes: int | None) -> None:
    assert make_slot(make_conference(), starts_at=at(9), ends_at=ends_at).minutes == minutes


def test_a_slot_keeps_its_identity_when_it_moves() -> None:
    slot = make_slot(make_conference(), starts_at=at(9))

    Slot.objects.update(starts_at=at(14), ends_at=at(15), title="Moved")

    assert Slot.objects.get().guid == slot.guid


@pytest.mark.parametrize("link", ["https://example.org/menu", "/menus/#lunch", ""])
def test_a_link_leads_elsewhere_or_to_a_path_here(link: str) -> None:
    assert make_slot(make_conference(), link=link).link == link


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example/", "menus", "/a b", "data:text/html,x"])
def test_a_link_that_is_none_is_explained(link: str) -> None:
    slot = make_slot(make_conference())
    slot.link = link

    assert messages_of(slot) == {
        "link": ["Enter an address that starts with https:// or a path of this site that starts with one slash."]
    }


def test_slots_stand_by_start_then_by_room() -> None:
    conference = make_conference()
    rooms: list[Room] = [make_room(conference, position=position) for position in (2, 1)]
    for title, hour, room in (
        ("third", 9, rooms[0]),
        ("fourth", 10, None),
        ("second", 9, rooms[1]),
        ("first", 8, None),
    ):
        make_slot(conference, title=title, starts_at=at(hour), room=room)

    assert [slot.title for slot in Slot.objects.all()] == ["first", "second", "third", "fourth"]
