"""Handles of people on other networks: one stored form, whatever way they were written.

Stored forms: ``github``, ``instagram``, ``twitter`` a user name; ``mastodon`` ``user@host``; ``bluesky`` a domain
name; ``linkedin`` the path of a profile such as ``in/name``.
"""

import re
from typing import Final
from urllib.parse import urlsplit

HANDLE_FIELDS: Final = ("mastodon", "bluesky", "github", "linkedin", "instagram", "twitter")

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
_FORMS: Final = {
    "mastodon": rf"[\w.-]+@{_HOST}(?::\d+)?",
    "bluesky": _HOST,
    "github": r"[A-Za-z0-9-]+",
    "linkedin": r"(?:in|company|pub|school)/[\w%.~-]+(?:/[\w%.~-]+)*",
    "instagram": r"[\w.]+",
    "twitter": r"\w+",
}
_URLS: Final = {
    "bluesky": "https://bsky.app/profile/{}",
    "github": "https://github.com/{}",
    "linkedin": "https://www.linkedin.com/{}/",
    "instagram": "https://www.instagram.com/{}/",
    "twitter": "https://x.com/{}",
}


def normalise_handle(network: str, written: str) -> str:
    """Return the stored form of a handle that was written with or without ``@``, or as a URL; empty stays empty.

    Raises:
        ValueError: in a sentence for people, when the text is no handle of that network.
    """
    text = written.strip()
    if not text:
        return ""
    parts = urlsplit(text if "://" in text else f"//{text}", allow_fragments=False)
    path = parts.path.strip("/")
    is_url = "://" in text or (bool(path) and "." in parts.netloc and "@" not in parts.netloc)
    match network:
        case "mastodon":
            handle = f"{path.removeprefix('users/').lstrip('@')}@{parts.netloc}" if is_url else text.lstrip("@")
        case "bluesky":
            handle = path.removeprefix("profile/") if is_url else text.lstrip("@")
            if "." not in handle:
                handle = f"{handle}.bsky.social"
        case "linkedin":
            handle = path if is_url else text.lstrip("@").strip("/")
            if "/" not in handle:
                handle = f"in/{handle}"
        case _:
            handle = path.split("/")[0].lstrip("@") if is_url else text.lstrip("@")
    if not re.fullmatch(_FORMS[network], handle):
        msg = f"“{text}” is not a {network} handle or profile URL."
        raise ValueError(msg)
    return handle


def handle_url(field: str, handle: str) -> str:
    """Return the absolute URL of a stored handle; a website is its own URL."""
    if field == "website":
        return handle
    if field == "mastodon":
        user, host = handle.split("@")
        return f"https://{host}/@{user}"
    return _URLS[field].format(handle)
