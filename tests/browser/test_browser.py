"""That browser tests would notice: what ``page`` is there to refuse is refused."""

import pytest
from playwright.sync_api import Page

from tests.factories import make_conference

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_a_page_is_as_wide_and_as_dark_as_asked(page: Page, width: int, color_scheme: str) -> None:
    assert page.evaluate("innerWidth") == width
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (color_scheme == "dark")


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("new Image().src = 'https://third.example.org/'", "Content-Security-Policy: img-src refused https://third"),
        ("document.body.setAttribute('style', 'color: red')", "style-src-attr refused inline"),
        ("setTimeout(() => { throw new Error('broken') })", "script: broken"),
    ],
)
def test_what_no_page_may_do_is_noticed(page: Page, complaints: list[str], script: str, complaint: str) -> None:
    make_conference()
    page.goto("/nothing/is/here/")

    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(100)

    assert any(complaint in heard for heard in complaints), complaints
    complaints.clear()


def test_a_request_to_a_third_party_is_noticed(page: Page, complaints: list[str]) -> None:
    page.set_content("<img src='http://third.example.org/pixel.png'>")

    assert "third party: http://third.example.org/pixel.png" in complaints
    complaints.clear()


@pytest.mark.parametrize("has_javascript", [False])
def test_a_page_can_be_read_without_javascript(page: Page) -> None:
    page.set_content("<noscript>without</noscript><script>document.body.append('with')</script>")

    assert page.inner_text("body") == "without"
