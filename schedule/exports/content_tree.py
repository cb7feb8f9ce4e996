"""A conference as a content tree of the latest form (dialect C), with everything in it, so that nobody is locked in.

Importing it into an empty database gives the same conference. Beside the keys that such trees always had it writes
``guid``, ``type``, ``kind``, ``status``, ``replaced_by`` and others, which the importer reads.
"""

import datetime as dt
import hashlib
import html
import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import yaml
from django.db.models import Prefetch
from django.utils.text import slugify

from presenters.handles import HANDLE_FIELDS
from presenters.models import Presenter
from schedule.models import Conference, Slot
from talks.models import Talk, TalkPresenter

GENERATOR: Final = "Lectern"
FOLDERS: Final = {Talk.Category.TUTORIAL: "tutorials", Talk.Category.SPRINT: "sprints"}
LONGEST_STEM: Final = 200  # bytes
NOT_CONTENT: Final = ("readme", "license", "contributing")  # names of files that are not of the programme
NO_LIMIT: Final = 10**9  # of a line's length: YAML folds longer ones


class ExportError(Exception):
    """Where the tree should go cannot be written to; the text says why."""


def write_tree(conference: Conference, folder: Path, *, is_forced: bool = False) -> int:
    """Write the tree into a folder that is not there yet or empty, and return the number of its files.

    It is made beside the folder and put in its place when it is whole.

    Raises:
        ExportError: the folder has something in it and the write is not forced, or it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"“{folder}” is a file.")
    if folder.exists() and any(folder.iterdir()) and not is_forced:
        raise ExportError(f"“{folder}” is not empty: name another folder, or replace it with --force.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
            tree = Path(made) / "tree"
            _write(conference, tree)
            if folder.exists():
                shutil.rmtree(folder)
            tree.rename(folder)
    except OSError as error:
        raise ExportError(f"“{folder}” cannot be written: {error.strerror or error}.") from None
    return sum(path.is_file() for path in folder.rglob("*"))


def _write(conference: Conference, tree: Path) -> None:
    content = tree / "src/_content"
    data = tree / "src/_data"
    data.mkdir(parents=True)
    (data / "site.json").write_text(json.dumps(_site(conference), indent=2, ensure_ascii=False) + "\n", "utf-8")
    for presenter in conference.site.presenters.all():
        _write_presenter(content / "presenters", presenter)
    slots = {slot.talk_id: slot for slot in conference.slots.select_related("room", "track")}
    places = Prefetch("talk_presenters", TalkPresenter.objects.select_related("presenter"))
    for talk in conference.site.talks.select_related("replaced_by").prefetch_related(places, "tags"):
        path = content / "schedule" / FOLDERS.get(Talk.Category(talk.category), "talks") / f"{_stem(talk.slug)}.md"
        _write_file(path, _talk(talk) | _slot(conference, slots.get(talk.pk)), talk.description)
    for slot in conference.slots.filter(talk=None).select_related("room", "track"):
        starts_at = slot.starts_at.astimezone(conference.zone)
        name = f"{starts_at:%Y-%m-%d-%H-%M}-{slugify(slot.title)[:60]}-{slot.guid.hex[:6]}.md"
        entry = {"title": _escaped(slot.title), "kind": slot.kind, "is_cancelled": slot.is_cancelled, "sitemap": False}
        _write_file(content / "schedule/talks" / name, entry | _slot(conference, slot), slot.text)


def _site(conference: Conference) -> dict[str, Any]:
    return {
        "generator": GENERATOR,
        "domain": conference.site.domain,
        "name": conference.name,
        "tagline": conference.tagline,
        "description": conference.description,
        "venue": conference.venue,
        "place": conference.place,
        "timezone": conference.time_zone,
        "first_day": conference.first_day.isoformat(),
        "last_day": conference.last_day.isoformat(),
        "accent_color": conference.accent_color,
        "is_schedule_public": conference.is_schedule_public,
        "rooms": list(
            conference.rooms.values("name", "slug", "position", "capacity", "floor", "access_notes", "is_online")
        ),
        "tracks": list(conference.tracks.values("code", "name", "color", "position")),
        "tags": list(conference.site.tags.values("name", "slug")),
    }


def address_of(talk: Talk | None) -> str:
    """Return what a tree calls a talk by: its permalink, or its slug where it has no page; nothing for none."""
    return (talk.permalink or talk.slug) if talk else ""


def _talk(talk: Talk) -> dict[str, Any]:
    return {
        "title": _escaped(talk.title),
        "type": "talk",
        "permalink": talk.permalink or None,
        "redirect_from": talk.old_paths,
        "slug": talk.slug,
        "category": talk.category,
        "presenter_slugs": [place.presenter.slug for place in talk.talk_presenters.all()],
        "abstract": talk.abstract,
        "difficulty": talk.audience_level,
        "tags": [tag.name for tag in talk.tags.all()],
        "accepted": talk.is_accepted,
        "published": talk.is_published,
        "hidden": talk.is_hidden,
        "sitemap": talk.is_in_sitemap,
        "status": talk.status,
        "replaced_by": address_of(talk.replaced_by),
        "video_url": talk.video_url,
        "additional_video_url": talk.additional_video_url,
        "slides_url": talk.slides_url,
        "image": talk.card_image,
    }


def _slot(conference: Conference, slot: Slot | None) -> dict[str, Any]:
    if slot is None:
        return {"scheduled": False}
    return {
        "start_datetime": slot.starts_at.astimezone(conference.zone),
        "end_datetime": slot.ends_at and slot.ends_at.astimezone(conference.zone),
        "room": slot.room.name if slot.room else "",
        "track": slot.track.code if slot.track else "",
        "link": slot.link,
        "schedule_layout": "full" if slot.is_across_rooms else "",
        "is_overlap_known": slot.is_overlap_known,
        "guid": str(slot.guid),
    }


def _write_presenter(folder: Path, presenter: Presenter) -> None:
    values: dict[str, Any] = {
        "name": _escaped(presenter.name),
        "slug": presenter.slug,
        "permalink": presenter.permalink,
        "redirect_from": presenter.old_paths,
        "pronouns": presenter.pronouns,
        "role": presenter.job_title,
        "company": presenter.company,
        "hidden": presenter.is_hidden,
        "social": {field: getattr(presenter, field) for field in ("website", *HANDLE_FIELDS)},
    }
    if presenter.photo:
        photo = f"{_stem(presenter.slug)}{Path(str(presenter.photo.name)).suffix}"
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError), presenter.photo.open("rb") as file:  # a lost one keeps nothing else here
            (folder / photo).write_bytes(file.read())
            values["photo"] = photo
    _write_file(folder / f"{_stem(presenter.slug)}.md", values, presenter.bio)


def _write_file(path: Path, values: dict[str, Any], body: str) -> None:
    written = {key: value for key, value in values.items() if value not in ("", None, [], {})}
    front_matter = yaml.dump(_plain(written), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=NO_LIMIT)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front_matter}---\n\n{body}\n", "utf-8", newline="\n")


class _Dumper(yaml.SafeDumper):
    """Escapes the rarer ends of lines, which readers take for common ones."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_odd = any(letter in text for letter in "\r\x85\u2028\u2029")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if is_odd else None)


_Dumper.add_representer(str, _quoted)


def _stem(slug: str) -> str:
    """Return a file's name for a slug, or one of its digest where it can be none or imports would pass it over."""
    is_fit = len(slug.encode()) <= LONGEST_STEM and slug.lower() not in NOT_CONTENT and slug[:1] != "_"
    return slug if is_fit else f"x-{hashlib.sha256(slug.encode()).hexdigest()[:32]}"


def _escaped(text: str) -> str:
    """Escape what the importer would unescape, and nothing else: ``Q&A`` stays as it is."""
    return html.escape(text, quote=False) if html.unescape(text) != text else text


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever YAML is to say
    """Return a value of types that YAML has: text of Django's choices is more than a str to it."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if each not in ("", None)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.timezone(value.utcoffset() or dt.timedelta(0)))
    return str(value) if isinstance(value, str) else value
