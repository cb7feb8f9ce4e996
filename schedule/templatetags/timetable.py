"""The schedule's tables: ``{% load timetable %}``.

Rows are made here rather than in a template, whose every tag takes some microseconds: a thousand cards of a dozen tags
would be slow. Each value that somebody typed goes through ``escape``.
"""

import datetime as dt
from functools import lru_cache
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from schedule.templatetags.schedule import room_class, time_elements
from schedule.times import bare_clock, meridiem
from schedule.timetable import Cell, Entry, Row

register = template.Library()


@register.filter
def table_row(row: Row) -> SafeString:
    """Return a row of a table: its head, where something starts, and its cells."""
    quiet = "" if row.starts_at else " is-quiet"
    head = f'<th scope="row"{_span("row", row.head_rowspan)}>{_head(row.starts_at)}</th>' if row.starts_at else ""
    cells = "\n".join(map(_cell, row.cells))
    return SafeString(f'<tr class="steps-{row.steps}{quiet}" data-starts="{row.start}">{head}\n{cells}</tr>')


@register.filter
def times(entry: Entry) -> SafeString:
    """Return an entry's times, and its length for where the start stands beside it."""
    return _times(entry.start, entry.end, entry.starts_at.tzinfo)


def _cell(cell: Cell) -> str:
    spans = _span("row", cell.rowspan) + _span("col", cell.colspan)
    entry = cell.entry
    if entry is None:
        return f'<td class="free"{spans}></td>'
    names = f"entry is-{entry.kind} {room_class(entry.room)}"
    names += " is-brief" * cell.is_brief + " is-wide" * cell.is_wide + " is-cancelled" * entry.is_cancelled
    status = '<b class="status status-cancelled">Cancelled</b>' if entry.is_cancelled else ""
    presenters = f' <p class="presenters">{escape(entry.presenters)}</p>' if entry.presenters else ""
    where = _where(entry.room.name if entry.room else "", entry.track, entry.level)
    return (
        f'<td id="{entry.anchor}" class="{names}"{spans}>{status}<h3>{_linked(entry.title, entry.url)}</h3>'
        f'{presenters} <p class="facts">{times(entry)}{where}</p>{_replacement(entry)}</td>'
    )


def _span(direction: str, count: int) -> str:
    return f' {direction}span="{count}"' if count > 1 else ""


def _linked(title: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(title)}</a>' if url else escape(title)


def _replacement(entry: Entry) -> str:
    if not (entry.is_cancelled and entry.replacement):
        return ""
    return f'<p class="replacement">In its place: {_linked(entry.replacement, entry.replacement_url)}</p>'


# A programme has few different times and places. Moments are seconds since 1970 here: those that are equal as moments
# but not as times of day differ by zone.


@lru_cache(maxsize=4096)
def _times(start: int, end: int | None, zone: dt.tzinfo) -> SafeString:
    starts_at = dt.datetime.fromtimestamp(start, zone)
    if end is None:
        return format_html('<span class="times">{}</span>', time_elements(starts_at, None))
    return format_html(
        '<span class="times">{}</span> <span class="length">{}</span>',
        time_elements(starts_at, dt.datetime.fromtimestamp(end, zone)),
        length((end - start) // 60),
    )


@lru_cache(maxsize=4096)
def _where(room: str, track: str, level: str) -> str:
    place = f' <span class="room-name">{escape(room)}</span>' if room else ""
    return place + "".join(f" <span>{escape(text)}</span>" for text in (track, level) if text)


def _head(starts_at: dt.datetime) -> str:
    return f'<time datetime="{starts_at:%H:%M}">{bare_clock(starts_at)} <small>{meridiem(starts_at)}</small></time>'


def length(minutes: int) -> str:
    """Return how long something takes: ``45 min``, ``2 h``, ``3 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]
    return " ".join(filter(None, parts))
