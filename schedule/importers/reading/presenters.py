"""What one file says of a presenter."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify

from presenters.handles import HANDLE_FIELDS, normalise_handle
from schedule.importers.reading.front_matter import is_none
from schedule.importers.reading.values import Reader

IGNORED_PRESENTER_KEYS: Final = ("layout", "photo_url", "override_schedule_title")
NO_COMPANY: Final = {"none", "-", "na", "n/a"}
NETWORKS: Final = ("website", *HANDLE_FIELDS)


@dataclass
class PresenterEntry:
    """What one file says of a presenter; ``photo`` is the picture's path where there is one beside the file."""

    source: str
    name: str
    slug: str
    stem: str
    line: int = 1
    permalink: str = ""
    old_paths: list[str] = field(default_factory=list)
    pronouns: str = ""
    job_title: str = ""
    company: str = ""
    bio: str = ""
    photo: Path | None = None
    handles: dict[str, str] = field(default_factory=dict)
    is_hidden: bool = False
    lines: dict[str, int] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


def read_presenter(reader: Reader, path: Path, body: str) -> PresenterEntry | None:
    """Return what a presenter's file says, or nothing when it lacks a name."""
    name = reader.line("name")
    if not name:
        reader.error("name", "This is missing: every presenter needs a name.")
        return None
    social = reader.left.pop("social", None)
    if isinstance(social, dict):
        reader.left |= {key.lower(): value for key, value in social.items() if not is_none(value)}
    elif not is_none(social):
        reader.keep_aside("social", social, "This should be a map of networks; kept aside.")
    company = reader.text("company")
    entry = PresenterEntry(
        source=reader.source,
        line=reader.mapping.line,
        lines=reader.mapping.lines,
        name=name,
        slug=reader.text("slug") or slugify(path.stem, allow_unicode=True),
        stem=path.stem,
        permalink=reader.permalink(),
        old_paths=reader.texts("redirect_from"),
        pronouns=reader.text("pronouns"),
        job_title=reader.text("role", "title"),
        company="" if company.lower() in NO_COMPANY and not reader.is_exact else company,
        bio=body,
        photo=_photo(reader, path),
        handles={network: reader.checked(network, partial(normalise_handle, network)) for network in NETWORKS},
        is_hidden=reader.flag("hidden", default=False),
    )
    entry.extra = reader.finish(IGNORED_PRESENTER_KEYS)
    return entry


def _photo(reader: Reader, path: Path) -> Path | None:
    name = reader.text("photo")
    if not name:
        return None
    photo = path.parent / name
    with suppress(OSError):  # a name that is too long for a file
        if Path(name).name == name and photo.is_file():
            return photo
    reader.keep_aside("photo", name, f"There is no picture “{name:.80}” beside the file.")
    return None
