"""Files with YAML front matter, and YAML files, with the line of every key."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

LARGEST_FILE: Final = 1_000_000  # bytes
DEEPEST: Final = 20  # levels of nesting
_FENCE: Final = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
# A form that YAML 1.1 does not take for a timestamp: a space before the offset, the offset without a colon.
_SPACED_TIME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}(?::\d{2})?)\s*(Z|[+-]\d{2}:?\d{2})?")


class FrontMatterError(Exception):
    """A file that cannot be read; ``line`` is where, if known, and ``key`` whose value."""

    def __init__(self, message: str, line: int | None = None, key: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.key = key


@dataclass(frozen=True)
class Mapping:
    """A YAML mapping with the line (in its file) of each key, and of the mapping itself."""

    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)
    line: int = 1
    repeated: tuple[str, ...] = ()


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


def split(text: str) -> tuple[Mapping, str]:
    """Divide a file into its front matter and its body, at the first two lines of three dashes and no other.

    Raises:
        FrontMatterError: there is no front matter, or it is no YAML mapping.
    """
    first = _FENCE.match(text)
    second = _FENCE.search(text, first.end() + 1) if first else None
    if first is None or second is None:
        raise FrontMatterError("There is no front matter between two lines of three dashes.", 1)
    (mapping,) = _mappings(_compose(text[first.end() + 1 : second.start()], 1), 1)
    return mapping, text[second.end() :].strip("\r\n").replace("\r\n", "\n")


def read_mappings(text: str) -> list[Mapping]:
    """Read a YAML file that is a mapping or a list of mappings.

    Raises:
        FrontMatterError: it is neither.
    """
    return list(_mappings(_compose(text, 0), 0))


def as_moment(value: Any) -> dt.datetime:  # noqa: ANN401  whatever YAML made of it
    """Return an aware time; a naive one means UTC, as the site generators had it.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str) and (match := _SPACED_TIME.fullmatch(value.strip())):
        day, time, offset = match.groups()
        value = dt.datetime.fromisoformat(f"{day}T{time.zfill(5 if time.count(':') == 1 else 8)}{offset or ''}")
    if not isinstance(value, dt.datetime):
        msg = f"“{value}” is no date and time such as 2026-09-15 09:30:00-05:00."
        raise ValueError(msg)  # noqa: TRY004  a wrong value, whatever its type
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def _compose(text: str, lines_before: int) -> tuple[yaml.Node | None, yaml.CSafeLoader]:
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 + lines_before if mark else None
        raise FrontMatterError(f"This is no YAML: {error.problem or error.context}.", line) from None
    except (yaml.YAMLError, ValueError) as error:
        raise FrontMatterError(f"This is no YAML: {str(error).splitlines()[0]}.") from None
    except RecursionError:
        raise FrontMatterError("This is nested too deeply.") from None
    if node is not None:
        _refuse_aliases(node, lines_before)
    return node, loader


def _refuse_aliases(root: yaml.Node, lines_before: int) -> None:
    """Refuse a node that stands in two places: content has no use for it, and it is how small files become huge."""
    seen: set[int] = set()
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if id(node) in seen:
            raise FrontMatterError("Anchors and aliases are not taken.", node.start_mark.line + 1 + lines_before)
        if depth > DEEPEST:
            raise FrontMatterError("This is nested too deeply.", node.start_mark.line + 1 + lines_before)
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [(child, depth + 1) for pair in node.value for child in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(child, depth + 1) for child in node.value]


def _mappings(composed: tuple[yaml.Node | None, yaml.CSafeLoader], lines_before: int) -> Iterator[Mapping]:
    node, loader = composed
    if node is None:
        yield Mapping({})
        return
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for each in nodes:
        if not isinstance(each, yaml.MappingNode):
            raise FrontMatterError("This is no mapping of keys to values.", each.start_mark.line + 1 + lines_before)
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        repeated = []
        for key_node, value_node in each.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1 + lines_before
            if key in values:
                repeated.append(key)
            try:
                values[key] = loader.construct_document(value_node)
            except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
                raise FrontMatterError(f"The value cannot be read: {str(error).splitlines()[0]}.", line, key) from None
            lines[key] = line
        yield Mapping(values, lines, each.start_mark.line + 1 + lines_before, tuple(repeated))
