"""Organizers at work in the admin, in a browser: nothing there breaks the policy against inline scripts and styles."""

import pytest
from playwright.sync_api import Page, expect

from schedule.models import Conference
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_superuser

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse"
LISTS = (
    "talks/talk",
    "talks/tag",
    "presenters/presenter",
    "schedule/conference",
    "schedule/room",
    "schedule/track",
    "schedule/slot",
    "schedule/change",
)


@pytest.fixture
def conference() -> Conference:
    make_superuser(username="grace", password=PASSWORD)
    conference = make_conference(name="RiverConf 2031")
    ada, bea = make_presenter(conference, name="Ada"), make_presenter(conference, name="Bea")
    hall = make_room(conference, name="Hall")
    make_scheduled_talk(conference, title="Ebb", slug="ebb", presenters=(ada, bea), room=hall, starts_at=at(9))
    make_scheduled_talk(conference, title="Flow", slug="flow", room=hall, starts_at=at(10))
    return conference


@pytest.fixture
def desk(page: Page, conference: Conference) -> Page:
    """The admin's overview, signed in."""
    page.goto("/admin/")
    page.fill("#id_username", "grace")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    return page


def open_talk(desk: Page, title: str) -> None:
    desk.goto("/admin/talks/talk/")
    desk.get_by_role("link", name=title, exact=True).click()
    expect(desk.locator("#id_title")).to_have_value(title)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_every_page_fits_and_keeps_to_the_policy(desk: Page, width: int, color_scheme: str) -> None:
    for path in ["/admin/", *(f"/admin/{name}/{end}" for name in LISTS for end in ("", "add/"))]:
        if path == "/admin/schedule/change/add/":
            continue
        desk.goto(path)

        assert desk.evaluate("document.documentElement.scrollWidth") == width, path


def test_a_talk_is_edited_from_the_list_to_the_site(desk: Page) -> None:
    open_talk(desk, "Ebb")
    desk.fill("#id_title", "Ebb and flow")
    desk.fill("#id_abstract", "Twice **daily**.")
    desk.locator(".preview-button").first.click()
    expect(desk.locator(".preview").first).to_have_text("Twice daily.")
    expect(desk.locator(".preview strong").first).to_have_text("daily")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".success")).to_contain_text("was changed successfully")

    desk.goto("/talks/ebb/")

    expect(desk.get_by_role("heading", level=1)).to_have_text("Ebb and flow")


def test_presenters_change_their_order_by_arrows(desk: Page) -> None:
    open_talk(desk, "Ebb")

    desk.get_by_role("button", name="Move down").first.click()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".success")).to_be_visible()

    talk = Talk.objects.get(title="Ebb")
    assert [place.presenter.name for place in talk.talk_presenters.all()] == ["Bea", "Ada"]


def test_a_presenter_is_found_by_typing_and_comes_last(desk: Page, conference: Conference) -> None:
    make_presenter(conference, name="Cleo")
    open_talk(desk, "Ebb")

    desk.locator("#talk_presenters-2 .select2-selection").click()
    desk.keyboard.type("cle")
    desk.get_by_role("option", name="Cleo").click()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".success")).to_be_visible()

    talk = Talk.objects.get(title="Ebb")
    assert [place.presenter.name for place in talk.talk_presenters.all()] == ["Ada", "Bea", "Cleo"]


def test_presenters_who_were_just_added_are_put_in_order_too(desk: Page) -> None:
    desk.goto("/admin/talks/talk/add/")
    desk.fill("#id_title", "Neap")
    desk.fill("#id_slug", "neap")
    desk.get_by_role("button", name="Add another Presenter").click()
    for row, name in enumerate(("Ada", "Bea")):
        desk.locator(f"#talk_presenters-{row} .select2-selection").click()
        desk.keyboard.type(name)
        desk.get_by_role("option", name=name).click()

    desk.locator("#talk_presenters-1").get_by_role("button", name="Move up").click()
    desk.get_by_role("button", name="Add another Presenter").click()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".success")).to_be_visible()

    talk = Talk.objects.get(title="Neap")
    assert [place.presenter.name for place in talk.talk_presenters.all()] == ["Bea", "Ada"]


def test_every_column_of_talks_is_in_sight(desk: Page) -> None:
    desk.goto("/admin/talks/talk/")

    assert desk.locator("#changelist .results").evaluate("table => table.scrollWidth - table.clientWidth") == 0


@pytest.mark.parametrize("width", [390])
def test_on_a_phone_filters_come_before_the_list(desk: Page) -> None:
    desk.goto("/admin/talks/talk/")

    filters, talks = (desk.locator(name).bounding_box() for name in ("#changelist-filter", "#changelist .results"))
    assert filters
    assert talks
    assert filters["y"] < talks["y"]


def test_a_taken_room_is_said_where_it_is_chosen_and_nothing_typed_is_lost(desk: Page) -> None:
    open_talk(desk, "Flow")

    desk.fill("#id_title", "Flow, the longer one")
    desk.fill("#id_slot-0-starts_at_1", "09:15")
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".field-room .errorlist")).to_have_text(
        "Hall is taken by “Ebb”, Mon 15 Sep, 09:00 to 09:45 CDT."
    )
    expect(desk.locator("#id_title")).to_have_value("Flow, the longer one")


def test_the_second_of_two_editors_is_shown_what_the_first_one_did(desk: Page) -> None:
    open_talk(desk, "Ebb")
    Talk.objects.filter(title="Ebb").update(title="Ebb, as Bea has it")

    desk.fill("#id_title", "Ebb, as Grace has it")
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".conflict")).to_contain_text("Ebb, as Bea has it")
    expect(desk.locator("#id_title")).to_have_value("Ebb, as Grace has it")
    assert Talk.objects.filter(title="Ebb, as Bea has it").exists()


def test_many_talks_are_unpublished_at_once(desk: Page) -> None:
    desk.goto("/admin/talks/talk/")

    desk.locator("#action-toggle").check()
    desk.get_by_label("Action:").select_option(label="Unpublish")
    desk.get_by_role("button", name="Run").click()

    expect(desk.locator(".success")).to_have_text("Unpublished: 2 of 2.")
    assert not Talk.objects.public().exists()


def test_another_conference_is_chosen_once_for_every_page(desk: Page) -> None:
    make_conference(name="LakeConf 2032", domain="2032.example.org", time_zone="Asia/Tokyo")
    desk.goto("/admin/talks/talk/")

    desk.locator(".working-conference select").select_option(label="LakeConf 2032")
    desk.get_by_role("button", name="Work on it").click()

    expect(desk.locator("#header")).to_contain_text("Asia/Tokyo")
    expect(desk.locator("#changelist")).to_contain_text("0 talks")
