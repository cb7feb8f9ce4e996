"""A tree that comes in again changes what it changed, and nobody's edits are lost."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from presenters.models import Presenter
from schedule.importers.content_tree import import_tree
from schedule.importers.report import Outcome, Report
from schedule.models import Conference, ImportRecord, Room, Slot
from talks.models import Tag, Talk
from tests.factories import at, make_presenter, make_room, make_scheduled_talk
from tests.schedule.trees import OPTIONS, RIVERS, RIVERS_FILE, imported, outcomes, talk_file, write

pytestmark = pytest.mark.django_db


def test_importing_again_changes_nothing(tree: Path) -> None:
    imported(tree)

    report = imported(tree)

    assert outcomes(report) == {"sessions unchanged": 1, "slots unchanged": 1, "presenters unchanged": 1}
    assert report.changes == []


def test_a_changed_tree_updates_just_what_changed(tree: Path) -> None:
    imported(tree)
    guid = Slot.objects.get().guid
    talk_file(tree, room="Salon B", title="Lakes")

    report = imported(tree)

    slot = Slot.objects.get()
    fields = {field.name: (field.old, field.new) for change in report.changes for field in change.fields}
    assert fields == {"title": ("Rivers", "Lakes"), "room": ("Salon A", "Salon B")}
    assert (slot.guid, str(slot.room), str(slot.talk)) == (guid, "Salon B", "Lakes")


def test_edits_by_hand_are_kept_and_shown(tree: Path) -> None:
    imported(tree)
    Talk.objects.update(title="By hand")
    talk_file(tree, title="Lakes", room="Salon B")

    report = imported(tree)
    again = imported(tree)

    assert (Talk.objects.get().title, str(Slot.objects.get().room)) == ("By hand", "Salon B")
    assert outcomes(report)["sessions left alone"] == outcomes(again)["sessions left alone"] == 1
    (change,) = [change for change in again.changes if change.outcome == Outcome.LEFT_ALONE]
    assert [(field.name, field.old, field.new, field.theirs) for field in change.fields] == [
        ("title", "Rivers", "By hand", "Lakes")
    ]


def test_overwrite_takes_the_trees_word(tree: Path) -> None:
    imported(tree)
    Talk.objects.update(title="By hand")

    imported(tree, overwrite=True)

    assert Talk.objects.get().title == "Rivers"


def test_what_was_deleted_by_hand_stays_deleted(tree: Path) -> None:
    imported(tree)
    Talk.objects.all().delete()

    report = imported(tree)

    assert Talk.objects.count() == 0
    assert outcomes(report)["sessions left alone"] == 1


def test_what_vanished_is_reported_and_removed_only_when_asked(tree: Path) -> None:
    imported(tree)
    (tree / "_presenters/ada.md").unlink()
    talk_file(tree, presenter_slugs="")

    report = imported(tree)
    kept = Presenter.objects.count()
    pruned = imported(tree, prune=True)

    assert (outcomes(report)["presenters left alone"], kept) == (1, 1)
    assert (outcomes(pruned)["presenters removed"], Presenter.objects.count()) == (1, 0)


def test_a_renamed_file_is_the_same_slot(tree: Path) -> None:
    imported(tree)
    guid = Slot.objects.get().guid
    file = tree / RIVERS_FILE
    file.rename(file.with_name("2031-09-16-10-00-t0-rivers.md"))

    report = imported(tree)

    assert Slot.objects.get().guid == guid
    assert outcomes(report)["sessions unchanged"] == 1
    assert ImportRecord.objects.filter(source__contains="2031-09-16").count() == 1


def test_a_dry_run_says_the_same_and_writes_nothing(tree: Path) -> None:
    imported(tree)
    talk_file(tree, title="Lakes")

    report = imported(tree, is_dry_run=True)

    assert Talk.objects.get().title == "Rivers"
    assert "title: Rivers → Lakes" in "\n".join(report.lines())
    assert report.summary().startswith("Dry run, nothing written.")


def test_a_moved_pair_can_swap_its_rooms_in_one_import(tree: Path) -> None:
    other = RIVERS.replace("/talks/rivers/", "/talks/other/").replace("Salon A", "Salon B").replace("[ada]", "[]")
    write(tree / "_schedule/talks/other.md", other)
    imported(tree)
    write(tree / "_schedule/talks/other.md", other.replace("Salon B", "Salon A"))
    talk_file(tree, room="Salon B")

    report = imported(tree)

    assert dict(Slot.objects.values_list("talk__permalink", "room__name")) == {
        "/talks/rivers/": "Salon B",
        "/talks/other/": "Salon A",
    }
    assert report.warnings == []


def test_rooms_that_organizers_edited_stay(tree: Path) -> None:
    imported(tree)
    Room.objects.update(position=7, capacity=90)

    imported(tree)

    assert (Room.objects.get().position, Room.objects.get().capacity) == (7, 90)


def lunch(tree: Path, at: str = "12:00", **changes: str) -> Path:
    """Write an entry that is no talk, into a file that bears its time as they do."""
    keys = {"title": "Lunch", "accepted": "true", "date": f"2031-09-15 {at}:00-05:00", "room": "Salon A"} | changes
    text = "\n".join(f"{key}: {value}" for key, value in keys.items())
    return write(tree / f"_schedule/talks/2031-09-15-{at.replace(':', '-')}-lunch.md", text)


def left_alone(report: Report) -> dict[str, tuple[Any, Any, Any]]:
    """What was, what is there by hand, and what the tree has, of each field that was left alone."""
    changes = [change for change in report.changes if change.outcome == Outcome.LEFT_ALONE]
    return {field.name: (field.old, field.new, field.theirs) for change in changes for field in change.fields}


def test_edits_by_hand_are_shown_also_when_the_tree_stays_as_it_is(tree: Path) -> None:
    imported(tree)
    Talk.objects.update(title="By hand")

    report = imported(tree)

    assert left_alone(report) == {"title": ("Rivers", "By hand", "Rivers")}
    assert "title: Rivers → By hand (edited by hand; the tree has Rivers)" in "\n".join(report.lines())


def test_people_tags_and_places_set_by_hand_are_kept_like_any_field(tree: Path) -> None:
    imported(tree)
    conference = Conference.objects.get()
    talk, hall = Talk.objects.get(), make_room(conference, name="Hall")
    talk.talk_presenters.all().delete()
    talk.talk_presenters.create(presenter=make_presenter(conference, slug="grace"))
    talk.tags.set([Tag.objects.create(site=conference.site, name="Boats", slug="boats")])
    Slot.objects.update(room=hall, starts_at=at(8))
    talk_file(tree, presenter_slugs="[]", tags="[Rain]", room="Salon B", date="2031-09-15 09:15:00-05:00")

    report = imported(tree)

    assert left_alone(report) == {
        "presenters": (["ada"], ["grace"], []),
        "tags": (["water"], ["boats"], ["rain"]),
        "room": ("Salon A", "Hall", "Salon B"),
        "starts_at": ("2031-09-15T14:00:00Z", "2031-09-15T13:00:00Z", "2031-09-15T14:15:00Z"),
    }
    assert [place.presenter.slug for place in talk.talk_presenters.all()] == ["grace"]
    assert Slot.objects.get().room == hall
    assert set(Room.objects.values_list("name", flat=True)) == {"Hall", "Salon A"}


def test_a_room_that_was_renamed_by_hand_is_not_made_again(tree: Path) -> None:
    imported(tree)
    Room.objects.update(name="Salon A (2nd floor)")

    imported(tree)

    assert [room.name for room in Room.objects.all()] == ["Salon A (2nd floor)"]


def test_a_talk_that_was_taken_off_the_schedule_by_hand_stays_off_it(tree: Path) -> None:
    imported(tree)
    Slot.objects.all().delete()

    kept = imported(tree)
    off = Slot.objects.count()
    imported(tree, overwrite=True)

    assert (outcomes(kept)["slots left alone"], off, Slot.objects.count()) == (1, 0, 1)


def test_an_entry_that_moves_keeps_its_slot_though_its_file_has_another_name(tree: Path) -> None:
    file = lunch(tree, "12:00")
    imported(tree)
    guid = Slot.objects.get(title="Lunch").guid
    file.unlink()
    lunch(tree, "12:30")

    report = imported(tree)

    moved = Slot.objects.get(title="Lunch")
    assert (moved.guid, moved.starts_at) == (guid, at(12, 30))
    assert outcomes(report)["slots changed"] == 1


def test_an_entry_that_gets_a_page_becomes_a_talk_in_its_slot(tree: Path) -> None:
    lunch(tree, title="To be announced")
    imported(tree)
    guid = Slot.objects.get(talk=None).guid
    lunch(tree, title="Seas", permalink="/talks/seas/")

    report = imported(tree)
    again = imported(tree)

    talk = Talk.objects.get(permalink="/talks/seas/")
    assert (talk.slot.guid, talk.slot.title) == (guid, "")
    assert outcomes(report) == {
        "sessions created": 1,
        "sessions unchanged": 1,
        "slots changed": 1,
        "slots unchanged": 1,
        "presenters unchanged": 1,
    }
    assert again.changes == []


def test_a_talk_that_loses_its_page_becomes_an_entry_in_its_slot(tree: Path) -> None:
    imported(tree)
    guid = Slot.objects.get().guid
    talk_file(tree, permalink="", presenter_slugs="")

    report = imported(tree)
    imported(tree, prune=True)

    slot = Slot.objects.get()
    assert (slot.guid, slot.title, slot.talk) == (guid, "Rivers", None)
    assert outcomes(report)["sessions left alone"] == 1
    assert Talk.objects.count() == 1  # it was let go when nothing was to be removed


def test_a_pruned_import_removes_the_talk_that_became_an_entry(tree: Path) -> None:
    imported(tree)
    talk_file(tree, permalink="", presenter_slugs="")

    report = imported(tree, prune=True)

    assert (outcomes(report)["sessions removed"], Talk.objects.count(), Slot.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize("overwrite", [False, True])
def test_prune_keeps_what_organizers_made_or_edited(tree: Path, *, overwrite: bool) -> None:
    lunch(tree)
    imported(tree)
    conference = Conference.objects.get()
    make_scheduled_talk(conference, title="Made by hand", room=make_room(conference, name="Hall"))
    Slot.objects.filter(title="Lunch").update(link="/menus/")
    for file in (tree / "_schedule/talks").iterdir():
        file.unlink()

    report = imported(tree, prune=True, overwrite=overwrite)

    assert [talk.title for talk in Talk.objects.all()] == ["Made by hand"]
    assert Slot.objects.filter(title="Lunch").exists() != overwrite
    assert outcomes(report)["sessions removed"] == 1


def test_prune_keeps_a_presenter_whom_a_session_still_names(tree: Path) -> None:
    imported(tree)
    (tree / "_presenters/ada.md").unlink()

    report = imported(tree, prune=True)

    assert left_alone(report) == {"vanished from the tree, still needed": ("Ada", "Ada", "nothing")}
    assert Presenter.objects.count() == 1


def test_what_cannot_be_read_has_not_vanished(tree: Path) -> None:
    imported(tree)
    (tree / RIVERS_FILE).write_text("half a file")
    write(tree / "_schedule/talks/lakes.md", RIVERS.replace("rivers", "lakes").replace("Rivers", "Lakes"))

    report = import_tree(tree, replace(OPTIONS, skip_invalid=True, prune=True))

    assert (len(report.errors), {talk.title for talk in Talk.objects.all()}) == (1, {"Rivers", "Lakes"})


def test_one_file_of_a_tree_says_nothing_of_the_others(tree: Path) -> None:
    lunch(tree)
    imported(tree)
    file = talk_file(tree, title="Lakes")

    report = imported(file, prune=True)

    assert outcomes(report) == {"sessions changed": 1, "slots unchanged": 1}
    assert (Talk.objects.get().title, Slot.objects.count(), Presenter.objects.count()) == ("Lakes", 2, 1)
    assert [place.presenter.name for place in Talk.objects.get().talk_presenters.all()] == ["Ada"]


def test_a_changed_copy_of_one_file_elsewhere_is_of_the_same_session(tree: Path, tmp_path_factory: Any) -> None:
    imported(tree)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    copy = talk_file(tree, title="Lakes").rename(elsewhere / "rivers.md")
    talk_file(tree, title="Lakes")

    report = imported(copy, prune=True)
    again = imported(tree)

    assert outcomes(report) == {"sessions changed": 1, "slots unchanged": 1}
    assert (again.changes, Talk.objects.count(), ImportRecord.objects.count()) == ([], 1, 2)


def test_an_edition_that_is_there_keeps_its_zone(tree: Path) -> None:
    imported(tree)

    silent = imported(tree, time_zone="")
    told = imported(tree, time_zone="Europe/Berlin")

    assert (silent.warnings, Conference.objects.get().time_zone) == ([], "America/Chicago")
    assert "RiverConf is in America/Chicago already" in str(told.warnings)


def test_a_second_import_touches_no_row(tree: Path) -> None:
    def versions() -> list[Any]:
        rows: list[Any] = []
        with connection.cursor() as cursor:
            for table in (
                "talks_talk",
                "schedule_slot",
                "presenters_presenter",
                "schedule_importrecord",
                "schedule_conference",
            ):
                cursor.execute(f"select '{table}', id, ctid, xmin from {table}")  # noqa: S608  the names above
                rows += cursor.fetchall()
            cursor.execute("select number, ctid, xmin from schedule_revision")
            return [*rows, *cursor.fetchall()]

    imported(tree)
    before = versions()

    imported(tree)

    assert versions() == before


def test_a_dry_run_reports_what_the_import_then_does(tree: Path) -> None:
    imported(tree)
    talk_file(tree, title="Lakes", room="Salon B", video_url="abcdefghijk", tags="[Rain]")
    write(tree / "_presenters/grace.md", "name: Grace\nphoto: grace.png")
    (tree / "_presenters/grace.png").write_bytes(b"no picture")
    (tree / "_presenters/ada.md").unlink()

    dry = imported(tree, prune=True, is_dry_run=True).as_json()
    wet = imported(tree, prune=True).as_json()

    assert dry | {"dry_run": False, "written": True} == wet
    assert wet["counts"]["sessions"]["changed"] == wet["counts"]["presenters"]["created"] == 1


def test_days_that_an_organizer_left_out_stay_left_out(tree: Path) -> None:
    lunch(tree, date="2031-09-18 12:00:00-05:00")
    imported(tree)
    Conference.objects.update(last_day=dt.date(2031, 9, 15))

    imported(tree)
    kept = Conference.objects.get().last_day
    write(tree / "_schedule/talks/later.md", "title: Later\naccepted: true\ndate: 2031-09-16 09:00:00-05:00")
    imported(tree)

    assert (kept, Conference.objects.get().last_day) == (dt.date(2031, 9, 15), dt.date(2031, 9, 16))
