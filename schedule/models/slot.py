"""The timetable: slots that talks stand in, and the entries between them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Final, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from presenters.models import LONGEST_TEXT
from presenters.paths import validate_link
from schedule.models.conference import Conference, Room, Track
from talks.models import Talk
from talks.search import fold, joined, words_of

PLACE = ("starts_at", "ends_at", "room", "track", "is_across_rooms", "is_overlap_known")
LATER_END = "The end has to be later than the start."


class SlotQuerySet(models.QuerySet["Slot"]):
    def public(self) -> Self:
        """Slots that the public sees: entries of their own and listed talks, once the schedule is public."""
        return self.filter(
            Q(talk=None) | Q(talk__is_accepted=True, talk__is_published=True, talk__is_hidden=False),
            conference__is_schedule_public=True,
        )

    def on(self, day: dt.date, zone: dt.tzinfo) -> Self:
        """Slots that start on a calendar day of a zone."""
        starts_at = dt.datetime.combine(day, dt.time.min, zone)
        return self.filter(starts_at__gte=starts_at, starts_at__lt=starts_at + dt.timedelta(days=1))

    def now(self, at: dt.datetime) -> Self:
        """Slots that are on at a moment; one without an end never is."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def days(self, zone: dt.tzinfo) -> list[dt.date]:
        """Return the calendar days of a zone on which something starts."""
        return list(
            self.order_by()
            .annotate(date=TruncDate("starts_at", tzinfo=zone))
            .values_list("date", flat=True)
            .distinct()
            .order_by("date")
        )

    def matching(self, query: str) -> Self:
        """Slots whose talk, or own title and text, hold every word of a query, whatever case and accents."""
        own = Q(talk=None)
        for word in words_of(query):
            own &= Q(everything__contains=fold(Value(word)))
        talks = Talk.objects.filter(pk__in=self.order_by().values("talk")).matching(query)
        return self.alias(everything=fold(joined("title", "text"))).filter(own | Q(talk__in=talks.values("pk")))

    def overlapping(self, starts_at: dt.datetime, ends_at: dt.datetime) -> Self:
        """Slots with an end that share some time with the half-open span from start to end."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Slot(models.Model):
    """A place in the timetable, of a talk or of an entry that has a title of its own."""

    class Kind(models.TextChoices):
        BREAK = "break", "Break"
        MEAL = "meal", "Meal"
        SOCIAL = "social", "Social"
        REGISTRATION = "registration", "Registration"
        SPACE = "space", "Space"
        OTHER = "other", "Other"

    PAUSES: Final = frozenset({Kind.BREAK, Kind.MEAL})  # nobody has to choose between these and a session beside them
    SPACES: Final = frozenset({Kind.REGISTRATION, Kind.SPACE})  # beside everything, often all day

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: only the start is shown.")
    room = models.ForeignKey(Room, on_delete=models.RESTRICT, null=True, blank=True, related_name="slots")
    track = models.ForeignKey(Track, on_delete=models.SET_NULL, null=True, blank=True, related_name="slots")
    talk = models.OneToOneField(Talk, on_delete=models.CASCADE, null=True, blank=True, related_name="slot")
    title = models.CharField(max_length=255, blank=True, help_text="For an entry that is no talk.")
    kind = models.CharField(
        max_length=20, choices=Kind, default=Kind.OTHER, help_text="What an entry is that is no talk."
    )
    text = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)], help_text="Markdown.")
    link = models.CharField(
        max_length=500,
        blank=True,
        validators=[validate_link],
        help_text="Where the title leads, such as /menus/#lunch.",
    )
    is_across_rooms = models.BooleanField("across all rooms", default=False)
    is_cancelled = models.BooleanField("cancelled", default=False, help_text="A talk's slot follows its talk.")
    is_overlap_known = models.BooleanField(
        "overlap is known", default=False, help_text="May share its room and time with another talk."
    )

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "room__position", "pk"]
        indexes = [models.Index(fields=["conference", "starts_at"], name="slot_conference_and_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="slot_ends_after_it_starts",
                violation_error_message=LATER_END,
            ),
            models.CheckConstraint(
                condition=Q(talk=None) & ~Q(title="") | Q(talk__isnull=False) & Q(title=""),
                name="slot_has_a_talk_or_a_title",
                violation_error_message="A slot has either a talk or a title of its own.",
            ),
            ExclusionConstraint(
                name="a_room_holds_one_talk_at_a_time",
                expressions=[
                    (F("room"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(
                    talk__isnull=False,
                    room__isnull=False,
                    ends_at__isnull=False,
                    is_cancelled=False,
                    is_overlap_known=False,
                ),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="This room has another talk at that time.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.talk)

    def clean(self) -> None:
        """Refuse an end before the start, and a taken room with the name of who has it.

        Raises:
            ValidationError: on ``ends_at``, or on ``room`` with the other talk and its times in the conference's zone.
        """
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": LATER_END})  # beside the end: no constraint is then asked in vain
        if self.talk is not None:
            self.is_cancelled = self.talk.is_cancelled  # as the trigger will have it
        self.refuse_a_taken_room()

    def refuse_a_taken_room(self) -> None:
        """Raise what ``a_room_holds_one_talk_at_a_time`` would refuse, in words.

        Raises:
            ValidationError: on ``room``, with the talk that has it and its times in the conference's zone.
        """
        if taken := self.talks_in_the_way().first():
            raise ValidationError({"room": f"{self.room} is taken by “{taken}”, {taken.when}."})

    def swap_places_with(self, other: "Slot") -> None:
        """Exchange time and room of two slots at once; the database looks when both have moved.

        Raises:
            ValidationError: a third talk is in the way, which can be where one of the two is cancelled.
        """
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set constraints a_room_holds_one_talk_at_a_time deferred")
            for name in PLACE:
                mine, theirs = getattr(self, name), getattr(other, name)
                setattr(self, name, theirs)
                setattr(other, name, mine)
            self.save(update_fields=PLACE)
            other.save(update_fields=PLACE)
            self.refuse_a_taken_room()
            other.refuse_a_taken_room()

    def talks_in_the_way(self) -> SlotQuerySet:
        """Slots that ``a_room_holds_one_talk_at_a_time`` would refuse beside this one."""
        if (
            None in (self.room_id, self.starts_at, self.ends_at)
            or self.title  # an entry of its own, and no talk, not even one that is about to be saved
            or self.is_cancelled
            or self.is_overlap_known
        ):
            return Slot.objects.none()
        return (
            Slot.objects.filter(talk__isnull=False, room=self.room_id, is_cancelled=False, is_overlap_known=False)
            .overlapping(self.starts_at, self.ends_at)  # type: ignore[arg-type]
            .exclude(pk=self.pk)
            .select_related("talk", "conference")
        )

    @property
    def when(self) -> str:
        """Day and times in the conference's zone, its name included: ``Tue 18 Oct, 09:25 to 09:55 PDT``."""
        starts_at = self.starts_at.astimezone(self.conference.zone)
        until = f" to {self.ends_at.astimezone(self.conference.zone):%H:%M}" if self.ends_at else ""
        return f"{starts_at:%a} {starts_at.day} {starts_at:%b}, {starts_at:%H:%M}{until} {starts_at.tzname()}"

    @property
    def heading(self) -> str:
        """What the timetable calls it: the talk's title or its own."""
        return self.talk.title if self.talk else self.title

    @property
    def url(self) -> str:
        """Where its heading leads: the talk's page, its own link, or nowhere."""
        return self.talk.permalink if self.talk else self.link

    @property
    def day(self) -> dt.date:
        """The calendar day on which it starts, in the zone that is active."""
        return timezone.localdate(self.starts_at)

    def is_on(self, at: dt.datetime) -> bool:
        """Tell whether it is on at a moment; the same rule as ``SlotQuerySet.now()``."""
        return self.ends_at is not None and self.starts_at <= at < self.ends_at

    def shares_time_with(self, other: "Slot") -> bool:
        """Tell whether both are on at some moment; one without an end counts as its first moment alone."""
        if self.starts_at == other.starts_at:
            return True
        earlier, later = sorted((self, other), key=lambda slot: slot.starts_at)
        return earlier.ends_at is not None and later.starts_at < earlier.ends_at

    def comes_after(self, other: "Slot") -> bool:
        """Tell whether this one starts in the same room once the other is over."""
        return (
            self.room_id is not None
            and self.room_id == other.room_id
            and self.starts_at > other.starts_at
            and self.starts_at >= (other.ends_at or other.starts_at)
        )

    @property
    def minutes(self) -> int | None:
        """Length in minutes, or none without an end."""
        return None if self.ends_at is None else round((self.ends_at - self.starts_at).total_seconds() / 60)


def reinstate(talks: Iterable[Talk]) -> None:
    """Let cancelled talks take place again where they were: all of them, or none.

    Raises:
        ValidationError: another talk has the room of one of them now, or two of them had it.
    """
    with transaction.atomic():
        for talk in talks:
            if slot := Slot.objects.filter(talk=talk).select_related("room").first():
                slot.is_cancelled = False  # as the trigger will have it
                slot.refuse_a_taken_room()
            talk.status = Talk.Status.CONFIRMED
            talk.save(update_fields=["status"])
