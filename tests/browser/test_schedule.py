"""The schedule as a browser shows it: a grid where it fits, a list where not, kept up with the clock by scripts."""

import datetime as dt
import gzip
from itertools import pairwise

import pytest
from playwright.sync_api import FloatRect, Locator, Page, Response, expect

from schedule.models import Conference, Slot
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_slot

pytestmark = pytest.mark.django_db(transaction=True)

MOST_REQUESTS = 8
MOST_KILOBYTES = 80
LONG_TITLE = (
    "Untersuchungsgegenständlichkeit: how a title of some 121 characters stays in its card, whatever comes, and wraps"
)
WIDTHS = [320, 390, 768, 1280, 1920]


@pytest.fixture
def conference() -> Conference:
    """Two days: rooms in parallel, a stream beside them, a keynote, breaks, an entry without an end, a full day."""
    conference = make_conference()
    north, south = make_room(conference, name="North", position=1), make_room(conference, name="South", position=2)
    stream = make_room(conference, name="Stream", position=3, is_online=True)
    lawn = make_room(conference, name="Lawn", position=4)
    ada = make_presenter(conference, name="Ada Carder")
    make_slot(conference, title="Quiet room", kind=Slot.Kind.SPACE, starts_at=at(8), ends_at=at(18))
    make_slot(conference, title="Breakfast", kind=Slot.Kind.MEAL, room=lawn, starts_at=at(8), ends_at=at(9))
    make_scheduled_talk(
        conference,
        title="Opening",
        category=Talk.Category.KEYNOTE,
        room=north,
        starts_at=at(9),
        ends_at=at(9, 40),
        presenters=(ada,),
    )
    make_scheduled_talk(conference, title="Long talk", room=north, starts_at=at(10), ends_at=at(10, 45))
    make_scheduled_talk(conference, title="Short talk", room=south, starts_at=at(10), ends_at=at(10, 25))
    make_scheduled_talk(conference, title="Streamed talk", room=stream, starts_at=at(10, 15), ends_at=at(10, 40))
    make_scheduled_talk(conference, title=LONG_TITLE, room=south, starts_at=at(11), ends_at=at(11, 45))
    make_scheduled_talk(conference, title="Afternoon talk", room=north, starts_at=at(14), ends_at=at(14, 45))
    make_slot(conference, title="Party", kind=Slot.Kind.SOCIAL, room=lawn, starts_at=at(20), ends_at=None)
    for hour in range(9, 18):
        make_scheduled_talk(
            conference, title=f"Second day {hour}", room=north, starts_at=at(hour, day=1), ends_at=at(hour, 45, day=1)
        )
    return conference


def card(page: Page, title: str) -> Locator:
    return page.locator("td.entry", has=page.get_by_role("heading", name=title, exact=True))


