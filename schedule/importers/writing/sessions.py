"""From entries to talks, with their presenters, tags and slots."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from presenters.models import Presenter
from presenters.paths import path_key
from schedule.exports.content_tree import address_of
from schedule.importers.reading import SessionEntry
from schedule.importers.writing.merging import Merge
from schedule.importers.writing.places import Places
from schedule.importers.writing.records import BATCH
from schedule.importers.writing.rows import LONGEST_PATH, TALK_FIELDS, Names, by_time, slug_of, values_of_talk
from schedule.importers.writing.run import Run, save_values
from schedule.importers.writing.slots import Slots
from schedule.models import Conference, ImportRecord
from talks.models import Talk, TalkPresenter


class Sessions:
    """Writes talks and slots, whose rooms, tracks, tags and presenters are known by then."""

    def __init__(self, run: Run, places: Places, presenters: dict[str, Presenter], entries: list[SessionEntry]) -> None:
        self.run = run
        self.places = places
        self.presenters = presenters
        self.entries = sorted(entries, key=by_time)
        self.slots = Slots(run, places, entries)
        there = run.conference.site.talks.select_related("replaced_by").select_for_update(of=("self",)).order_by("pk")
        self.known: dict[int | None, Talk] = {talk.pk: talk for talk in there}
        self.names_of = _names_of_talks(run.conference)
        self.slugs, self.paths = Names(), Names(LONGEST_PATH, path_key)
        for talk in self.known.values():
            self.slugs.take(talk.slug, talk.pk)
            self.paths.take(talk.permalink, talk.pk)
        self.by_address = {path_key(address_of(talk)): talk for talk in self.known.values()}
        self.by_slug = {talk.slug: talk for talk in self.known.values()}
        self.addresses = self.by_address.keys() | {path_key(entry.permalink or entry.slug) for entry in entries}
        self.new: list[Talk] = []
        self.people: list[TalkPresenter] = []
        self.marks: list[Any] = []
        self.replacements: list[tuple[Talk, str]] = []

    def write(self, progress: Callable[[], Any]) -> None:
        """Write talks and slots in the order of time, so that the first of several with one permalink has it."""
        for entry in self.entries:
            self._leave_out(entry)
            record = self.run.records.of(entry)
            if entry.is_talk:
                self._write_talk(entry, record)
            else:
                self.slots.write_entry(entry, record, was_talk=self._part(entry, record))
            progress()
        Talk.objects.bulk_create([talk for talk in self.new if talk.pk is None], BATCH)
        self.slots.create()
        TalkPresenter.objects.bulk_create(self.people, BATCH)
        Talk.tags.through.objects.bulk_create(self.marks, BATCH)
        self._set_replacements()

    def is_edited(self, record: ImportRecord) -> bool:
        """Tell whether somebody edited a talk or slot since the import, or gave the talk another slot."""
        talk = self.known.get(record.talk_id)
        if talk is None:
            return self.slots.is_edited(record)
        slot = self.slots.of_talks.get(talk.pk)
        is_moved = (slot and slot.pk) != record.slot_id
        return is_moved or self.slots.is_edited(record) or record.differs("talk", self._values_of(talk))

    def _leave_out(self, entry: SessionEntry) -> None:
        """Take from an entry what it cannot have: rooms, tracks and tags that are none, a replacement that is not."""
        refusals = self.places.refusals
        for kind, key, label in (("rooms", "room", entry.room), ("tracks", "track", entry.track)):
            if message := refusals.get((kind, label)):
                self.run.warn(entry, f"“{label:.80}”: {message} It is left out.", key)
                entry.extra[key] = label
                setattr(entry, key, "")
        for name in [name for name in entry.tags if ("tags", name) in refusals]:
            self.run.warn(entry, f"“{name:.80}”: {refusals['tags', name]} It is left out.", "tags")
            entry.tags.remove(name)
        if entry.replaced_by and path_key(entry.replaced_by) not in self.addresses:
            self.run.warn(entry, f"There is no session at {entry.replaced_by} to take its place.", "replaced_by")
            entry.replaced_by = ""

    def _write_talk(self, entry: SessionEntry, record: ImportRecord) -> None:
        was_there = "talk" in record.values
        talk = self.known.get(record.talk_id) if was_there else self._made_by_hand(entry)
        if talk is None and self.run.is_deleted_by_hand("sessions", entry, entry.title, was_there=was_there):
            return
        wanted = self._wanted_talk(entry, talk.pk if talk else entry.source)
        wanted_slot = self.slots.wanted(entry) if entry.starts_at else None
        if wanted is None or (wanted_slot is None and entry.starts_at):
            return
        people = self._people(entry)
        theirs = values_of_talk(wanted, [person.slug for person in people], entry.tags, entry.replaced_by)
        ours = self._values_of(talk) if talk else None
        merged = self.run.merge("sessions", entry, entry.title, record.said("talk"), ours, theirs)
        if talk is None:
            talk = wanted
            self.new.append(talk)
        else:
            self.run.written.add(talk)
            save_values(talk, merged, (*TALK_FIELDS, "old_paths"))
        self._relate(talk, merged, people, entry)
        slot, base = self.slots.write_of_talk(talk, entry, record, wanted_slot)
        self.run.records.remember(record, entry, {"talk": merged.base, "slot": base}, talk=talk, slot=slot)

    def _made_by_hand(self, entry: SessionEntry) -> Talk | None:
        """Return the talk of an entry that was never imported: made by hand, or what an export was made of."""
        slot = self.slots.named_by(entry)
        if slot and slot.talk_id:
            return self.known[slot.talk_id]
        path = path_key(entry.permalink)
        return (self.by_address.get(path) if path else None) or self.by_slug.get(entry.slug)

    def _part(self, entry: SessionEntry, record: ImportRecord) -> bool:
        """Let go a talk that is none in the tree any more, but for its slot, which goes on as an entry's."""
        slot = self.slots.known.get(record.slot_id) if record.pk else self.slots.named_by(entry)
        talk = self.known.get(slot.talk_id) if slot else None
        if slot is None or talk is None or (record.pk and record.talk_id != talk.pk):
            return False
        is_edited = not record.pk or record.differs("talk", self._values_of(talk))
        self.slots.part(slot, entry.title)
        self.run.vanish("sessions", entry.source, talk, is_edited=is_edited)
        return True

    def _wanted_talk(self, entry: SessionEntry, owner: Any) -> Talk | None:  # noqa: ANN401  what tells owners apart
        tail = entry.permalink.rstrip("/").rpartition("/")[2]
        slug = self.slugs.free(slug_of(entry.slug, tail, entry.title) or "session", owner)
        if entry.slug and slug != entry.slug:
            self.run.warn(entry, f"The slug “{entry.slug:.80}” cannot be had; “{slug}” is used.", "slug")
        permalink = entry.permalink
        if permalink and not self.paths.is_free(permalink, owner):
            folder = permalink.rstrip("/").rpartition("/")[0]
            permalink = self.paths.free(f"{folder}/{slug}/", owner)
            self.run.warn(entry, f"Another session has {entry.permalink}; this one gets {permalink}.", "permalink")
        talk = Talk(
            site=self.run.conference.site,
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
        return talk if self.run.is_valid(talk, entry, ["site", "replaced_by"]) else None

    def _people(self, entry: SessionEntry) -> list[Presenter]:
        found = {}
        for name in entry.presenters:
            presenter = self.presenters.get(name)
            if presenter is None:
                message = f"There is no presenter “{name:.80}”; the session is kept without."
                self.run.warn(entry, message, "presenter_slugs")
            else:
                found[presenter.pk] = presenter
        return list(found.values())

    def _relate(self, talk: Talk, merged: Merge, people: list[Presenter], entry: SessionEntry) -> None:
        if "presenters" in merged.values:
            if talk.pk:
                talk.talk_presenters.all().delete()
            self.people += [
                TalkPresenter(talk=talk, presenter=person, position=number) for number, person in enumerate(people)
            ]
        if "tags" in merged.values:
            if talk.pk:
                talk.tags.clear()
            tags = {tag.pk: tag for name in entry.tags if (tag := self.places.tag(name))}
            self.marks += [Talk.tags.through(talk=talk, tag=tag) for tag in tags.values()]
        if "replaced_by" in merged.values and (entry.replaced_by or talk.replaced_by):
            self.replacements.append((talk, entry.replaced_by))

    def _set_replacements(self) -> None:
        by_address = self.by_address | {path_key(address_of(talk)): talk for talk in self.new}
        for talk, address in self.replacements:
            talk.replaced_by = by_address.get(path_key(address)) if address else None
            talk.save(update_fields=["replaced_by"])

    def _values_of(self, talk: Talk) -> dict[str, Any]:
        return values_of_talk(talk, *self.names_of(talk))


def _names_of_talks(conference: Conference) -> Callable[[Talk], tuple[list[str], list[str], str]]:
    """Return a function that knows each talk's presenters (slugs in order), tags and replacement, in two queries."""
    presenters: dict[int, list[str]] = defaultdict(list)
    places = TalkPresenter.objects.filter(talk__site=conference.site).order_by("position", "pk")
    for talk_id, slug in places.values_list("talk", "presenter__slug"):
        presenters[talk_id].append(slug)
    tags: dict[int, list[str]] = defaultdict(list)
    for talk_id, name in Talk.tags.through.objects.filter(talk__site=conference.site).values_list("talk", "tag__name"):
        tags[talk_id].append(name)
    return lambda talk: (presenters[talk.pk], tags[talk.pk], address_of(talk.replaced_by))
