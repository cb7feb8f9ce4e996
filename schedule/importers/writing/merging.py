"""Three words on one field: what was last imported, what the database says now, and what the tree says now."""

from dataclasses import dataclass, field
from typing import Any, Final

from schedule.importers.report import FieldChange, Outcome

# Grows on its own when a permalink changes: what is there stays, whoever wrote it.
GROWING: Final = ("old_paths",)


@dataclass
class Merge:
    """What to set on a row, what to report, and what to remember as last imported."""

    values: dict[str, Any] = field(default_factory=dict)
    fields: list[FieldChange] = field(default_factory=list)
    base: dict[str, Any] = field(default_factory=dict)
    is_left_alone: bool = False

    @property
    def outcome(self) -> Outcome:
        if self.values:
            return Outcome.CHANGED
        return Outcome.LEFT_ALONE if self.is_left_alone else Outcome.UNCHANGED


def merge(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], *, overwrite: bool) -> Merge:
    """Take from the tree what the tree changed, and leave what was edited by hand, unless told to overwrite.

    A field that was edited stays as it is and is reported, at every import until both agree. ``base`` is empty for a
    row that was not imported: all that differs was then written by hand.
    """
    merged = Merge(base=dict(theirs))
    for name, wanted in theirs.items():
        current = ours[name]
        if name in GROWING:
            wanted = sorted({*current, *wanted})  # noqa: PLW2901  what it comes to
        if wanted == current:
            continue
        if overwrite or base.get(name, "") == current or (name not in base and not current):
            merged.values[name] = wanted
            merged.fields.append(FieldChange(name, current, wanted))
            continue
        merged.is_left_alone = True
        merged.fields.append(FieldChange(name, base.get(name, ""), current, theirs=wanted))
        if name in base:
            merged.base[name] = base[name]
        else:
            del merged.base[name]
    return merged