def box(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box is not None
    return box


def test_cards_are_in_proportion_to_time(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")

    long, short = box(card(page, "Long talk")), box(card(page, "Short talk"))

    gap = 4  # between cards, in pixels
    assert (long["height"] + gap) / 45 == pytest.approx((short["height"] + gap) / 25, rel=0.02)


def test_parallel_talks_start_side_by_side_in_columns_of_one_width(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")

    long, short, streamed = (box(card(page, f"{name} talk")) for name in ("Long", "Short", "Streamed"))

    assert long["y"] == short["y"]
    assert streamed["y"] == pytest.approx(long["y"] + 3 * 20, abs=1)  # three rows of five minutes later
    assert long["width"] == pytest.approx(short["width"], abs=1)
    assert long["x"] + long["width"] < short["x"]
    assert short["x"] + short["width"] < streamed["x"]


def test_what_nothing_runs_beside_spans_the_rooms(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")

    keynote, breakfast = box(card(page, "Opening")), box(card(page, "Breakfast"))
    long, short, streamed = (box(card(page, f"{name} talk")) for name in ("Long", "Short", "Streamed"))

    for wide in (keynote, breakfast):
        assert wide["x"] == pytest.approx(long["x"], abs=1)
        assert wide["x"] + wide["width"] == pytest.approx(short["x"] + short["width"], abs=1)
        assert wide["x"] + wide["width"] < streamed["x"]
    expect(card(page, "Opening").get_by_text("North")).to_be_visible()
    expect(card(page, "Long talk").get_by_text("North")).to_be_hidden()


def test_days_rooms_and_times_stay_in_view(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")
    page.evaluate("document.getElementById('2031-09-16').scrollIntoView()")
    page.mouse.wheel(0, 900)
    page.wait_for_function("scrollY > 1500")

    day = page.locator("section.day").nth(1)
    head = box(day.get_by_role("columnheader", name="North"))
    tiles = box(page.locator(".days-bar"))

    assert tiles["y"] == 0
    assert head["y"] == pytest.approx(tiles["height"], abs=1)
    times = [box(time) for time in day.locator("tbody th time").all()]
    assert any(head["y"] + head["height"] <= time["y"] < 300 for time in times)
    expect(page.locator("[data-day='2031-09-16']")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-day='2031-09-15']")).not_to_have_attribute("aria-current", "true")


def test_a_tile_leads_to_its_day(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")

    page.get_by_role("link", name="Tue 16 September").first.click()

    heading = page.get_by_role("heading", name="Tuesday 16 September")
    expect(heading).to_be_in_viewport()
    bar = box(page.locator(".days-bar"))
    assert box(heading)["y"] >= bar["y"] + bar["height"]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(page: Page, conference: Conference, width: int, color_scheme: str) -> None:
    for path in ("/schedule/", "/schedule/2031-09-15/", "/schedule/?q=talk", "/schedule/?q=nothing"):
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth") == width, path


@pytest.mark.parametrize("width", [1280])
def test_many_rooms_scroll_in_a_frame_of_their_own(page: Page, width: int) -> None:
    conference = make_conference()
    for number in range(12):
        make_scheduled_talk(conference, room=make_room(conference, name=f"Room {number:02}", position=number))
    page.goto("/schedule/")
    frame = page.locator(".timetable-frame")

    assert page.evaluate("document.documentElement.scrollWidth") == width
    frame.focus()
    frame.evaluate("frame => frame.scrollLeft = 600")

    expect(page.get_by_role("region")).to_have_count(2)
    expect(page.get_by_role("region", name="Monday 15 September by time and room")).to_be_focused()
    expect(page.get_by_role("columnheader", name="Room 11")).to_be_attached()
    assert box(page.locator("tbody th"))["x"] == pytest.approx(box(frame)["x"], abs=1)


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_a_list_by_time(page: Page, conference: Conference, width: int) -> None:
    page.goto("/schedule/2031-09-15/")

    cards = [box(entry) for entry in page.locator("td.entry").all()]
    starts = page.locator("td.entry .times time:first-child").evaluate_all("times => times.map(time => time.dateTime)")

    assert len(cards) == 8
    assert starts == sorted(starts)
    assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(cards))
    expect(card(page, "Long talk").get_by_text("North")).to_be_visible()
    expect(card(page, "Long talk").get_by_text("45 min")).to_be_visible()
    expect(page.get_by_text("10:00 am", exact=True)).to_be_visible()
    expect(page.locator("td.free").first).to_be_hidden()


@pytest.mark.parametrize("width", [820])
def test_many_rooms_are_a_list_where_they_would_be_slivers(page: Page, width: int) -> None:
    conference = make_conference()
    for number in range(12):
        make_scheduled_talk(conference, title=f"In room {number}", room=make_room(conference, position=number))
    page.goto("/schedule/")

    first, second = box(card(page, "In room 0")), box(card(page, "In room 1"))

    assert first["x"] == second["x"]
    assert first["y"] + first["height"] <= second["y"]


def test_days_beyond_the_window_can_be_scrolled_to(page: Page) -> None:
    conference = make_conference()
    for day in range(21):
        make_scheduled_talk(conference, starts_at=at(9, day=day))
    page.goto("/schedule/")

    page.locator(".day-tile").last.focus()

    expect(page.locator(".day-tile").last).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


@pytest.mark.parametrize("width", [390, 1280])
def test_a_table_is_a_table_to_a_screen_reader_at_any_width(page: Page, conference: Conference, width: int) -> None:
    page.goto("/schedule/2031-09-15/")

    table = page.get_by_role("table", name="Monday 15 September by time and room")

    row = table.get_by_role("row", name="10:15 am")
    expect(row.get_by_role("rowheader", name="10:15 am")).to_have_count(1)
    expect(row.get_by_role("cell", name="Streamed talk")).to_have_count(1)


def test_what_stands_on_one_line_is_read_as_words(page: Page, conference: Conference) -> None:
    talk = Talk.objects.get(title="Opening")
    Slot.objects.filter(talk=talk).update(ends_at=at(9, 10))
    page.goto("/schedule/2031-09-15/")

    read = page.get_by_role("cell", name="Opening").aria_snapshot()

    assert "Opening Ada Carder 9:00–9:10 am" in read


@pytest.mark.parametrize("width", [390, 1280])
def test_a_whole_card_leads_to_its_talk(page: Page, conference: Conference, width: int) -> None:
    page.goto("/schedule/")
    entry = card(page, "Long talk")
    permalink = entry.get_by_role("link").get_attribute("href")
    entry.scroll_into_view_if_needed()

    area = box(entry)
    page.mouse.click(area["x"] + area["width"] - 5, area["y"] + area["height"] - 5)

    page.wait_for_url(f"**{permalink}")


@pytest.mark.parametrize("has_javascript", [False])
@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_everything_is_there(
    page: Page,
    conference: Conference,
    width: int,
    has_javascript: bool,  # noqa: FBT001  a fixture's value
) -> None:
    page.goto("/schedule/")

    expect(page.locator("td.entry")).to_have_count(17)
    for entry in page.locator("td.entry").all():
        expect(entry).to_be_visible()
    page.locator("summary", has_text="Room").click()
    page.get_by_label("South").check()
    page.locator("details[open]").get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_have_text("2 sessions found")


def test_the_keyboard_reaches_each_card_and_shows_it(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")
    link = card(page, "Short talk").get_by_role("link")

    page.locator("summary").last.focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break

    expect(link).to_be_focused()
    outline = link.evaluate("link => getComputedStyle(link, '::after').outline")
    assert "solid 3px" in outline


HIDDEN_FOCUS = """() => {
    const focused = document.activeElement;
    if (!focused.closest("main")) return [];
    return [...focused.getClientRects()].filter(({ left, top, width, height }) => {
        const seen = document.elementFromPoint(left + width / 2, top + height / 2);
        return !seen || !(seen.contains(focused) || focused.contains(seen));
    }).map(() => focused.textContent.trim());
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_what_has_the_focus_is_not_under_the_bars(page: Page, conference: Conference, width: int) -> None:
    page.goto("/schedule/")
    page.locator(".site-footer a").first.focus()

    for _ in range(40):
        page.keyboard.press("Shift+Tab")

        assert page.evaluate(HIDDEN_FOCUS) == []

    expect(page.locator(".day-tile, .filters *").locator(":focus")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_link_to_a_session_shows_it_below_the_bars(page: Page, conference: Conference, width: int) -> None:
    slot = Slot.objects.get(talk__title="Second day 15")
    page.goto(f"/schedule/#slot-{slot.pk}")
    page.wait_for_function("scrollY > 1000")

    top = box(card(page, "Second day 15"))["y"]

    days = box(page.locator(".days"))
    assert top >= days["y"] + days["height"]
    if width == 1280:
        head = box(page.locator("section.day").nth(1).get_by_role("columnheader", name="North"))
        assert top >= head["y"] + head["height"]


def test_arrow_keys_lead_from_session_to_session(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")
    card(page, "Long talk").get_by_role("link").focus()

    steps = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        steps.append(page.evaluate("document.activeElement.textContent"))

    assert steps == ["Short talk", "Streamed talk", "Short talk", LONG_TITLE, "Long talk", "Long talk", "Opening"]


def test_what_is_on_now_is_marked(page: Page, conference: Conference) -> None:
    page.clock.set_fixed_time(at(10, 30))
    page.goto("/schedule/")

    expect(card(page, "Long talk").get_by_text("On now")).to_be_visible()
    expect(card(page, "Streamed talk").get_by_text("On now")).to_be_visible()
    expect(page.get_by_text("On now")).to_have_count(2)
    expect(page.locator("[data-day='2031-09-15']")).to_have_attribute("title", "Today")
    line, long = box(page.locator(".now-line")), box(card(page, "Long talk"))
    assert line["y"] == pytest.approx(long["y"] + long["height"] * 30 / 45, abs=4)
    assert card(page, "Opening").evaluate("cell => cell.classList.contains('is-past')") is True
    assert card(page, "Afternoon talk").evaluate("cell => cell.classList.contains('is-past')") is False
    page.get_by_role("link", name="Now", exact=True).click()
    expect(card(page, "Long talk")).to_be_in_viewport()


def test_marks_move_on_with_the_clock(page: Page, conference: Conference) -> None:
    page.clock.install(time=at(10, 24))
    page.goto("/schedule/")
    expect(card(page, "Short talk").get_by_text("On now")).to_be_visible()

    page.clock.fast_forward("02:00")

    expect(card(page, "Short talk").get_by_text("On now")).to_have_count(0)
    expect(card(page, "Long talk").get_by_text("On now")).to_have_count(1)


@pytest.mark.parametrize("moment", [at(12, day=-30), at(12, day=300)])
def test_before_and_after_the_conference_nothing_is_marked(
    page: Page, conference: Conference, moment: dt.datetime
) -> None:
    page.clock.set_fixed_time(moment)
    page.goto("/schedule/")
    expect(page.locator("td.entry")).to_have_count(17)

    expect(page.locator(".is-on, .is-past, .now-line, .to-now, .is-today")).to_have_count(0)


def test_a_visitor_elsewhere_is_offered_their_own_zone(page: Page, conference: Conference) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    page.goto("/schedule/?q=talk")

    page.get_by_role("link", name="show in Japan Standard Time").click()

    expect(page.locator(".zone")).to_contain_text("All times Japan Standard Time (UTC+9)")
    expect(page.get_by_role("link", name="show in")).to_have_count(0)
    expect(card(page, "Long talk")).to_have_count(1)
    page.get_by_role("link", name="show the conference’s own").click()
    expect(page.locator(".zone")).to_contain_text("All times Central Daylight Time (UTC−5)")
    page.wait_for_url("**/schedule/?q=talk")


def test_a_visitor_in_the_zone_is_offered_no_other(page: Page, conference: Conference) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTimezoneOverride", {"timezoneId": "America/Winnipeg"})
    page.goto("/schedule/")

    expect(page.locator("[data-day].is-today, td.entry").first).to_be_visible()
    expect(page.get_by_role("link", name="show in")).to_have_count(0)


def test_a_first_visit_is_light(page: Page, conference: Conference) -> None:
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  Playwright marks functions
    page.goto("/schedule/", wait_until="networkidle")

    loaded = [response for response in responses if not response.url.startswith("data:")]

    size = sum(len(gzip.compress(response.body())) for response in loaded)
    assert len(loaded) <= MOST_REQUESTS, [response.url for response in loaded]
    assert size <= MOST_KILOBYTES * 1000


def test_print_shows_a_day_a_page(page: Page, conference: Conference) -> None:
    page.goto("/schedule/")
    page.emulate_media(media="print")

    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".zone")).to_be_visible()
    expect(page.locator("thead").first).to_be_visible()
    breaks = page.locator("section.day").evaluate_all("days => days.map(day => getComputedStyle(day).breakBefore)")
    assert breaks == ["auto", "page"]
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2


def test_many_rooms_are_printed_as_a_list(page: Page) -> None:
    conference = make_conference()
    for number in range(12):
        make_scheduled_talk(conference, title=f"In room {number}", room=make_room(conference, position=number))
    page.goto("/schedule/")

    page.emulate_media(media="print")

    first, second = box(card(page, "In room 0")), box(card(page, "In room 1"))
    assert first["y"] + first["height"] <= second["y"]
