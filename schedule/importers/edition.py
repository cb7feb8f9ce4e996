"""Which conference a tree is for: found by its host name or made, with a zone that its times agree with."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError

from schedule.importers.report import Report
from schedule.importers.tree import Config
from schedule.models import Conference

# Tried in this order when a tree does not say its zone: where most conferences that keep such trees have been.
LIKELY_ZONES: Final = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Africa/Lagos",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)
DETAILS: Final = {"tagline": 255, "description": 20_000, "venue": 255, "place": 255, "accent_color": 7}


def find_zone(named: str, config: Config, moments: Iterable[dt.datetime], report: Report) -> ZoneInfo:
    """Return the zone that was named, else the tree's, else one that fits the offsets of all its times.

    A zone that nobody named is reported, and an unknown name is an error; UTC stands in for it.
    """
    name, source = (named, "--timezone") if named else (config.time_zone, config.source)
    if name:
        if name in available_timezones():
            return ZoneInfo(name)
        report.error(source, f"“{name}” is no IANA time zone; one is America/Chicago.", key="timezone")
        return ZoneInfo("UTC")
    moments = list(moments)
    fitting = next((zone for zone in map(ZoneInfo, LIKELY_ZONES) if _fits(zone, moments)), ZoneInfo("UTC"))
    report.warning(
        config.source or "tree", f"No time zone is given; {fitting} fits the offsets. Name the right one: --timezone."
    )
    return fitting


def _fits(zone: ZoneInfo, moments: list[dt.datetime]) -> bool:
    return bool(moments) and all(moment.utcoffset() == moment.astimezone(zone).utcoffset() for moment in moments)


def find_conference(  # noqa: PLR0913  what the tree and the caller say of it
    config: Config, zone: ZoneInfo, days: list[dt.date], shift: dt.timedelta, *, is_current: bool, report: Report
) -> Conference | None:
    """Return the edition at a host name, made when there is none; nothing when its details are refused.

    What an organizer may have edited stays: an edition that is there takes only its days' span, and the current flag.
    """
    domain, name = config.domain, config.name
    conference = Conference.objects.filter(site__domain__iexact=domain).first()
    if conference is not None:
        conference.first_day = min([conference.first_day, *days])
        conference.last_day = max([conference.last_day, *days])
    else:
        site = Site.objects.filter(domain__iexact=domain).first() or Site(domain=domain, name=(name or domain)[:50])
        conference = Conference(
            site=site,
            name=name or domain,
            time_zone=zone.key,
            first_day=_day(config.details.get("first_day"), shift) or min(days),
            last_day=_day(config.details.get("last_day"), shift) or max(days),
            is_schedule_public=config.details.get("is_schedule_public") is not False,
            **_details(config),
        )
        is_current = is_current or not Conference.objects.filter(is_current=True).exists()
    try:
        conference.site.full_clean(exclude=["name"])
        conference.clean_fields(exclude=["site"])
        conference.clean()
    except ValidationError as error:
        for key, messages in error.message_dict.items():
            report.error(config.source or "options", " ".join(messages), key=key)
        return None
    conference.site.save()
    conference.site = conference.site
    if is_current and not conference.is_current:
        Conference.objects.filter(is_current=True).update(is_current=False)
        conference.is_current = True
    conference.save()
    return conference


def _details(config: Config) -> dict[str, str]:
    texts = {key: config.details.get(key) for key in DETAILS}
    return {key: text for key, text in texts.items() if isinstance(text, str) and text}


def _day(value: Any, shift: dt.timedelta) -> dt.date | None:  # noqa: ANN401  whatever the file holds
    try:
        return dt.date.fromisoformat(value) + shift
    except (TypeError, ValueError, OverflowError):
        return None
