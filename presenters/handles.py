"""Handles of people on other networks: one stored form, whatever way they were written.

Stored forms: ``github``, ``instagram``, ``twitter`` a user name; ``mastodon`` ``user@host``; ``bluesky`` a domain
name or a ``did:``; ``linkedin`` the path of a profile such as ``in/name``; ``website`` an ``http(s)`` URL.
"""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

HANDLE_FIELDS: Final = ("mastodon", "bluesky", "github", "linkedin", "instagram", "twitter")
NOTHING: Final = {"", "-", "--", "none", "null", "na", "n/a"}  # what people write into a form's field to leave it empty
LONGEST_HANDLE: Final = 500  # characters

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
_FORMS: Final = {
    "mastodon": rf"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?@{_HOST}(?::\d{{1,5}})?",
    "bluesky": rf"{_HOST}|did:[a-z]+:[A-Za-z0-9._:-]+",
    "github": r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})",
    "linkedin": r"(?:in|company|pub|school)/[\w%.~-]+(?:/[\w%.~-]+)*",
    "instagram": r"[A-Za-z0-9_.]{1,30}",
    "twitter": r"[A-Za-z0-9_]{1,20}",
}
_HOSTS: Final = {
    "bluesky": ("bsky.app",),
    "github": ("github.com",),
    "linkedin": ("linkedin.com",),
    "instagram": ("instagram.com",),
    "twitter": ("twitter.com", "x.com"),
}
_URLS: Final = {
    "bluesky": "https://bsky.app/profile/{}",
    "github": "https://github.com/{}",
    "linkedin": "https://www.linkedin.com/{}/",
    "instagram": "https://www.instagram.com/{}/",
    "twitter": "https://x.com/{}",
}
_NAMES: Final = {"github": "GitHub", "linkedin": "LinkedIn"}
_URL: Final = re.compile(rf"(?:https?:)?//|{_HOST}(?::\d+)?/", re.IGNORECASE)
_is_web_address: Final = URLValidator(schemes=["http", "https"])


def normalise_handle(field: str, written: str) -> str:
    """Return the stored form of a handle that was written with or without ``@``, or as a URL, or of a website.

    Empty stays empty, and so becomes what only says that there is none, such as ``N/A``.

    Raises:
        ValueError: in a sentence for people, when the text is no handle of that network or no website.
    """
    text = written.strip()
    if text.lower() in NOTHING:
        return ""
    try:
        handle = _website(text) if field == "website" else _handle(field, text)
    except ValueError:  # of urlsplit: brackets and ports that are none
        handle = None
    if handle is None or len(text) > LONGEST_HANDLE:
        what = "the address of a website" if field == "website" else f"a {_NAMES.get(field, field.title())} handle"
        msg = f"“{text[:80]}” is not {what}{'' if field == 'website' else ' or profile URL'}."
        raise ValueError(msg)
    return handle


def handle_url(field: str, handle: str) -> str:
    """Return the absolute URL of a stored handle; a website is its own URL."""
    if field == "website":
        return handle
    if field == "mastodon":
        user, _, host = handle.partition("@")
        return f"https://{host}/@{user}"
    return _URLS[field].format(handle)


def _website(text: str) -> str | None:
    url = text if "://" in text else f"https://{text.removeprefix('//')}"
    try:
        _is_web_address(url)
    except ValidationError:
        return None
    return None if "@" in urlsplit(url).netloc else url  # a mail address


def _handle(network: str, text: str) -> str | None:
    if _URL.match(text):
        handle = _of_url(network, urlsplit(text if "//" in text else f"//{text}"))
    else:
        handle = _of_name(network, text.removeprefix("acct:").lstrip("@ "))
    return handle if re.fullmatch(_FORMS[network], handle, re.ASCII) else None


def _of_name(network: str, name: str) -> str:
    match network:
        case "mastodon":
            user, _, host = name.partition("@")
            return f"{user}@{host.lower()}"
        case "bluesky":
            return name.lower() if "." in name or ":" in name else f"{name.lower()}.bsky.social"
        case "linkedin":
            path = name.strip("/")
            return path if "/" in path else f"in/{path}"
    return name


def _of_url(network: str, url: SplitResult) -> str:
    host = url.netloc.lower()
    path = [part for part in url.path.split("/") if part]
    is_its_own = any(host == known or host.endswith(f".{known}") for known in _HOSTS.get(network, ()))
    match network, is_its_own, path:
        case "mastodon", _, _:
            account = next((part for part in path if part not in {"users", "web"}), "").lstrip("@")
            return account if "@" in account else f"{account}@{host}"
        case "bluesky", False, []:
            return host  # a domain of one's own, or name.bsky.social
        case "bluesky", True, ["profile", account, *_]:
            return account
        case "linkedin", True, [kind, _, *_]:
            return "/".join(path if kind == "pub" else path[:2])
        case "github" | "instagram" | "twitter", True, [account, *_]:
            return account.lstrip("@")
        case _:
            return ""
