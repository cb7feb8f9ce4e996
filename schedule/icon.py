"""The picture in a browser's tab: a page of a programme in the conference's accent."""

from functools import lru_cache
from urllib.parse import quote

from schedule.color import accent_palette
from schedule.models import Conference

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="{fill}"/>'
    '<path d="M7 8.5h18M7 14.5h8m4 0h6M7 19.5h8m4 0h6M7 24.5h8" stroke="{on_fill}" stroke-width="2.5"/></svg>'
)


def icon(conference: Conference) -> str:
    """Return the icon as SVG."""
    return _icon(conference.accent_color)


def icon_url(conference: Conference) -> str:
    """Return the icon as an address that needs no request."""
    return f"data:image/svg+xml,{quote(icon(conference))}"


@lru_cache(maxsize=128)
def _icon(accent_color: str) -> str:
    palette = accent_palette(accent_color)
    return _SVG.format(fill=palette.fill_light, on_fill=palette.on_fill_light)
