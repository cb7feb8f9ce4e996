"""The record of changes: kept by the database at each commit, so these tests commit."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from presenters.models import Presenter
from schedule.actors import acting_as
from schedule.models import Change, Conference, PublishedSlot, Revision, Room, Slot, Track
from schedule.news import news
from talks.models import Tag, Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_slot, make_talk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk() -> Talk:
    """A public talk at nine in Salon A, as the public has seen it for a while."""
    conference = make_conference()
    return make_scheduled_talk(
        conference,
        title="Rivers",
        presenters=(make_presenter(conference, name="Ada"),),
        room=make_room(conference, name="Salon A"),
    )


def facts() -> list[tuple[str, Any, Any]]:
    return [(change.kind, change.old, change.new) for change in Change.objects.order_by("pk")]


def number() -> int:
    return Revision.objects.get().number


def test_a_conference_that_appears_is_no_news() -> None:
    with transaction.atomic():
        make_scheduled_talk(make_conference())

    assert facts() == []
    assert number() == 1
    assert PublishedSlot.objects.get().sequence == 0


def test_moving_a_talk_records_old_and_new_room(talk: Talk) -> None:
    Change.objects.all().delete()
    talk.slot.room = make_room(talk.slot.conference, name="Salon B")

    talk.slot.save()

    assert facts() == [("room", "Salon A", "Salon B")]
    assert Change.objects.get().title == "Rivers"
    assert PublishedSlot.objects.get().sequence == 1


def test_moving_in_time_records_start_and_end_in_utc(talk: Talk) -> None:
    Change.objects.all().delete()

    Slot.objects.filter(pk=talk.slot.pk).update(starts_at=at(10), ends_at=None)

    assert facts() == [("time", ["2031-09-15T14:00:00Z", "2031-09-15T14:45:00Z"], ["2031-09-15T15:00:00Z", None])]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda talk: Talk.objects.filter(pk=talk.pk).update(title="Lakes"), ("title", "Rivers", "Lakes")),
        (lambda talk: Talk.objects.filter(pk=talk.pk).update(status="cancelled"), ("cancelled", False, True)),
        (lambda _: Presenter.objects.update(name="Ada L."), ("presenters", ["Ada"], ["Ada L."])),
        (lambda talk: talk.talk_presenters.all().delete(), ("presenters", ["Ada"], [])),
        (lambda _: Room.objects.update(name="Salon C"), ("room", "Salon A", "Salon C")),
        (lambda _: Talk.objects.update(video_url="https://v.org/1"), ("recording", "", "https://v.org/1")),
    ],
    ids=["title", "cancelled", "presenter renamed", "presenters taken off", "room renamed", "recording"],
)
def test_every_public_fact_is_recorded(
    talk: Talk, change: Callable[[Talk], Any], expected: tuple[str, Any, Any]
) -> None:
    Change.objects.all().delete()

    change(talk)

    assert facts() == [expected]


def test_a_recording_moves_no_calendar(talk: Talk) -> None:
    Talk.objects.update(video_url="https://v.org/1")

    assert PublishedSlot.objects.get().sequence == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda talk: Talk.objects.filter(pk=talk.pk).update(is_published=False),
        lambda talk: Talk.objects.filter(pk=talk.pk).update(is_hidden=True),
        lambda talk: talk.slot.delete(),
        lambda talk: talk.delete(),
    ],
    ids=["unpublished", "hidden", "slot deleted", "talk deleted"],
)
def test_what_leaves_the_schedule_is_recorded_and_kept(talk: Talk, change: Callable[[Talk], Any]) -> None:
    Change.objects.all().delete()

    change(talk)

    assert [kind for kind, _, _ in facts()] == ["removed"]
    published = PublishedSlot.objects.get()
    assert published.removed_at is not None
    assert published.facts["title"] == "Rivers"
    assert published.sequence == 1


def test_what_comes_back_keeps_its_identity_and_a_higher_sequence(talk: Talk) -> None:
    Talk.objects.filter(pk=talk.pk).update(is_published=False)

    Talk.objects.filter(pk=talk.pk).update(is_published=True)

    published = PublishedSlot.objects.get()
    assert (published.guid, published.sequence, published.removed_at) == (talk.slot.guid, 2, None)


def test_raw_sql_is_recorded_too(talk: Talk) -> None:
    Change.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute("update talks_talk set title = 'Seas'")

    assert facts() == [("title", "Rivers", "Seas")]


def test_the_steps_of_a_transaction_count_as_their_sum(talk: Talk) -> None:
    Change.objects.all().delete()
    before = number()

    with transaction.atomic():
        for title in ("Lakes", "Seas", "Rivers"):
            Talk.objects.filter(pk=talk.pk).update(title=title)

    assert facts() == []
    assert number() == before


def test_a_rollback_is_nothing(talk: Talk) -> None:
    Change.objects.all().delete()
    before = number()

    with transaction.atomic():
        Talk.objects.filter(pk=talk.pk).update(title="Lakes")
        transaction.set_rollback(True)

    assert facts() == []
    assert number() == before


def test_saving_without_a_change_moves_no_version(talk: Talk) -> None:
    before = number()

    talk.save()
    talk.slot.save()

    assert number() == before


def test_what_only_organizers_see_moves_no_version(talk: Talk) -> None:
    before = number()

    Slot.objects.update(is_overlap_known=True)
    draft = make_talk(talk.slot.conference, is_published=False, tags=("Water",))
    Tag.objects.filter(talks=draft).update(name="Rain")
    make_slot(talk.slot.conference, talk=draft)
    make_room(talk.slot.conference)

    assert number() == before


def test_rooms_and_times_that_are_not_public_yet_move_no_version(talk: Talk) -> None:
    Conference.objects.update(is_schedule_public=False)
    before = number()

    Room.objects.update(name="Salon B", capacity=80)
    Slot.objects.update(starts_at=at(8))

    assert number() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda talk: Talk.objects.filter(pk=talk.pk).update(description="More."),
        lambda _: Presenter.objects.update(bio="More."),
        lambda _: Conference.objects.update(tagline="More."),
        lambda talk: talk.tags.add(Tag.objects.create(site=talk.site, name="Water", slug="water")),
        lambda talk: Track.objects.create(conference=talk.slot.conference, code="t0"),
        lambda _: Room.objects.update(capacity=80),
        lambda _: Slot.objects.update(link="/handout.pdf"),
    ],
    ids=["description", "bio", "tagline", "tag", "track", "capacity", "link"],
)
def test_other_public_things_move_the_version_and_are_no_news(talk: Talk, change: Callable[[Talk], Any]) -> None:
    Change.objects.all().delete()
    before = number()

    change(talk)

    assert number() > before
    assert facts() == []


def test_the_page_of_a_hidden_talk_moves_the_version_with_its_slot(talk: Talk) -> None:
    """No list names it, but its page answers and shows day, time and room."""
    Talk.objects.filter(pk=talk.pk).update(is_hidden=True)
    Change.objects.all().delete()
    before = number()

    Slot.objects.update(starts_at=at(8))

    assert number() == before + 1
    assert facts() == []


def test_another_link_of_a_talks_slot_is_a_change_of_its_calendar_entry(talk: Talk) -> None:
    before = PublishedSlot.objects.get().changed_at

    Slot.objects.update(link="/handout.pdf")

    assert PublishedSlot.objects.get().changed_at > before


def test_what_truncate_takes_away_is_recorded(talk: Talk) -> None:
    Change.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute("truncate schedule_slot cascade")

    assert [kind for kind, _, _ in facts()] == ["removed"]
    assert PublishedSlot.objects.get().sequence == 1


def test_many_writers_of_several_conferences_lose_nothing_and_never_wait_for_each_other_for_ever(talk: Talk) -> None:
    """Each transaction touches two conferences, half of them the other way round."""
    talks = [talk, make_scheduled_talk(make_conference(), title="Seas")]
    Change.objects.all().delete()
    rounds, writers = 6, 8

    def write(writer: int) -> None:
        try:
            for turn in range(rounds):
                with transaction.atomic():
                    for each in talks if writer % 2 else reversed(talks):
                        make_slot(each.slot.conference, title=f"{writer}.{turn}")
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))

    assert Change.objects.filter(kind="added").count() == 2 * rounds * writers
    for each in talks:
        assert PublishedSlot.objects.filter(conference=each.slot.conference).count() == 1 + rounds * writers


def test_a_change_moves_the_version_of_its_own_conference_only(talk: Talk) -> None:
    other = make_conference()
    before = Revision.objects.get(conference=other).number

    Talk.objects.filter(pk=talk.pk).update(title="Lakes")

    assert Revision.objects.get(conference=other).number == before


def test_changes_out_of_the_publics_sight_are_no_news_but_calendars_hear_of_them(talk: Talk) -> None:
    Change.objects.all().delete()
    Conference.objects.update(is_schedule_public=False)
    Slot.objects.update(starts_at=at(8))

    Conference.objects.update(is_schedule_public=True)

    assert facts() == []
    assert PublishedSlot.objects.get().sequence == 1


def test_the_record_says_who(talk: Talk) -> None:
    Change.objects.all().delete()

    with acting_as("grace"):
        Talk.objects.filter(pk=talk.pk).update(title="Lakes")
    Talk.objects.filter(pk=talk.pk).update(title="Seas")

    assert [change.actor for change in Change.objects.order_by("pk")] == ["grace", connection.settings_dict["USER"]]


def test_every_table_that_the_public_sees_carries_the_triggers() -> None:
    watched = {
        "presenters_presenter",
        "talks_talk",
        "talks_tag",
        "talks_talk_tags",
        "talks_talkpresenter",
        "django_site",
    }
    watched |= {f"schedule_{model}" for model in ("conference", "room", "track", "slot")}

    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, count(*) from pg_trigger where tgname like 'touch_after_%' group by 1"
        )
        triggers = dict(cursor.fetchall())

    assert triggers == dict.fromkeys(watched, 4)


def make_change(talk: Talk, minute: int, **values: Any) -> Change:
    """Make a record of a change so many minutes after eight, by Grace."""
    return Change.objects.create(
        conference=talk.slot.conference,
        slot_guid=talk.slot.guid,
        title=talk.title,
        path=talk.permalink,
        changed_at=at(8) + dt.timedelta(minutes=minute),
        **({"kind": "room", "actor": "grace"} | values),
    )


def test_changes_within_minutes_by_one_organizer_are_one_item(talk: Talk) -> None:
    changes = [
        make_change(talk, 0, old="A", new="B"),
        make_change(talk, 4, kind="title", old="Rivers", new="Lakes"),
        make_change(talk, 9, old="B", new="C"),
    ]

    (item,) = news(changes)

    assert item.changes == {"title": ("Rivers", "Lakes"), "room": ("A", "C")}


def test_changes_far_apart_or_by_others_are_items_of_their_own(talk: Talk) -> None:
    changes = [
        make_change(talk, 0, old="A", new="B"),
        make_change(talk, 1, old="B", new="C", actor="linus"),
        make_change(talk, 30, old="C", new="D"),
    ]

    items = news(changes)

    assert [item.changes["room"] for item in items] == [("C", "D"), ("B", "C"), ("A", "B")]


def test_what_comes_back_within_minutes_is_no_news(talk: Talk) -> None:
    changes = [make_change(talk, 0, old="A", new="B"), make_change(talk, 2, old="B", new="A")]

    assert news(changes) == []


def test_what_moved_while_it_was_off_the_schedule_for_minutes_has_moved(talk: Talk) -> None:
    Change.objects.all().delete()
    Room.objects.update(name="Salon B")
    Talk.objects.update(is_published=False)
    Slot.objects.update(starts_at=at(8))
    Talk.objects.update(is_published=True)

    (item,) = news(Change.objects.all())

    assert item.changes == {
        "room": ("Salon A", "Salon B"),
        "time": (
            ["2031-09-15T14:00:00Z", "2031-09-15T14:45:00Z"],
            ["2031-09-15T13:00:00Z", "2031-09-15T14:45:00Z"],
        ),
    }


@pytest.mark.parametrize("is_published", [False, True], ids=["removed", "back"])
def test_what_left_and_came_back_within_minutes_is_no_news(talk: Talk, *, is_published: bool) -> None:
    Change.objects.all().delete()
    Talk.objects.update(is_published=False)
    Talk.objects.update(is_published=is_published)

    assert [item.label for item in news(Change.objects.all())] == ([] if is_published else ["Removed"])


def test_an_entry_without_a_talk_is_recorded_too() -> None:
    entry = make_slot(make_conference(), title="Lunch")
    Change.objects.all().delete()

    entry.delete()

    assert [kind for kind, _, _ in facts()] == ["removed"]
