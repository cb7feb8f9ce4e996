"""Menus by which a calendar is taken along: ``{% load calendars %}``."""

from typing import Any

from django import template
from django.template.context import Context

from schedule.addresses import absolute_url
from schedule.calendars import CalendarLinks, entry, subscription
from schedule.models import Slot
from schedule.templatetags.schedule import calendar_path

register = template.Library()


@register.inclusion_tag("schedule/calendar_menu.html", takes_context=True)
def calendar_menu(context: Context, label: str, path: str, name: str) -> dict[str, Any]:
    """Offer to subscribe to the calendar of that name at a path."""
    return _menu(label, subscription(absolute_url(context["request"], path), name))


@register.inclusion_tag("schedule/calendar_menu.html", takes_context=True)
def calendar_menu_of_slot(context: Context, label: str, slot: Slot) -> dict[str, Any]:
    """Offer to put a talk's slot into a calendar."""
    request, talk = context["request"], slot.talk
    assert talk  # noqa: S101  only talks have pages and calendars of their own
    place = slot.room.name if slot.room else request.conference.venue
    address, page = absolute_url(request, calendar_path(talk)), absolute_url(request, talk.permalink)
    return _menu(label, entry(address, slot, place, page))


def _menu(label: str, links: CalendarLinks) -> dict[str, Any]:
    return {"label": label, "links": links}
