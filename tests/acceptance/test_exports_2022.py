"""What leaves a whole real year for other programs: valid by the published schemas, and true in every link."""

import datetime as dt
import json
import os
import re
from collections import Counter
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import icalendar as ical
import jsonschema
import pytest
import vobject
from django.test import Client
from lxml import etree
from PIL import Image

from schedule.importers.content_tree import Options, import_tree
from schedule.models import Slot

pytestmark = pytest.mark.django_db(transaction=True)  # what changed is recorded at commit

HOST = "http://testserver"
CARD = re.compile(r'<meta property="og:image" content="([^"]+)">')
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def data() -> Path:
    folder = os.environ.get("LECTERN_ACCEPTANCE_DATA")
    if not folder:
        pytest.skip("LECTERN_ACCEPTANCE_DATA is not set: real content is not here")
    return Path(folder)


@pytest.fixture
def year(data: Path) -> Path:
    options = Options(domain="testserver", name="DjangoCon US 2022", time_zone="America/Los_Angeles")
    assert not import_tree(data / "content/djangocon-us-2022", options).errors
    return data


def frab_events(client: Client) -> list[dict[str, Any]]:
    days = client.get("/schedule.json").json()["schedule"]["conference"]["days"]
    return [event for day in days for events in day["rooms"].values() for event in events]


def pages(client: Client) -> list[str]:
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own
    return [str(loc.text).removeprefix(HOST) for loc in root.iter() if loc.tag.endswith("loc")]


def test_frab_xml_and_json_are_valid_and_hold_every_slot(client: Client, year: Path) -> None:
    root = etree.fromstring(client.get("/schedule.xml").content)
    document = client.get("/schedule.json").json()
    schema = json.loads((year / "schemas/frab-schedule.schema.json").read_text())

    etree.XMLSchema(etree.parse(year / "schemas/frab-schedule.xsd")).assertValid(root)
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())

    in_json = {event["guid"]: event["title"] for event in frab_events(client)}
    in_xml = {event.get("guid"): event.findtext("title") for event in root.iter("event")}
    assert in_json == in_xml == {str(slot.guid): str(slot) for slot in Slot.objects.select_related("talk")}
    assert Counter(event["date"][:10] for event in frab_events(client)) == {
        "2022-10-16": 11, "2022-10-17": 31, "2022-10-18": 32, "2022-10-19": 24, "2022-10-20": 7, "2022-10-21": 6,
    }  # fmt: skip


def test_every_event_has_a_page_of_its_own_that_answers(client: Client, year: Path) -> None:
    urls = [event["url"] for event in frab_events(client)]

    assert len(set(urls)) == len(urls) == 111
    assert max(map(len, urls)) <= 200
    for url in urls:
        assert client.head(url.removeprefix(HOST).partition("#")[0]).status_code == 200, url


def test_two_parsers_read_the_calendar_as_it_was_meant(client: Client, year: Path) -> None:
    data = client.get("/schedule.ics").content

    assert max(map(len, data.split(b"\r\n"))) <= 75
    events: list[Any] = ical.Calendar.from_ical(data).walk("VEVENT")
    by_one = {str(event["uid"]): (event["dtstart"].dt, event["dtend"].dt, str(event["summary"])) for event in events}
    by_another = {
        event.uid.value: (event.dtstart.value, event.dtend.value, event.summary.value)
        for event in vobject.readOne(data.decode()).vevent_list
    }
    meant = {
        f"{slot.guid.hex}@lectern": (
            slot.starts_at,
            slot.ends_at or slot.starts_at + dt.timedelta(minutes=30),
            str(slot),
        )
        for slot in Slot.objects.select_related("talk")
    }
    assert by_one == by_another == meant


def test_every_page_has_data_for_search_engines_and_is_its_own_canonical_one(client: Client, year: Path) -> None:
    kinds: Counter[str] = Counter()
    for path in pages(client):
        source = client.get(path).content.decode()

        assert f'<link rel="canonical" href="{HOST}{path}">' in unescape(source), path
        for script in JSON_LD.findall(source):
            item = json.loads(script)
            kinds[item["@type"]] += 1
            wanted = {"Event": ("name", "startDate", "location", "organizer", "eventStatus"), "Person": ("name", "url")}
            assert all(item.get(name) for name in wanted[item["@type"]]), path

    assert kinds["Event"] > 60
    assert kinds["Person"] == 69


def test_every_session_and_presenter_has_a_card_that_sites_take(client: Client, year: Path) -> None:
    count = 0
    for path in pages(client):
        card = CARD.search(client.get(path).content.decode())
        if card is None or not card.group(1).startswith(f"{HOST}/cards/"):
            continue
        response = client.get(card.group(1).removeprefix(HOST))

        with Image.open(BytesIO(response.content)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1200, 630)), path
        assert len(response.content) < 600_000, path
        count += 1

    assert count >= 69


def test_importing_the_same_year_again_moves_no_byte_and_no_version(client: Client, year: Path) -> None:
    paths = ("/schedule.ics", "/schedule.xml", "/schedule.json", "/feed.xml", "/recordings.xml")
    before = [(client.get(path).content, client.get(path)["ETag"]) for path in paths]

    options = Options(domain="testserver", name="DjangoCon US 2022", time_zone="America/Los_Angeles")
    import_tree(year / "content/djangocon-us-2022", options)

    assert [(client.get(path).content, client.get(path)["ETag"]) for path in paths] == before
