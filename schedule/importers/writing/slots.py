"""From entries to slots: those of talks, and entries of the timetable that have a title of their own."""

import uuid
from collections.abc import Iterable
from typing import Any

from schedule.importers.reading import SessionEntry
from schedule.importers.report import FieldChange
from schedule.importers.writing.places import Places
from schedule.importers.writing.records import BATCH
from schedule.importers.writing.rows import SLOT_FIELDS, moment_of, values_of_slot
from schedule.importers.writing.run import Run
from schedule.models import ImportRecord, Slot
from talks.models import Talk


class Slots:
    """Writes slots, whose rooms and tracks are known by then; new ones at the end, when their talks are there."""

    def __init__(self, run: Run, places: Places, entries: Iterable[SessionEntry]) -> None:
        self.run = run
        self.places = places
        there = run.conference.slots.select_related("room", "track", "talk").select_for_update(of=("self",))
        self.known: dict[int | None, Slot] = {slot.pk: slot for slot in there.order_by("pk")}
        self.of_talks = {slot.talk_id: slot for slot in self.known.values() if slot.talk_id}
        self.by_guid: dict[uuid.UUID | None, Slot] = {slot.guid: slot for slot in self.known.values()}
        named = [guid for entry in entries if (guid := _uuid(entry.guid))]
        others = Slot.objects.filter(guid__in=named).exclude(conference=run.conference)
        self.taken_guids = set(others.values_list("guid", flat=True))
        self.new: list[Slot] = []

    def create(self) -> None:
        Slot.objects.bulk_create(self.new, BATCH)

    def named_by(self, entry: SessionEntry) -> Slot | None:
        """Return the slot that an export made an entry of."""
        return self.by_guid.get(_uuid(entry.guid))

    def is_edited(self, record: ImportRecord) -> bool:
        """Tell whether somebody edited a slot since the import."""
        slot = self.known.get(record.slot_id)
        return slot is not None and record.differs("slot", _values_of(slot))

    def wanted(self, entry: SessionEntry) -> Slot | None:
        """Return the slot that an entry describes, not saved; nothing where it is refused, which is then reported."""
        is_talk = entry.is_talk
        guid = _uuid(entry.guid)
        slot = Slot(
            guid=guid if guid and guid not in self.taken_guids else uuid.uuid4(),
            conference=self.run.conference,
            starts_at=entry.starts_at,  # type: ignore[misc]  # asked for entries that have one
            ends_at=entry.ends_at,
            title="" if is_talk else entry.title,
            kind=Slot.Kind.OTHER if is_talk else entry.kind,
            text="" if is_talk else entry.text,
            link=entry.link,
            is_across_rooms=entry.is_across_rooms,
            is_cancelled=entry.is_cancelled and not is_talk,
            is_overlap_known=entry.is_overlap_known,
        )
        return slot if self.run.is_valid(slot, entry, ["conference", "talk", "room", "track"]) else None

    def write_of_talk(
        self, talk: Talk, entry: SessionEntry, record: ImportRecord, wanted: Slot | None
    ) -> tuple[Slot | None, dict[str, Any]]:
        """Write a talk's slot, or see it go; return it and what to remember of it."""
        base = record.said("slot")
        slot = self.of_talks.get(talk.pk)
        if wanted is None:
            if slot is None or not base:
                return None, {}
            is_removed = self.run.vanish("slots", entry.source, slot, is_edited=self.is_edited(record))
            return (None, {}) if is_removed else (slot, base)
        if slot is None and base and "talk" in record.values:
            if self.run.is_deleted_by_hand("slots", entry, entry.title, was_there=True):
                return None, base
        elif slot is None and (was_entry := self.known.get(record.slot_id)) and was_entry.talk_id is None:
            if not talk.pk:
                talk.save()  # before the slot, which is there already
            was_entry.talk = talk
            return self._write(entry, wanted, was_entry, None)
        wanted.talk = talk
        return self._write(entry, wanted, slot, base)

    def write_entry(self, entry: SessionEntry, record: ImportRecord, *, was_talk: bool) -> None:
        """Write the slot of an entry that is no talk, though it may have been one until now."""
        wanted = self.wanted(entry)
        if wanted is None:
            return
        base: dict[str, Any] | None = record.said("slot")
        slot = self.known.get(record.slot_id) if record.pk else self.named_by(entry)
        if slot is None and self.run.is_deleted_by_hand("slots", entry, entry.title, was_there=bool(base)):
            return
        if slot and slot.talk_id and not self.run.overwrite:
            self.run.leave_alone("slots", entry, FieldChange("talk", "", str(slot), theirs="nothing"))
            self.run.written.add(slot)
            return
        if slot and (slot.talk_id or was_talk):
            slot.talk = None
            base = None
        written, said = self._write(entry, wanted, slot, base)
        self.run.records.remember(record, entry, {"slot": said}, talk=None, slot=written)

    def part(self, slot: Slot, title: str) -> None:
        """Take a slot from its talk, so that the talk can go without it."""
        slot.talk, slot.title = None, title
        slot.save(update_fields=["talk", "title"])

    def _write(
        self, entry: SessionEntry, wanted: Slot, slot: Slot | None, base: dict[str, Any] | None
    ) -> tuple[Slot, dict[str, Any]]:
        """Write a slot; without a base, it was something else before and takes all from the tree."""
        theirs = values_of_slot(wanted, entry.room, entry.track, is_talk=entry.is_talk)
        ours = _values_of(slot) if slot else None
        merged = self.run.merge("slots", entry, entry.title, (ours or {}) if base is None else base, ours, theirs)
        target = slot or wanted
        if "room" in merged.values:
            target.room = self.places.room(entry.room)
        if "track" in merged.values:
            target.track = self.places.track(entry.track)
        if slot is None:
            self.new.append(wanted)
            return wanted, merged.base
        self.run.written.add(slot)
        for name in {"starts_at", "ends_at"} & merged.values.keys():
            setattr(slot, name, moment_of(merged.values[name]))
        for name in {*SLOT_FIELDS, "is_cancelled"} & merged.values.keys():
            setattr(slot, name, merged.values[name])
        if merged.values or base is None:
            slot.save(update_fields=[*merged.values, "talk"])
        return slot, merged.base


def _values_of(slot: Slot) -> dict[str, Any]:
    room, track = slot.room.name if slot.room else "", slot.track.code if slot.track else ""
    return values_of_slot(slot, room, track, is_talk=slot.talk is not None)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
