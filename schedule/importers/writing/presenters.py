"""From entries to presenters and their photos."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from presenters.models import Presenter
from presenters.paths import path_key
from presenters.photos import LARGEST_FILE, PhotoError, photo_file
from schedule.importers.reading import PresenterEntry
from schedule.importers.writing.records import BATCH
from schedule.importers.writing.rows import LONGEST_PATH, PRESENTER_FIELDS, Names, slug_of, values_of_presenter
from schedule.importers.writing.run import Run, save_values
from schedule.models import ImportRecord


class Presenters:
    """Writes presenters, and knows afterwards by slug and file name whom sessions may name."""

    def __init__(self, run: Run, written_photos: list[str], replaced_photos: list[str], *, is_dry_run: bool) -> None:
        self.run = run
        self.site = run.conference.site
        self.is_dry_run = is_dry_run
        self.written_photos = written_photos
        self.replaced_photos = replaced_photos
        there = self.site.presenters.select_for_update().order_by("pk")
        self.known: dict[int | None, Presenter] = {presenter.pk: presenter for presenter in there}
        self.new: list[Presenter] = []
        self.by_name: dict[str, Presenter] = {}
        self.slugs, self.paths = Names(), Names(LONGEST_PATH, path_key)
        for presenter in self.known.values():
            self.slugs.take(presenter.slug, presenter.pk)
            self.paths.take(presenter.permalink, presenter.pk)

    def write(self, entries: Iterable[PresenterEntry], progress: Callable[[], Any]) -> None:
        """Write presenters in the order given: where two want one slug or path, the first has it."""
        by_slug: dict[str, Presenter] = {}
        there = {presenter.slug: presenter for presenter in self.known.values()}
        for entry in entries:
            record = self.run.records.of(entry)
            found = self.known.get(record.presenter_id) if record.pk else there.get(entry.slug)
            was_there = bool(record.pk) and found is None
            if not self.run.is_deleted_by_hand("presenters", entry, entry.name, was_there=was_there):
                wanted = self._wanted(entry, found.pk if found else entry.source)
                if wanted is not None:
                    written = self._write(entry, record, found, wanted)
                    by_slug.setdefault(entry.slug, written)
                    self.by_name.setdefault(entry.stem, written)
            progress()
        Presenter.objects.bulk_create(self.new, BATCH)
        self.by_name = there | self.by_name | by_slug

    def is_edited(self, record: ImportRecord) -> bool:
        """Tell whether somebody edited a presenter since the import."""
        presenter = self.known[record.presenter_id]
        return record.differs("presenter", values_of_presenter(presenter, self._photo_of(presenter, record)))

    def _wanted(self, entry: PresenterEntry, owner: Any) -> Presenter | None:  # noqa: ANN401  what tells owners apart
        slug = self.slugs.free(slug_of(entry.slug, entry.name) or "presenter", owner)
        if slug != entry.slug:
            self.run.warn(entry, f"The slug “{entry.slug:.80}” cannot be had; “{slug}” is used.", "slug")
        asked = entry.permalink or f"/presenters/{slug}/"
        permalink = self.paths.free(asked, owner)
        if permalink != asked:
            self.run.warn(entry, f"Another presenter has {asked}; this one gets {permalink}.", "permalink")
        presenter = Presenter(
            site=self.site,
            name=entry.name,
            slug=slug,
            permalink=permalink,
            old_paths=entry.old_paths,
            pronouns=entry.pronouns,
            job_title=entry.job_title,
            company=entry.company,
            bio=entry.bio,
            is_hidden=entry.is_hidden,
            **entry.handles,
        )
        return presenter if self.run.is_valid(presenter, entry, ["site", "photo"]) else None

    def _write(
        self, entry: PresenterEntry, record: ImportRecord, presenter: Presenter | None, wanted: Presenter
    ) -> Presenter:
        digest, picture = self._read_photo(entry, _digest_in(record))
        theirs = values_of_presenter(wanted, digest)
        ours = values_of_presenter(presenter, self._photo_of(presenter, record)) if presenter else None
        merged = self.run.merge("presenters", entry, entry.name, record.said("presenter"), ours, theirs)
        photo_name = record.values.get("photo_file", "")
        if presenter is None:
            presenter = wanted
            self.new.append(presenter)
        else:
            self.run.written.add(presenter)
            save_values(presenter, merged, (*PRESENTER_FIELDS, "old_paths"))
        if "photo" in merged.values and (picture or presenter.photo):
            photo_name = self._set_photo(presenter, picture)
        values = {"presenter": merged.base, "photo_file": photo_name}
        self.run.records.remember(record, entry, values, presenter=presenter)
        return presenter

    def _photo_of(self, presenter: Presenter, record: ImportRecord) -> str:
        """Return the digest of the file that a presenter's photo was made from: the imported one, or the photo."""
        if presenter.photo.name == record.values.get("photo_file"):
            return _digest_in(record)
        return _digest_of(presenter.photo)

    def _read_photo(self, entry: PresenterEntry, known: str) -> "tuple[str, Callable[[], ContentFile[bytes]] | None]":
        """Return the digest of an entry's picture and how to make a photo of it; one that is none changes nothing."""
        if entry.photo is None:
            return "", None
        try:
            data = _read(entry.photo)
            digest = hashlib.sha256(data).hexdigest()
            if digest == known:  # and so was a photo when it was imported
                return digest, lambda: photo_file(data)
            content = photo_file(data)
        except PhotoError as error:
            self.run.warn(entry, f"{entry.photo.name}: {error}", "photo")
            return known, None
        return digest, lambda: content

    def _set_photo(self, presenter: Presenter, picture: "Callable[[], ContentFile[bytes]] | None") -> str:
        """Put a picture on a presenter, or take theirs off; return its name in the storage."""
        if presenter.photo:
            self.replaced_photos.append(str(presenter.photo.name))
        if self.is_dry_run:
            return ""
        if picture is None:
            presenter.photo = ""
        else:
            content = picture()
            presenter.photo.save(str(content.name), content, save=False)
            self.written_photos.append(str(presenter.photo.name))
        if presenter.pk:
            presenter.save(update_fields=["photo", "photo_width", "photo_height"])
        return str(presenter.photo.name or "")


def _read(photo: Path) -> bytes:
    try:
        with photo.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise PhotoError(f"The photo cannot be read: {error.strerror}.") from None


def _digest_in(record: ImportRecord) -> str:
    return str(record.said("presenter").get("photo", ""))


def _digest_of(photo: Any) -> str:  # noqa: ANN401  an image field's file
    """Return the digest of a stored photo, which an export has as it is; one whose file is gone is like no other."""
    if not photo:
        return ""
    try:
        with photo.open("rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return "gone"
