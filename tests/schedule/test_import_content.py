"""Content trees come in: every dialect, every form of every key, every repair."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from presenters.models import Presenter
from schedule.importers.content_tree import Options, import_tree
from schedule.models import Conference, Slot
from talks.models import Tag, Talk
from tests.schedule.trees import ADA, OPTIONS, RIVERS, RIVERS_FILE, imported, outcomes, talk_file, write

pytestmark = pytest.mark.django_db


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
    file = tree / RIVERS_FILE

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


def test_tags_are_one_whatever_their_case(tree: Path) -> None:
    write(
        tree / "_schedule/talks/other.md",
        "title: B\naccepted: true\ndate: 2031-09-16 09:00:00Z\npermalink: /b/\ntags: [WATER, x]",
    )

    imported(tree)

    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Water", "x"]


def test_liquids_raw_marks_go_and_their_content_stays(tree: Path) -> None:
    write(tree / RIVERS_FILE, RIVERS, "a {% raw %}{{ b }}{% endraw %}\n\n---\n\nc")

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
