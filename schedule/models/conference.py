"""A conference with its rooms and tracks."""

import datetime as dt
import enum
import re
from functools import cache
from typing import Final, Self
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from presenters.models import LONGEST_TEXT

COLOR_PATTERN = r"^#[0-9a-f]{6}$"
PLACE_ZONE: Final = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]|UTC$")
validate_color = RegexValidator(COLOR_PATTERN, "Enter a colour as “#” and six hexadecimal digits, such as #b3263a.")
validate_domain = RegexValidator(
    r"^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?$",
    "Enter a host name alone, such as 2031.example.org: no https://, no slash, lower case.",
)


@cache
def time_zones() -> frozenset[str]:
    """Return the zones that a conference may be in: those of places, and UTC.

    IANA's other names (GMT, EST5EDT, US/Pacific) are in calendars another zone to some programs and none to others.
    """
    return frozenset(zone for zone in available_timezones() if PLACE_ZONE.match(zone))


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def of_host(self, host: str) -> "Conference | None":
        """Return the edition at a host name (with or without its port), else the current one, else none."""
        hosts = {host.lower(), host.lower().rsplit(":", 1)[0]}
        return (
            self.select_related("site", "revision")
            .alias(host=Lower("site__domain"))
            .filter(Q(host__in=hosts) | Q(is_current=True))
            .order_by(
                models.Case(models.When(host=host.lower(), then=0), models.When(host__in=hosts, then=1), default=2)
            )
            .first()
        )

    def with_track_colors(self) -> Self:
        """Conferences that know their ``track_colors`` without another query."""
        pair = Func("code", "color", template="ARRAY[%(expressions)s]", output_field=ArrayField(models.TextField()))
        tracks = Track.objects.filter(conference=OuterRef("pk")).exclude(color="").order_by("code")
        return self.annotate(track_colors=ArraySubquery(tracks.values_list(pair)))


class Conference(models.Model):
    """One edition: everything a year has, at a host name of its own."""

    class Phase(enum.StrEnum):
        BEFORE = "before"
        DURING = "during"
        AFTER = "after"

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
        """Refuse what is no IANA time zone of a place.

        Raises:
            ValidationError: on ``time_zone``, with an example of one.
        """
        if self.time_zone not in time_zones():
            raise ValidationError(
                {"time_zone": f"“{self.time_zone}” is no IANA time zone of a place; one is America/Chicago."}
            )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def track_colors(self) -> list[list[str]]:
        """Code and colour of each track that has a colour."""
        return [[track.code, track.color] for track in self.tracks.exclude(color="").order_by("code")]

    def phase(self, at: dt.datetime) -> "Conference.Phase":
        """Return whether a moment is before, during or after the days of the conference, in its zone."""
        today = timezone.localdate(at, self.zone)
        if today < self.first_day:
            return self.Phase.BEFORE
        return self.Phase.DURING if today <= self.last_day else self.Phase.AFTER

    def days_until(self, at: dt.datetime) -> int:
        """Return how many nights are left before the first day; negative once it has passed."""
        return (self.first_day - timezone.localdate(at, self.zone)).days

    def has_day(self, day: dt.date) -> bool:
        """Tell whether a day is one of the conference's."""
        return self.first_day <= day <= self.last_day

    @property
    def whereabouts(self) -> list[str]:
        """The place, then the building, as far as they are known."""
        return [name for name in (self.place, self.venue) if name]

    @property
    def opens_at(self) -> dt.datetime:
        """Noon of the first day in its zone: a moment at which the zone has the name of those days."""
        return dt.datetime.combine(self.first_day, dt.time(12), self.zone)

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
