"""Recordings elsewhere: one canonical address for each, and the address of its player."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

_YOUTUBE_ID: Final = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_HOSTS: Final = {"youtube.com", "youtube-nocookie.com"}
_VIMEO_PATH: Final = re.compile(r"/(?:video/)?([0-9]{1,15})(?:/([0-9a-f]{6,20}))?/?")
_START: Final = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)


@dataclass(frozen=True)
class Video:
    """A recording: its host's name for people, its canonical URL, and the URL of a player to embed or nothing."""

    host: str
    url: str
    embed_url: str = ""


def parse_video(written: str) -> Video:
    """Read a video's address in any of the forms met: full, short, embedded, or a bare YouTube id.

    The moment at which a YouTube video is to start is kept: talks are cut from streams of a whole day. An address of
    an unknown host is kept as it is, without a player.
    """
    text = written.strip()
    if _YOUTUBE_ID.fullmatch(text):
        return _youtube(text, 0)
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:  # brackets or a port that are none
        return Video("", text)
    host = re.sub(r"^(?:www|m|music|player)\.", "", parts.hostname or "")
    if host == "youtu.be" or host in _YOUTUBE_HOSTS:
        path = parts.path.strip("/").split("/")
        query = parse_qs(parts.query)
        candidate = query.get("v", [""])[0] if path[0] == "watch" else path[-1]
        if _YOUTUBE_ID.fullmatch(candidate):
            return _youtube(candidate, _seconds((query.get("t") or query.get("start") or [""])[0]))
    if host == "vimeo.com" and (video := _VIMEO_PATH.fullmatch(parts.path)):
        return _vimeo(video[1], video[2] or _vimeo_key(parts))
    return Video(host, text)


def _youtube(video_id: str, starts_after: int) -> Video:
    """Return a YouTube video that starts after so many seconds."""
    return Video(
        "YouTube",
        f"https://www.youtube.com/watch?v={video_id}" + (f"&t={starts_after}s" if starts_after else ""),
        f"https://www.youtube-nocookie.com/embed/{video_id}?autoplay=1"
        + (f"&start={starts_after}" if starts_after else ""),
    )


def _vimeo(video_id: str, key: str) -> Video:
    """Return a Vimeo video; an unlisted one has a key, without which it is not found."""
    return Video(
        "Vimeo",
        f"https://vimeo.com/{video_id}" + (f"/{key}" if key else ""),
        f"https://player.vimeo.com/video/{video_id}" + (f"?h={key}" if key else ""),
    )


def _vimeo_key(parts: SplitResult) -> str:
    key = parse_qs(parts.query).get("h", [""])[0]
    return key if re.fullmatch(r"[0-9a-f]{6,20}", key) else ""


def _seconds(written: str) -> int:
    """Read ``90``, ``90s`` or ``1h2m3s``; what is neither is the beginning."""
    start = _START.fullmatch(written)
    if start is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in start.groups())
    return 3600 * hours + 60 * minutes + seconds
