"""Rows as plain values: the same words for what the tree wants and for what the database has."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import count
from typing import Any, Final

from django.utils.text import slugify

from presenters.models import Presenter
from schedule.importers.reading import SessionEntry
from schedule.models import Slot
from talks.models import Talk

LONGEST_SLUG: Final = 200  # characters, as those of paths
LONGEST_PATH: Final = 255
_SLUG: Final = re.compile(r"[-\w]+")
TALK_FIELDS: Final = (
    "title",
    "slug",
    "permalink",
    "category",
    "abstract",
    "description",
    "audience_level",
    "is_accepted",
    "is_published",
    "is_hidden",
    "status",
    "is_in_sitemap",
    "video_url",
    "additional_video_url",
    "slides_url",
    "card_image",
)
SLOT_FIELDS: Final = ("title", "kind", "text", "link", "is_across_rooms")
PRESENTER_FIELDS: Final = (
    "name",
    "slug",
    "permalink",
    "pronouns",
    "job_title",
    "company",
    "bio",
    "website",
    "mastodon",
    "bluesky",
    "github",
    "linkedin",
    "instagram",
    "twitter",
    "is_hidden",
)


def values_of_talk(talk: Talk, presenters: list[str], tags: list[str], replaced_by: str) -> dict[str, Any]:
    """Return a talk's values: presenters by slug in order, tags by name in any case, what replaces it by address."""
    return {
        **{name: getattr(talk, name) for name in TALK_FIELDS},
        "old_paths": sorted(talk.old_paths),
        "presenters": presenters,
        "tags": sorted({tag.casefold() for tag in tags}),
        "replaced_by": replaced_by,
    }


def values_of_slot(slot: Slot, room: str, track: str, *, is_talk: bool) -> dict[str, Any]:
    """Return a slot's values; times in UTC as ISO 8601. A talk's slot is cancelled with its talk: unsaid here."""
    return {
        **{name: getattr(slot, name) for name in SLOT_FIELDS},
        "starts_at": moment_text(slot.starts_at),
        "ends_at": moment_text(slot.ends_at),
        "room": room,
        "track": track,
        **({} if is_talk else {"is_cancelled": slot.is_cancelled}),
    }


def values_of_presenter(presenter: Presenter, photo: str) -> dict[str, Any]:
    """Return a presenter's values; the photo is known by a digest of the file that it was made from."""
    return {
        **{name: getattr(presenter, name) for name in PRESENTER_FIELDS},
        "old_paths": sorted(presenter.old_paths),
        "photo": photo,
    }


def moment_text(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def moment_of(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def by_time(entry: SessionEntry) -> tuple[bool, str, str]:
    """Sort by time and then by source; what is not scheduled comes last."""
    return entry.starts_at is None, moment_text(entry.starts_at), entry.source


class Names:
    """Hands out what has to be unique in a conference: the wanted one where it is free, else the next free one.

    ``key`` tells which two are the same, ``longest`` how many characters one may have.
    """

    def __init__(self, longest: int = LONGEST_SLUG, key: Callable[[str], str] = str) -> None:
        self.longest = longest
        self.key = key
        self.owners: dict[str, Any] = {}

    def take(self, name: str, owner: Any) -> None:  # noqa: ANN401  anything that tells owners apart
        """Remember whose a name is; the first one keeps it."""
        if name:
            self.owners.setdefault(self.key(name), owner)

    def is_free(self, name: str, owner: Any) -> bool:  # noqa: ANN401  anything that tells owners apart
        """Tell whether nobody else has a name, which is then this owner's."""
        return bool(self.owners.setdefault(self.key(name), owner) == owner)

    def free(self, wanted: str, owner: Any) -> str:  # noqa: ANN401  anything that tells owners apart
        """Return the wanted name or, if somebody else has it, one with a number."""
        slash = "/" if wanted.endswith("/") else ""
        for number in count(1):
            end = slash if number == 1 else f"-{number}{slash}"
            name = f"{wanted.removesuffix('/')[: self.longest - len(end)]}{end}"
            if self.is_free(name, owner):
                return name
        raise AssertionError("numbers do not end")


def slug_of(*texts: str) -> str:
    """Return the first text that is a slug, or has letters to make one of; nothing where none has."""
    return next((slug for text in texts if (slug := text if _SLUG.fullmatch(text) else _slugified(text))), "")


def _slugified(text: str) -> str:
    return str(slugify(text, allow_unicode=True))
