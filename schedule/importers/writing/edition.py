"""Which conference a tree is for: found by its host name or made, with a zone that its times agree with."""

import datetime as dt
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError

from schedule.importers.options import Options
from schedule.importers.reading import Config, Content
from schedule.importers.report import Report
from schedule.models import Conference, time_zones, validate_domain

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
DETAILS: Final = ("tagline", "description", "venue", "place", "accent_color")


def find_zone(options: Options, config: Config, moments: list[dt.datetime], report: Report) -> ZoneInfo:
    """Return the edition's zone or, if it is new, the one named, else the tree's, else one that fits all offsets.

    A zone that nobody named is reported, and nothing is imported by an unknown one.
    """
    known = Conference.objects.filter(site__domain__iexact=options.domain or config.domain).first()
    if known is not None:
        if options.time_zone not in {"", known.time_zone}:
            report.warning("--timezone", f"{known} is in {known.time_zone} already, and stays in it.")
        return known.zone
    if name := options.time_zone or config.time_zone:
        if name in time_zones():
            return ZoneInfo(name)
        report.refuse(
            config.source, f"“{name}” is no IANA time zone of a place; one is America/Chicago.", key="timezone"
        )
        return ZoneInfo("UTC")
    fitting = next((zone for zone in map(ZoneInfo, LIKELY_ZONES) if _fits(zone, moments)), ZoneInfo("UTC"))
    report.warning(
        config.source or "tree", f"No time zone is given; {fitting} fits the offsets. Name the right one: --timezone."
    )
    return fitting


def _fits(zone: ZoneInfo, moments: list[dt.datetime]) -> bool:
    return bool(moments) and all(moment.utcoffset() == moment.astimezone(zone).utcoffset() for moment in moments)


def find_conference(content: Content, zone: ZoneInfo, options: Options, report: Report) -> Conference | None:
    """Return the edition at a host name, made when there is none; nothing when its details are refused.

    It is locked, as organizers' forms lock it: they wait for the import, and the import for them. What an organizer may
    have edited stays: an edition that is there takes only days on which nothing was until now, and the current flag.
    """
    domain = (options.domain or content.config.domain).lower()
    days = {moment.astimezone(zone).date() for moment in content.moments}
    is_current = options.is_current or not Conference.objects.filter(is_current=True).exists()
    editions = Conference.objects.select_related("site").select_for_update(of=("self",))
    conference = editions.filter(site__domain__iexact=domain).first()
    if conference is None:
        conference = _new_conference(content.config, domain, zone, days, options)
        if not _is_valid(conference, content.config.source or "options", report):
            return None
        conference.site.save()
        conference.site = conference.site
        new_days = set()
    else:
        new_days = days - set(conference.slots.days(zone))
    changes = {
        "first_day": min([conference.first_day, *new_days]),
        "last_day": max([conference.last_day, *new_days]),
        "is_current": conference.is_current or is_current,
    }
    if changes["is_current"] and not conference.is_current:
        Conference.objects.filter(is_current=True).update(is_current=False)
    if not conference.pk or any(getattr(conference, name) != value for name, value in changes.items()):
        for name, value in changes.items():
            setattr(conference, name, value)
        conference.save()
    return conference


def _new_conference(config: Config, domain: str, zone: ZoneInfo, days: set[dt.date], options: Options) -> Conference:
    name = options.name or config.name or domain
    today = dt.datetime.now(zone).date()
    return Conference(
        site=Site.objects.filter(domain__iexact=domain).first() or Site(domain=domain, name=name[:50]),
        name=name,
        time_zone=zone.key,
        first_day=_day(config.details.get("first_day"), options.shift) or min(days, default=today),
        last_day=_day(config.details.get("last_day"), options.shift) or max(days, default=today),
        is_schedule_public=config.details.get("is_schedule_public") is not False,
        **_details(config),
    )


def _is_valid(conference: Conference, source: str, report: Report) -> bool:
    try:
        validate_domain(conference.site.domain)
        conference.site.full_clean(exclude=["name"])
        conference.clean_fields(exclude=["site"])
        conference.clean()
        conference.validate_constraints(exclude={"site", "is_current"})
    except ValidationError as error:
        wrong = error.message_dict if hasattr(error, "error_dict") else {"domain": error.messages}
        for key, messages in wrong.items():
            report.refuse(source, " ".join(messages), key=key)
        return False
    return True


def _details(config: Config) -> dict[str, str]:
    texts = {key: config.details.get(key) for key in DETAILS}
    return {key: text for key, text in texts.items() if isinstance(text, str) and text}


def _day(value: Any, shift: dt.timedelta) -> dt.date | None:  # noqa: ANN401  whatever the file holds
    try:
        return dt.date.fromisoformat(value) + shift
    except (TypeError, ValueError, OverflowError):
        return None
