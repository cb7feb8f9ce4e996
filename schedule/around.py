"""What happens around a session: beside it at the same time, and after it in its room."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q
from django.utils import timezone

from schedule.models import Slot
from talks.models import presenter_names


@dataclass(frozen=True)
class Around:
    """What could be visited instead of a session, and the talk that is next in its room on that day."""

    also_on: list[Slot]
    next_in_room: Slot | None


def around(slot: Slot) -> Around:
    """Look around a slot among what the public sees of its day, in one query."""
    begun = Q(starts_at__lt=slot.starts_at, ends_at__gt=slot.starts_at)
    begins = Q(starts_at=slot.starts_at) | Q(starts_at__gt=slot.starts_at, starts_at__lt=slot.ends_at or slot.starts_at)
    later_here = Q(room__isnull=False, room=slot.room_id, starts_at__gt=slot.starts_at)
    others = [
        other
        for other in Slot.objects.public()
        .filter(begun | begins | later_here, conference=slot.conference_id, is_cancelled=False)
        .on(slot.day, timezone.get_current_timezone())
        .exclude(pk=slot.pk)
        .select_related("talk", "room")
        .defer("text", "talk__abstract", "talk__description")
        .annotate(presenter_names=presenter_names(OuterRef("talk")))
        if other.talk_id or other.kind not in Slot.SPACES | Slot.PAUSES
    ]
    return Around(
        also_on=[other for other in others if other.shares_time_with(slot)],
        next_in_room=next((other for other in others if other.talk_id and other.comes_after(slot)), None),
    )
