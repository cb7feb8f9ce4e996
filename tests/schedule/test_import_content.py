"""Content trees come in: every dialect, every repair, every refusal, and nobody's edits lost."""

import datetime as dt
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from presenters.models import Presenter
from schedule.importers.content_tree import Options, import_tree
from schedule.importers.report import Outcome, Report
from schedule.models import Conference, ImportRecord, Room, Slot
from talks.models import Tag, Talk

pytestmark = pytest.mark.django_db

OPTIONS = Options(domain="rivers.example.org", name="RiverConf", time_zone="America/Chicago")
RIVERS = """title: Rivers
accepted: true
category: talks
date: 2031-09-15 09:00:00-05:00
end_date: 2031-09-15 09:45:00-05:00
permalink: /talks/rivers/
presenter_slugs: [ada]
room: Salon A
track: t0
tags: [Water]"""
ADA = "name: Ada\nslug: ada\ncompany: N/A\ntwitter: '@ada_demo'"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree as those of 2022 and 2023 are: one talk, one presenter."""
    write(tmp_path / "_schedule/talks/2031-09-15-09-00-t0-rivers.md", RIVERS, "All of them.")
    write(tmp_path / "_presenters/ada.md", ADA, "First of all.")
    return tmp_path


def write(path: Path, front_matter: str, body: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front_matter}\n---\n\n{body}\n")
    return path


def talk_file(tree: Path, **changes: str) -> Path:
    """Write the talk's file again with some keys changed; an empty one is left out."""
    lines = dict(line.split(": ", 1) for line in RIVERS.splitlines()) | changes
    text = "\n".join(f"{key}: {value}" for key, value in lines.items() if value)
    return write(tree / "_schedule/talks/2031-09-15-09-00-t0-rivers.md", text, "All of them.")


def imported(path: Path, **options: Any) -> Report:
    report = import_tree(path, Options(**(vars(OPTIONS) | options)))
    assert report.errors == [], report.errors
    return report


def outcomes(report: Report) -> dict[str, int]:
    return {f"{kind} {outcome}": count for (kind, outcome), count in report.counts.items() if count}


def test_a_tree_becomes_a_conference(tree: Path) -> None:
    report = imported(tree)

    conference = Conference.objects.get()
    talk = Talk.objects.get()
    assert (conference.name, conference.time_zone, conference.is_current) == ("RiverConf", "America/Chicago", True)
    assert (conference.first_day, conference.last_day) == (dt.date(2031, 9, 15), dt.date(2031, 9, 15))
    assert (talk.title, talk.permalink, talk.description) == ("Rivers", "/talks/rivers/", "All of them.")
    assert [place.presenter.name for place in talk.talk_presenters.all()] == ["Ada"]
    assert (str(talk.slot.room), talk.slot.track and talk.slot.track.code, talk.slot.minutes) == ("Salon A", "t0", 45)
    assert (Presenter.objects.get().company, Presenter.objects.get().twitter) == ("", "ada_demo")
    assert outcomes(report) == {"sessions created": 1, "slots created": 1, "presenters created": 1}


def test_dialect_a_has_times_with_a_spaced_offset_and_no_end(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("timezone: America/Chicago\nurl: https://2021.example.org\ntitle: Con 2021\n")
    front_matter = "title: Lakes\naccepted: true\ndate: 2021-10-22 10:00:00 -0500\npermalink: /talks/lakes\n"
    write(tmp_path / "_schedule/talks/2021-10-22-10-00-lakes.md", front_matter)

    report = import_tree(tmp_path, Options())

    slot = Slot.objects.get()
    assert report.errors == []
    assert (slot.starts_at, slot.ends_at) == (dt.datetime(2021, 10, 22, 15, tzinfo=dt.UTC), None)
    assert (slot.conference.site.domain, slot.conference.name) == ("2021.example.org", "Con 2021")


def test_dialect_c_has_photos_social_maps_and_a_manual_list(tmp_path: Path) -> None:
    content = tmp_path / "src/_content"
    front_matter = "title: 'Keynote: Seas'\nstart_datetime: 2031-09-15 09:00:00-05:00\npermalink: /talks/seas/\n"
    write(content / "schedule/talks/seas.md", front_matter + "presenter_slugs: [grace]")
    write(content / "presenters/grace.md", "name: Grace\nphoto: face.png\nrole: Admiral\nsocial:\n  GitHub: grace\n")
    picture = BytesIO()
    Image.new("RGB", (1000, 500), "red").save(picture, "PNG")
    (content / "presenters/face.png").write_bytes(picture.getvalue())
    manual = "- {title: Lunch, start_datetime: 2031-09-15 12:00:00-05:00, end_datetime: 2031-09-15 13:00:00-05:00,"
    (content / "schedule/manual.yaml").write_text(manual + " permalink: /food/#lunch, room: Hall, track: null}\n")
    (tmp_path / "src/_data").mkdir()
    (tmp_path / "src/_data/site.json").write_text('{"domain": "seas.example.org", "timezone": "America/Chicago"}')

    report = import_tree(tmp_path, Options())

    grace, lunch = Presenter.objects.get(), Slot.objects.get(talk=None)
    assert report.errors == []
    assert Talk.objects.get().category == Talk.Category.KEYNOTE
    assert (grace.job_title, grace.github, grace.photo_width, grace.photo_height) == ("Admiral", "grace", 800, 400)
    assert (lunch.title, lunch.kind, lunch.link) == ("Lunch", Slot.Kind.MEAL, "/food/#lunch")


def test_a_stale_manual_list_is_left_out_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path / "src/_content/presenters/ada.md", ADA)
    manual = tmp_path / "src/_content/schedule/manual.yaml"
    manual.parent.mkdir()
    manual.write_text("- {title: Lunch, start_datetime: 2031-09-15 12:00:00-05:00}\n")

    report = import_tree(tmp_path, OPTIONS)

    assert "a copy of another year" in str(report.warnings)
    assert Slot.objects.count() == 0


