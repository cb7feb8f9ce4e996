"""What an import found and did, for people and as JSON."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"
    REMOVED = "removed"


KINDS: Final = ("sessions", "slots", "presenters")
LONGEST_VALUE: Final = 70  # characters of a value that a line shows


@dataclass(frozen=True)
class Problem:
    """Something wrong in the tree: an error keeps all of it from being written, a warning tells of a repair."""

    level: Level
    file: str
    message: str
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f"{self.key}: " if self.key else ""
        return _printable(f"{self.level}: {place}: {key}{self.message}")


@dataclass(frozen=True)
class FieldChange:
    """A field with the value before and the one after; ``theirs`` is the tree's where it was not taken."""

    name: str
    old: Any
    new: Any
    theirs: Any = None


@dataclass(frozen=True)
class RowChange:
    """What became of one session, slot or presenter."""

    kind: str
    source: str
    title: str
    outcome: Outcome
    fields: tuple[FieldChange, ...] = ()

    def lines(self) -> list[str]:
        head = f"{self.outcome}: {self.kind.removesuffix('s')} “{_short(self.title)}” ({_printable(self.source)})"
        return [head, *(f"    {_field_line(change)}" for change in self.fields)]


@dataclass
class Report:
    """Everything that an import found and did; a refused one wrote nothing, or would not."""

    conference: str = ""
    is_dry_run: bool = False
    is_refused: bool = False
    problems: list[Problem] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    counts: Counter[tuple[str, Outcome]] = field(default_factory=Counter)

    def error(self, file: str, message: str, line: int | None = None, key: str = "") -> None:
        self.problems.append(Problem(Level.ERROR, file, message, line, key))

    def refuse(self, file: str, message: str, line: int | None = None, key: str = "") -> None:
        """Take in an error that no left-out file can mend."""
        self.error(file, message, line, key)
        self.is_refused = True

    def warning(self, file: str, message: str, line: int | None = None, key: str = "") -> None:
        self.problems.append(Problem(Level.WARNING, file, message, line, key))

    def count(self, change: RowChange) -> None:
        """Take in what became of a row; rows that did not change are only counted."""
        self.counts[change.kind, change.outcome] += 1
        if change.outcome != Outcome.UNCHANGED:
            self.changes.append(change)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == Level.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == Level.WARNING]

    def lines(self) -> list[str]:
        """Return the report as lines of text, the summary last."""
        order = sorted(self.problems, key=lambda problem: problem.level != Level.ERROR)
        return [*(line for change in self.changes for line in change.lines()), *map(str, order), self.summary()]

    def summary(self) -> str:
        """Return counts of everything in one line."""
        kinds = (
            f"{kind}: " + ", ".join(f"{self.counts[kind, outcome]} {outcome}" for outcome in Outcome) for kind in KINDS
        )
        parts = [*kinds, f"warnings: {len(self.warnings)}", f"errors: {len(self.errors)}"]
        nothing = "Dry run, nothing written. " if self.is_dry_run else "Nothing written. " if self.is_refused else ""
        return nothing + "; ".join(parts)

    def as_json(self) -> dict[str, Any]:
        """Return the whole report in types that JSON has."""
        return {
            "conference": self.conference,
            "dry_run": self.is_dry_run,
            "written": not (self.is_dry_run or self.is_refused),
            "counts": {kind: {outcome: self.counts[kind, outcome] for outcome in Outcome} for kind in KINDS},
            "problems": [asdict(problem) for problem in self.problems],
            "changes": [asdict(change) for change in self.changes],
        }


def _field_line(change: FieldChange) -> str:
    line = f"{change.name}: {_short(change.old)} → {_short(change.new)}"
    return f"{line} (edited by hand; the tree has {_short(change.theirs)})" if change.theirs is not None else line


def _short(value: Any) -> str:  # noqa: ANN401  whatever a field holds
    text = str(value)
    text = _printable(f"{text[: LONGEST_VALUE - 1]}…" if len(text) > LONGEST_VALUE else text)
    return text or "nothing"


def _printable(text: str) -> str:
    """Return a text as one line that no terminal takes for more than text."""
    text = text.replace("\r\n", "⏎").replace("\n", "⏎")
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "·" for letter in text)
