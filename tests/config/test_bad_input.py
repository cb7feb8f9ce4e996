"""Rubbish at every address: nothing that anybody types, links or scans for is ever a fault of ours.

The rubbish is drawn at random and always the same, so a failure comes back, and its message is the request.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from tests.factories import make_conference, make_presenter, make_room, make_scheduled_talk, make_superuser, make_track

PUBLIC_ROUNDS, ADMIN_ROUNDS = 40, 8  # at each address; the admin's forms are slow

# Parted by spaces, as a query or a path would have it.
RUBBISH = """
%00 %ff %ED%A0%80 %F4%90%80%80 %EF%BF%BF %0D%0AX:%20y %E2%80%AE %C2%B2 %D9%A1%D9%A2 %C4%B0 e%CC%81 %20 %25
0 1 -1 1,2 -1.-1 1e309 NaN true null room json xml . .. ( [ * ? % %zz %5C ' %22 %27%20or%201=1 <script> {{7}}
0000-01-01 0001-01-01 9999-12-31 99999-01-01 2031-02-30 2031-09-15 25:61 Europe America/Chicago Etc/GMT-14
GMT%2B14 UTC%00 ../../etc/passwd http://[ //evil.example http://testserver/talks/rivers/ javascript:1
"""
NAMES = """
day room track category level tag q tz page v url format maxwidth maxheight o p e all _facets _popup _to_field
_changelist_filters next term app_label model_name field_name status presenter missing talk conference presenters
tags starts_at id status__exact is_published__exact is_published__isnull talk__id__exact site__domain__regex
"""
PUBLIC = """
/ /theme.css /favicon.ico /robots.txt /sitemap.xml /healthz/ /schedule/ /schedule/2031-09-15/ /schedule/{}/ /talks/
/tutorials/ /presenters/ /presenters/ada/ /presenters/{}/ /schedule/changes/ /schedule.ics /schedule.xml /oembed/
/schedule.json /feed.xml /recordings.xml /embed/schedule/ /embed/{} /embed/talks/rivers/ /{}.ics /talks/rivers.ics
/cards/talks/{}-0123456789abcdef.png /cards/presenters/ada-0123456789abcdef.png /media/{}.webp /static/{} /{}
/{}/{} /talks/{}/ /talks/rivers/ /admin/login/
"""
ADMIN = """
/admin/ /admin/{}/ /admin/autocomplete/ /admin/preview/ /admin/conference/ /admin/r/{}/{}/
"""
VALUES = [*RUBBISH.split(), "", "9" * 26, "9" * 5000, "_" * 900, "/" * 300, "a" * 20_000]
HEADERS = [
    {"if-none-match": '"'},
    {"if-none-match": "*"},
    {"if-modified-since": "Mon, 99 Foo 99999 99:99:99 GMT"},
    {"accept-encoding": "gzip;q=x, br;q=2"},
    {"range": "bytes=99999999999-,-"},
    {"cookie": 'session=\xff"; csrf=;;=; theme="'},
    {"referer": "http://["},
    {"host": "testserver."},
    {"host": "[::1"},
    {"content-type": "multipart/form-data; boundary=\xff"},
    {"content-type": "application/x-www-form-urlencoded; charset=none"},
]
METHODS = ["GET"] * 12 + ["HEAD", "POST", "PUT", "OPTIONS", "TRACE"]
PAGES = [
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"  # noqa: SLF001
    for model in admin.site._registry  # noqa: SLF001
    for page in ("", "add/", "{}/change/", "{}/delete/", "{}/history/")
]


@pytest.fixture
def visitor(client: Client) -> Client:
    conference = make_conference()
    make_scheduled_talk(
        conference,
        title="Rivers",
        slug="rivers",
        presenters=(make_presenter(conference, name="Ada", slug="ada"),),
        room=make_room(conference),
        track=make_track(conference),
    )
    client.raise_request_exception = False
    return client


def requests_of(address: str, rounds: int) -> Iterator[dict[str, Any]]:
    draw = random.Random(address)  # noqa: S311
    for _ in range(rounds):
        path = address
        while "{}" in path:
            path = path.replace("{}", draw.choice(VALUES)[:3000], 1)
        names = draw.choices(NAMES.split(), k=draw.choice([0, 1, 1, 2, 3, 12]))
        query = "&".join(f"{name}={draw.choice(VALUES)}" for name in names)
        method = draw.choice(METHODS)
        request: dict[str, Any] = {"method": method, "path": f"http://testserver{path}", "QUERY_STRING": query}
        if method in {"POST", "PUT"}:
            request |= {"data": query.encode(), "content_type": "application/x-www-form-urlencoded"}
        if draw.random() < 0.2:
            request["headers"] = draw.choice(HEADERS)
        yield request


def faults(client: Client, address: str, rounds: int) -> list[tuple[int, dict[str, Any]]]:
    answers = ((client.generic(**request).status_code, request) for request in requests_of(address, rounds))
    return [(status, request) for status, request in answers if status >= 500]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC.split())
def test_rubbish_in_public_is_no_fault(visitor: Client, address: str) -> None:
    assert faults(visitor, address, PUBLIC_ROUNDS) == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADMIN.split() + PAGES)
def test_rubbish_in_the_admin_is_no_fault(visitor: Client, address: str) -> None:
    visitor.force_login(make_superuser())

    assert faults(visitor, address, ADMIN_ROUNDS) == []
