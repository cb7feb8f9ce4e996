"""Who or what is in two places at one time: legal, and always reported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from presenters.models import Presenter
from schedule.models import Conference, Room, Slot
from talks.models import TalkPresenter


@dataclass(frozen=True)
class RoomClash:
    """Two slots that share some time in a room, the earlier one first."""

    room: Room
    first: Slot
    second: Slot


@dataclass(frozen=True)
class PresenterClash:
    """Two talks of one presenter that share some time, the earlier one first."""

    presenter: Presenter
    first: Slot
    second: Slot


def room_clashes(conference: Conference) -> list[RoomClash]:
    """Return slots that overlap in a room, known or not, by time, in one query; cancelled ones take no place."""
    slots = _taking_place(conference).filter(room__isnull=False)
    by_room = _grouped((slot.room, slot) for slot in slots if slot.room)
    clashes = [RoomClash(room, first, second) for room, first, second in _overlaps(by_room)]
    return sorted(clashes, key=lambda clash: (clash.second.starts_at, clash.second.pk))


def presenter_clashes(conference: Conference) -> list[PresenterClash]:
    """Return presenters of two talks that overlap, by time, in two queries."""
    slots = {slot.talk_id: slot for slot in _taking_place(conference) if slot.talk_id}
    places = TalkPresenter.objects.filter(talk__in=slots).select_related("presenter").order_by("pk")
    by_presenter = _grouped((place.presenter, slots[place.talk_id]) for place in places)
    clashes = [PresenterClash(presenter, first, second) for presenter, first, second in _overlaps(by_presenter)]
    return sorted(clashes, key=lambda clash: (clash.second.starts_at, clash.presenter.pk))


def _taking_place(conference: Conference) -> QuerySet[Slot]:
    return Slot.objects.filter(
        Q(talk=None) | Q(talk__is_accepted=True), conference=conference, is_cancelled=False, ends_at__isnull=False
    ).select_related("talk", "room", "conference")


def _grouped[Owner: (Room, Presenter)](owned: Iterable[tuple[Owner, Slot]]) -> dict[Owner, list[Slot]]:
    groups: dict[Owner, list[Slot]] = defaultdict(list)
    for owner, slot in owned:
        groups[owner].append(slot)
    return groups


def _overlaps[Owner: (Room, Presenter)](groups: dict[Owner, list[Slot]]) -> Iterator[tuple[Owner, Slot, Slot]]:
    """Yield the pairs of each owner's slots that share some time."""
    for owner, slots in groups.items():
        ordered = sorted(slots, key=lambda slot: (slot.starts_at, slot.pk))
        for index, first in enumerate(ordered):
            for second in ordered[index + 1 :]:
                if first.ends_at is None or second.starts_at >= first.ends_at:
                    break
                yield owner, first, second
