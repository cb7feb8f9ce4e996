"""What the parts of one import share: where it goes, what it remembers, how it merges and checks, whom it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model

from schedule.importers.report import FieldChange, Outcome, Report, RowChange
from schedule.importers.writing.merging import Merge, merge
from schedule.importers.writing.records import Entry, Records
from schedule.models import Conference, Slot

# Fields whose wrong value is left out with a warning: a session or presenter does not hang on it.
OPTIONAL: Final = {
    "additional_video_url",
    "card_image",
    "link",
    "old_paths",
    "slides_url",
    "video_url",
    "website",
}
# What a field is called in a content tree, where it has another name there: the keys that it may come from.
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "audience_level": ("difficulty",),
    "bio": ("the text",),
    "card_image": ("image",),
    "description": ("the text",),
    "ends_at": ("end_datetime", "end_date"),
    "job_title": ("role", "title"),
    "old_paths": ("redirect_from",),
    "starts_at": ("start_datetime", "date"),
    "text": ("the text",),
}


@dataclass
class Run:
    """One import into one conference, inside of a transaction; ``written`` are the rows that entries of it have."""

    conference: Conference
    report: Report
    records: Records
    overwrite: bool
    prune: bool
    written: set[Model] = field(default_factory=set)

    def merge(  # noqa: PLR0913, PLR0917  three words on one row, and whose they are
        self,
        kind: str,
        entry: Entry,
        title: str,
        base: dict[str, Any],
        ours: dict[str, Any] | None,
        theirs: dict[str, Any],
    ) -> Merge:
        """Merge what the tree says into a row, or into none yet, and report what comes of it."""
        if ours is None:
            self.report.count(RowChange(kind, entry.source, title, Outcome.CREATED))
            return Merge(values=dict(theirs), base=dict(theirs))
        merged = merge(base, ours, theirs, overwrite=self.overwrite)
        self.report.count(RowChange(kind, entry.source, title, merged.outcome, tuple(merged.fields)))
        return merged

    def is_deleted_by_hand(self, kind: str, entry: Entry, title: str, *, was_there: bool) -> bool:
        """Tell whether a missing row was imported before and is to stay away, which is then reported."""
        if not was_there or self.overwrite:
            return False
        self.leave_alone(kind, entry, FieldChange("deleted by hand", title, "", theirs="still has it"))
        return True

    def leave_alone(self, kind: str, entry: Entry, change: FieldChange) -> None:
        """Report a row that somebody changed by hand in a way that the import does not touch."""
        self.report.count(RowChange(kind, entry.source, change.old or change.new, Outcome.LEFT_ALONE, (change,)))

    def vanish(self, kind: str, source: str, row: Model, *, is_edited: bool, is_needed: bool = False) -> bool:
        """Report a row that the tree has no longer; remove it where that is asked for and nobody edited or needs it."""
        is_removed = self.prune and not is_needed and (self.overwrite or not is_edited)
        outcome = Outcome.REMOVED if is_removed else Outcome.LEFT_ALONE
        what = "vanished from the tree" + (", still needed" if is_needed else ", edited by hand" if is_edited else "")
        fields = () if is_removed else (FieldChange(what, str(row), str(row), theirs="nothing"),)
        self.report.count(RowChange(kind, source, str(row), outcome, fields))
        if is_removed:
            row.delete()
        return is_removed

    def warn(self, entry: Entry, message: str, key: str) -> None:
        self.report.warning(entry.source, message, entry.lines.get(key, entry.line), key)

    def is_valid(self, row: Model, entry: Entry, exclude: list[str]) -> bool:
        """Bring a row to its stored form; a wrong optional value is left out and told, any other is an error."""
        for _attempt in range(2):
            wrong = _faults(row, exclude)
            for name in sorted(wrong):
                keys = KEYS.get(name, (name,))
                key = next((key for key in keys if key in entry.lines), keys[0])
                if name in OPTIONAL:
                    self.warn(entry, f"{wrong[name]} It is left out.", key)
                    setattr(row, name, [] if name == "old_paths" else "")
                else:
                    self.report.error(entry.source, wrong[name], entry.lines.get(key, entry.line), key)
            if not wrong:
                return True
            if wrong.keys() - OPTIONAL:
                return False
        return True


def _faults(row: Model, exclude: list[str]) -> dict[str, str]:
    try:
        if not isinstance(row, Slot):
            row.clean()
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        return {name: " ".join(messages) for name, messages in error.message_dict.items()}
    return {}


def save_values(row: Model, merged: Merge, names: tuple[str, ...]) -> None:
    """Set what was merged on a row that is there, and save just that."""
    columns = [name for name in names if name in merged.values]
    for name in columns:
        setattr(row, name, merged.values[name])
    if columns:
        row.save(update_fields=columns)
