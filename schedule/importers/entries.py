"""One entry of a tree as plain values: pure, so that a whole tree is read before anything is written.

A reader takes each key off the mapping; what is left over is unknown, is kept aside in ``extra`` and reported.
"""

import datetime as dt
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify

from presenters.handles import HANDLE_FIELDS, normalise_handle
from presenters.paths import path_key
from schedule.importers.front_matter import Mapping, as_moment
from schedule.importers.report import Report
from schedule.importers.tree import Dialect
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
IGNORED_PRESENTER_KEYS: Final = ("layout", "photo_url", "override_schedule_title")
NO_COMPANY: Final = {"none", "-", "na", "n/a"}
NETWORKS: Final = ("website", *HANDLE_FIELDS)


@dataclass
class Reader:
    """Takes values off a mapping, one key at a time, in the forms that were met; complains with file and line."""

    source: str
    mapping: Mapping
    report: Report
    left: dict[str, Any] = field(init=False)
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = dict(self.mapping.values)
        for key in self.mapping.repeated:
            self.warning(key, "This key stands here more than once; the last one counts.")

    def error(self, key: str, message: str) -> None:
        self.report.error(self.source, message, self.mapping.lines.get(key, self.mapping.line), key)

    def warning(self, key: str, message: str) -> None:
        self.report.warning(self.source, message, self.mapping.lines.get(key, self.mapping.line), key)

    def keep_aside(self, key: str, value: Any, message: str) -> None:  # noqa: ANN401  whatever the file holds
        self.extra[key] = _as_json(value)
        self.warning(key, message)

    def text(self, *keys: str) -> str:
        """Return the first of the keys that has a text; null and missing are none."""
        for key in keys:
            value = self.left.pop(key, None)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                if text := str(value).replace("\r\n", "\n").strip():
                    return text
            elif value is not None:
                self.keep_aside(key, value, f"This should be a text; kept aside: {value!r:.80}.")
        return ""

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.left.pop(key, None)
        if isinstance(value, bool):
            return value
        if value not in (None, ""):
            self.keep_aside(key, value, f"This should be true or false; taken as {str(default).lower()}.")
        return default

    def texts(self, key: str) -> list[str]:
        """Return a list of texts, each once; a single text is a list of one."""
        value = self.left.pop(key, None)
        values = value if isinstance(value, list) else [value] if value not in (None, "") else []
        texts = [str(each).strip() for each in values if isinstance(each, str | int | float)]
        if len(texts) < len(values):
            self.keep_aside(key, value, "This should be a list of texts; what is none is left out.")
        return list(dict.fromkeys(text for text in texts if text))

    def moment(self, *keys: str, is_needed: bool = False) -> dt.datetime | None:
        for key in keys:
            value = self.left.pop(key, None)
            if value in (None, ""):
                continue
            try:
                return as_moment(value)
            except (ValueError, OverflowError) as error:
                (self.error if is_needed else self.warning)(key, str(error))
                return None
        if is_needed:
            self.error(keys[0], "This is missing: every session needs a start.")
        return None

    def checked(self, key: str, value: str, check: Callable[[str], Any]) -> str:
        """Return a value that passes a check, else nothing: the value is then kept aside."""
        try:
            check(value)
        except ValueError as error:
            self.keep_aside(key, value, f"{error} Kept aside.")
            return ""
        return value

    def finish(self, ignored: tuple[str, ...]) -> None:
        """Keep aside and report what nobody asked for."""
        for key, value in self.left.items():
            if key not in ignored and value not in (None, "", [], {}):
                self.keep_aside(key, value, "This key is unknown; its value is kept aside.")


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

    @property
    def identity(self) -> str:
        """What stays when a file is renamed or an item of manual.yaml moves; empty where nothing does."""
        if self.is_manual:
            return f"title {self.title}"
        return f"path {path_key(self.permalink)}" if self.permalink else ""


