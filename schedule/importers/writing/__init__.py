"""Writing what was read: all of it in one transaction, or nothing."""

from typing import Final
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db import Error, connection, transaction

from schedule.actors import acting_as
from schedule.conflicts import presenter_clashes, room_clashes
from schedule.importers.options import Options, Progress
from schedule.importers.reading import Content
from schedule.importers.report import Report
from schedule.importers.writing.edition import find_conference
from schedule.importers.writing.places import Places
from schedule.importers.writing.presenters import Presenters
from schedule.importers.writing.records import Records
from schedule.importers.writing.run import Run
from schedule.importers.writing.sessions import Sessions
from schedule.models import Conference, Slot

ACTOR: Final = "import"


def write(content: Content, zone: ZoneInfo, options: Options, report: Report, progress: Progress) -> None:
    """Write all that was read, or nothing where there is an error; a dry run reports the same and undoes it."""
    written_photos: list[str] = []
    replaced_photos: list[str] = []
    is_done = False
    try:
        with acting_as(ACTOR), transaction.atomic():
            _wait_for_other_imports()
            conference = find_conference(content, zone, options, report)
            if conference is not None:
                report.conference = conference.name
                run = Run(
                    conference,
                    report,
                    Records(conference, content, report),
                    overwrite=options.overwrite,
                    prune=options.prune,
                )
                presenters = Presenters(run, written_photos, replaced_photos, is_dry_run=options.is_dry_run)
                _write(content, run, presenters, progress)
            report.is_refused |= bool(report.errors) and not options.skip_invalid
            is_undone = options.is_dry_run or report.is_refused
            transaction.set_rollback(is_undone)
        is_done = not is_undone
    except Error as error:
        report.refuse("database", " ".join(str(error).split()))
    finally:
        for name in replaced_photos if is_done else written_photos:
            default_storage.delete(name)


def _wait_for_other_imports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('import'))")
        cursor.execute("set constraints a_room_holds_one_talk_at_a_time deferred")


def _write(content: Content, run: Run, presenters: Presenters, progress: Progress) -> None:
    steps = iter(progress([*content.presenters, *content.sessions]))
    places = Places(run.conference, content.sessions, content.config.details)
    places.make_described(content.config.details, content.config.source, run.report)
    presenters.write(content.presenters, lambda: next(steps, None))
    sessions = Sessions(run, places, presenters.by_name, content.sessions)
    sessions.write(lambda: next(steps, None))
    next(steps, None)  # the bar sees its end
    _handle_lost(run, sessions, presenters)
    run.records.save()
    _report_clashes(run.conference, run.report)
    with connection.cursor() as cursor:
        cursor.execute("set constraints a_room_holds_one_talk_at_a_time immediate")


def _handle_lost(run: Run, sessions: Sessions, presenters: Presenters) -> None:
    """Report or remove what is no longer in the tree: sessions first, so that presenters may go with them."""
    for record in sorted(run.records.lost, key=lambda record: record.presenter_id is not None):
        slot, talk = sessions.slots.known.get(record.slot_id), sessions.known.get(record.talk_id)
        presenter = presenters.known.get(record.presenter_id)
        is_edited = presenters.is_edited(record) if presenter else sessions.is_edited(record)
        is_needed = presenter is not None and presenter.talk_presenters.exists()
        outcomes = [
            run.vanish(kind, record.source, row, is_edited=is_edited, is_needed=is_needed)
            for kind, row in (("slots", slot), ("sessions", talk), ("presenters", presenter))
            if row is not None and row not in run.written
        ]
        if all(outcomes):  # or it is remembered under another name by now
            record.delete()
            if presenter and outcomes and presenter.photo.name:
                presenters.replaced_photos.append(presenter.photo.name)


def _report_clashes(conference: Conference, report: Report) -> None:
    """Report who and what is in two places at one time, and flag talks that share a room, which are kept."""
    for room_clash in room_clashes(conference):
        first, second = room_clash.first, room_clash.second
        if first.talk_id and second.talk_id and not (first.is_overlap_known or second.is_overlap_known):
            Slot.objects.filter(pk=second.pk).update(is_overlap_known=True)
            second.is_overlap_known = True
        report.warning(
            "schedule", f"“{first}” and “{second}” are both in {room_clash.room}, {second.when}.", key="room"
        )
    for clash in presenter_clashes(conference):
        message = f"{clash.presenter} has “{clash.first}” and “{clash.second}” at one time, {clash.second.when}."
        report.warning("schedule", message, key="presenter_slugs")