def test_a_single_file_and_a_bare_folder_will_do(tree: Path) -> None:
    file = tree / "_schedule/talks/2031-09-15-09-00-t0-rivers.md"

    imported(file)
    report = imported(file.parent, domain="folder.example.org")

    assert outcomes(report) == {"sessions created": 1, "slots created": 1}
    assert "There is no presenter “ada”" in str(report.warnings)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "Q&amp;A &lt;3"}, {"title": "Q&A <3"}),
        ({"title": "'Keynote: Rivers'"}, {"category": "keynotes"}),
        ({"category": "tutorials"}, {"category": "tutorials"}),
        ({"accepted": "false"}, {"is_accepted": False}),
        ({"accepted": ""}, {"is_accepted": False}),
        ({"published": "false"}, {"is_published": False}),
        ({"published": "null"}, {"is_published": True}),
        ({"hidden": "true"}, {"is_hidden": True}),
        ({"draft": "true"}, {"is_published": False}),
        ({"sitemap": "false"}, {"is_in_sitemap": False}),
        ({"difficulty": "Intermediate"}, {"audience_level": "intermediate"}),
        ({"difficulty": "Wizard"}, {"audience_level": ""}),
        ({"video_url": "_abcdefghij"}, {"video_url": "https://www.youtube.com/watch?v=_abcdefghij"}),
        ({"video_url": "''"}, {"video_url": ""}),
        ({"redirect_from": "[/Old/]"}, {"old_paths": ["/old"]}),
        ({"permalink": "/talks/rivers"}, {"permalink": "/talks/rivers"}),
        ({"slides_url": "not a link"}, {"slides_url": ""}),
        ({"twitter": "{card: player}"}, {"title": "Rivers"}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_keys_come_in_every_form(tree: Path, changes: dict[str, str], expected: dict[str, Any]) -> None:
    talk_file(tree, **changes)

    imported(tree)

    talk = Talk.objects.get()
    assert {name: getattr(talk, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [("2013-09-15 09:30:00-05:00", 30), ("2031-09-15 08:00:00-05:00", None), ("", None)],
    ids=["mistyped year", "before the start", "missing"],
)
def test_an_end_that_is_not_after_the_start_is_mended(tree: Path, ends: str, expected: int | None) -> None:
    talk_file(tree, end_date=ends)

    report = imported(tree)

    assert Slot.objects.get().minutes == expected
    assert ("end_date" in [problem.key for problem in report.warnings]) == bool(ends)


@pytest.mark.parametrize(
    ("text", "line", "key", "reason"),
    [
        ("---\naccepted: true\ndate: 2031-09-15 09:00:00Z\n---\n", 2, "title", "missing"),
        ("---\ntitle: Lakes\n---\n", 2, "date", "missing"),
        ("---\ntitle: Lakes\ndate: soon\n---\n", 3, "date", "no date and time"),
        ("title: Lakes\n", 1, "", "no front matter"),
        ("---\ntitle: [broken\n---\n", None, "", "no YAML"),
        ("---\n- a list\n---\n", 2, "", "no mapping"),
        ("---\na: &x [1]\nb: *x\n---\n", 2, "", "aliases"),
        ("---\ntitle: La\0kes\n---\n", 2, "", "NUL"),
        (f"---\ntitle: {'x' * 300}\ndate: 2031-09-15 09:00:00Z\npermalink: /t/x/\n---\n", None, "title", "255"),
        (
            "---\ntitle: Lakes\ndate: 2031-09-15 09:00:00Z\npermalink: /schedule/\n---\n",
            None,
            "permalink",
            "another page",
        ),
    ],
    ids=["title", "start", "date", "fence", "yaml", "list", "alias", "nul", "long", "reserved"],
)
def test_what_cannot_be_read_is_an_error_and_nothing_is_written(
    tree: Path, text: str, line: int | None, key: str, reason: str
) -> None:
    (tree / "_schedule/talks/bad.md").write_text(text)

    report = import_tree(tree, OPTIONS)

    (problem,) = report.errors
    assert (problem.file, problem.key) == ("_schedule/talks/bad.md", key)
    assert line is None or problem.line == line
    assert reason in problem.message
    assert (Conference.objects.count(), Presenter.objects.count(), Slot.objects.count()) == (0, 0, 0)


def test_a_file_that_is_not_utf_8_is_an_error(tree: Path) -> None:
    (tree / "_schedule/talks/bad.md").write_bytes(b"---\ntitle: \xff\n---\n")

    assert "not UTF-8" in str(import_tree(tree, OPTIONS).errors)


def test_skip_invalid_leaves_out_just_those_files(tree: Path) -> None:
    (tree / "_schedule/talks/bad.md").write_text("nothing")

    report = import_tree(tree, Options(**(vars(OPTIONS) | {"skip_invalid": True})))

    assert len(report.errors) == 1
    assert [talk.title for talk in Talk.objects.all()] == ["Rivers"]


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
    file = tree / "_schedule/talks/2031-09-15-09-00-t0-rivers.md"
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


def test_several_sessions_with_one_permalink_are_all_kept(tree: Path) -> None:
    front_matter = RIVERS.replace("09:00:00", "11:00:00").replace("09:45:00", "11:45:00").replace("Rivers", "Later")
    write(tree / "_schedule/talks/later.md", front_matter + "\nslug: later")

    report = imported(tree)

    assert dict(Talk.objects.values_list("title", "permalink")) == {
        "Rivers": "/talks/rivers/",
        "Later": "/talks/later/",
    }
    assert [problem.key for problem in report.warnings] == ["permalink"]


def test_talks_that_share_a_room_are_flagged_and_kept(tree: Path) -> None:
    write(
        tree / "_schedule/talks/other.md", RIVERS.replace("/talks/rivers/", "/talks/other/").replace("Rivers", "Other")
    )

    report = imported(tree)

    assert sorted(Slot.objects.values_list("is_overlap_known", flat=True)) == [False, True]
    assert {problem.key for problem in report.warnings} == {"room", "presenter_slugs"}


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


def test_tags_are_one_whatever_their_case(tree: Path) -> None:
    write(
        tree / "_schedule/talks/other.md",
        "title: B\naccepted: true\ndate: 2031-09-16 09:00:00Z\npermalink: /b/\ntags: [WATER, x]",
    )

    imported(tree)

    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Water", "x"]


def test_liquids_raw_marks_go_and_their_content_stays(tree: Path) -> None:
    write(tree / "_schedule/talks/2031-09-15-09-00-t0-rivers.md", RIVERS, "a {% raw %}{{ b }}{% endraw %}\n\n---\n\nc")

    imported(tree)

    assert Talk.objects.get().description == "a {{ b }}\n\n---\n\nc"


def test_a_zone_that_nobody_names_is_told_from_the_offsets(tree: Path) -> None:
    report = imported(tree, time_zone="")

    assert Conference.objects.get().time_zone == "America/Chicago"
    assert "No time zone is given; America/Chicago fits" in str(report.warnings)


def test_a_shift_keeps_the_time_of_day_over_a_clock_change(tree: Path) -> None:
    imported(tree, shift=dt.timedelta(days=60))

    slot = Slot.objects.get()
    assert slot.when == "Fri 14 Nov, 09:00 to 09:45 CST"


def test_the_command_sums_up_in_its_last_line_and_writes_a_report(tree: Path, tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "report.json"

    call_command(
        "import_content", tree, domain="rivers.example.org", timezone="America/Chicago", report=file, stdout=out
    )

    assert out.getvalue().splitlines()[-1] == (
        "sessions: 1 created, 0 changed, 0 unchanged, 0 left alone, 0 removed; "
        "slots: 1 created, 0 changed, 0 unchanged, 0 left alone, 0 removed; "
        "presenters: 1 created, 0 changed, 0 unchanged, 0 left alone, 0 removed; warnings: 0; errors: 0"
    )
    assert json.loads(file.read_text())["counts"]["sessions"]["created"] == 1


def test_the_command_says_how_it_ended_by_its_exit_status(tree: Path) -> None:
    (tree / "_schedule/talks/bad.md").write_text("nothing")

    with pytest.raises(SystemExit) as refused:
        call_command("import_content", tree, domain="rivers.example.org", timezone="UTC", stdout=StringIO())
    with pytest.raises(CommandError) as misused:
        call_command("import_content", tree / "nowhere", stdout=StringIO())

    assert (refused.value.code, misused.value.returncode) == (1, 2)
    assert "There is no file or folder" in str(misused.value)


def test_a_tree_without_a_domain_says_what_to_do(tree: Path) -> None:
    report = import_tree(tree, Options(time_zone="UTC"))

    assert "--domain" in str(report.errors)
