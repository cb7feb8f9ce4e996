"""Recordings: one address for each, whatever way it was written."""

import os
import re
from pathlib import Path

import pytest

from talks.videos import Video, parse_video

ID = "a-B_c1D2e3F"
YOUTUBE = Video(
    "YouTube",
    f"https://www.youtube.com/watch?v={ID}",
    f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1",
)


@pytest.mark.parametrize(
    "written",
    [
        ID,
        f" {ID}\n",
        f"https://youtu.be/{ID}",
        f"http://youtu.be/{ID}?si=tracking",
        f"youtu.be/{ID}",
        f"https://www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com/watch?v={ID}&list=PL0123456789abcdef",
        f"https://www.youtube.com/watch?list=PL0123456789abcdef&v={ID}",
        f"https://m.youtube.com/watch?v={ID}&feature=youtu.be",
        f"https://YouTube.com/watch?v={ID}#t=1",
        f"www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com/embed/{ID}",
        f"https://www.youtube-nocookie.com/embed/{ID}?rel=0",
        f"https://www.youtube.com/live/{ID}?t=0",
        f"https://www.youtube.com/shorts/{ID}/",
        f"https://www.youtube.com/v/{ID}",
        f"https://www.youtube.com/watch?v={ID}&t=soon",
    ],
)
def test_every_form_of_a_youtube_address_is_one_video(written: str) -> None:
    assert parse_video(written) == YOUTUBE
    assert parse_video(parse_video(written).url) == YOUTUBE
    assert parse_video(parse_video(written).embed_url) == YOUTUBE


@pytest.mark.parametrize("video_id", ["-abcdefghij", "_abcdefghij", "-----------", "00000000000"])
def test_an_id_may_begin_with_any_of_its_letters(video_id: str) -> None:
    assert parse_video(video_id).url == f"https://www.youtube.com/watch?v={video_id}"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (f"https://youtu.be/{ID}?t=90", 90),
        (f"https://youtu.be/{ID}?t=90s", 90),
        (f"https://www.youtube.com/watch?v={ID}&t=1h2m3s", 3723),
        (f"https://www.youtube.com/watch?v={ID}&t=12m", 720),
        (f"https://www.youtube.com/embed/{ID}?start=5", 5),
    ],
)
def test_the_moment_at_which_a_video_starts_is_kept(written: str, seconds: int) -> None:
    video = parse_video(written)

    assert video.url == f"{YOUTUBE.url}&t={seconds}s"
    assert video.embed_url == f"{YOUTUBE.embed_url}&start={seconds}"
    assert parse_video(video.url) == video


@pytest.mark.parametrize(
    ("written", "url", "embed_url"),
    [
        ("https://vimeo.com/123456", "https://vimeo.com/123456", "https://player.vimeo.com/video/123456"),
        ("https://www.vimeo.com/123456/", "https://vimeo.com/123456", "https://player.vimeo.com/video/123456"),
        ("https://player.vimeo.com/video/123456?dnt=1", "https://vimeo.com/123456",
         "https://player.vimeo.com/video/123456"),
        ("https://vimeo.com/123456/abcdef0123", "https://vimeo.com/123456/abcdef0123",
         "https://player.vimeo.com/video/123456?h=abcdef0123"),
        ("https://player.vimeo.com/video/123456?h=abcdef0123", "https://vimeo.com/123456/abcdef0123",
         "https://player.vimeo.com/video/123456?h=abcdef0123"),
    ],
)  # fmt: skip
def test_a_vimeo_address_keeps_the_key_of_an_unlisted_video(written: str, url: str, embed_url: str) -> None:
    assert parse_video(written) == Video("Vimeo", url, embed_url)
    assert parse_video(url) == parse_video(written)


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("https://media.example.org/talks/one.mp4", "media.example.org"),
        ("https://www.example.org/watch?v=abcdefghijk", "example.org"),
        ("https://notyoutube.com/watch?v=abcdefghijk", "notyoutube.com"),
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", "youtube.com.evil.example"),
        ("https://www.youtube.com/watch?v=too-short", "youtube.com"),
        ("https://www.youtube.com/watch?v=abcdefghijk%22onload", "youtube.com"),
        ("https://www.youtube.com/@channel", "youtube.com"),
        ("https://vimeo.com/channels/staff", "vimeo.com"),
        ("https://vimeo.com/123456/not-a-key", "vimeo.com"),
        ("https://[broken", ""),
        ("https://example.org:port/x", "example.org"),
        ("", ""),
    ],
)
def test_another_address_is_kept_and_never_embedded(written: str, host: str) -> None:
    assert parse_video(written) == Video(host, written)


@pytest.mark.skipif("LECTERN_ACCEPTANCE_DATA" not in os.environ, reason="LECTERN_ACCEPTANCE_DATA names no folder")
def test_every_recording_of_a_real_year_has_a_player() -> None:
    folder = Path(os.environ["LECTERN_ACCEPTANCE_DATA"]) / "content/djangocon-us-2022/_schedule"
    text = "\n".join(file.read_text() for file in folder.rglob("*.md"))
    found = re.findall(r"^video_url:\s+(http\S+)$", text, re.MULTILINE)

    players = {parse_video(url).embed_url for url in found}

    assert len(found) > 50
    assert len(players) == len(set(found))
    assert all(player.startswith("https://www.youtube-nocookie.com/embed/") for player in players)
