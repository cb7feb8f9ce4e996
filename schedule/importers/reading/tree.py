"""Where a content tree keeps what: three dialects, a bare folder of files, or one file."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from schedule.exports.content_tree import NOT_CONTENT
from schedule.importers.reading.config import ELEVENTY_CONFIG


class TreeError(Exception):
    """What was named is no content tree; the text says why."""


class Dialect(StrEnum):
    """How a tree writes: ``JEKYLL`` is that of 2021 to 2023 (dialects A and B), ``ELEVENTY`` of 2024 on (C)."""

    JEKYLL = "jekyll"
    ELEVENTY = "eleventy"


SCHEDULE: Final = {Dialect.JEKYLL: "_schedule/", Dialect.ELEVENTY: "src/_content/schedule/"}
PRESENTERS: Final = {Dialect.JEKYLL: "_presenters/", Dialect.ELEVENTY: "src/_content/presenters/"}
SESSION_FOLDERS: Final = ("talks/", "tutorials/", "sprints/")
MANUAL: Final = "src/_content/schedule/manual.yaml"
CONTENT: Final = (*SCHEDULE.values(), *PRESENTERS.values())


@dataclass(frozen=True)
class ContentTree:
    """The files to import, by their names: paths in the tree. Of ``unsorted`` ones the keys tell what they are.

    ``part`` is what was named of a larger tree, or the one file.
    """

    root: Path
    dialect: Dialect | None = None
    sessions: tuple[str, ...] = ()
    presenters: tuple[str, ...] = ()
    unsorted: tuple[str, ...] = ()
    manual: str = ""
    part: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.sessions or self.presenters or self.unsorted or self.manual)

    def has_lost(self, source: str) -> bool:
        """Tell whether an entry of that name, which was not read, is not in what was named any more.

        A part says nothing of the rest of its tree, and a folder outside of any tree nothing of a tree.
        """
        if self.part:
            return source.startswith(self.part)
        return source.startswith(CONTENT) == (self.dialect is not None)

    def is_gone(self, source: str) -> bool:
        """Tell whether an entry of that name, which was not read, is not to be found at all, as far as can be seen."""
        return self.has_lost(source) or not (self.root / source.partition("#")[0]).exists()


def find_tree(path: Path) -> ContentTree:
    """Look at a path and find what there is to import, in the order of names.

    Raises:
        TreeError: there is nothing at the path, or nothing to import in it.
    """
    try:
        tree = _find(path)
    except OSError as error:
        raise TreeError(f"“{path}” cannot be read: {error.strerror}.") from None
    if tree.is_empty and not (tree.root / ELEVENTY_CONFIG).is_file():
        raise TreeError(f"“{path}” has no session or presenter files: it should be a content tree, a folder or a file.")
    return tree


def _find(path: Path) -> ContentTree:
    if not path.exists():
        raise TreeError(f"There is no file or folder “{path}”.")
    if path.is_file() and path.suffix not in {".md", ".yaml"}:
        raise TreeError(f"“{path}” is no Markdown file.")
    for root in path.absolute().parents:
        part = path.absolute().relative_to(root).as_posix() + ("/" if path.is_dir() else "")
        if part.startswith(CONTENT):
            return _within(root, Dialect.ELEVENTY if part.startswith("src/") else Dialect.JEKYLL, part)
    if path.is_file():
        is_manual = path.suffix == ".yaml"
        names = {"manual": path.name} if is_manual else {"unsorted": (path.name,)}
        return ContentTree(path.parent, part=path.name, **names)
    if (path / "src/_content").is_dir() or (path / ELEVENTY_CONFIG).is_file():
        return _within(path, Dialect.ELEVENTY)
    if (path / "_schedule").is_dir() or (path / "_presenters").is_dir():
        return _within(path, Dialect.JEKYLL)
    return ContentTree(path, unsorted=_files(path, "."))


def _within(root: Path, dialect: Dialect, part: str = "") -> ContentTree:
    """Return a tree, or the part of it that was named: a file or, with a slash at its end, a folder."""
    if part and not part.endswith("/"):
        sort = "manual" if part == MANUAL else "presenters" if part.startswith(PRESENTERS[dialect]) else "sessions"
        return ContentTree(root, dialect, part=part, **{sort: part if sort == "manual" else (part,)})  # type: ignore[arg-type]
    sessions = [f"{SCHEDULE[dialect]}{folder}" for folder in SESSION_FOLDERS]
    has_manual = MANUAL.startswith(part) and (root / MANUAL).is_file() and dialect == Dialect.ELEVENTY
    return ContentTree(
        root,
        dialect,
        sessions=tuple(name for name in _files(root, *sessions) if name.startswith(part)),
        presenters=tuple(name for name in _files(root, PRESENTERS[dialect]) if name.startswith(part)),
        manual=MANUAL if has_manual else "",
        part=part,
    )


def _files(root: Path, *folders: str) -> tuple[str, ...]:
    """Return the names of the Markdown files in these folders that are content, in order."""
    paths = sorted(path for folder in folders for path in (root / folder).rglob("*.md"))
    return tuple(
        path.relative_to(root).as_posix()
        for path in paths
        if path.is_file()
        and "_drafts" not in path.relative_to(root).parts
        and path.stem.lower() not in NOT_CONTENT
        and not path.name.startswith("_PRESENTERS")
    )
