"""Real pages in a real Chromium. A test takes ``page``, and fails on anything that the browser complains of.

A test that names ``width``, ``color_scheme`` or ``has_javascript`` in ``pytest.mark.parametrize`` chooses them.
"""

import os
import shutil
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MISSING = (
    "no Chromium is found: install one (Debian, Ubuntu: apt install chromium; macOS: brew install --cask chromium), "
    "or name its program in LECTERN_CHROMIUM"
)
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
    console.error(`Content-Security-Policy: ${event.effectiveDirective} refused ${event.blockedURI}`))
"""


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program; where there is none, its tests are skipped, or fail on a CI machine."""
    programs = [os.environ["LECTERN_CHROMIUM"]] if os.environ.get("LECTERN_CHROMIUM") else PROGRAMS
    for program in programs:
        if path := shutil.which(program):
            return Path(path)
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    # Playwright's event loop stays in this thread, where Django takes it for async code and refuses the database.
    # No async code runs here: the server has threads of its own.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
        browser = playwright.chromium.launch(executable_path=chromium, args=[*arguments, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def width() -> int:
    return 1280


@pytest.fixture
def color_scheme() -> str:
    return "light"


@pytest.fixture
def has_javascript() -> bool:
    return True


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of; a test that provokes something takes it out again."""
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def page(
    browser: Browser,
    live_server: LiveServer,
    complaints: list[str],
    *,
    width: int,
    color_scheme: str,
    has_javascript: bool,
) -> Iterator[Page]:
    """Open an empty page whose relative addresses are the live server's."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if color_scheme == "dark" else "light",
        java_script_enabled=has_javascript,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    context.add_init_script(REPORT_VIOLATIONS)
    page = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        is_of_document = message.location["url"] == page.url and message.text.startswith("Failed to load resource")
        if message.type == "error" and not is_of_document:  # a 404 page is a page
            complaints.append(f"console: {message.text} ({message.location['url']})")

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            complaints.append(f"third party: {request.url}")

    def read(response: Response) -> None:
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            complaints.append(f"{response.status}: {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("request", watch)
    page.on("response", read)
    yield page
    context.close()
