"""Files with YAML front matter, and YAML files, as texts, lists and maps, with the line of every key.

A value is what is written: ``101``, ``1e3``, ``no`` and a date are texts here, and whoever asks for a key says what it
should be. So nothing that a person wrote is changed by what YAML takes it for, and no value is built but these.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

LARGEST_FILE: Final = 1_000_000  # bytes
DEEPEST: Final = 20  # levels of nesting
_FENCE: Final = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
NULLS: Final = {"", "~", "null", "Null", "NULL"}
# What comes first in a document, or that there is none.
_BEGINNINGS: Final = (yaml.StreamEndEvent, yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)

type Value = str | list[Value] | dict[str, Value] | None


class FrontMatterError(Exception):
    """A file that cannot be read; ``line`` is where, if known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Mapping:
    """A YAML mapping with the line (in its file) of each key, and of the mapping itself."""

    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    line: int = 1
    repeated: list[str] = field(default_factory=list)


def read_text(path: Path) -> str:
    """Return a file's text.

    Raises:
        FrontMatterError: it is no file of at most 1 MB in UTF-8 without NUL.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FrontMatterError("The file is larger than 1 MB.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FrontMatterError(f"The file cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise FrontMatterError(f"The file is not UTF-8: byte {error.start} is wrong.") from None
    if "\0" in text:
        raise FrontMatterError("The file has a NUL character.", text.count("\n", 0, text.index("\0")) + 1)
    return text


def split(text: str, *, is_exact: bool = False) -> tuple[Mapping, str]:
    """Divide a file into its front matter and its body, at the first two lines of three dashes and no other.

    The body comes without empty lines around it, and its lines end in one way; an exact one, as an export writes it,
    has one empty line before it, one line's end after it, and is otherwise as it stands.

    Raises:
        FrontMatterError: there is no front matter, or it is no YAML mapping.
    """
    first = _FENCE.match(text)
    second = _FENCE.search(text, first.end() + 1) if first else None
    if first is None or second is None:
        raise FrontMatterError("There is no front matter between two lines of three dashes.", 1)
    mapping = read_mapping(text[first.end() + 1 : second.start()], lines_before=1)
    body = text[second.end() :]
    if is_exact:
        return mapping, body.removeprefix("\n").removeprefix("\n").removesuffix("\n")
    return mapping, body.strip("\r\n").replace("\r\n", "\n")


def read_mapping(text: str, *, lines_before: int = 0) -> Mapping:
    """Read YAML that is a mapping, or nothing.

    Raises:
        FrontMatterError: it is neither.
    """
    events = _Events(text, lines_before)
    mapping = Mapping() if events.has_nothing else events.mapping()
    events.end()
    return mapping


def read_mappings(text: str) -> list[Mapping]:
    """Read YAML that is a list of mappings, or nothing.

    Raises:
        FrontMatterError: it is neither.
    """
    events = _Events(text, 0)
    mappings = [] if events.has_nothing else events.mappings()
    events.end()
    return mappings


class _Events:
    """Builds values from YAML's events, and so meets what is nested too deeply before it does harm.

    Aliases are refused: content has no use for them, and they are how small files become huge.
    """

    def __init__(self, text: str, lines_before: int) -> None:
        self.loader = yaml.CSafeLoader(text)
        self.lines_before = lines_before
        self.event: Any = None
        while not isinstance(self.event, _BEGINNINGS):
            self._advance()

    @property
    def has_nothing(self) -> bool:
        event = self.event
        return isinstance(event, yaml.StreamEndEvent) or (isinstance(event, yaml.ScalarEvent) and _is_null(event))

    def end(self) -> None:
        """Raise if there is more than one document, or what is no YAML."""
        while not isinstance(self.event, yaml.StreamEndEvent):
            self._advance()
            if isinstance(self.event, yaml.DocumentStartEvent):
                raise self._error("There is more than one document in this.")

    def mappings(self) -> list[Mapping]:
        if not isinstance(self.event, yaml.SequenceStartEvent):
            raise self._error("This is no list.")
        self._advance()
        mappings = []
        while not isinstance(self.event, yaml.SequenceEndEvent):
            mappings.append(self.mapping())
        return mappings

    def mapping(self) -> Mapping:
        if not isinstance(self.event, yaml.MappingStartEvent):
            raise self._error("This is no mapping of keys to values.")
        mapping = Mapping(line=self._line)
        self._advance()
        while not isinstance(self.event, yaml.MappingEndEvent):
            line, key = self._line, self._key()
            if key in mapping.values:
                mapping.repeated.append(key)
            mapping.values[key] = self._value(1)
            mapping.lines[key] = line
        self._advance()
        return mapping

    def _value(self, depth: int) -> Value:
        event = self.event
        if depth > DEEPEST:
            raise self._error("This is nested too deeply.")
        if isinstance(event, yaml.ScalarEvent):
            text = self._text()
            return None if _is_null(event) else text
        self._advance()
        if isinstance(event, yaml.SequenceStartEvent):
            values = []
            while not isinstance(self.event, yaml.SequenceEndEvent):
                values.append(self._value(depth + 1))
            self._advance()
            return values
        pairs: dict[str, Value] = {}
        while not isinstance(self.event, yaml.MappingEndEvent):
            key = self._key()
            pairs[key] = self._value(depth + 1)
        self._advance()
        return pairs

    def _key(self) -> str:
        if not isinstance(self.event, yaml.ScalarEvent):
            raise self._error("A key has to be a text.")
        return self._text()

    def _text(self) -> str:
        text = str(self.event.value)
        if "\0" in text:
            raise self._error("There is a NUL character in this.")
        self._advance()
        return text

    def _advance(self) -> None:
        try:
            self.event = self.loader.get_event()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 + self.lines_before if mark else None
            raise FrontMatterError(f"This is no YAML: {error.problem or error.context}.", line) from None
        except (yaml.YAMLError, ValueError) as error:
            raise FrontMatterError(f"This is no YAML: {str(error).splitlines()[0]}.") from None
        if isinstance(self.event, yaml.AliasEvent):
            raise self._error("Anchors and aliases are not taken.")

    @property
    def _line(self) -> int:
        return int(self.event.start_mark.line) + 1 + self.lines_before

    def _error(self, message: str) -> FrontMatterError:
        return FrontMatterError(message, self._line)


def _is_null(event: yaml.ScalarEvent) -> bool:
    """Tell whether a scalar is written without quotes and stands for nothing."""
    return not event.style and event.value in NULLS


def is_none(value: Any) -> bool:  # noqa: ANN401  whatever a file holds
    """Tell whether a value says nothing: null, or an empty text, list or map."""
    return value in (None, "", [], {})
