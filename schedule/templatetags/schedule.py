"""What pages say of conferences, rooms and times: ``{% load schedule %}``."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from presenters.models import Presenter
from schedule import times
from schedule.addresses import absolute_url
from schedule.icon import icon_url
from schedule.models import Conference, Room, Slot
from schedule.templatetags.cards import Card, card_of_conference
from talks.models import Talk

ROOM_COLORS = 8  # as many as base.css has

register = template.Library()

register.filter("clock", times.clock)
register.filter("bare_clock", times.bare_clock)
register.filter("meridiem", times.meridiem)
register.filter("day_name", times.day_name)
register.filter("zone_abbreviation", times.zone_abbreviation)
register.filter("zone_name", times.zone_name)
register.filter("utc_offset", times.utc_offset)
register.filter("icon_url", icon_url)


@register.filter
def dates(conference: Conference) -> str:
    """Return the days of a conference: ``16–21 October 2022``."""
    return times.day_span(conference.first_day, conference.last_day)


@register.filter
def place_and_dates(conference: Conference) -> str:
    """Return where and when a conference is: ``San Diego, California · 16–21 October 2022``."""
    return " · ".join(filter(None, (conference.place, dates(conference))))


@register.filter
def room_class(room: Room | None) -> str:
    """Return the class that gives an element its room's colour as ``--room``; rooms share eight, by position."""
    return f"room-{room.position % ROOM_COLORS + 1}" if room else ""


@register.filter
def span(slot: Slot) -> SafeString:
    """Return a slot's times as elements that machines read too."""
    return time_elements(slot.starts_at, slot.ends_at)


def time_elements(starts_at: dt.datetime, ends_at: dt.datetime | None) -> SafeString:
    """Return a span of time, or a moment, as elements that machines read too."""
    return _time_elements(starts_at, ends_at, timezone.get_current_timezone_name())


@lru_cache(maxsize=2048)
def _time_elements(starts_at: dt.datetime, ends_at: dt.datetime | None, _zone: str) -> SafeString:
    """Remember what was said in a zone: sessions that run beside each other share their times."""
    if ends_at is None:
        return _time_element(starts_at, times.clock(starts_at))
    starts, dash, ends = times.time_span(starts_at, ends_at).partition("–")
    return format_html(
        "{}{}{}{}{}",
        _time_element(starts_at, starts.strip()),
        " " * starts.endswith(" "),
        dash,
        " " * ends.startswith(" "),
        _time_element(ends_at, ends.strip()),
    )


def _time_element(at: dt.datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}", text)


@register.filter
def calendar_path(subject: Talk | Presenter) -> str:
    """Return where the calendar of a talk or presenter is: its permalink as a file name."""
    return f"{subject.permalink.rstrip('/')}.ics"


@register.filter
def host_name(url: str) -> str:
    """Return whose page a link leads to: ``github.com``, or the file's name when it is the site's own."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www.") or parts.path.rstrip("/").rpartition("/")[2]


@register.filter
def accent_year(name: str) -> SafeString:
    """Return a conference's name with the year at its end, where it has one, in the accent colour."""
    match = re.fullmatch(r"(.+)\s((?:19|20)\d\d)", name)
    return format_html("{} <b>{}</b>", *match.groups()) if match else format_html("{}", name)


@register.simple_tag(takes_context=True)
def navigation_link(context: Context, page: str, text: str) -> SafeString:
    """Return a link to a page by its URL's name, marked where it leads to the current page or section."""
    here, path = context["request"].path, reverse(page)
    current = "page" if here == path else "true" if here.startswith(path) else ""
    return format_html(
        '<a href="{}"{}>{}</a>', path, format_html(' aria-current="{}"', current) if current else "", text
    )


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """Return the absolute URL of a path of the request's conference."""
    return absolute_url(context["request"], path)


@register.simple_tag(takes_context=True)
def oembed_link(context: Context, path: str) -> SafeString:
    """Return the element by which other sites find out how to embed the page at a path (https://oembed.com, 4)."""
    request = context["request"]
    query = urlencode({"url": absolute_url(request, path), "format": "json"})
    address = absolute_url(request, f"{reverse('oembed')}?{query}")
    return format_html('<link rel="alternate" type="application/json+oembed" href="{}">', address)


@register.inclusion_tag("page_meta.html", takes_context=True)
def page_meta(
    context: Context, title: str = "", card: Card | None = None, page: int = 1, **about: str
) -> dict[str, Any]:
    """Say what a page is to search engines and to those who share it.

    Keyword arguments: ``card`` (the picture, from ``{% load cards %}``; else the conference's), ``page`` (its number,
    of a list in pages), ``description`` (plain text), ``kind`` (Open Graph's type), ``path`` (the canonical one where
    it is not the request's).
    """
    request = context["request"]
    conference = request.conference
    card = card or card_of_conference(conference)
    title, query = (f"{title}, page {page}", f"?page={page}") if page > 1 else (title, "")
    return {
        "conference": conference,
        "title": title,
        "url": absolute_url(request, (about.get("path") or request.path) + query),
        "card": card,
        "image": absolute_url(request, card.url),
        "description": about.get("description")
        or f"{title or conference}: {conference}, {place_and_dates(conference)}.",
        "kind": about.get("kind", "website"),
    }
