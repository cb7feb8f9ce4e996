"""A whole real year comes in, goes out and comes in again."""

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from presenters.models import Presenter
from schedule.exports.content_tree import write_tree
from schedule.importers.content_tree import Options, import_tree
from schedule.importers.report import Outcome, Report
from schedule.models import Conference, Slot
from talks.models import Talk

pytestmark = pytest.mark.django_db

OPTIONS = Options(domain="testserver", name="DjangoCon US 2022", time_zone="America/Los_Angeles")


@pytest.fixture
def content() -> Path:
    folder = os.environ.get("LECTERN_ACCEPTANCE_DATA")
    if not folder:
        pytest.skip("LECTERN_ACCEPTANCE_DATA is not set: real content is not here")
    return Path(folder) / "content"


@pytest.fixture
def report(content: Path) -> Report:
    return import_tree(content / "djangocon-us-2022", OPTIONS)


def test_the_year_comes_in_whole(report: Report) -> None:
    zone = Conference.objects.get().zone

    days = Counter(slot.starts_at.astimezone(zone).date() for slot in Slot.objects.all())

    assert report.errors == []
    assert [days[dt.date(2022, 10, day)] for day in range(16, 22)] == [11, 31, 32, 24, 7, 6]
    assert Presenter.objects.count() == 69
    assert Talk.objects.exclude(permalink="").count() == 70


def test_one_room_clash_is_reported(report: Report) -> None:
    clashes = [problem.message for problem in report.warnings if problem.key == "room"]

    assert len(clashes) == 1
    assert "are both in Cabrillo 1-2" in clashes[0]


def test_importing_again_changes_nothing_and_says_so(report: Report, content: Path) -> None:
    again = import_tree(content / "djangocon-us-2022", OPTIONS)

    assert {outcome for (_, outcome), count in again.counts.items() if count} == {Outcome.UNCHANGED}
    assert again.changes == []


def test_the_export_imports_as_the_same_conference(report: Report, tmp_path: Path) -> None:
    write_tree(Conference.objects.get(), tmp_path / "first")
    Conference.objects.get().delete()
    Talk.objects.all().delete()
    Presenter.objects.all().delete()

    import_tree(tmp_path / "first", Options())

    write_tree(Conference.objects.get(), tmp_path / "second")
    first, second = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "first", tmp_path / "second")
    )
    assert len(first) == 181
    assert first == second


def test_the_seed_comes_in_alone(content: Path, client: Client) -> None:
    import_tree(content / "seed", OPTIONS)

    page = client.get("/talks/building-microservice-architecture-for/")

    assert page.status_code == 200
    assert "Building Microservice Architecture for scale with Django" in page.text
    assert "Tuesday 18 October" in page.text


def test_every_page_of_the_year_answers(report: Report, client: Client) -> None:
    paths = [*Talk.objects.exclude(permalink="").values_list("permalink", flat=True)]
    paths += Presenter.objects.values_list("permalink", flat=True)
    paths += [f"/schedule/2022-10-{day}/" for day in range(16, 22)]

    answers = Counter(client.get(path).status_code for path in paths)

    assert answers == {200: 145}
