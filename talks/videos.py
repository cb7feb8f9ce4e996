"""Recordings elsewhere: one canonical address for each, and the address of its player."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

_YOUTUBE_ID: Final = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_HOSTS: Final = {
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "youtube-nocookie.com",
    "www.youtube-nocookie.com",
}


@dataclass(frozen=True)
class Video:
    """A recording: its host's name for people, its canonical URL, and the URL of a player to embed or nothing."""

    host: str
    url: str
    embed_url: str = ""


def parse_video(written: str) -> Video:
    """Read a video's address in any of the forms met: full, short, embedded, or a bare YouTube id.

    An address of an unknown host is kept as it is, without a player.
    """
    text = written.strip()
    if _YOUTUBE_ID.fullmatch(text):
        return _youtube(text)
    parts = urlsplit(text)
    host, path = (parts.hostname or ""), parts.path.strip("/").split("/")
    candidate = ""
    if host == "youtu.be":
        candidate = path[0]
    elif host in _YOUTUBE_HOSTS:
        candidate = parse_qs(parts.query).get("v", [""])[0] if path[0] == "watch" else path[-1]
    if _YOUTUBE_ID.fullmatch(candidate):
        return _youtube(candidate)
    if host in {"vimeo.com", "www.vimeo.com", "player.vimeo.com"} and path[-1].isascii() and path[-1].isdigit():
        return Video("Vimeo", f"https://vimeo.com/{path[-1]}", f"https://player.vimeo.com/video/{path[-1]}")
    return Video(host.removeprefix("www."), text)


def _youtube(video_id: str) -> Video:
    return Video(
        "YouTube",
        f"https://www.youtube.com/watch?v={video_id}",
        f"https://www.youtube-nocookie.com/embed/{video_id}?autoplay=1",
    )
