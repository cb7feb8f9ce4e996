"""A conference's own style sheet: its accent and its tracks' colours as custom properties.

- ``--accent``: the accent as text, a link, a rule or a focus ring on the page
- ``--accent-fill`` and ``--on-accent-fill``: a filled area, such as a button, and the text in it
- ``--accent-tint`` and ``--on-accent-tint``: a soft background, such as that of initials, and the text in it
- ``--track``, within an element of the class ``track-<code>``: the track's colour, as text or as a rule

Each is a ``light-dark()`` pair, with the light half alone for browsers that do not know that.
"""

import hashlib
from functools import lru_cache

from schedule.color import accent_palette
from schedule.models import Conference


def style_sheet(conference: Conference) -> str:
    """Return the style sheet as CSS."""
    return _style_sheet(conference.accent_color, tuple((code, color) for code, color in conference.track_colors))


def theme_version(conference: Conference) -> str:
    """Return a digest that changes whenever the style sheet does."""
    return hashlib.sha256(style_sheet(conference).encode()).hexdigest()[:12]


@lru_cache(maxsize=128)
def _style_sheet(accent_color: str, track_colors: tuple[tuple[str, str], ...]) -> str:
    palette = accent_palette(accent_color)
    pairs = {
        "accent": (palette.on_paper, palette.on_night),
        "accent-fill": (palette.fill_light, palette.fill_dark),
        "on-accent-fill": (palette.on_fill_light, palette.on_fill_dark),
        "accent-tint": (palette.tint_light, palette.tint_dark),
        "on-accent-tint": (palette.on_tint_light, palette.on_tint_dark),
    }
    rules = [(":root", f"--{name}", light, dark) for name, (light, dark) in pairs.items()]
    for code, color in track_colors:
        track = accent_palette(color)
        rules.append((f".track-{_escape(code)}", "--track", track.on_paper, track.on_night))
    both = "".join(
        f"  {selector} {{ {name}: light-dark({light}, {dark}); }}\n" for selector, name, light, dark in rules
    )
    light_only = "".join(f"    {selector} {{ {name}: {light}; }}\n" for selector, name, light, _ in rules)
    without = f"  @supports not (color: light-dark(#000, #fff)) {{\n{light_only}  }}\n"
    return f"@layer tokens {{\n{both}{without}}}\n"


def _escape(code: str) -> str:
    """Return a track's code so that it is one CSS identifier, whatever is in it."""
    return "".join(letter if letter.isalnum() or letter in "-_" else f"\\{ord(letter):x} " for letter in code)
