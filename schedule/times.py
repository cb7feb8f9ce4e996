"""Dates and times as the programme prints them, in the zone that is active (the conference's, on every page)."""

import datetime as dt
from typing import Final

from django.utils import timezone

MINUS: Final = "\N{MINUS SIGN}"

# By abbreviation and hours from UTC, because CST and IST mean several things.
_ZONE_NAMES: Final = {
    ("HST", -10): "Hawaii Standard Time",
    ("AKST", -9): "Alaska Standard Time",
    ("AKDT", -8): "Alaska Daylight Time",
    ("PST", -8): "Pacific Standard Time",
    ("PDT", -7): "Pacific Daylight Time",
    ("MST", -7): "Mountain Standard Time",
    ("MDT", -6): "Mountain Daylight Time",
    ("CST", -6): "Central Standard Time",
    ("CDT", -5): "Central Daylight Time",
    ("EST", -5): "Eastern Standard Time",
    ("EDT", -4): "Eastern Daylight Time",
    ("AST", -4): "Atlantic Standard Time",
    ("ADT", -3): "Atlantic Daylight Time",
    ("UTC", 0): "Coordinated Universal Time",
    ("GMT", 0): "Greenwich Mean Time",
    ("BST", 1): "British Summer Time",
    ("IST", 1): "Irish Standard Time",
    ("WET", 0): "Western European Time",
    ("WEST", 1): "Western European Summer Time",
    ("CET", 1): "Central European Time",
    ("CEST", 2): "Central European Summer Time",
    ("EET", 2): "Eastern European Time",
    ("EEST", 3): "Eastern European Summer Time",
    ("SAST", 2): "South Africa Standard Time",
    ("IST", 5.5): "India Standard Time",
    ("JST", 9): "Japan Standard Time",
    ("AEST", 10): "Australian Eastern Standard Time",
    ("AEDT", 11): "Australian Eastern Daylight Time",
    ("NZST", 12): "New Zealand Standard Time",
    ("NZDT", 13): "New Zealand Daylight Time",
}


def clock(at: dt.datetime) -> str:
    """Return the time of day: ``9:25 am``."""
    return f"{bare_clock(at)} {meridiem(at)}"


def bare_clock(at: dt.datetime) -> str:
    """Return the time of day without its half: ``9:25``."""
    local = timezone.localtime(at)
    return f"{local.hour % 12 or 12}:{local:%M}"


def meridiem(at: dt.datetime) -> str:
    """Return the half of the day, ``am`` or ``pm``."""
    return "am" if timezone.localtime(at).hour < 12 else "pm"  # noqa: PLR2004  noon


def time_span(starts_at: dt.datetime, ends_at: dt.datetime | None) -> str:
    """Return ``9:25–9:55 am``, ``11:30 am – 12:15 pm``, or the start alone."""
    if ends_at is None:
        return clock(starts_at)
    if meridiem(starts_at) == meridiem(ends_at):
        return f"{bare_clock(starts_at)}–{clock(ends_at)}"
    return f"{clock(starts_at)} – {clock(ends_at)}"


def day_name(day: dt.date) -> str:
    """Return ``Tuesday 18 October``."""
    return f"{day:%A} {day.day} {day:%B}"


def day_span(first_day: dt.date, last_day: dt.date) -> str:
    """Return the days of a conference as short as they can be said: ``16–21 October 2022``."""
    last = f"{last_day.day} {last_day:%B} {last_day.year}"
    if first_day == last_day:
        return last
    if (first_day.year, first_day.month) == (last_day.year, last_day.month):
        return f"{first_day.day}–{last}"
    first = f"{first_day.day} {first_day:%B}"
    return f"{first} – {last}" if first_day.year == last_day.year else f"{first} {first_day.year} – {last}"


def utc_offset(at: dt.datetime) -> str:
    """Return how far the zone is from UTC at that moment: ``UTC-7``, ``UTC+5:30``."""
    minutes = round(timezone.localtime(at).utcoffset().total_seconds() / 60)  # type: ignore[union-attr]  # it is aware
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def zone_abbreviation(at: dt.datetime) -> str:
    """Return what the zone is called in short at that moment: ``PDT``, or ``UTC-3`` where it has no such name."""
    name = timezone.localtime(at).tzname() or ""
    return name if name.isalpha() else utc_offset(at)


def zone_name(at: dt.datetime) -> str:
    """Return the zone's long name at that moment: ``Pacific Daylight Time``, else ``Sao Paulo time``."""
    local = timezone.localtime(at)
    offset = local.utcoffset().total_seconds() / 3600  # type: ignore[union-attr]  # it is aware
    city = str(local.tzinfo).rsplit("/", 1)[-1].replace("_", " ")
    return _ZONE_NAMES.get((local.tzname() or "", offset), f"{city} time")
