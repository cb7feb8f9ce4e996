"""A conference and its timetable: rooms, tracks and the slots that talks stand in."""

import datetime as dt
import uuid
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone

from presenters.models import LONGEST_TEXT
from presenters.paths import validate_link
from talks.models import Talk

COLOR_PATTERN = r"^#[0-9a-f]{6}$"
validate_color = RegexValidator(COLOR_PATTERN, "Enter a colour as “#” and six hexadecimal digits, such as #b3263a.")


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def of_host(self, host: str) -> "Conference | None":
        """Return the edition at a host name (with or without its port), else the current one, else none."""
        hosts = {host.lower(), host.lower().rsplit(":", 1)[0]}
        return (
            self.select_related("site")
            .alias(host=Lower("site__domain"))
            .filter(Q(host__in=hosts) | Q(is_current=True))
            .order_by(
                models.Case(models.When(host=host.lower(), then=0), models.When(host__in=hosts, then=1), default=2)
            )
            .first()
        )


class Conference(models.Model):
    """One edition: everything a year has, at a host name of its own."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="conference")
    name = models.CharField(max_length=200)
    tagline = models.CharField(max_length=255, blank=True)
    description = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)], help_text="Markdown.")
    venue = models.CharField(max_length=255, blank=True, help_text="The building.")
    place = models.CharField(max_length=255, blank=True, help_text="The city and its country or state.")
    time_zone = models.CharField(
        max_length=64,
        help_text="An IANA name such as America/Chicago. All times are shown in it.",
    )
    first_day = models.DateField()
    last_day = models.DateField()
    accent_color = models.CharField(max_length=7, default="#b3263a", validators=[validate_color])
    is_schedule_public = models.BooleanField(
        "schedule is public", default=True, help_text="Until then no page shows a time or a room."
    )
    is_current = models.BooleanField(
        "current edition", default=False, help_text="Answers for every host name that no edition has."
    )

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="one_conference_is_current",
                violation_error_message="Another edition is the current one; unset that first.",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="conference_ends_on_or_after_its_first_day",
                violation_error_message="The last day is before the first day.",
            ),
            models.CheckConstraint(
                condition=Q(accent_color__regex=COLOR_PATTERN),
                name="conference_accent_color_is_hexadecimal",
                violation_error_message="The accent colour is “#” and six hexadecimal digits.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what is no IANA time zone.

        Raises:
            ValidationError: on ``time_zone``, with an example of one.
        """
        if self.time_zone not in available_timezones():
            raise ValidationError({"time_zone": f"“{self.time_zone}” is no IANA time zone; one is America/Chicago."})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self) -> dt.date:
        """Return the calendar day that it is now in the conference's zone."""
        return timezone.localdate(timezone=self.zone)


class Room(models.Model):
    """A place where sessions happen, or where there is breakfast; a stream is a room too."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, allow_unicode=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lowest first, from left to right.")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Seats.")
    floor = models.CharField(max_length=60, blank=True)
    access_notes = models.CharField(max_length=500, blank=True, help_text="Steps, lifts, hearing loop, doors.")
    is_online = models.BooleanField("online", default=False, help_text="A stream: sessions elsewhere run beside it.")

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="room_name_is_unique_in_its_conference",
                violation_error_message="This conference has a room of this name already.",
            ),
            models.UniqueConstraint(
                fields=["conference", "slug"],
                name="room_slug_is_unique_in_its_conference",
                violation_error_message="Another room of this conference has this slug.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """A strand of the programme."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="tracks")
    code = models.SlugField(max_length=20, help_text="Short, such as t0; it stands in addresses and content files.")
    name = models.CharField(max_length=120, blank=True)
    color = models.CharField(max_length=7, blank=True, validators=[validate_color])
    position = models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")

    class Meta:
        ordering = ["position", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "code"],
                name="track_code_is_unique_in_its_conference",
                violation_error_message="This conference has a track of this code already.",
            ),
            models.CheckConstraint(
                condition=Q(color="") | Q(color__regex=COLOR_PATTERN),
                name="track_color_is_hexadecimal",
                violation_error_message="A track's colour is “#” and six hexadecimal digits.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Track {self.code}"


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

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: only the start is shown.")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="slots")
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
                violation_error_message="The end has to be later than the start.",
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
        """Refuse a taken room, and name who has it.

        Raises:
            ValidationError: on ``room``, with the other talk's title and times in the conference's zone.
        """
        if self.talk_id is not None:
            self.is_cancelled = self.talk.is_cancelled  # type: ignore[union-attr]  the trigger will do the same
        if taken := self.talks_in_the_way().first():
            msg = f"{self.room} is taken by “{taken}”, {taken.when}."
            raise ValidationError({"room": msg})

    def talks_in_the_way(self) -> SlotQuerySet:
        """Slots that ``a_room_holds_one_talk_at_a_time`` would refuse beside this one."""
        if (
            None in (self.talk_id, self.room_id, self.starts_at, self.ends_at)
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
    def minutes(self) -> int | None:
        """Length in minutes, or none without an end."""
        return None if self.ends_at is None else round((self.ends_at - self.starts_at).total_seconds() / 60)


class ImportRecord(models.Model):
    """What one entry of a content tree said when it was last imported, so that edits by hand can be told apart."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="import_records")
    source = models.CharField(
        max_length=500, help_text="The file's path in the tree; for manual.yaml, start and title."
    )
    values = models.JSONField(help_text="Field by field, as last imported.")
    presenter = models.ForeignKey("presenters.Presenter", on_delete=models.SET_NULL, null=True, related_name="+")
    talk = models.ForeignKey(Talk, on_delete=models.SET_NULL, null=True, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "source"], name="import_record_is_unique_in_its_conference"),
        ]

    def __str__(self) -> str:
        return self.source
