"""Ways from a calendar's address into people's calendars.

A subscription follows every change, an entry is a copy of now. Each service takes what it takes: Apple subscribes to
``webcal:``, Outlook to an address in a link, Google only to one that is pasted on a page of its settings.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from schedule.models import Slot

GOOGLE_SUBSCRIBE: Final = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"
GOOGLE_ENTRY: Final = "https://calendar.google.com/calendar/render"
OUTLOOK_SUBSCRIBE: Final = "https://outlook.live.com/calendar/0/addfromweb"
OUTLOOK_ENTRY: Final = "https://outlook.live.com/calendar/0/deeplink/compose"
ASSUMED_LENGTH: Final = dt.timedelta(minutes=30)  # of a slot without an end, which calendars cannot do without


@dataclass(frozen=True, slots=True)
class CalendarLinks:
    """Absolute addresses: ``address`` is the calendar's own, the others open what is to hold it."""

    address: str
    webcal: str
    google: str
    outlook: str
    is_entry: bool


def subscription(address: str, name: str) -> CalendarLinks:
    """Return how to subscribe to the calendar of that name at an absolute address."""
    outlook = f"{OUTLOOK_SUBSCRIBE}?{urlencode({'url': address, 'name': name})}"
    return CalendarLinks(address, webcal(address), GOOGLE_SUBSCRIBE, outlook, is_entry=False)


def entry(address: str, slot: Slot, place: str, page: str) -> CalendarLinks:
    """Return how to put a slot, at a place and with its page's address, into a calendar, or subscribe to its own."""
    starts_at = slot.starts_at.astimezone(dt.UTC)
    ends_at = (slot.ends_at or slot.starts_at + ASSUMED_LENGTH).astimezone(dt.UTC)
    google = {
        "action": "TEMPLATE",
        "text": slot.heading,
        "dates": f"{starts_at:%Y%m%dT%H%M%SZ}/{ends_at:%Y%m%dT%H%M%SZ}",
        "location": place,
        "details": page,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": slot.heading,
        "startdt": starts_at.isoformat(),
        "enddt": ends_at.isoformat(),
        "location": place,
        "body": page,
    }
    return CalendarLinks(
        address,
        webcal(address),
        f"{GOOGLE_ENTRY}?{urlencode(google)}",
        f"{OUTLOOK_ENTRY}?{urlencode(outlook)}",
        is_entry=True,
    )


def webcal(address: str) -> str:
    """Return the address by which calendar programs subscribe rather than import once."""
    return f"webcal://{address.partition('://')[2]}"
