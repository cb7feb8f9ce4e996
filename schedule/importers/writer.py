"""From entries to rows: compares each with what was imported and edited before, and writes all or nothing."""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.utils.text import slugify

from presenters.models import Presenter
from presenters.paths import path_key
from presenters.photos import PhotoError, photo_file
from schedule.conflicts import presenter_clashes, room_clashes
from schedule.exports.content_tree import address_of
from schedule.importers.entries import PresenterEntry, SessionEntry
from schedule.importers.merging import Merge, merge
from schedule.importers.report import FieldChange, Outcome, Report, RowChange
from schedule.importers.rows import (
    PRESENTER_FIELDS,
    SLOT_FIELDS,
    TALK_FIELDS,
    Names,
    moment_of,
    moment_text,
    values_of_presenter,
    values_of_slot,
    values_of_talk,
)
from schedule.models import Conference, ImportRecord, Room, Slot, Track
from talks.models import Tag, Talk, TalkPresenter

ONLINE: Final = ("online", "virtual", "remote", "stream")
# Fields whose wrong value is left out with a warning: a session or presenter does not hang on it.
OPTIONAL: Final = {"slides_url", "card_image", "link", "website", "video_url", "additional_video_url", "old_paths"}
KEYS: Final = {  # what a field is called in a content tree
    "additional_video_url": "additional_video_url",
    "audience_level": "difficulty",
    "bio": "the text",
    "card_image": "image",
    "description": "the text",
    "ends_at": "end_datetime",
    "job_title": "role",
    "old_paths": "redirect_from",
    "starts_at": "start_datetime",
}
BATCH: Final = 1000
ROOM_KEYS: Final = {"name": str, "position": int, "capacity": int, "floor": str, "access_notes": str, "is_online": bool}
TRACK_KEYS: Final = {"code": str, "name": str, "color": str, "position": int}


