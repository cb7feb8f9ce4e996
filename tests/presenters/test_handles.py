"""Handles: odd but harmless ones are understood, and junk is told as junk."""

import os
import re
from pathlib import Path

import pytest

from presenters.handles import HANDLE_FIELDS, handle_url, normalise_handle
from tests.factories import make_conference, make_presenter


@pytest.mark.parametrize(
    ("field", "written", "stored", "url"),
    [
        ("github", "ada", "ada", "https://github.com/ada"),
        ("github", "@Ada-L", "Ada-L", "https://github.com/Ada-L"),
        ("github", " https://github.com/ada/ ", "ada", "https://github.com/ada"),
        ("github", "github.com/ada", "ada", "https://github.com/ada"),
        ("github", "HTTP://WWW.GitHub.com/ada?tab=repositories#top", "ada", "https://github.com/ada"),
        ("github", "https://github.com/ada/engine", "ada", "https://github.com/ada"),
        ("github", "ada_acme", "ada_acme", "https://github.com/ada_acme"),
        ("twitter", "@_ada", "_ada", "https://x.com/_ada"),
        ("twitter", "https://twitter.com/@ada", "ada", "https://x.com/ada"),
        ("twitter", "https://mobile.twitter.com/ada?s=20", "ada", "https://x.com/ada"),
        ("twitter", "x.com/ada/status/1", "ada", "https://x.com/ada"),
        ("instagram", "ada.l", "ada.l", "https://www.instagram.com/ada.l/"),
        ("instagram", "https://www.instagram.com/ada.l/?hl=en", "ada.l", "https://www.instagram.com/ada.l/"),
        ("mastodon", "@ada@Fosstodon.org", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "ada@fosstodon.org", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "acct:ada@fosstodon.org", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "https://fosstodon.org/@ada", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "fosstodon.org/@ada", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "https://fosstodon.org/@ada/1093", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "https://fosstodon.org/users/ada", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "https://fosstodon.org/web/@ada", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "https://elsewhere.social/@ada@fosstodon.org", "ada@fosstodon.org", "https://fosstodon.org/@ada"),
        ("mastodon", "https://host.example:8443/@ada", "ada@host.example:8443", "https://host.example:8443/@ada"),
        ("bluesky", "ada", "ada.bsky.social", "https://bsky.app/profile/ada.bsky.social"),
        ("bluesky", "@Ada.example.org", "ada.example.org", "https://bsky.app/profile/ada.example.org"),
        ("bluesky", "https://bsky.app/profile/ada.example.org", "ada.example.org",
         "https://bsky.app/profile/ada.example.org"),
        ("bluesky", "https://ada.bsky.social", "ada.bsky.social", "https://bsky.app/profile/ada.bsky.social"),
        ("bluesky", "https://bsky.app/profile/did:plc:abc123", "did:plc:abc123",
         "https://bsky.app/profile/did:plc:abc123"),
        ("linkedin", "ada", "in/ada", "https://www.linkedin.com/in/ada/"),
        ("linkedin", "in/ada", "in/ada", "https://www.linkedin.com/in/ada/"),
        ("linkedin", "/in/ada/", "in/ada", "https://www.linkedin.com/in/ada/"),
        ("linkedin", "https://uk.linkedin.com/in/ada-l-1529/de?trk=x", "in/ada-l-1529",
         "https://www.linkedin.com/in/ada-l-1529/"),
        ("linkedin", "www.linkedin.com/in/ad%C3%A1", "in/ad%C3%A1", "https://www.linkedin.com/in/ad%C3%A1/"),
        ("linkedin", "https://www.linkedin.com/company/acme/about/", "company/acme",
         "https://www.linkedin.com/company/acme/"),
        ("linkedin", "https://www.linkedin.com/pub/ada/1/2/3", "pub/ada/1/2/3",
         "https://www.linkedin.com/pub/ada/1/2/3/"),
        ("website", "https://ada.example", "https://ada.example", "https://ada.example"),
        ("website", "http://ada.example/blog?x=1", "http://ada.example/blog?x=1", "http://ada.example/blog?x=1"),
        ("website", "ada.example/blog", "https://ada.example/blog", "https://ada.example/blog"),
    ],
)  # fmt: skip
def test_a_handle_has_one_form_however_it_was_written(field: str, written: str, stored: str, url: str) -> None:
    assert normalise_handle(field, written) == stored
    assert normalise_handle(field, stored) == stored
    assert normalise_handle(field, url) == stored
    assert handle_url(field, stored) == url


