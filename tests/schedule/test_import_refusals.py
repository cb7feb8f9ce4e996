"""What cannot be imported is said with file, line and key, and how an import ended by its exit status."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from presenters.models import Presenter
from schedule.importers.content_tree import Options, import_tree
from schedule.models import Conference, Room, Slot
from talks.models import Tag, Talk
from tests.schedule.trees import OPTIONS, RIVERS_FILE, imported, talk_file, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "line", "key", "reason"),
    [
        ("---\naccepted: true\ndate: 2031-09-15 09:00:00Z\n---\n", 2, "title", "missing"),
        ("---\ntitle: Lakes\n---\n", 2, "date", "missing"),
        ("---\ntitle: Lakes\ndate: soon\n---\n", 3, "date", "no date and time"),
        ("title: Lakes\n", 1, "", "no front matter"),
        ("---\ntitle: [broken\n---\n", None, "", "no YAML"),
        ("---\n- a list\n---\n", 2, "", "no mapping"),
        ("---\na: &x [1]\nb: *x\n---\n", 3, "", "aliases"),
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


@pytest.mark.parametrize(
    ("text", "line", "key", "reason"),
    [
        (f"title: {'x' * 10_000}\ndate: 2031-09-15 09:00:00Z\npermalink: /t/x/", 2, "title", "255"),
        ("date: 2031-09-15 09:00:00Z\ntitle: Lakes\npermalink: /schedule/", 4, "permalink", "another page"),
        ("title: Lakes\ndate: 2031-09-15 09:00:00Z\npermalink: //evil.example.org/", 4, "permalink", "a path"),
        ("title: Lakes\ndate: 2031-09-15", 3, "date", "no date and time"),
        ("title: Lakes\ndate: 9999-12-31 23:59:59-05:00", 3, "date", "no date and time"),
        ("title: Lakes\ndate: 1031-09-15 09:00:00Z", 3, "date", "1031 is too far away"),
        ('date: 2031-09-15 09:00:00Z\ntitle: "La\\0kes"', 3, "", "NUL"),
        ('date: 2031-09-15 09:00:00Z\ntitle: "\\ud800"', 3, "", "no YAML"),
        ("- title: Lakes\n- title: Seas", 2, "", "no mapping"),
        ("title: Lakes\n? [a, b]\n: c", 3, "", "key has to be a text"),
        (f"title: {'[' * 300_000}", 2, "", "nested too deeply"),
        ("a: &a [x, x]\nb: [*a, *a]\nc: [*b, *b]", 3, "", "aliases"),
        ("title: Lakes\n--- \nmore: 1", 2, "date", "missing"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_every_error_names_file_line_and_key(tree: Path, text: str, line: int, key: str, reason: str) -> None:
    (tree / "_schedule/talks/bad.md").write_text(f"---\n{text}\n---\n")

    (problem,) = import_tree(tree, OPTIONS).errors

    assert (problem.file, problem.line, problem.key) == ("_schedule/talks/bad.md", line, key)
    assert reason in problem.message


def test_what_is_no_file_of_text_is_an_error_or_no_content(tree: Path) -> None:
    talks = tree / "_schedule/talks"
    (talks / "folder.md").mkdir()
    (talks / "loop.md").symlink_to("loop.md")
    (talks / "round").symlink_to(".")
    (talks / "zero.md").symlink_to("/dev/zero")
    (talks / "large.md").write_bytes(b"---\ntitle: x\n---\n" + b"x" * 1_000_001)
    (talks / "\udcff.md").write_text("---\ntitle: x\n---\n")

    report = import_tree(tree, OPTIONS)

    assert [(problem.file, problem.message) for problem in report.errors] == [
        ("_schedule/talks/large.md", "The file is larger than 1 MB."),
        ("_schedule/talks/?.md", "The file's name is no text of at most 500 characters."),
    ]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"room": "x" * 121}, "room"),
        ({"track": "Main Hall"}, "track"),
        ({"tags": f"[Water, {'x' * 61}]"}, "tags"),
        ({"replaced_by": "/nowhere/"}, "replaced_by"),
        ({"slides_url": "not a link"}, "slides_url"),
        ({"video_url": "'http://x:y/'"}, "video_url"),
        ({"redirect_from": f"[/{'x' * 300}]"}, "redirect_from"),
        ({"accepted": "perhaps\npublished: true"}, "accepted"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_a_session_does_not_hang_on_is_left_out_with_a_warning_every_time(
    tree: Path, changes: dict[str, str], key: str
) -> None:
    file = talk_file(tree, **changes)
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if text.startswith(f"{key}:"))

    first = imported(tree)
    again = imported(tree)

    for report in (first, again):
        (problem,) = report.warnings
        assert (problem.file, problem.line, problem.key) == (RIVERS_FILE, line, key)
    assert again.changes == []


def test_an_entry_that_stands_twice_in_the_manual_list_is_an_error(tmp_path: Path) -> None:
    content = tmp_path / "src/_content/schedule"
    write(content / "talks/seas.md", "title: Seas\nstart_datetime: 2031-09-15 09:00:00-05:00\npermalink: /talks/seas/")
    lunch = "- {title: Lunch, start_datetime: 2031-09-15 12:00:00-05:00}\n"
    (content / "manual.yaml").write_text(lunch + "- {title: Dinner, start_datetime: 2031-09-15 18:00:00Z}\n" + lunch)

    (problem,) = import_tree(tmp_path, OPTIONS).errors

    assert str(problem).startswith(
        "error: src/_content/schedule/manual.yaml:3: title: This title is there at this time"
    )
    assert "from line 1 on" in problem.message


@pytest.mark.parametrize(
    "details",
    [
        '{"domain": "\\ud800.example.org"}',
        '{"name": "a\\u0000b"}',
        '{"name": }',
        "[]",
        "[" * 100_000,
        '{"timezone": "Mars/Olympus"}',
        '{"accent_color": "red", "generator": "Lectern"}',
        '{"domain": "https://a b/"}',
    ],
    ids=lambda value: str(value)[:20],
)
def test_settings_that_cannot_be_used_keep_everything_out(tmp_path: Path, details: str) -> None:
    front_matter = "title: Seas\nstart_datetime: 2031-09-15 09:00:00-05:00\npermalink: /talks/seas/"
    write(tmp_path / "src/_content/schedule/talks/seas.md", front_matter)
    site = tmp_path / "src/_data/site.json"
    site.parent.mkdir()
    site.write_text(details)
    domain = "" if "domain" in details else "seas.example.org"

    report = import_tree(tmp_path, Options(domain=domain, skip_invalid=True))

    assert {problem.file for problem in report.errors} == {"src/_data/site.json"}
    assert report.is_refused
    assert Conference.objects.count() == 0


def test_rooms_and_tracks_that_a_tree_describes_wrongly_are_left_out(tmp_path: Path) -> None:
    front_matter = "title: Seas\nstart_datetime: 2031-09-15 09:00:00-05:00\npermalink: /talks/seas/\nroom: Hall"
    write(tmp_path / "src/_content/schedule/talks/seas.md", front_matter)
    site = {
        "domain": "seas.example.org",
        "timezone": "America/Chicago",
        "rooms": [{"name": "Hall", "slug": 5, "capacity": "many"}, {"name": "Cellar", "position": -1}, "no room"],
        "tracks": [{"code": "a b"}, {"code": "t0", "color": "red"}],
        "tags": [{"name": "x" * 61}, {"name": "Water", "slug": "h2o"}],
    }
    (tmp_path / "src/_data").mkdir()
    (tmp_path / "src/_data/site.json").write_text(json.dumps(site))

    report = import_tree(tmp_path, Options())

    assert [problem.key for problem in report.warnings] == ["rooms", "tracks", "tracks", "tags"]
    assert [room.name for room in Room.objects.all()] == ["Hall"]
    assert [tag.slug for tag in Tag.objects.all()] == ["h2o"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"timezone": "Mars/Olympus"}, "--timezone: “Mars/Olympus” is no IANA time zone"),
        ({"domain": "https://rivers.example.org/"}, "--domain: Enter a host name alone"),
        ({"report": Path("/nowhere/report.json")}, "The report cannot be written"),
    ],
    ids=["zone", "domain", "report"],
)
def test_an_option_that_can_be_none_ends_with_2_before_anything_is_done(
    tree: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said) as misused:
        call_command("import_content", tree, **({"domain": "rivers.example.org"} | options), stdout=StringIO())

    assert misused.value.returncode == 2
    assert Conference.objects.count() == 0


@pytest.mark.parametrize("name", ["picture.png", "empty"])
def test_what_is_no_tree_ends_with_2(tmp_path: Path, name: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty").mkdir()

    with pytest.raises(CommandError, match=name) as misused:
        call_command("import_content", tmp_path / name, domain="rivers.example.org", stdout=StringIO())

    assert misused.value.returncode == 2


def test_errors_end_with_1_and_are_in_the_report(tree: Path, tmp_path: Path) -> None:
    (tree / "_schedule/talks/bad.md").write_text("nothing")
    out, file = StringIO(), tmp_path / "report.json"

    with pytest.raises(SystemExit) as refused:
        call_command("import_content", tree, domain="rivers.example.org", timezone="UTC", report=file, stdout=out)

    report = json.loads(file.read_text())
    assert refused.value.code == 1
    assert (report["written"], [problem["line"] for problem in report["problems"]]) == (False, [1])
    assert out.getvalue().splitlines()[-1].startswith("Nothing written. sessions: 0 created")


def test_skip_invalid_does_not_make_a_success_of_an_import_that_wrote_nothing(tree: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        call_command("import_content", tree, timezone="UTC", skip_invalid=True, stdout=StringIO())

    assert refused.value.code == 1


def test_nothing_of_a_title_reaches_the_terminal_but_text(tree: Path) -> None:
    talk_file(tree, title='"A\\e[31m\\nB"')

    lines = imported(tree).lines()

    assert "created: session “A·[31m⏎B”" in "\n".join(lines)
