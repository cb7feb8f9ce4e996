"""Colours: what an organizer picks can always be read."""

import colorsys
from itertools import product

import pytest

from schedule.color import (
    DARK_CARD,
    DARK_INK,
    DARK_PAPER,
    DARK_SURFACES,
    LIGHT_CARD,
    LIGHT_INK,
    LIGHT_PAPER,
    LIGHT_SURFACES,
    accent_palette,
    contrast,
    hexadecimal,
    oklch,
)

GRID = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in product(range(0, 256, 36), repeat=3)]
SPECIAL = ["#ffffff", "#000000", "#ffff00", "#39ff14", "#ff00ff", "#00ffff", "#7f7f7f", "#767676", "#fcfaf6", "#121318"]


def hue_of(color: str) -> float:
    """Return the hue in turns, from 0 to 1."""
    return colorsys.rgb_to_hsv(*(int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)))[0]


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert contrast(second, first) == contrast(first, second)


@pytest.mark.parametrize(
    ("color", "lightness", "chroma", "degrees"),
    [("#ff0000", 0.628, 0.258, 29.2), ("#00ff00", 0.866, 0.295, 142.5), ("#0000ff", 0.452, 0.313, -95.9)],
)
def test_oklch_is_that_of_css(color: str, lightness: float, chroma: float, degrees: float) -> None:
    found = oklch(color)

    assert found.lightness == pytest.approx(lightness, abs=0.001)
    assert found.chroma == pytest.approx(chroma, abs=0.001)
    assert found.hue * 57.29578 == pytest.approx(degrees, abs=0.1)


def test_a_colour_survives_the_way_there_and_back() -> None:
    assert [hexadecimal(oklch(color)) for color in GRID + SPECIAL] == GRID + SPECIAL


def test_the_page_s_own_ink_can_be_read() -> None:
    assert min(contrast(LIGHT_INK, surface) for surface in LIGHT_SURFACES) > 12
    assert min(contrast(DARK_INK, surface) for surface in DARK_SURFACES) > 12


def test_every_accent_can_be_read_by_day_and_by_night() -> None:
    unreadable = []
    for color in GRID + SPECIAL:
        palette = accent_palette(color)
        pairs = [
            *((palette.on_paper, surface) for surface in (LIGHT_PAPER, LIGHT_CARD)),
            *((palette.on_night, surface) for surface in (DARK_PAPER, DARK_CARD)),
            (palette.on_fill_light, palette.fill_light),
            (palette.on_fill_dark, palette.fill_dark),
            (palette.on_tint_light, palette.tint_light),
            (palette.on_tint_dark, palette.tint_dark),
        ]
        unreadable += [(color, pair) for pair in pairs if contrast(*pair) < 4.5]

    assert len(GRID) >= 500
    assert unreadable == []


def test_a_filled_area_is_seen_on_the_page() -> None:
    unseen = []
    for color in GRID + SPECIAL:
        palette = accent_palette(color)
        surroundings = [(palette.fill_light, LIGHT_PAPER), (palette.fill_dark, DARK_PAPER)]
        unseen += [(color, pair) for pair in surroundings if contrast(*pair) < 1.5]

    assert unseen == []


def test_a_tint_is_soft() -> None:
    for color in GRID + SPECIAL:
        palette = accent_palette(color)

        assert contrast(palette.tint_light, LIGHT_PAPER) < 1.35
        assert contrast(palette.tint_dark, DARK_PAPER) < 1.6


def test_an_accent_that_can_be_read_is_left_alone() -> None:
    palette = accent_palette("#b3263a")

    assert (palette.on_paper, palette.fill_light, palette.fill_dark) == ("#b3263a", "#b3263a", "#b3263a")
    assert accent_palette("#ffe600").on_night == "#ffe600"


def test_an_accent_that_cannot_be_read_changes_its_lightness_and_keeps_its_hue() -> None:
    palette = accent_palette("#0a1a4a")

    assert palette.on_paper == "#0a1a4a"
    assert oklch(palette.on_night).lightness > oklch("#0a1a4a").lightness
    assert oklch(palette.on_night).hue == pytest.approx(oklch("#0a1a4a").hue, abs=0.02)
    assert hue_of(accent_palette("#ffe600").on_paper) == pytest.approx(hue_of("#ffe600"), abs=0.03)


def test_a_grey_accent_stays_grey() -> None:
    for color in ("#000000", "#808080", "#ffffff"):
        for found in (accent_palette(color).on_paper, accent_palette(color).tint_light, accent_palette(color).on_night):
            assert found[1:3] == found[3:5] == found[5:7]