@pytest.mark.parametrize("field", ["website", *HANDLE_FIELDS])
@pytest.mark.parametrize("written", ["", "  ", "-", "None", "null", "N/A", "n/a", "NA"])
def test_what_says_that_there_is_none_is_empty(field: str, written: str) -> None:
    assert normalise_handle(field, written) == ""


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("github", "Ada Lovelace"),
        ("github", "https://twitter.com/ada"),
        ("github", "https://github.com"),
        ("github", "https://github.com/"),
        ("github", "https://github.com.evil.example/ada"),
        ("github", "https://notgithub.com/ada"),
        ("github", "-ada"),
        ("github", "a" * 40),
        ("github", "ada, grace"),
        ("github", "ада"),
        ("github", "javascript:alert(1)"),
        ("github", "https://[ada"),
        ("github", "\x00"),
        ("twitter", "ada@example.org"),
        ("twitter", "https://www.linkedin.com/in/ada"),
        ("twitter", "ada lovelace"),
        ("twitter", "a" * 21),
        ("instagram", "https://www.facebook.com/ada"),
        ("mastodon", "ada"),
        ("mastodon", "@ada"),
        ("mastodon", "ada@localhost"),
        ("mastodon", "@ada@fosstodon.org extra"),
        ("mastodon", "https://fosstodon.org"),
        ("mastodon", "https://fosstodon.org/@"),
        ("mastodon", "ada@evil.example/path"),
        ("mastodon", 'ada@"><script>'),
        ("bluesky", "https://bsky.app/"),
        ("bluesky", "https://fosstodon.org/@ada"),
        ("bluesky", "not a handle"),
        ("linkedin", "https://www.linkedin.com/in/"),
        ("linkedin", "https://lnkd.in/abc"),
        ("linkedin", "https://www.linkedin.com/feed/"),
        ("linkedin", "Ada Lovelace"),
        ("website", "ada"),
        ("website", "ada@example.org"),
        ("website", "mailto:ada@example.org"),
        ("website", "ftp://ada.example"),
        ("website", "javascript:alert(1)//example.org"),
        ("website", "https://"),
        ("website", "coming soon"),
    ],
)
def test_junk_is_told_as_junk(field: str, written: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"“{written}” is not ")):
        normalise_handle(field, written)


def test_the_message_names_the_network_and_quotes_no_novel() -> None:
    with pytest.raises(ValueError, match="handle or profile URL") as github:
        normalise_handle("github", "no " * 1000)
    with pytest.raises(ValueError, match="website") as website:
        normalise_handle("website", "coming soon")

    assert str(github.value) == f"“{('no ' * 1000)[:80]}” is not a GitHub handle or profile URL."
    assert str(website.value) == "“coming soon” is not the address of a website."


@pytest.mark.parametrize("field", ["website", *HANDLE_FIELDS])
@pytest.mark.parametrize("unit", ["a", "a-", "a.", "@", "/", "https://", "a.b/", "in/", ":", "%"])
def test_a_very_long_handle_is_refused_at_once(field: str, unit: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        normalise_handle(field, unit * 20_000)


@pytest.mark.django_db
def test_a_presenters_links_stand_in_one_order() -> None:
    presenter = make_presenter(
        make_conference(),
        twitter="@ada",
        linkedin="ada",
        github="github.com/ada",
        website="https://ada.example",
        bluesky="ada",
        instagram="ada.l",
        mastodon="@ada@fosstodon.org",
    )

    assert [(link.network, link.url) for link in presenter.links] == [
        ("website", "https://ada.example"),
        ("mastodon", "https://fosstodon.org/@ada"),
        ("bluesky", "https://bsky.app/profile/ada.bsky.social"),
        ("GitHub", "https://github.com/ada"),
        ("LinkedIn", "https://www.linkedin.com/in/ada/"),
        ("instagram", "https://www.instagram.com/ada.l/"),
        ("twitter", "https://x.com/ada"),
    ]


@pytest.mark.skipif("LECTERN_ACCEPTANCE_DATA" not in os.environ, reason="LECTERN_ACCEPTANCE_DATA names no folder")
def test_every_handle_of_a_real_year_is_understood() -> None:
    folder = Path(os.environ["LECTERN_ACCEPTANCE_DATA"]) / "content/djangocon-us-2022/_presenters"
    found = [
        (field, written)
        for file in folder.glob("*.md")
        for field, written in re.findall(r"^(website|github|twitter): '?(\S+?)'?$", file.read_text(), re.MULTILINE)
        if written not in {"null", "'"}
    ]

    links = [handle_url(field, handle) for field, written in found if (handle := normalise_handle(field, written))]

    assert len(found) > 80
    assert len(links) == len(found)
    assert all(link.startswith(("https://", "http://")) for link in links)
