"""A conference's entry for the menu of Giggity, the Android app, as its tools/menu-schema.json asks."""

from typing import Any

from django.utils import timezone

from schedule.models import Conference


def menu_entry(conference: Conference) -> dict[str, Any]:
    """Return the entry: dates in the conference's zone, ``version`` of today as the menu's rules ask (YYYYMMDDNN)."""
    base_url = f"https://{conference.site.domain}"
    return {
        "version": int(f"{timezone.localdate():%Y%m%d}00"),
        "url": f"{base_url}/schedule.xml",
        "title": conference.name,
        "start": conference.first_day.isoformat(),
        "end": conference.last_day.isoformat(),
        "timezone": conference.time_zone,
        "metadata": {"links": [{"url": f"{base_url}/", "title": "Website"}]},
    }
