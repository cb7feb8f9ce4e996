"""Importing a content tree: everything is read first, everything is reported, then all or nothing is written."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db import Error, connection, transaction

from schedule.actors import acting_as
from schedule.importers.edition import find_conference, find_zone
from schedule.importers.entries import PresenterEntry, SessionEntry, read_manual, read_presenter, read_session
from schedule.importers.front_matter import FrontMatterError, Mapping, read_mappings, read_text, split
from schedule.importers.report import Report
from schedule.importers.tree import Config, ContentTree, Dialect, find_tree
from schedule.importers.writer import Writer

ACTOR: Final = "import"

type Progress = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Options:
    """How to import. ``shift`` moves everything by whole days; the time of day in the conference's zone stays."""

    domain: str = ""
    name: str = ""
    time_zone: str = ""
    is_current: bool = False
    is_dry_run: bool = False
    skip_invalid: bool = False
    overwrite: bool = False
    prune: bool = False
    shift: dt.timedelta = dt.timedelta(0)


def import_tree(path: Path, options: Options, progress: Progress = lambda items: items) -> Report:
    """Import a content tree, a bare folder or a single file, and report; ``progress`` sees the entries pass.

    Raises:
        TreeError: there is nothing to import at that path.
    """
    tree = find_tree(path)
    report = Report(is_dry_run=options.is_dry_run)
    sessions, presenters = _read(tree, report)
    zone = find_zone(
        options.time_zone, tree.config, [session.starts_at for session in sessions if session.starts_at], report
    )
    sessions = [_repaired(_shifted(session, zone, options.shift), zone, report) for session in sessions]
    domain = options.domain or tree.config.domain
    if not domain:
        report.error(
            tree.config.source or "options", "Say which host name the conference has: --domain 2026.example.org."
        )
    is_worth_it = bool(sessions) or tree.config.is_lecterns
    if not is_worth_it:
        report.error("tree", "There is no session in it.")
    if domain and is_worth_it and (options.skip_invalid or not report.errors):
        days = [session.starts_at.astimezone(zone).date() for session in sessions if session.starts_at]
        config = replace(tree.config, domain=domain, name=options.name or tree.config.name)
        _write(sessions, presenters, config, zone, days, options, report, progress)
    return report


def _write(  # noqa: PLR0913, PLR0917  what was read, how to write it, and whom to tell
    sessions: list[SessionEntry],
    presenters: list[PresenterEntry],
    config: Config,
    zone: ZoneInfo,
    days: list[dt.date],
    options: Options,
    report: Report,
    progress: Progress,
) -> None:
    connection.ensure_connection()  # a database that is away is no error of the tree
    writer = None
    is_done = False
    try:
        with acting_as(ACTOR), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set constraints a_room_holds_one_talk_at_a_time deferred")
            conference = find_conference(
                config, zone, days, options.shift, is_current=options.is_current, report=report
            )
            if conference is not None:
                report.conference = conference.name
                writer = Writer(
                    conference,
                    report,
                    {entry.source for entry in sessions} | {entry.source for entry in presenters},
                    overwrite=options.overwrite,
                    prune=options.prune,
                    is_dry_run=options.is_dry_run,
                )
                steps = iter(progress([*presenters, *sessions]))
                writer.make_rooms_and_tracks(sessions, config.details)
                writer.write_presenters(presenters, lambda: next(steps, None))
                writer.write_sessions(sessions, lambda: next(steps, None))
                for _rest in steps:
                    pass
                writer.finish()
            is_refused = conference is None or (bool(report.errors) and not options.skip_invalid)
            if options.is_dry_run or is_refused:
                transaction.set_rollback(True)
            is_done = not options.is_dry_run and not is_refused
    except Error as error:
        is_done = False
        report.error("database", " ".join(str(error).split()))
    finally:
        if writer:
            for name in writer.replaced_photos if is_done else writer.written_photos:
                default_storage.delete(name)


def _read(tree: ContentTree, report: Report) -> tuple[list[SessionEntry], list[PresenterEntry]]:
    """Read every file of a tree; one that cannot be read is an error in the report and left out."""
    sessions: list[SessionEntry | None] = []
    presenters: list[PresenterEntry | None] = []
    for path, folder in (
        *((path, "presenters") for path in tree.presenters),
        *((path, "sessions") for path in tree.sessions),
        *((path, "") for path in tree.unsorted),
    ):
        source = tree.source_of(path)
        try:
            mapping, body = split(read_text(path))
        except FrontMatterError as error:
            report.error(source, str(error), error.line, error.key)
            continue
        if not tree.config.is_lecterns:
            body = _without_liquid(body)
        if folder == "presenters" or (not folder and _is_presenter(mapping)):
            presenters.append(read_presenter(source, path, mapping, body, report))
        else:
            dialect = tree.dialect or (Dialect.ELEVENTY if "start_datetime" in mapping.values else Dialect.JEKYLL)
            sessions.append(read_session(source, mapping, body, dialect, report))
    if tree.manual:
        sessions += _read_manual(tree, tree.manual, report)
    return [entry for entry in sessions if entry], [entry for entry in presenters if entry]


def _read_manual(tree: ContentTree, path: Path, report: Report) -> list[SessionEntry | None]:
    source = tree.source_of(path)
    try:
        mappings = read_mappings(read_text(path))
    except FrontMatterError as error:
        report.error(source, str(error), error.line, error.key)
        return []
    if mappings and any(mapping.values for mapping in mappings) and not tree.sessions:
        report.warning(source, "It has entries, but the tree has no session files: a copy of another year, left out.")
        return []
    return [read_manual(source, mapping, report) for mapping in mappings if mapping.values]


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
    ends_at = dt.datetime.combine(starts_at.date(), session.ends_at.astimezone(zone).time(), zone)
    mended = ends_at if ends_at > starts_at else None
    told = f"taken as {mended:%H:%M} on the same day" if mended else "left out"
    key = next((key for key in ("end_datetime", "end_date") if key in session.lines), "end_datetime")
    message = f"The end is not after the start; it is {told}."
    report.warning(session.source, message, session.lines.get(key, session.line), key)
    return replace(session, ends_at=mended)
