"""Where a content tree keeps what: three dialects, a bare folder of files, or one file."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from schedule.exports.content_tree import GENERATOR
from schedule.importers.front_matter import FrontMatterError, read_mappings, read_text

SESSION_FOLDERS: Final = ("talks", "tutorials", "sprints")
IGNORED_NAMES: Final = ("readme.md", "license.md", "contributing.md")


class TreeError(Exception):
    """What was named is no content tree; the text says why."""


class Dialect(StrEnum):
    """How a tree writes: ``JEKYLL`` is that of 2021 to 2023 (dialects A and B), ``ELEVENTY`` of 2024 on (C)."""

    JEKYLL = "jekyll"
    ELEVENTY = "eleventy"


@dataclass(frozen=True)
class Config:
    """What a tree says of its conference as a whole, each thing empty where it does not."""

    source: str = ""
    domain: str = ""
    name: str = ""
    time_zone: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_lecterns(self) -> bool:
        """Whether the tree was written by ``export_content``, and so says all and nothing in other words."""
        return self.details.get("generator") == GENERATOR


@dataclass(frozen=True)
class ContentTree:
    """The files of a tree. ``unsorted`` are those whose keys have to tell what they are."""

    root: Path
    dialect: Dialect | None
    sessions: tuple[Path, ...] = ()
    presenters: tuple[Path, ...] = ()
    unsorted: tuple[Path, ...] = ()
    manual: Path | None = None
    config: Config = Config()

    def source_of(self, path: Path) -> str:
        """Return a file's name in reports and records: its path in the tree."""
        return path.relative_to(self.root).as_posix() if path != self.root else path.name


def find_tree(path: Path) -> ContentTree:
    """Look at a path and find what there is to import, in the order of names.

    Raises:
        TreeError: there is nothing at the path, or nothing to import in it.
    """
    if path.is_file():
        return ContentTree(path.parent, None, unsorted=(path,))
    if not path.is_dir():
        raise TreeError(f"There is no file or folder “{path}”.")
    if (path / "src/_content").is_dir() or (path / "src/_data/site.json").is_file():
        content = path / "src/_content"
        manual = content / "schedule/manual.yaml"
        tree = ContentTree(
            path,
            Dialect.ELEVENTY,
            sessions=_files(content / "schedule", *SESSION_FOLDERS),
            presenters=_files(content, "presenters"),
            manual=manual if manual.is_file() else None,
            config=_eleventy_config(path),
        )
    elif (path / "_schedule").is_dir() or (path / "_presenters").is_dir():
        tree = ContentTree(
            path,
            Dialect.JEKYLL,
            sessions=_files(path / "_schedule", *SESSION_FOLDERS),
            presenters=_files(path, "_presenters"),
            config=_jekyll_config(path),
        )
    else:
        tree = ContentTree(path, None, unsorted=_files(path, "."))
    is_empty = not (tree.sessions or tree.presenters or tree.unsorted or tree.manual)
    if is_empty and not tree.config.is_lecterns:
        raise TreeError(f"“{path}” has no session or presenter files: it should be a content tree, a folder or a file.")
    return tree


def _files(root: Path, *folders: str) -> tuple[Path, ...]:
    return tuple(
        sorted(
            path
            for folder in folders
            for path in (root / folder).rglob("*.md")
            if path.is_file()
            and "_drafts" not in path.relative_to(root).parts
            and path.name.lower() not in IGNORED_NAMES
            and not path.name.startswith("_PRESENTERS")
        )
    )


def _jekyll_config(root: Path) -> Config:
    path = root / "_config.yml"
    if not path.is_file():
        return Config()
    try:
        values = read_mappings(read_text(path))[0].values
    except FrontMatterError as error:
        raise TreeError(f"{path.name}: {error}") from None
    url = str(values.get("url") or "")
    domain = urlsplit(url if "//" in url else f"//{url}").netloc
    return Config(path.name, domain, str(values.get("title") or ""), str(values.get("timezone") or ""))


def _eleventy_config(root: Path) -> Config:
    path = root / "src/_data/site.json"
    if not path.is_file():
        return Config()
    try:
        values = json.loads(read_text(path))
    except (FrontMatterError, ValueError, RecursionError) as error:
        raise TreeError(f"src/_data/site.json: {error}") from None
    if not isinstance(values, dict):
        raise TreeError("src/_data/site.json is no object.")
    domain = str(values.get("domain") or "")
    return Config(
        "src/_data/site.json",
        urlsplit(domain).netloc if "//" in domain else domain,
        str(values.get("name") or values.get("title") or ""),
        str(values.get("timezone") or ""),
        values,
    )
