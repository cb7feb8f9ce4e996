"""How quick pages, exports and imports are: ``.venv/bin/python -m tests.benchmark [--sessions N] [--tree DIR]``.

It fills a database of its own with as many made-up sessions as asked, or with a content tree, and prints for each
address: queries, milliseconds of the first request and of a later one (the median of seven) in this process, and
kilobytes as they are and gzipped. Numbers are for comparing: they are of this machine, without network and browser.
"""

import argparse
import datetime as dt
import gzip
import os
import secrets
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_URL", "private")
os.environ |= {"DEBUG": "false", "HTTPS": "false", "SECRET_KEY": secrets.token_hex(), "ALLOWED_HOSTS": "*"}
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases  # noqa: E402

from presenters.models import Presenter  # noqa: E402
from schedule.models import Conference, Slot  # noqa: E402
from talks.models import Talk, TalkPresenter  # noqa: E402
from tests.factories import make_conference, make_room  # noqa: E402

ROOMS: Final = 10
SESSIONS_A_DAY: Final = 20  # in each room
AGAIN: Final = 7
WORDS: Final = "A talk about rivers, the boats on them and those who keep both going, told by one who was there. " * 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--tree", type=Path, help="import this content tree in place of made-up sessions")
    options = parser.parse_args()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        taken = measured(lambda: fill(options.tree, options.sessions))
        conference = Conference.objects.get()
        print(f"{Slot.objects.count()} slots, {Presenter.objects.count()} presenters, filled in {taken:.1f} s")
        measure_pages(conference)
        measure_writing()
    finally:
        teardown_databases(databases, verbosity=0)


def fill(tree: Path | None, sessions: int) -> None:
    if tree:
        arguments = ["--domain", "benchmark.example.org", "--timezone", "America/Los_Angeles", "--current"]
        call_command("import_content", str(tree), *arguments, verbosity=0)
        return
    with transaction.atomic():
        conference = make_conference(name="Benchmark 2031", last_day=dt.date(2031, 9, 30), is_current=True)
        rooms = [make_room(conference, name=f"Hall {number}", position=number) for number in range(ROOMS)]
        site = conference.site
        people = Presenter.objects.bulk_create(
            Presenter(site=site, name=f"Person {n}", slug=f"p{n}", permalink=f"/presenters/p{n}/", bio=WORDS)
            for n in range(sessions // 2)
        )
        talks = Talk.objects.bulk_create(
            Talk(
                site=site,
                title=f"Session {n}",
                slug=f"s{n}",
                permalink=f"/talks/s{n}/",
                abstract=WORDS,
                description=WORDS,
            )
            for n in range(sessions)
        )
        TalkPresenter.objects.bulk_create(
            TalkPresenter(talk=talk, presenter=people[number // 2 % len(people)]) for number, talk in enumerate(talks)
        )
        opening = dt.datetime(2031, 9, 15, 8, tzinfo=conference.zone)
        slots = []
        for number, talk in enumerate(talks):
            day, place = divmod(number, ROOMS * SESSIONS_A_DAY)
            turn, room = divmod(place, ROOMS)
            starts_at = opening + dt.timedelta(days=day, minutes=30 * turn)
            ends_at = starts_at + dt.timedelta(minutes=25)
            slots.append(Slot(conference=conference, talk=talk, room=rooms[room], starts_at=starts_at, ends_at=ends_at))
        Slot.objects.bulk_create(slots)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def measure_pages(conference: Conference) -> None:
    slot = Slot.objects.filter(talk__presenters__isnull=False).exclude(talk__permalink="").select_related("talk")[0]
    assert slot.talk
    presenter = slot.talk.presenters.all()[0]
    day = slot.starts_at.astimezone(conference.zone).date()
    client = Client()
    client.get("/robots.txt")  # what a process does once, whatever it is asked: load its URLs, open its connection
    print(f"\n{'address':60} queries  first ms  later ms     kB  kB gzip")
    for path in (
        "/",
        "/schedule/",
        f"/schedule/{day}/",
        "/schedule/?q=session",
        "/talks/",
        "/tutorials/",
        "/presenters/",
        slot.talk.permalink,
        presenter.permalink,
        "/schedule/changes/",
        "/embed/schedule/",
        "/sitemap.xml",
        "/schedule.ics",
        "/schedule.xml",
        "/schedule.json",
        "/feed.xml",
        f"{slot.talk.permalink.rstrip('/')}.ics",
    ):
        measure_page(client, path)


def measure_page(client: Client, path: str) -> None:
    first = measured(lambda: client.get(path))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    count = len(queries)
    assert response.status_code == 200, (path, response.status_code)
    later = statistics.median(measured(lambda: client.get(path)) for _ in range(AGAIN))
    body = response.content
    sizes = f"{len(body) / 1000:6.1f}  {len(gzip.compress(body)) / 1000:7.1f}"
    print(f"{path:60} {count:7}  {first * 1000:8.1f}  {later * 1000:8.1f}  {sizes}")


def measure_writing() -> None:
    def rename_one() -> None:
        talk = Talk.objects.all()[0]
        Talk.objects.filter(pk=talk.pk).update(title=f"{talk.title}.")

    def move_all() -> None:
        Slot.objects.update(
            starts_at=F("starts_at") + dt.timedelta(days=1), ends_at=F("ends_at") + dt.timedelta(days=1)
        )

    print(f"\nrename one session, compared at commit: {measured(rename_one) * 1000:.0f} ms")
    print(f"move all sessions by a day, compared at commit: {measured(move_all) * 1000:.0f} ms")


def measured(work: Callable[[], object]) -> float:
    """Return how many seconds some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
