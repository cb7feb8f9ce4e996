"""What a tree says of its conference as a whole."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from schedule.exports.content_tree import GENERATOR
from schedule.importers.reading.front_matter import FrontMatterError, read_mapping, read_text
from schedule.importers.report import Report

JEKYLL_CONFIG: Final = "_config.yml"
ELEVENTY_CONFIG: Final = "src/_data/site.json"


@dataclass(frozen=True)
class Config:
    """The conference's host name, name and zone, each empty where the tree does not say it, and all other keys."""

    source: str = ""
    domain: str = ""
    name: str = ""
    time_zone: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_lecterns(self) -> bool:
        """Whether the tree was written by ``export_content``, and so says all and nothing in other words."""
        return self.details.get("generator") == GENERATOR


def read_config(root: Path, report: Report) -> Config:
    """Return what a tree's file of settings says; nothing where there is none, or where an error is reported."""
    source = next((name for name in (ELEVENTY_CONFIG, JEKYLL_CONFIG) if (root / name).is_file()), "")
    if not source:
        return Config()
    try:
        text = read_text(root / source)
        if source == JEKYLL_CONFIG:
            values = read_mapping(text).values
            return Config(source, _host(values.get("url")), _text(values.get("title")), _text(values.get("timezone")))
        details = _object(text)
    except FrontMatterError as error:
        report.refuse(source, str(error), error.line)
        return Config(source)
    name = _text(details.get("name")) or _text(details.get("title"))
    return Config(source, _host(details.get("domain")), name, _text(details.get("timezone")), details)


def _object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
        text = json.dumps(values, ensure_ascii=False)
        text.encode()  # half of a pair of surrogates is no text
    except json.JSONDecodeError as error:
        raise FrontMatterError(f"This is no JSON: {error.msg}.", error.lineno) from None
    except (ValueError, RecursionError):
        raise FrontMatterError("This JSON holds what nobody can use.") from None
    if not isinstance(values, dict):
        raise FrontMatterError("This is no object.", 1)
    if "\\u0000" in text:
        raise FrontMatterError("The file has a NUL character.")
    return values


def _text(value: Any) -> str:  # noqa: ANN401  whatever the file holds
    return value.strip() if isinstance(value, str) else ""


def _host(value: Any) -> str:  # noqa: ANN401  whatever the file holds
    """Return the host name of an address, or what stands there in place of one."""
    written = _text(value)
    try:
        return urlsplit(written).netloc if "//" in written else written.partition("/")[0]
    except ValueError:
        return written
