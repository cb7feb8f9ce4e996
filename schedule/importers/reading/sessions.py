"""What one file, or one item of manual.yaml, says of a session."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any, Final

from schedule.importers.reading.tree import Dialect
from schedule.importers.reading.values import Reader
from schedule.models import Slot
from talks.models import Talk
from talks.videos import parse_video

Category = Talk.Category
Kind = Slot.Kind

CATEGORIES: Final = {
    "talk": Category.TALK,
    "talks": Category.TALK,
    "keynote": Category.KEYNOTE,
    "keynotes": Category.KEYNOTE,
    "tutorial": Category.TUTORIAL,
    "tutorials": Category.TUTORIAL,
    "workshop": Category.TUTORIAL,
    "workshops": Category.TUTORIAL,
    "sprint": Category.SPRINT,
    "sprints": Category.SPRINT,
    "social-event": Category.SOCIAL_EVENT,
    "social-events": Category.SOCIAL_EVENT,
    "social-hour": Category.SOCIAL_EVENT,
}
KINDS_BY_CATEGORY: Final = {
    "break": Kind.BREAK,
    "lunch": Kind.MEAL,
    "rooms": Kind.SPACE,
    "social-event": Kind.SOCIAL,
    "social-events": Kind.SOCIAL,
    "social-hour": Kind.SOCIAL,
}
# An entry's title says better than its category what it is: quiet rooms are filed as breaks, breakfasts as sprints.
KINDS_BY_WORD: Final = (
    (re.compile(r"\bregistration\b|\bcheck-?in\b", re.IGNORECASE), Kind.REGISTRATION),
    (re.compile(r"\b(quiet|lactation|nursing|prayer|sensory|childcare)\b", re.IGNORECASE), Kind.SPACE),
    (re.compile(r"\b(breakfast|lunch|dinner|brunch)\b", re.IGNORECASE), Kind.MEAL),
    (re.compile(r"\b(reception|party|social|game night|happy hour)\b", re.IGNORECASE), Kind.SOCIAL),
    (re.compile(r"\bbreak\b|\bcoffee\b", re.IGNORECASE), Kind.BREAK),
)
KEYNOTE: Final = re.compile(r"keynote\s*[:–—-]", re.IGNORECASE)
FULL_KEYS: Final = ("schedule_layout", "schedule-layout", "talk_slot")
# Copies, constants and always empty: of no use, and no error.
IGNORED_SESSION_KEYS: Final = ("group", "layout", "summary", "show_video_urls", "featured", "audience", "presenters")


@dataclass
class SessionEntry:
    """What one file, or one item of manual.yaml, says of a session. Times are aware; ``line`` is where it begins.

    Only a talk of Lectern's own export may have no start: it says that it is not scheduled.
    """

    source: str
    title: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None = None
    line: int = 1
    category: str = ""
    permalink: str = ""
    old_paths: list[str] = field(default_factory=list)
    slug: str = ""
    link: str = ""
    room: str = ""
    track: str = ""
    presenters: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    abstract: str = ""
    text: str = ""
    audience_level: str = ""
    kind: str = ""
    status: str = Talk.Status.CONFIRMED
    replaced_by: str = ""
    guid: str = ""
    video_url: str = ""
    additional_video_url: str = ""
    slides_url: str = ""
    card_image: str = ""
    is_accepted: bool = True
    is_published: bool = True
    is_hidden: bool = False
    is_in_sitemap: bool = True
    is_across_rooms: bool = False
    is_overlap_known: bool = False
    is_cancelled: bool = False
    is_manual: bool = False
    is_marked_talk: bool = False
    lines: dict[str, int] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def is_talk(self) -> bool:
        """Whether it has a page or people, or says that it is a talk; anything else is logistics."""
        return not self.is_manual and bool(self.permalink or self.presenters or self.is_marked_talk)


def read_session(reader: Reader, body: str, dialect: Dialect) -> SessionEntry | None:
    """Return what a session's file says, or nothing when it lacks a title or a start, which the report then names."""
    title = reader.line("title")
    is_scheduled = reader.flag("scheduled", default=True)
    starts, ends = ("date", "start_datetime"), ("end_date", "end_datetime")
    if dialect == Dialect.ELEVENTY:
        starts, ends = starts[::-1], ends[::-1]
    starts_at = reader.moment(*starts, is_needed=is_scheduled)
    if not title:
        reader.error("title", "This is missing: every session needs a title.")
    if not title or (starts_at is None and is_scheduled):
        return None
    category = reader.text("category").lower()
    entry = SessionEntry(
        source=reader.source,
        line=reader.mapping.line,
        lines=reader.mapping.lines,
        title=title,
        starts_at=starts_at,
        ends_at=reader.moment(*ends),
        category=Category.KEYNOTE if KEYNOTE.match(title) else CATEGORIES.get(category, Category.TALK),
        permalink=reader.permalink(),
        old_paths=reader.texts("redirect_from"),
        slug=reader.text("slug"),
        link=reader.text("link"),
        room=reader.text("room"),
        track=reader.text("track"),
        presenters=reader.texts("presenter_slugs"),
        tags=reader.texts("tags"),
        abstract=reader.text("abstract"),
        text=body,
        audience_level=reader.choice("difficulty", Talk.AudienceLevel.values, ""),
        kind=_kind(reader, title, category),
        status=reader.choice("status", Talk.Status.values, Talk.Status.CONFIRMED),
        replaced_by=reader.text("replaced_by"),
        guid=reader.text("guid"),
        video_url=reader.checked("video_url", lambda written: parse_video(written).url),
        additional_video_url=reader.checked("additional_video_url", lambda written: parse_video(written).url),
        slides_url=reader.text("slides_url"),
        card_image=reader.text("image"),
        is_accepted=reader.flag("accepted", default=dialect == Dialect.ELEVENTY),
        is_published=reader.flag("published", default=True) and not reader.flag("draft", default=False),
        is_hidden=reader.flag("hidden", default=False),
        is_in_sitemap=reader.flag("sitemap", default=True),
        is_across_rooms="full" in [reader.text(key) for key in FULL_KEYS],
        is_overlap_known=reader.flag("is_overlap_known", default=False),
        is_cancelled=reader.flag("is_cancelled", default=False),
        is_marked_talk=reader.text("type") == "talk",
    )
    entry.extra = reader.finish(IGNORED_SESSION_KEYS)
    return entry


def read_manual(reader: Reader) -> SessionEntry | None:
    """Return one entry of manual.yaml, whose permalink is a link to another page."""
    title = reader.line("title")
    starts_at = reader.moment("start_datetime", is_needed=True)
    if not title:
        reader.error("title", "This is missing: every entry needs a title.")
    if not title or starts_at is None:
        return None
    entry = SessionEntry(
        source=f"{reader.source}#{starts_at.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ} {title}",
        line=reader.mapping.line,
        lines=reader.mapping.lines,
        title=title,
        starts_at=starts_at,
        ends_at=reader.moment("end_datetime"),
        link=reader.text("permalink"),
        room=reader.text("room"),
        track=reader.text("track"),
        kind=_kind(reader, title, ""),
        is_manual=True,
    )
    entry.extra = reader.finish(())
    return entry


def _kind(reader: Reader, title: str, category: str) -> str:
    if (written := reader.text("kind").lower()) in Kind.values:
        return written
    by_word = next((kind for word, kind in KINDS_BY_WORD if word.search(title)), None)
    return by_word or KINDS_BY_CATEGORY.get(category, Kind.OTHER)
