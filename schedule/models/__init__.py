"""A conference and its timetable: rooms, tracks and the slots that talks stand in."""

from schedule.models.change import Change, PublishedSlot, Revision
from schedule.models.conference import (
    COLOR_PATTERN,
    Conference,
    ConferenceQuerySet,
    Room,
    Track,
    time_zones,
    validate_color,
    validate_domain,
)
from schedule.models.import_record import ImportRecord
from schedule.models.slot import Slot, SlotQuerySet, reinstate

__all__ = [
    "COLOR_PATTERN",
    "Change",
    "Conference",
    "ConferenceQuerySet",
    "ImportRecord",
    "PublishedSlot",
    "Revision",
    "Room",
    "Slot",
    "SlotQuerySet",
    "Track",
    "reinstate",
    "time_zones",
    "validate_color",
    "validate_domain",
]