class Writer:
    """One import into one conference, inside the caller's transaction."""

    def __init__(  # noqa: PLR0913
        self,
        conference: Conference,
        report: Report,
        sources: set[str],
        *,
        overwrite: bool,
        prune: bool,
        is_dry_run: bool,
    ) -> None:
        self.conference = conference
        self.report = report
        self.overwrite = overwrite
        self.prune = prune
        self.is_dry_run = is_dry_run
        self.written_photos: list[str] = []
        self.replaced_photos: list[str] = []
        self.records = {
            record.source: record
            for record in conference.import_records.select_related("presenter", "talk", "slot__room", "slot__track")
        }
        self.unseen = dict(self.records)
        vanished = [record for record in self.records.values() if record.source not in sources]
        identities = Counter(map(_identity, vanished))
        # A record whose source vanished is found again by what it was of, where that is certain.
        self.renamed = {_identity(record): record for record in vanished if identities[_identity(record)] == 1}
        self.changed_records: list[ImportRecord] = []
        self.rooms = {room.name: room for room in conference.rooms.all()}
        self.tracks = {track.code: track for track in conference.tracks.all()}
        self.tags = {tag.name.casefold(): tag for tag in conference.site.tags.all()}
        self.presenters: dict[str, Presenter] = {}

    # Presenters

    def write_presenters(self, entries: Iterable[PresenterEntry], progress: Callable[[], Any]) -> None:
        """Write presenters, and remember by slug and file name whom sessions may name."""
        known = {presenter.slug: presenter for presenter in self.conference.site.presenters.all()}
        slugs, paths = Names(), Names()
        for presenter in known.values():
            slugs.take(presenter.slug, presenter.pk)
            paths.take(presenter.permalink, presenter.pk)
        by_slug: dict[str, Presenter] = {}
        for entry in entries:
            record = self._record(entry.source, f"slug {entry.slug}")
            found = record.presenter or (None if record.pk else known.get(entry.slug))
            if record.pk and found is None and not self.overwrite:
                self._leave_deleted("presenters", entry.source, entry.name)
                continue
            wanted = self._wanted_presenter(entry, slugs, paths, found.pk if found else entry.source)
            if wanted is not None:
                written = self._write_presenter(entry, record, found, wanted)
                by_slug.setdefault(entry.slug, written)
                self.presenters.setdefault(entry.stem, written)
            progress()
        self.presenters |= {
            slug: presenter for slug, presenter in known.items() if slug not in self.presenters
        } | by_slug

    def _wanted_presenter(self, entry: PresenterEntry, slugs: Names, paths: Names, owner: Any) -> Presenter | None:  # noqa: ANN401
        slug = slugs.free(slugify(entry.slug, allow_unicode=True) or slugify(entry.name) or "presenter", owner)
        if slug != entry.slug:
            self.report.warning(entry.source, f"The slug “{entry.slug}” cannot be had; “{slug}” is used.", key="slug")
        asked = entry.permalink or f"/presenters/{slug}/"
        permalink = paths.free(asked, owner)
        if permalink != asked:
            self.report.warning(
                entry.source, f"Another presenter has {asked}; this one gets {permalink}.", key="permalink"
            )
        presenter = Presenter(
            site=self.conference.site,
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
        return presenter if self._is_valid(presenter, entry.source, ["site", "photo"]) else None

    def _write_presenter(
        self, entry: PresenterEntry, record: ImportRecord, presenter: Presenter | None, wanted: Presenter
    ) -> Presenter:
        digest = hashlib.sha256(entry.photo.read_bytes()).hexdigest() if entry.photo else ""
        theirs = values_of_presenter(wanted, digest)
        is_imported_photo = bool(presenter and presenter.photo.name == record.values.get("photo_file"))
        ours = None
        if presenter:
            imported = _said(record, "presenter", "photo") if is_imported_photo else _digest_of(presenter.photo)
            ours = values_of_presenter(presenter, imported)
        merged = self._merge("presenters", entry.source, entry.name, record, "presenter", ours, theirs)
        presenter = presenter or Presenter(site=self.conference.site)
        photo_name = record.values.get("photo_file", "")
        if "photo" in merged.values:
            photo_name = self._set_photo(entry, presenter)
        self._save(presenter, merged, [*PRESENTER_FIELDS, "old_paths"])
        self._remember(
            record, entry.extra, presenter=presenter, values={"presenter": merged.base, "photo_file": photo_name}
        )
        return presenter

    def _set_photo(self, entry: PresenterEntry, presenter: Presenter) -> str:
        """Put the picture beside an entry's file on a presenter, or take theirs off; return its name in the storage."""
        if presenter.photo:
            self.replaced_photos.append(str(presenter.photo.name))
        if entry.photo is None:
            presenter.photo = ""
            return ""
        try:
            content = photo_file(entry.photo.read_bytes())
        except PhotoError as error:
            self.report.warning(entry.source, f"{entry.photo.name}: {error}", key="photo")
            return ""
        if self.is_dry_run:
            return ""
        presenter.photo.save(str(content.name), content, save=False)
        self.written_photos.append(str(presenter.photo.name))
        return str(presenter.photo.name)

    # Sessions

    def write_sessions(self, entries: list[SessionEntry], progress: Callable[[], Any]) -> None:
        """Write talks and slots in the order of time, so that the first of several with one permalink has it."""
        known = {
            talk.pk: talk
            for talk in self.conference.site.talks.select_related("slot__room", "slot__track", "replaced_by")
        }
        self.names_of = _names_of_talks(self.conference)
        slugs, paths = Names(), Names()
        for talk in known.values():
            slugs.take(talk.slug, talk.pk)
            paths.take(talk.permalink, talk.pk)
        self.find_guids(entries)
        by_path = {path_key(talk.permalink): talk for talk in known.values() if talk.permalink}
        by_slug = {talk.slug: talk for talk in known.values()}
        identities = Counter(entry.identity for entry in entries)
        self.replacements: list[tuple[Talk, str]] = []
        self.places: list[TalkPresenter] = []
        self.marks: list[Any] = []
        for entry in sorted(entries, key=_by_time):
            record = self._record(entry.source, entry.identity if identities[entry.identity] == 1 else "")
            if record.pk and (record.talk if entry.is_talk else record.slot) is None and not self.overwrite:
                self._leave_deleted("sessions" if entry.is_talk else "slots", entry.source, entry.title)
            elif entry.is_talk:
                found = record.talk
                if not record.pk:  # made by hand, or written by an export
                    there = self.slots_by_guid.get(_uuid(entry.guid))
                    found = there.talk if there else by_path.get(path_key(entry.permalink)) or by_slug.get(entry.slug)
                self._write_talk(entry, record, known.get(found.pk) if found else None, slugs, paths)
            else:
                self._write_entry(entry, record)
            progress()
        TalkPresenter.objects.bulk_create(self.places, BATCH)
        Talk.tags.through.objects.bulk_create(self.marks, BATCH, ignore_conflicts=True)
        self._set_replacements()

    def _write_talk(
        self, entry: SessionEntry, record: ImportRecord, talk: Talk | None, slugs: Names, paths: Names
    ) -> None:
        owner = talk.pk if talk else entry.source
        wanted = self._wanted_talk(entry, slugs, paths, owner)
        slot = self._wanted_slot(entry, wanted) if entry.starts_at else None
        if wanted is None or (slot is None and entry.starts_at):
            return
        people = self._people(entry)
        theirs = values_of_talk(wanted, [person.slug for person in people], entry.tags, entry.replaced_by)
        ours = values_of_talk(talk, *self.names_of(talk)) if talk else None
        merged = self._merge("sessions", entry.source, entry.title, record, "talk", ours, theirs)
        talk = talk or Talk(site=self.conference.site)
        self._save(talk, merged, [*TALK_FIELDS, "old_paths"])
        if "presenters" in merged.values:
            if ours:
                talk.talk_presenters.all().delete()
            self.places += [
                TalkPresenter(talk=talk, presenter=person, position=number) for number, person in enumerate(people)
            ]
        if "tags" in merged.values:
            if ours:
                talk.tags.clear()
            through = Talk.tags.through
            self.marks += [through(talk=talk, tag=self._tag(name)) for name in entry.tags]
        if "replaced_by" in merged.values:
            self.replacements.append((talk, entry.replaced_by))
        written: Slot | None = None
        base: dict[str, Any] = {}
        if slot:
            written, base = self._write_slot(entry, record, getattr(talk, "slot", None) if ours else None, slot, talk)
        self._remember(record, entry.extra, talk=talk, slot=written, values={"talk": merged.base, "slot": base})

    def _write_entry(self, entry: SessionEntry, record: ImportRecord) -> None:
        wanted = self._wanted_slot(entry, None)
        if wanted is not None:
            there = record.slot if record.pk else self.slots_by_guid.get(_uuid(entry.guid))
            found = there if there and there.talk_id is None else None
            slot, base = self._write_slot(entry, record, found, wanted, None)
            self._remember(record, entry.extra, talk=None, slot=slot, values={"slot": base})

    def _write_slot(
        self, entry: SessionEntry, record: ImportRecord, slot: Slot | None, wanted: Slot, talk: Talk | None
    ) -> tuple[Slot, dict[str, Any]]:
        theirs = values_of_slot(wanted, entry.room, entry.track)
        ours = _values_of(slot) if slot else None
        merged = self._merge("slots", entry.source, entry.title, record, "slot", ours, theirs)
        slot = slot or Slot(
            conference=self.conference, talk=talk, guid=wanted.guid, is_overlap_known=entry.is_overlap_known
        )
        for name in ("starts_at", "ends_at"):
            if name in merged.values:
                setattr(slot, name, moment_of(merged.values[name]))
        if "room" in merged.values:
            slot.room = self.rooms.get(entry.room)
        if "track" in merged.values:
            slot.track = self.tracks.get(entry.track)
        self._save(slot, merged, [*SLOT_FIELDS, "is_cancelled"])
        return slot, merged.base

    def _wanted_talk(self, entry: SessionEntry, slugs: Names, paths: Names, owner: Any) -> Talk | None:  # noqa: ANN401
        tail = entry.permalink.rstrip("/").rpartition("/")[2]
        asked = entry.slug or tail or entry.title
        slug = slugs.free((slugify(asked, allow_unicode=True) or "session")[:190], owner)
        if entry.slug and slug != entry.slug:
            self._warn(entry, f"The slug “{entry.slug}” cannot be had; “{slug}” is used.", "slug")
        permalink = entry.permalink
        if permalink and paths.owners.setdefault(path_key(permalink), owner) != owner:
            folder = permalink.rstrip("/").rpartition("/")[0]
            permalink = paths.free(f"{folder}/{slug}/", owner)
            self._warn(entry, f"Another session has {entry.permalink}; this one gets {permalink}.", "permalink")
        talk = Talk(
            site=self.conference.site,
            title=entry.title,
            slug=slug,
            permalink=permalink,
            old_paths=entry.old_paths,
            category=entry.category,
            abstract=entry.abstract,
            description=entry.text,
            audience_level=entry.audience_level,
            is_accepted=entry.is_accepted,
            is_published=entry.is_published,
            is_hidden=entry.is_hidden,
            status=entry.status,
            is_in_sitemap=entry.is_in_sitemap,
            video_url=entry.video_url,
            additional_video_url=entry.additional_video_url,
            slides_url=entry.slides_url,
            card_image=entry.card_image,
        )
        return talk if self._is_valid(talk, entry.source, ["site", "replaced_by"], entry.line) else None

    def _wanted_slot(self, entry: SessionEntry, talk: Talk | None) -> Slot | None:
        slot = Slot(
            guid=self._guid(entry),
            conference=self.conference,
            talk=talk,
            starts_at=entry.starts_at,  # type: ignore[misc]  # asked for entries that have one
            ends_at=entry.ends_at,
            title="" if entry.is_talk else entry.title,
            kind=Slot.Kind.OTHER if entry.is_talk else entry.kind,
            text="" if entry.is_talk else entry.text,
            link=entry.link,
            is_across_rooms=entry.is_across_rooms,
            is_cancelled=entry.is_cancelled and not entry.is_talk,
        )
        exclude = ["conference", "talk", "room", "track"]
        return slot if self._is_valid(slot, entry.source, exclude, entry.line) else None

    def find_guids(self, entries: list[SessionEntry]) -> None:
        """Look up the slots that entries name: this conference's own are found again, another's are not to be had."""
        named = Slot.objects.filter(guid__in=[guid for entry in entries if (guid := _uuid(entry.guid))])
        slots = {slot.guid: slot for slot in named.select_related("room", "track", "talk")}
        own = self.conference.pk
        self.slots_by_guid: dict[uuid.UUID | None, Slot] = {
            guid: slot for guid, slot in slots.items() if slot.conference_id == own
        }
        self.taken_guids = slots.keys() - self.slots_by_guid.keys()

    def _guid(self, entry: SessionEntry) -> uuid.UUID:
        """Return the identity that an entry names; a new one where it names none, or that of a copy's original."""
        named = _uuid(entry.guid)
        return named if named and named not in self.taken_guids else uuid.uuid4()

    def _people(self, entry: SessionEntry) -> list[Presenter]:
        found = {}
        for slug in entry.presenters:
            presenter = self.presenters.get(slug)
            if presenter is None:
                self._warn(entry, f"There is no presenter “{slug}”; the session is kept without.", "presenter_slugs")
            else:
                found[presenter.pk] = presenter
        return list(found.values())

    def _tag(self, name: str, slug: str = "") -> Tag:
        if name.casefold() not in self.tags:
            slugs = Names()
            for tag in self.tags.values():
                slugs.take(tag.slug, tag.pk)
            slug = slugs.free(slug or slugify(name, allow_unicode=True)[:70] or "tag", name)
            self.tags[name.casefold()] = Tag.objects.create(site=self.conference.site, name=name[:60], slug=slug)
        return self.tags[name.casefold()]

    def _set_replacements(self) -> None:
        by_address = {path_key(address_of(talk)): talk for talk in self.conference.site.talks.all()}
        for talk, address in self.replacements:
            talk.replaced_by = by_address.get(path_key(address)) if address else None
            if address and talk.replaced_by is None:
                message = f"There is no session at {address} to take its place."
                self.report.warning(address_of(talk), message, key="replaced_by")
            talk.save(update_fields=["replaced_by"])

    def make_rooms_and_tracks(self, entries: list[SessionEntry], details: dict[str, Any]) -> None:
        """Make the rooms, tracks and tags that a tree describes or names; what is there stays as it is.

        Rooms of talks come first, in the order of their tracks.
        """
        slugs = Names()
        for room in self.rooms.values():
            slugs.take(room.slug, room.pk)
        for said in _dicts(details, "rooms", "name"):
            if said["name"] not in self.rooms:
                wanted = said.get("slug") or slugify(said["name"], allow_unicode=True) or "room"
                room = Room(
                    conference=self.conference, **_known(said, ROOM_KEYS), slug=slugs.free(wanted, said["name"])
                )
                self.rooms[room.name] = self._made(room)
        for said in _dicts(details, "tracks", "code"):
            if said["code"] not in self.tracks:
                track = Track(conference=self.conference, **_known(said, TRACK_KEYS))
                self.tracks[track.code] = self._made(track)
        for said in _dicts(details, "tags", "name"):
            self._tag(said["name"], said.get("slug", ""))
        by_track = sorted(entries, key=lambda entry: (not entry.is_talk, entry.track or "~", *_by_time(entry)))
        for name in dict.fromkeys(entry.room for entry in by_track if entry.room and entry.room not in self.rooms):
            room = Room(
                conference=self.conference,
                name=name,
                slug=slugs.free(slugify(name, allow_unicode=True) or "room", name),
                position=max([room.position for room in self.rooms.values()], default=-1) + 1,
                is_online=any(word in name.lower() for word in ONLINE),
            )
            self.rooms[name] = self._made(room)
        codes = sorted({entry.track for entry in entries if entry.track and entry.track not in self.tracks})
        for position, code in enumerate(codes, start=len(self.tracks)):
            self.tracks[code] = self._made(Track(conference=self.conference, code=code, position=position))

    def _made[Row: (Room, Track)](self, row: Row) -> Row:
        if self._is_valid(row, f"{type(row).__name__.lower()} “{row}”", ["conference"]):
            row.save()
        return row

    # What both share

    def _record(self, source: str, identity: str) -> ImportRecord:
        """Return what is remembered of an entry, under its former name if its file was renamed, else a new record."""
        record = self.unseen.pop(source, None)
        if record is None and identity and (record := self.renamed.pop(identity, None)):
            del self.unseen[record.source]
            record.source = source
        return record or ImportRecord(conference=self.conference, source=source, values={})

    def _merge(  # noqa: PLR0913, PLR0917
        self,
        kind: str,
        source: str,
        title: str,
        record: ImportRecord,
        part: str,
        ours: dict[str, Any] | None,
        theirs: dict[str, Any],
    ) -> Merge:
        if ours is None:
            self.report.count(RowChange(kind, source, title, Outcome.CREATED))
            return Merge(values=dict(theirs), base=dict(theirs))
        merged = merge(record.values.get(part, {}), ours, theirs, overwrite=self.overwrite)
        self.report.count(RowChange(kind, source, title, merged.outcome, tuple(merged.fields)))
        return merged

    def _save(self, row: Model, merged: Merge, plain: list[str]) -> None:
        """Set and save the fields that are columns, if anything changed."""
        for name in plain:
            if name in merged.values:
                setattr(row, name, merged.values[name])
        if merged.values:
            row.save()

    def _remember(
        self, record: ImportRecord, extra: dict[str, Any], *, values: dict[str, Any], **rows: Model | None
    ) -> None:
        values = values | ({"extra": extra} if extra else {})
        is_changed = not record.pk or record.values != values or record.source not in self.records
        for name, row in rows.items():
            is_changed |= getattr(record, f"{name}_id") != (row.pk if row else None)
            setattr(record, name, row)
        record.values = values
        if is_changed:
            self.changed_records.append(record)

    def _leave_deleted(self, kind: str, source: str, title: str) -> None:
        deleted = (FieldChange("deleted by hand", title, "", theirs="still has it"),)
        self.report.count(RowChange(kind, source, title, Outcome.LEFT_ALONE, deleted))

    def _warn(self, entry: SessionEntry, message: str, key: str) -> None:
        self.report.warning(entry.source, message, entry.lines.get(key, entry.line), key)

    def _is_valid(self, row: Model, source: str, exclude: list[str], line: int | None = None) -> bool:
        """Bring a row to its stored form; a wrong optional value is left out and told, any other is an error."""
        for _attempt in range(2):
            try:
                if not isinstance(row, Slot):
                    row.clean()
                row.clean_fields(exclude=exclude)
            except ValidationError as error:
                wrong = error.message_dict
            else:
                return True
            for name in wrong.keys() & OPTIONAL:
                self.report.warning(source, f"{' '.join(wrong[name])} It is left out.", line, KEYS.get(name, name))
                setattr(row, name, [] if name == "old_paths" else "")
            if refused := wrong.keys() - OPTIONAL:
                for name in sorted(refused):
                    self.report.error(source, " ".join(wrong[name]), line, KEYS.get(name, name))
                return False
        return True

    # The end

    def finish(self) -> None:
        """Report and prune what vanished, flag talks that share a room, remember what was imported.

        Raises:
            IntegrityError: the database refuses what was written.
        """
        self._handle_vanished()
        new = [record for record in self.changed_records if not record.pk]
        known = [record for record in self.changed_records if record.pk]
        ImportRecord.objects.bulk_create(new, BATCH)
        ImportRecord.objects.bulk_update(known, ["source", "values", "presenter", "talk", "slot"], BATCH)
        for room_clash in room_clashes(self.conference):
            first, second = room_clash.first, room_clash.second
            if first.talk_id and second.talk_id and not (first.is_overlap_known or second.is_overlap_known):
                Slot.objects.filter(pk=second.pk).update(is_overlap_known=True)
                second.is_overlap_known = True
            self.report.warning(
                "schedule", f"“{first}” and “{second}” are both in {room_clash.room}, {second.when}.", key="room"
            )
        for clash in presenter_clashes(self.conference):
            message = f"{clash.presenter} has “{clash.first}” and “{clash.second}” at one time, {clash.second.when}."
            self.report.warning("schedule", message, key="presenter_slugs")
        with connection.cursor() as cursor:
            cursor.execute("set constraints a_room_holds_one_talk_at_a_time immediate")

    def _handle_vanished(self) -> None:
        for record in self.unseen.values():
            for kind, row in (("sessions", record.talk), ("slots", record.slot), ("presenters", record.presenter)):
                if row is None:
                    continue
                is_kept = not self.prune or (self._is_edited(record) and not self.overwrite)
                if is_kept:
                    gone = FieldChange("vanished from the tree", str(row), str(row), theirs="nothing")
                    self.report.count(RowChange(kind, record.source, str(row), Outcome.LEFT_ALONE, (gone,)))
                else:
                    self.report.count(RowChange(kind, record.source, str(row), Outcome.REMOVED))
            if self.prune and (self.overwrite or not self._is_edited(record)):
                for row in (record.slot, record.talk, record.presenter):
                    if row is not None and row.pk:
                        row.delete()
                record.delete()

    def _is_edited(self, record: ImportRecord) -> bool:
        """Tell whether somebody edited what a record is of since it was imported."""
        if record.slot is not None:
            ours = _values_of(record.slot)
            if any(record.values.get("slot", {}).get(name) != value for name, value in ours.items()):
                return True
        if record.talk is not None:
            ours = values_of_talk(record.talk, *self.names_of(record.talk))
            said = record.values.get("talk", {})
            return any(said.get(name) != value for name, value in ours.items() if name != "old_paths")
        if record.presenter is not None:
            said = record.values.get("presenter", {})
            return any(said.get(name) != getattr(record.presenter, name) for name in PRESENTER_FIELDS)
        return False


def _digest_of(photo: Any) -> str:  # noqa: ANN401  an image field's file
    """Return the digest of a stored photo, which an export has as it is; one whose file is gone is like no other."""
    if not photo:
        return ""
    try:
        with photo.open("rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return "gone"


def _said(record: ImportRecord, part: str, name: str) -> Any:  # noqa: ANN401  whatever was imported
    return record.values.get(part, {}).get(name, "")


def _identity(record: ImportRecord) -> str:
    """Return what an entry's ``identity`` would be, of what was imported."""
    if slug := _said(record, "presenter", "slug"):
        return f"slug {slug}"
    if permalink := _said(record, "talk", "permalink"):
        return f"path {path_key(permalink)}"
    return f"title {_said(record, 'slot', 'title')}" if "#" in record.source else f"source {record.source}"


def _by_time(entry: SessionEntry) -> tuple[bool, str, str]:
    """Sort by time and then by source; what is not scheduled comes last."""
    return entry.starts_at is None, moment_text(entry.starts_at), entry.source


def _dicts(details: dict[str, Any], name: str, key: str) -> list[dict[str, Any]]:
    """Return the items of a list that are objects with a text under a key; others are not what they should be."""
    items = details.get(name)
    return (
        [item for item in items if isinstance(item, dict) and isinstance(item.get(key), str)]
        if isinstance(items, list)
        else []
    )


def _known(said: dict[str, Any], keys: dict[str, type]) -> dict[str, Any]:
    return {key: said[key] for key, kind in keys.items() if isinstance(said.get(key), kind)}


def _values_of(slot: Slot) -> dict[str, Any]:
    return values_of_slot(slot, slot.room.name if slot.room else "", slot.track.code if slot.track else "")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _names_of_talks(conference: Conference) -> Callable[[Talk], tuple[list[str], list[str], str]]:
    """Return a function that knows each talk's presenters (slugs in order), tags and replacement, in three queries."""
    presenters: dict[int, list[str]] = defaultdict(list)
    places = TalkPresenter.objects.filter(talk__site=conference.site).order_by("position", "pk")
    for talk_id, slug in places.values_list("talk", "presenter__slug"):
        presenters[talk_id].append(slug)
    tags: dict[int, list[str]] = defaultdict(list)
    for talk_id, name in Talk.tags.through.objects.filter(talk__site=conference.site).values_list("talk", "tag__name"):
        tags[talk_id].append(name)
    return lambda talk: (presenters[talk.pk], tags[talk.pk], address_of(talk.replaced_by))
