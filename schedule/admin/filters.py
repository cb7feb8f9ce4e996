"""What organizers look for in the list of talks."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet

from presenters.models import Presenter
from schedule.times import day_name
from talks.models import TalkPresenter


class DayFilter(SimpleListFilter):
    title = "day"
    parameter_name = "day"
    path = "slot__starts_at"
    slots: ClassVar[dict[str, bool]] = {"talk__isnull": False}

    def lookups(self, request: Any, _admin: Any) -> list[tuple[str, str]]:
        conference = request.conference
        moments = conference.slots.filter(**self.slots).values_list("starts_at", flat=True) if conference else []
        days = sorted({moment.astimezone(conference.zone).date() for moment in moments})
        return [(day.isoformat(), day_name(day)) for day in days]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        starts_at = dt.datetime.combine(dt.date.fromisoformat(str(self.value())), dt.time.min, request.conference.zone)
        ends_at = starts_at + dt.timedelta(days=1)
        return queryset.filter(**{f"{self.path}__gte": starts_at, f"{self.path}__lt": ends_at})


class DayOfSlotFilter(DayFilter):
    path, slots = "starts_at", {}


class ChoiceOfConference(SimpleListFilter):
    """A filter over rows of the working conference, by primary key."""

    path = ""
    relation = ""

    def lookups(self, request: Any, _admin: Any) -> list[tuple[str, str]]:
        rows = getattr(request.conference, self.relation).all() if request.conference else []
        return [(str(row.pk), str(row)) for row in rows]

    def queryset(self, _request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_known = self.value() in dict(self.lookup_choices)
        return queryset.filter(**{self.path: self.value()}) if is_known else queryset


class RoomFilter(ChoiceOfConference):
    title, parameter_name, relation, path = "room", "room", "rooms", "slot__room"


class RoomOfSlotFilter(RoomFilter):
    path = "room"


class TrackFilter(ChoiceOfConference):
    title, parameter_name, relation, path = "track", "track", "tracks", "slot__track"


class PresenterFilter(ChoiceOfConference):
    title, parameter_name, path = "presenter", "presenter", "presenters"
    template = "admin/closed_filter.html"

    def lookups(self, request: Any, _admin: Any) -> list[tuple[str, str]]:
        site = request.conference.site if request.conference else None
        return [(str(presenter.pk), presenter.name) for presenter in Presenter.objects.filter(site=site)]


class MissingFilter(SimpleListFilter):
    """What a talk still lacks."""

    title = "missing"
    parameter_name = "missing"

    def lookups(self, _request: Any, _admin: Any) -> list[tuple[str, str]]:
        return [("slot", "Time and room"), ("video", "Video"), ("photo", "A presenter’s photo"), ("text", "Text")]

    def queryset(self, _request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        without_photo = TalkPresenter.objects.filter(talk=OuterRef("pk"), presenter__photo="")
        conditions = {
            "slot": Q(slot__isnull=True),
            "video": Q(video_url=""),
            "photo": Q(Exists(without_photo)),
            "text": Q(abstract="", description=""),
        }
        return queryset.filter(conditions[str(self.value())]) if self.value() in conditions else queryset


class MissingOfPresenterFilter(SimpleListFilter):
    title = "missing"
    parameter_name = "missing"

    def lookups(self, _request: Any, _admin: Any) -> list[tuple[str, str]]:
        return [("photo", "Photo"), ("bio", "Bio"), ("talk", "Talk")]

    def queryset(self, _request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {"photo": Q(photo=""), "bio": Q(bio=""), "talk": Q(talks__isnull=True)}
        return queryset.filter(conditions[str(self.value())]) if self.value() in conditions else queryset
