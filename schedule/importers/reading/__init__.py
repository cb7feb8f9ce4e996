"""Reading a content tree: every file of it becomes an entry, or an error with file, line and key."""

import datetime as dt
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from schedule.importers.options import Progress
from schedule.importers.reading.config import Config, read_config
from schedule.importers.reading.front_matter import FrontMatterError, Mapping, read_mappings, read_text, split
from schedule.importers.reading.presenters import PresenterEntry, read_presenter
from schedule.importers.reading.sessions import SessionEntry, read_manual, read_session
from schedule.importers.reading.tree import ContentTree, Dialect, TreeError, find_tree
from schedule.importers.reading.values import Reader
from schedule.importers.report import Report

__all__ = ["Config", "Content", "PresenterEntry", "SessionEntry", "TreeError", "find_tree", "read_tree"]

LONGEST_SOURCE = 500  # characters of a name that is remembered


@dataclass
class Content:
    """All that a tree says."""

    tree: ContentTree
    config: Config
    sessions: list[SessionEntry] = field(default_factory=list)
    presenters: list[PresenterEntry] = field(default_factory=list)

    @property
    def moments(self) -> list[dt.datetime]:
        return [session.starts_at for session in self.sessions if session.starts_at]

    def settle(self, zone: ZoneInfo, shift: dt.timedelta, report: Report) -> None:
        """Move sessions by whole days, and mend ends that are not after their start, in the conference's zone."""
        self.sessions = [_repaired(_shifted(session, zone, shift), zone, report) for session in self.sessions]


def read_tree(tree: ContentTree, report: Report, progress: Progress) -> Content:
    """Read every file of a tree; one that cannot be read is an error in the report and left out."""
    content = Content(tree, read_config(tree.root, report) if tree.dialect else Config())
    for source in progress([*tree.presenters, *tree.sessions, *tree.unsorted]):
        try:
            mapping, body = split(_read(tree, source), is_exact=content.config.is_lecterns)
        except FrontMatterError as error:
            report.error(_printable(source), str(error), error.line)
            continue
        _add(content, source, mapping, body, report)
    if tree.manual:
        content.sessions += _read_manual(tree, report)
    return content


def _add(content: Content, source: str, mapping: Mapping, body: str, report: Report) -> None:
    tree = content.tree
    reader = Reader(source, mapping, report, is_exact=content.config.is_lecterns)
    text = body if reader.is_exact else _without_liquid(body)
    if source in tree.presenters or (source in tree.unsorted and _is_presenter(mapping)):
        presenter = read_presenter(reader, tree.root / source, text)
        content.presenters += [presenter] if presenter else []
    else:
        dialect = tree.dialect or (Dialect.ELEVENTY if "start_datetime" in mapping.values else Dialect.JEKYLL)
        session = read_session(reader, text, dialect)
        content.sessions += [session] if session else []


def _read_manual(tree: ContentTree, report: Report) -> list[SessionEntry]:
    try:
        mappings = [mapping for mapping in read_mappings(_read(tree, tree.manual)) if mapping.values]
    except FrontMatterError as error:
        report.error(tree.manual, str(error), error.line)
        return []
    if mappings and not tree.sessions and not tree.part:
        message = "It has entries, but the tree has no session files: a copy of another year, left out."
        report.warning(tree.manual, message)
        return []
    entries: dict[str, SessionEntry] = {}
    for mapping in mappings:
        entry = read_manual(Reader(tree.manual, mapping, report))
        if entry and entry.source in entries:
            message = f"This title is there at this time already, from line {entries[entry.source].line} on."
            report.error(tree.manual, message, mapping.lines["title"], "title")
        elif entry:
            entries[entry.source] = entry
    return list(entries.values())


def _read(tree: ContentTree, source: str) -> str:
    if source != _printable(source) or len(source) > LONGEST_SOURCE:
        raise FrontMatterError(f"The file's name is no text of at most {LONGEST_SOURCE} characters.")
    return read_text(tree.root / source)


def _printable(source: str) -> str:
    """Return a file's name with marks in place of what is no text."""
    return source.encode(errors="replace").decode()


def _is_presenter(mapping: Mapping) -> bool:
    return "name" in mapping.values and not mapping.values.keys() & {"date", "start_datetime"}


def _without_liquid(body: str) -> str:
    """Show what stands between Liquid's raw marks as it is: the marks alone go."""
    return body.replace("{% raw %}", "").replace("{% endraw %}", "")


def _shifted(session: SessionEntry, zone: ZoneInfo, shift: dt.timedelta) -> SessionEntry:
    """Move a session by whole days of its zone, where a day may have 23 or 25 hours."""

    def moved(moment: dt.datetime) -> dt.datetime:
        return (moment.astimezone(zone).replace(tzinfo=None) + shift).replace(tzinfo=zone)

    if not shift or session.starts_at is None:
        return session
    return replace(session, starts_at=moved(session.starts_at), ends_at=session.ends_at and moved(session.ends_at))


def _repaired(session: SessionEntry, zone: ZoneInfo, report: Report) -> SessionEntry:
    """Mend an end that is not after the start: its time of day on the start's day if that is later, else none."""
    if session.starts_at is None or session.ends_at is None or session.ends_at > session.starts_at:
        return session
    starts_at = session.starts_at.astimezone(zone)
    # By the clocks of the start's day: of a mistyped year, clocks may have gone otherwise.
    time = session.ends_at.astimezone(dt.timezone(starts_at.utcoffset() or dt.timedelta(0))).time()
    ends_at = dt.datetime.combine(starts_at.date(), time, zone)
    mended = ends_at if ends_at > starts_at else None
    told = f"taken as {mended:%H:%M} on the same day" if mended else "left out"
    key = next((key for key in ("end_datetime", "end_date") if key in session.lines), "end_datetime")
    message = f"The end is not after the start; it is {told}."
    report.warning(session.source, message, session.lines.get(key, session.line), key)
    return replace(session, ends_at=mended)
