"""What imports remember."""

from typing import Any

from django.db import models

from presenters.models import Presenter
from schedule.models.conference import Conference
from schedule.models.slot import Slot
from talks.models import Talk


class ImportRecord(models.Model):
    """What one entry of a content tree said when it was last imported, so that edits by hand can be told apart."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="import_records")
    source = models.CharField(
        max_length=500, help_text="The file's path in the tree; for manual.yaml, start and title."
    )
    values = models.JSONField(help_text="Field by field, as last imported.")
    presenter = models.ForeignKey(Presenter, on_delete=models.SET_NULL, null=True, related_name="+")
    talk = models.ForeignKey(Talk, on_delete=models.SET_NULL, null=True, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "source"], name="import_record_is_unique_in_its_conference"),
        ]

    def __str__(self) -> str:
        return self.source

    def said(self, part: str) -> dict[str, Any]:
        """Return what the entry said of a part (``talk``, ``slot``, ``presenter``); empty where it said nothing."""
        said: dict[str, Any] = self.values.get(part, {})
        return said

    def differs(self, part: str, values: dict[str, Any]) -> bool:
        """Tell whether a row has other values than were imported; former paths grow on their own."""
        said = self.said(part)
        return any(said.get(name) != value for name, value in values.items() if name != "old_paths")
