"""What is remembered of former imports: which entry became which rows, and what it then said."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Model

from presenters.paths import path_key
from schedule.importers.reading import Content, PresenterEntry, SessionEntry
from schedule.importers.report import Report
from schedule.importers.writing.rows import moment_text
from schedule.models import Conference, ImportRecord

BATCH: Final = 1000
STEPS: Final = 4

type Entry = SessionEntry | PresenterEntry


class Records:
    """Finds the record of each entry: by the entry's name or, if its file was renamed, by what it is of."""

    def __init__(self, conference: Conference, content: Content, report: Report) -> None:
        self.conference = conference
        known = {record.source: record for record in conference.import_records.select_related("slot").order_by("pk")}
        self.found: dict[str, ImportRecord] = {}
        new: list[Entry] = []
        entries: list[Entry] = [*content.presenters, *content.sessions]
        for entry in entries:
            if entry.source in known:
                self.found[entry.source] = known[entry.source]
            else:
                new.append(entry)
        broken = {problem.file for problem in report.errors}  # what cannot be read has not vanished
        unread = [
            record
            for source, record in known.items()
            if source not in self.found and source.partition("#")[0] not in broken
        ]
        self._find_renamed(new, [record for record in unread if content.tree.is_gone(record.source)])
        renamed = {record.pk for record in self.found.values()}
        self.lost = [record for record in unread if record.pk not in renamed and content.tree.has_lost(record.source)]
        self.changed: list[ImportRecord] = []

    def _find_renamed(self, entries: list[Entry], records: list[ImportRecord]) -> None:
        """Match by the slot that an export names, by page, by title and start, by title, each only where certain."""
        for step in range(STEPS):
            wanted = _only_ones((_identities_of_entry(entry)[step], entry) for entry in entries)
            there = _only_ones((_identities_of_record(record)[step], record) for record in records)
            for identity in wanted.keys() & there.keys():
                entry, record = wanted[identity], there[identity]
                self.found[entry.source] = record
                entries.remove(entry)
                records.remove(record)

    def of(self, entry: Entry) -> ImportRecord:
        """Return what is remembered of an entry, else a new record."""
        return self.found.get(entry.source) or ImportRecord(conference=self.conference, source=entry.source, values={})

    def remember(self, record: ImportRecord, entry: Entry, values: dict[str, Any], **rows: Model | None) -> None:
        """Note what an entry said and which rows it became, if that is not known already."""
        values |= {"extra": entry.extra} if entry.extra else {}
        is_changed = not record.pk or record.values != values or record.source != entry.source
        for name, row in rows.items():
            is_changed |= getattr(record, f"{name}_id") != (row.pk if row else None) or bool(row and not row.pk)
            setattr(record, name, row)
        record.values, record.source = values, entry.source
        if is_changed:
            self.changed.append(record)

    def save(self) -> None:
        """Write what is new; the rows have to be there."""
        new = [record for record in self.changed if not record.pk]
        known = [record for record in self.changed if record.pk]
        ImportRecord.objects.bulk_create(new, BATCH)
        ImportRecord.objects.bulk_update(known, ["source", "values", "presenter", "talk", "slot"], BATCH)


def _only_ones[Thing](pairs: Iterable[tuple[str, Thing]]) -> dict[str, Thing]:
    pairs = list(pairs)
    counts = Counter(identity for identity, _ in pairs)
    return {identity: thing for identity, thing in pairs if identity and counts[identity] == 1}


def _identities_of_entry(entry: Entry) -> tuple[str, str, str, str]:
    if isinstance(entry, PresenterEntry):
        return "", f"slug {entry.slug}", "", ""
    start = moment_text(entry.starts_at)
    path = "" if entry.is_manual or not entry.permalink else f"path {path_key(entry.permalink)}"
    return entry.guid, path, f"title {entry.title} at {start}", f"title {entry.title}"


def _identities_of_record(record: ImportRecord) -> tuple[str, str, str, str]:
    if "presenter" in record.values:
        return "", f"slug {record.said('presenter').get('slug')}", "", ""
    talk, slot = record.said("talk"), record.said("slot")
    title, permalink = talk.get("title") or slot.get("title"), talk.get("permalink")
    path = f"path {path_key(permalink)}" if permalink else ""
    guid = str(record.slot.guid) if record.slot else ""
    return guid, path, f"title {title} at {slot.get('starts_at', '')}", f"title {title}"
