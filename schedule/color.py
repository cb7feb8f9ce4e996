"""Colours that can be read: whatever accent an organizer picks, text on it and in it has WCAG 2.2 AA contrast.

Lightness is changed in OKLCH (Björn Ottosson's OKLab in polar form), where a hue stays the same to the eye; contrast is
measured in sRGB as WCAG defines it. Colours are strings such as ``#b3263a``.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

# The same as in static/css/base.css, where a page's surfaces get their colours.
LIGHT_PAPER: Final = "#fcfaf6"
LIGHT_CARD: Final = "#ffffff"
LIGHT_HUSH: Final = "#f4f1ea"
LIGHT_INK: Final = "#16181f"
DARK_PAPER: Final = "#121318"
DARK_CARD: Final = "#1b1d24"
DARK_HUSH: Final = "#181a20"
DARK_INK: Final = "#ecebe4"
WHITE: Final = "#ffffff"

LIGHT_SURFACES: Final = (LIGHT_PAPER, LIGHT_CARD, LIGHT_HUSH)
DARK_SURFACES: Final = (DARK_PAPER, DARK_CARD, DARK_HUSH)

TEXT_CONTRAST: Final = 4.5  # WCAG 1.4.3, level AA
EASY_CONTRAST: Final = 6.0  # where the accent is changed anyway: coloured text at night, and in small initials
FILL_CONTRAST: Final = 1.5  # a filled area is seen as one; its text says what it is
STEP: Final = 0.005  # of lightness, too little to be seen

_LINEAR_CHANNEL: Final = 0.04045  # below it sRGB is a straight line, in channels
_LINEAR_LIGHT: Final = 0.0031308  # and in light
_ROUNDING: Final = 0.0005  # of a channel


class Oklch(NamedTuple):
    """Lightness from 0 to 1, chroma from 0 to about 0.4, hue in radians."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True, slots=True)
class AccentPalette:
    """What one accent colour becomes by day and by night; text in each pair has a contrast of 4.5 or more."""

    on_paper: str
    on_night: str
    fill_light: str
    on_fill_light: str
    fill_dark: str
    on_fill_dark: str
    tint_light: str
    on_tint_light: str
    tint_dark: str
    on_tint_dark: str


@lru_cache(maxsize=512)
def accent_palette(color: str) -> AccentPalette:
    """Return the accent as text, as a filled area and as a soft background, each readable by day and by night.

    The accent itself is kept wherever it can be read, and else made darker or lighter by as little as it needs.
    """
    fill_light, on_fill_light = _fill(color, LIGHT_SURFACES, towards=0)
    fill_dark, on_fill_dark = _fill(color, DARK_SURFACES, towards=1)
    _, chroma, hue = oklch(color)
    tint_light = hexadecimal(Oklch(0.94, min(chroma, 0.025), hue))
    tint_dark = hexadecimal(Oklch(0.29, min(chroma, 0.045), hue))
    return AccentPalette(
        on_paper=_readable(color, LIGHT_SURFACES, towards=0),
        on_night=_readable(color, DARK_SURFACES, towards=1, least=EASY_CONTRAST),
        fill_light=fill_light,
        on_fill_light=on_fill_light,
        fill_dark=fill_dark,
        on_fill_dark=on_fill_dark,
        tint_light=tint_light,
        on_tint_light=_readable(color, (tint_light,), towards=0, least=EASY_CONTRAST),
        tint_dark=tint_dark,
        on_tint_dark=_readable(color, (tint_dark,), towards=1, least=EASY_CONTRAST),
    )


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _readable(color: str, surfaces: tuple[str, ...], *, towards: int, least: float = TEXT_CONTRAST) -> str:
    """Return the colour, darkened (towards 0) or lightened (towards 1) until it stands out from every surface.

    It ends at black or white at the latest, from which all surfaces are far enough.
    """
    lightness, chroma, hue = oklch(color)
    while min(contrast(color, surface) for surface in surfaces) < least:
        lightness += STEP if towards else -STEP
        color = hexadecimal(Oklch(lightness, chroma, hue))
    return color


def _fill(color: str, surfaces: tuple[str, ...], *, towards: int) -> tuple[str, str]:
    """Return a colour for a filled area among these surfaces, and white or ink for the text in it."""
    fill = _readable(color, surfaces, towards=towards, least=FILL_CONTRAST)
    for text in (WHITE, LIGHT_INK):
        if contrast(fill, text) >= TEXT_CONTRAST:
            return fill, text
    return _readable(fill, (WHITE,), towards=0), WHITE


def _linear(color: str) -> tuple[float, float, float]:
    """Return the three channels as shares of light, as the sRGB standard has it."""
    red, green, blue = (
        channel / 12.92 if channel <= _LINEAR_CHANNEL else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    )
    return red, green, blue


def _luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def oklch(color: str) -> Oklch:
    """Return a colour's lightness, chroma and hue."""
    red, green, blue = _linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def hexadecimal(color: Oklch) -> str:
    """Return the colour as ``#rrggbb``, with as much of its chroma as a screen can show at that lightness."""
    lightness = min(1.0, max(0.0, color.lightness))
    low, high = 0.0, color.chroma
    channels = _channels(lightness, high, color.hue)
    if not _is_shown(channels):
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if _is_shown(_channels(lightness, middle, color.hue)) else (low, middle)
        channels = _channels(lightness, low, color.hue)
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, channel))):02x}" for channel in channels)


def _channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Return sRGB channels, below 0 or above 1 where no screen shows the colour."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red, green, blue = (
        12.92 * light if light <= _LINEAR_LIGHT else 1.055 * light ** (1 / 2.4) - 0.055
        for light in (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
    )
    return red, green, blue


def _is_shown(channels: tuple[float, float, float]) -> bool:
    return all(-_ROUNDING <= channel <= 1 + _ROUNDING for channel in channels)
