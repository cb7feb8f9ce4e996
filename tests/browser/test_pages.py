"""The pages as a browser shows them: on phones and desks, by day and by night, with and without scripts."""

import datetime as dt
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from schedule.models import Conference
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_talk

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/",
    "/talks/",
    "/talks/?q=nothing+at+all&room=hall",
    "/talks/looms/",
    "/presenters/",
    "/presenters/ada/",
    "/nowhere/",
)
LONG_TITLE = (
    "Untersuchungsgegenständlichkeit: how a title of some 121 characters stays on the page, whatever comes, "
    "and wraps 🦄 <3 again"
)
ESCAPES_SIDEWAYS = """() => [...document.querySelectorAll("body *")]
    .filter(element => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }))
    .filter(element => getComputedStyle(element).clipPath === "none" && !element.closest("pre, .scroller"))
    .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
    .map(element => element.outerHTML.slice(0, 120))"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, input:not([type=checkbox])")]
    .filter(element => element.checkVisibility() && getComputedStyle(element).clipPath === "none")
    .filter(element => !element.closest(".prose, p, dd, .names"))
    .filter(element => Math.min(element.getBoundingClientRect().height, element.getBoundingClientRect().width) < 24)
    .map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture
def conference() -> Conference:
    """A conference with what is hardest on a layout."""
    conference = make_conference(name="Loom Days 2031", place="Leeds, England", venue="The Mill", tagline="Two days.")
    ada = make_presenter(
        conference,
        name="Ada Byron",
        slug="ada",
        company="Engines",
        bio="Wrote `notes`.",
        github="ada",
        pronouns="she/her",
    )
    long = make_presenter(conference, name="Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine")
    hall = make_room(conference, name="Hall", slug="hall")
    make_scheduled_talk(
        conference,
        slug="looms",
        title=LONG_TITLE,
        presenters=(ada, long),
        room=hall,
        starts_at=at(9, 25),
        ends_at=at(9, 55),
        abstract="A short text.",
        description=f"See https://example.org/{'x' * 200}\n\n```\n{'code ' * 60}\n```\n\n|a|\n|-|\n|{'wide' * 60}|",
        category=Talk.Category.KEYNOTE,
        tags=("Looms", "Mills"),
        video_url="https://youtu.be/abcdefghijk",
        slides_url="https://presentations-of-engineers.example.org/looms.pdf",
    )
    make_scheduled_talk(conference, title="Beside", room=make_room(conference), starts_at=at(9, 30))
    make_scheduled_talk(conference, title="Following", room=hall, starts_at=at(11))
    make_talk(conference, title="Cancelled", status=Talk.Status.CANCELLED)
    return conference


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, conference: Conference, width: int, color_scheme: str) -> None:
    for path in PAGES:
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        assert page.evaluate(ESCAPES_SIDEWAYS) == [], path


@pytest.mark.parametrize("width", [390])
def test_text_may_be_twice_as_large(page: Page, conference: Conference, width: int) -> None:
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    for path in (*PAGES, "/tutorials/", "/schedule/"):
        page.goto(path)

        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        assert page.locator(".brand").first.evaluate("brand => brand.scrollWidth <= brand.clientWidth"), path


def test_headings_nest_without_a_gap(page: Page, conference: Conference) -> None:
    make_talk(conference, slug="chapters", description="# One\n\n## Two\n\n#### Three")
    levels = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(heading => Number(heading.tagName[1]))"
    for is_public in (True, False):
        Conference.objects.update(is_schedule_public=is_public)
        for path in (*PAGES, "/talks/chapters/", "/schedule/"):
            page.goto(path)

            outline = page.evaluate(levels)

            assert outline.count(1) == 1, path
            assert all(below <= above + 1 for above, below in pairwise([0, *outline])), (path, outline)


def test_in_forced_colors_the_current_page_and_day_are_told_apart(page: Page, conference: Conference) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/schedule/2031-09-15/")
    make_scheduled_talk(conference, starts_at=at(9, day=1))
    page.reload()

    colors = "elements => elements.map(element => getComputedStyle(element)[property])"
    borders = page.locator(".site-nav a").evaluate_all(colors.replace("property", "'borderBottomColor'"))
    grounds = page.locator(".day-tile").evaluate_all(colors.replace("property", "'backgroundColor'"))

    assert borders[0] not in borders[1:]
    assert len(set(grounds)) == 2


def test_a_title_that_runs_from_the_right_does(page: Page, conference: Conference) -> None:
    make_talk(conference, slug="mavo", title="מבוא ל-Django")
    edges = """element => {
        const text = element.querySelector("a") ?? element;
        const node = [...text.childNodes].find(node => node.textContent.includes("Django"));
        const range = document.createRange();
        const start = node.textContent.indexOf("Django");
        const left = (first, last) => { range.setStart(node, first); range.setEnd(node, last);
            return range.getBoundingClientRect().left; };
        return [left(start, start + 6), left(start - 7, start - 3)];
    }"""

    for path, heading in (("/talks/mavo/", page.get_by_role("heading", level=1)), ("/talks/", page.locator("h3"))):
        page.goto(path)
        latin, hebrew = heading.filter(has_text="מבוא").evaluate(edges)

        assert latin < hebrew, path


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_pressed_is_large_enough(page: Page, conference: Conference, width: int) -> None:
    for path in PAGES:
        page.goto(path)

        assert page.evaluate(SMALL_TARGETS) == [], path


@pytest.mark.parametrize("width", [390])
def test_the_header_of_a_phone_is_two_lines(page: Page, conference: Conference, width: int) -> None:
    page.goto("/talks/")

    tops = page.locator(".site-nav a").evaluate_all("links => links.map(link => link.getBoundingClientRect().top)")

    assert len(tops) == 4
    assert len(set(tops)) == 1
    assert page.locator(".site-header").evaluate("header => header.offsetHeight") < 110


@pytest.mark.parametrize("has_javascript", [False])
def test_a_session_is_complete_without_scripts(page: Page, conference: Conference, has_javascript: bool) -> None:  # noqa: FBT001  a fixture's value
    page.goto("/talks/looms/")

    expect(page.get_by_role("heading", level=1)).to_have_text(LONG_TITLE)
    expect(page.get_by_role("link", name="Watch the recording")).to_have_attribute(
        "href", "https://www.youtube.com/watch?v=abcdefghijk"
    )
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_recording_is_loaded_when_it_is_asked_for(page: Page, conference: Conference, complaints: list[str]) -> None:
    page.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="a player"))
    page.goto("/talks/looms/")
    expect(page.get_by_text("Loads from YouTube, and only when you ask.")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)

    page.get_by_role("link", name="Watch the recording").click()

    player = "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"
    expect(page.locator("iframe")).to_have_attribute("src", player)
    expect(page.locator("iframe")).to_have_attribute("title", f"Recording of {LONG_TITLE}")
    page.frame_locator("iframe").get_by_text("a player").wait_for()
    assert complaints == [f"third party: {player}"]
    complaints.clear()


def test_a_visitor_elsewhere_reads_their_own_time(page: Page, conference: Conference) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    page.goto("/talks/looms/")

    # 9:25 in Chicago, where it is summer time, is 23:25 in Tokyo.
    expect(page.locator("[data-local-time]")).to_contain_text("11:25")
    expect(page.locator("[data-local-time]")).to_contain_text("your time")


def test_a_visitor_in_the_zone_reads_one_time(page: Page, conference: Conference) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTimezoneOverride", {"timezoneId": "America/Chicago"})
    page.goto("/talks/looms/")

    expect(page.locator("[data-local-time]")).to_be_hidden()


def test_the_address_can_be_copied(page: Page, conference: Conference) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/talks/looms/")

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "http://testserver/talks/looms/"


@pytest.mark.parametrize("has_javascript", [True, False])
def test_a_list_is_filtered(page: Page, conference: Conference, has_javascript: bool) -> None:  # noqa: FBT001  a fixture's value
    page.goto("/talks/")

    page.locator("summary", has_text="Room").click()
    page.get_by_label("Hall").check()
    page.locator("details[open]").get_by_role("button", name="Show").click()

    expect(page.get_by_role("status")).to_have_text("2 talks found")
    page.get_by_role("link", name="Remove Room: Hall").click()
    expect(page.get_by_role("heading", level=3)).to_have_count(4)


def test_an_open_filter_closes_by_escape_and_by_a_click_elsewhere(page: Page, conference: Conference) -> None:
    page.goto("/talks/")
    summary = page.locator("summary", has_text="Room")

    summary.click()
    page.get_by_label("Hall").focus()
    page.keyboard.press("Escape")

    expect(page.locator("details[open]")).to_have_count(0)
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", level=1).click()
    expect(page.locator("details[open]")).to_have_count(0)


def test_an_open_menu_closes_when_the_focus_goes_on(page: Page, conference: Conference) -> None:
    page.goto("/talks/looms/")
    page.locator("summary", has_text="Calendar").click()
    expect(page.locator("details[open]")).to_have_count(1)

    page.get_by_role("link", name="Watch the recording").focus()

    expect(page.locator("details[open]")).to_have_count(0)


def test_the_keyboard_skips_to_the_content(page: Page, conference: Conference) -> None:
    page.goto("/talks/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert page.locator(".skip-link").evaluate("link => getComputedStyle(link).clipPath") == "none"
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search")).to_be_focused()


def test_everything_that_takes_the_focus_shows_it(page: Page, conference: Conference) -> None:
    page.goto("/talks/looms/")
    page.keyboard.press("Tab")

    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "solid 3px" in outline, page.evaluate("document.activeElement.outerHTML")


def test_only_the_conferences_own_files_are_loaded(page: Page, conference: Conference) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))

    page.goto("/", wait_until="networkidle")

    assert [url.rpartition("/")[2].partition("?")[0] for url in loaded if not url.startswith("data:")] == [
        "",
        "bricolage-grotesque.woff2",
        "base.css",
        "site.css",
        "content.css",
        "home.css",
        "theme.css",
    ]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_rooms_can_be_told_from_the_page(page: Page, conference: Conference, color_scheme: str) -> None:
    """WCAG 1.4.11: a graphical object has a contrast of 3:1, on paper and on cards."""
    page.goto("/")
    contrasts = page.evaluate("""() => {
        const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const luminance = color => {
            context.fillStyle = color;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(value => value / 255)
                .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const probe = document.body.appendChild(document.createElement("i"));
        const colorOf = (name, room) => {
            probe.className = `room-${room}`;
            probe.style.setProperty("color", `var(--${name})`);
            return luminance(getComputedStyle(probe).color);
        };
        return [1, 2, 3, 4, 5, 6, 7, 8].flatMap(room => ["paper", "card"].map(ground => {
            const [low, high] = [colorOf("room", room), colorOf(ground, room)].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
        }));
    }""")

    assert len(contrasts) == 16
    assert min(contrasts) >= 3


def test_a_clock_on_the_page_is_the_conferences(page: Page, conference: Conference) -> None:
    talk = Talk.objects.get(slug="looms")
    page.goto("/talks/looms/")

    moment = page.locator(".facts time").first.get_attribute("datetime")

    assert moment is not None
    assert dt.datetime.fromisoformat(moment) == talk.slot.starts_at
