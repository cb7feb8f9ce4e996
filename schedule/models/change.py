"""What the public saw, and how it changed: written by the database at each commit, whoever writes (migration 0004)."""

import datetime as dt
from typing import Final, Self

from django.db import models

from schedule.models.conference import Conference

REMOVED_FOR: Final = dt.timedelta(days=30)  # calendars hear of a removed slot for so long


class Revision(models.Model):
    """A conference's version: the number moves only when something public moved."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, primary_key=True, related_name="revision")
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=32)
    changed_at = models.DateTimeField()
    was_public = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.conference}: {self.number}"


class PublishedSlotQuerySet(models.QuerySet["PublishedSlot"]):
    def told_of(self, at: dt.datetime) -> Self:
        """Slots that are on the public schedule, or left it so lately that calendars still say so."""
        return self.filter(models.Q(removed_at=None) | models.Q(removed_at__gte=at - REMOVED_FOR))

    def last_forgotten_at(self, at: dt.datetime) -> dt.datetime | None:
        """Return the last moment before another at which calendars ceased to tell of a removed slot."""
        forgotten = self.filter(removed_at__lt=at - REMOVED_FOR)
        removed_at: dt.datetime | None = forgotten.aggregate(latest=models.Max("removed_at"))["latest"]
        return removed_at + REMOVED_FOR if removed_at else None


class PublishedSlot(models.Model):
    """A slot as the public last saw it; it outlives the slot, so that calendars can be told of its end."""

    guid = models.UUIDField(primary_key=True)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="published_slots")
    facts = models.JSONField(help_text="starts_at, ends_at (UTC), room, title, path, presenters, is_cancelled, video")
    rest = models.CharField(max_length=32, help_text="A digest of what else the public sees of it.")
    sequence = models.PositiveIntegerField(
        default=0, help_text="RFC 5545 SEQUENCE: grows with every change of the facts."
    )
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = PublishedSlotQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.facts["title"])


class ChangeQuerySet(models.QuerySet["Change"]):
    def of_schedule(self) -> Self:
        """Changes of what happens, when and where: not recordings, which come after it all."""
        return self.exclude(kind=Change.Kind.RECORDING)


class Change(models.Model):
    """One fact of the public schedule that changed, with old and new value."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        REMOVED = "removed", "Removed"
        TIME = "time", "Moved in time"
        ROOM = "room", "Moved to another room"
        TITLE = "title", "Renamed"
        PRESENTERS = "presenters", "Presenters changed"
        CANCELLED = "cancelled", "Cancelled or reinstated"
        RECORDING = "recording", "Recording"

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="changes")
    slot_guid = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=255, help_text="The session's title after the change.")
    path = models.CharField(max_length=500, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    changed_at = models.DateTimeField()
    actor = models.CharField(max_length=150, help_text="Who: a user name, “import”, or the database role.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["conference", "-changed_at"], name="change_conference_and_time")]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_kind_display()}"