@dataclass
class PresenterEntry:
    """What one file says of a presenter; ``photo`` is the picture's path where there is one beside the file."""

    source: str
    name: str
    slug: str
    stem: str
    permalink: str = ""
    old_paths: list[str] = field(default_factory=list)
    pronouns: str = ""
    job_title: str = ""
    company: str = ""
    bio: str = ""
    photo: Path | None = None
    handles: dict[str, str] = field(default_factory=dict)
    is_hidden: bool = False
    guid: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def read_session(source: str, mapping: Mapping, body: str, dialect: Dialect, report: Report) -> SessionEntry | None:
    """Return what a session's file says, or nothing when it lacks a title or a start, which the report then names."""
    reader = Reader(source, mapping, report)
    title = html.unescape(reader.text("title"))
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
    permalink = reader.text("permalink")
    entry = SessionEntry(
        source=source,
        line=mapping.line,
        lines=mapping.lines,
        title=title,
        starts_at=starts_at,
        ends_at=reader.moment(*ends),
        category=Category.KEYNOTE if KEYNOTE.match(title) else CATEGORIES.get(category, Category.TALK),
        permalink=permalink if permalink.startswith("/") or not permalink else f"/{permalink}",
        old_paths=reader.texts("redirect_from"),
        slug=reader.text("slug"),
        link=reader.text("link"),
        room=reader.text("room"),
        track=reader.text("track"),
        presenters=reader.texts("presenter_slugs"),
        tags=reader.texts("tags"),
        abstract=reader.text("abstract"),
        text=body,
        audience_level=_level(reader),
        kind=_kind(reader, title, category),
        status=_status(reader),
        replaced_by=reader.text("replaced_by"),
        guid=reader.text("guid"),
        video_url=_video(reader, "video_url"),
        additional_video_url=_video(reader, "additional_video_url"),
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
    reader.finish(IGNORED_SESSION_KEYS)
    entry.extra = reader.extra
    return entry


def read_manual(source: str, mapping: Mapping, report: Report) -> SessionEntry | None:
    """Return one entry of manual.yaml, whose permalink is a link to another page."""
    reader = Reader(source, mapping, report)
    title = html.unescape(reader.text("title"))
    starts_at = reader.moment("start_datetime", is_needed=True)
    if not title:
        reader.error("title", "This is missing: every entry needs a title.")
    if not title or starts_at is None:
        return None
    entry = SessionEntry(
        source=f"{source}#{starts_at.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ} {title}",
        line=mapping.line,
        lines=mapping.lines,
        title=title,
        starts_at=starts_at,
        ends_at=reader.moment("end_datetime"),
        link=reader.text("permalink"),
        room=reader.text("room"),
        track=reader.text("track"),
        kind=_kind(reader, title, ""),
        is_manual=True,
    )
    reader.finish(())
    entry.extra = reader.extra
    return entry


def read_presenter(source: str, path: Path, mapping: Mapping, body: str, report: Report) -> PresenterEntry | None:
    """Return what a presenter's file says, or nothing when it lacks a name."""
    reader = Reader(source, mapping, report)
    name = html.unescape(reader.text("name"))
    if not name:
        reader.error("name", "This is missing: every presenter needs a name.")
        return None
    social = reader.left.pop("social", None)
    if isinstance(social, dict):
        reader.left |= {str(key).lower(): value for key, value in social.items() if value not in (None, "")}
    elif social not in (None, ""):
        reader.keep_aside("social", social, "This should be a map of networks; kept aside.")
    company = reader.text("company")
    photo = reader.text("photo")
    permalink = reader.text("permalink")
    entry = PresenterEntry(
        source=source,
        name=name,
        slug=reader.text("slug") or slugify(path.stem, allow_unicode=True),
        stem=path.stem,
        permalink=permalink if permalink.startswith("/") or not permalink else f"/{permalink}",
        old_paths=reader.texts("redirect_from"),
        pronouns=reader.text("pronouns"),
        job_title=reader.text("role", "title"),
        company="" if company.lower() in NO_COMPANY else company,
        bio=body,
        photo=_photo(reader, path, photo),
        handles={network: _handle(reader, network) for network in NETWORKS},
        is_hidden=reader.flag("hidden", default=False),
    )
    reader.finish(IGNORED_PRESENTER_KEYS)
    entry.extra = reader.extra
    return entry


def _level(reader: Reader) -> str:
    written = reader.text("difficulty")
    if written and written.lower() not in Talk.AudienceLevel.values:
        reader.keep_aside("difficulty", written, f"“{written}” is none of {', '.join(Talk.AudienceLevel.values)}.")
        return ""
    return written.lower()


def _status(reader: Reader) -> str:
    written = reader.text("status").lower() or Talk.Status.CONFIRMED
    if written not in Talk.Status.values:
        reader.keep_aside("status", written, f"“{written}” is none of {', '.join(Talk.Status.values)}.")
        return Talk.Status.CONFIRMED
    return written


def _kind(reader: Reader, title: str, category: str) -> str:
    if (written := reader.text("kind").lower()) in Kind.values:
        return written
    by_word = next((kind for word, kind in KINDS_BY_WORD if word.search(title)), None)
    return by_word or KINDS_BY_CATEGORY.get(category, Kind.OTHER)


def _video(reader: Reader, key: str) -> str:
    written = reader.text(key)
    return parse_video(written).url if written and reader.checked(key, written, parse_video) else ""


def _handle(reader: Reader, network: str) -> str:
    written = reader.text(network)
    if not written:
        return ""
    if network == "website":
        return written if "://" in written else f"https://{written}"
    try:
        return normalise_handle(network, written)
    except ValueError as error:
        reader.keep_aside(network, written, f"{error} Kept aside.")
        return ""


def _photo(reader: Reader, path: Path, name: str) -> Path | None:
    if not name:
        return None
    photo = path.parent / name
    if Path(name).name != name or not photo.is_file():
        reader.keep_aside("photo", name, f"There is no picture “{name}” beside the file.")
        return None
    return photo


def _as_json(value: Any) -> Any:  # noqa: ANN401  whatever the file holds
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_as_json(each) for each in value]
    return value if isinstance(value, bool | int | float | str | None) else str(value)
