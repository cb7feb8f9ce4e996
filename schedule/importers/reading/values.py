"""Values of a file's keys in the forms that were met; what cannot be taken is kept aside and told, with file and line.

A reader takes each key off the mapping; what is left over is unknown, is kept aside in ``extra`` and reported.
"""

import datetime as dt
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from schedule.importers.reading.front_matter import Mapping, Value, is_none
from schedule.importers.report import Report

YES: Final = {"true", "yes", "on"}
NO: Final = {"false", "no", "off"}
YEARS: Final = range(1900, 2200)  # those of which a clock's changes are known, with room to spare
# Timestamps as YAML has them, and the form of 2021, which it takes for a text: a space before an offset without colon.
_MOMENT: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{0,6}))?)?"
    r"[ \t]*(?:([Zz])|([+-])(\d{1,2}):?(\d{2})?)?",
    re.ASCII,
)


def as_moment(text: str) -> dt.datetime:
    """Return an aware time; a naive one means UTC, as the site generators had it.

    Raises:
        ValueError: it is none, or of no year in which a conference could be.
    """
    match = _MOMENT.fullmatch(text)
    wrong = ValueError(f"“{text:.80}” is no date and time such as 2026-09-15 09:30:00-05:00.")
    if match is None or match[1] in {"0001", "9999"}:  # which another zone would take off the calendar
        raise wrong
    try:
        year, month, day, hour, minute, second, fraction, _utc, sign, hours, minutes = match.groups()
        offset = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = dt.timezone(-offset if sign == "-" else offset)
        microsecond = int((fraction or "").ljust(6, "0"))
        return dt.datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), microsecond, tzinfo=zone
        )
    except ValueError:
        raise wrong from None


@dataclass
class Reader:
    """Takes values off a mapping, one key at a time, and complains with file and line.

    An exact one leaves the space around texts, as an export of Lectern's own means it.
    """

    source: str
    mapping: Mapping
    report: Report
    is_exact: bool = False
    left: dict[str, Value] = field(init=False)
    extra: dict[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = dict(self.mapping.values)
        for key in self.mapping.repeated:
            self.warning(key, "This key stands here more than once; the last one counts.")

    def error(self, key: str, message: str) -> None:
        self.report.error(self.source, message, self.mapping.lines.get(key, self.mapping.line), key)

    def warning(self, key: str, message: str) -> None:
        self.report.warning(self.source, message, self.mapping.lines.get(key, self.mapping.line), key)

    def keep_aside(self, key: str, value: Value, message: str) -> None:
        self.extra[key] = value
        self.warning(key, message)

    def text(self, *keys: str) -> str:
        """Return the first of the keys that has a text; null and missing are none."""
        for key in keys:
            value = self.left.pop(key, None)
            if isinstance(value, str):
                if text := value if self.is_exact else value.replace("\r\n", "\n").strip():
                    return text
            elif not is_none(value):
                self.keep_aside(key, value, f"This should be a text; kept aside: {value!r:.80}.")
        return ""

    def line(self, key: str) -> str:
        """Return a text of one line, in which HTML's entities are what they stand for, once."""
        return html.unescape(self.text(key))

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.left.pop(key, None)
        written = value.strip().lower() if isinstance(value, str) else ""
        if written in YES | NO:
            return written in YES
        if not is_none(value):
            self.keep_aside(key, value, f"This should be true or false; taken as {str(default).lower()}.")
        return default

    def texts(self, key: str) -> list[str]:
        """Return a list of texts, each once; a single text is a list of one."""
        value = self.left.pop(key, None)
        values = value if isinstance(value, list) else [] if is_none(value) else [value]
        texts = [each if self.is_exact else each.strip() for each in values if isinstance(each, str)]
        if any(isinstance(each, list | dict) for each in values):
            self.keep_aside(key, value, "This should be a list of texts; what is none is left out.")
        return list(dict.fromkeys(text for text in texts if text))

    def moment(self, *keys: str, is_needed: bool = False) -> dt.datetime | None:
        """Return the first of the keys that has a moment; a needed one that is missing or wrong is an error."""
        for key in keys:
            value = self.left.pop(key, None)
            if is_none(value):
                continue
            try:
                moment = as_moment(str(value).strip())
                if is_needed and moment.year not in YEARS:
                    raise ValueError(f"The year {moment.year} is too far away.")  # noqa: TRY301  said as the others are
            except ValueError as error:
                (self.error if is_needed else self.warning)(key, str(error))
                return None
            return moment
        if is_needed:
            self.error(keys[0], "This is missing: every session needs a start.")
        return None

    def choice(self, key: str, choices: list[str], default: str) -> str:
        """Return one of the choices, whatever its case; any other is kept aside."""
        written = self.text(key)
        if not written or written.lower() in choices:
            return written.lower() or default
        self.keep_aside(key, written, f"“{written}” is none of {', '.join(choices)}.")
        return default

    def permalink(self) -> str:
        """Return the path of a page; of a whole address, which cannot be held, its path."""
        written = self.text("permalink")
        if "://" in written:
            self.warning("permalink", "This should be a path; that of the address is taken.")
            written = written.partition("://")[2].partition("/")[2]
        return written if written.startswith("/") or not written else f"/{written}"

    def checked(self, key: str, read: Callable[[str], str]) -> str:
        """Return what a text is read as, or nothing where it cannot be: it is then kept aside."""
        written = self.text(key)
        try:
            return read(written) if written else ""
        except ValueError as error:
            self.keep_aside(key, written, f"{error} Kept aside.")
            return ""

    def finish(self, ignored: tuple[str, ...]) -> dict[str, Any]:
        """Keep aside and report what nobody asked for, and return all that is kept aside."""
        for key, value in self.left.items():
            if key not in ignored and not is_none(value):
                self.keep_aside(key, value, "This key is unknown; its value is kept aside.")
        return self.extra
