"""Letters on cards: which of them can be drawn, how wide they are, and where lines break.

Widths are in ems, so that a text is measured once for every size.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from PIL import ImageFont

FONTS: Final = Path(__file__).resolve().parent.parent / "fonts"
EM: Final = 1000  # pixels that measuring is done at

# What has no plain form in Unicode, but one that a reader takes for it.
STAND_INS: Final = {
    "\N{RIGHTWARDS ARROW}": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    "\N{RIGHTWARDS DOUBLE ARROW}": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    "\N{LEFTWARDS ARROW}": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{HORIZONTAL BAR}": "—",
}
INVISIBLE: Final = {"Cc", "Cf", "Mn", "Me"}  # controls, joiners, and marks that no letter took in
LOST: Final = "\0"
IN_BRACKETS_ALONE: Final = re.compile(rf"\s*[(\[{{«“]\s*{LOST}[\s{LOST}]*[)\]}}»”]")
BEFORE_A_STOP: Final = re.compile(rf"\s*{LOST}[\s{LOST}]*(?=[,.;:!?)\]…]|$)")
MAY_BREAK_AFTER: Final = re.compile(r"(?<=[-–—/._:@=&?])(?=.)")


@lru_cache(maxsize=128)
def font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{name}.ttf", size)


@lru_cache(maxsize=20_000)
def advance(name: str, text: str) -> float:
    """Return the width of a letter or of a pair in ems; 0 where the font lacks it, as its empty glyph has no width."""
    return font(name, EM).getlength(text) / EM


class Glyph(NamedTuple):
    """A letter, the font that holds it, and where it stands in its line, in ems."""

    letter: str
    font: str
    x: float


@dataclass(frozen=True)
class Face:
    """Fonts of which the first that holds a letter draws it, set with this much more space and line height, in ems."""

    fonts: tuple[str, ...]
    tracking: float = 0
    leading: float = 1.25

    def font_of(self, letter: str) -> str | None:
        return next((name for name in self.fonts if advance(name, letter)), None)

    def printable(self, text: str) -> str:
        """Return what of a text can be drawn, as one line: what no font holds in its plain form, else left out."""
        kept = "".join(self._stand_in(letter) for letter in unicodedata.normalize("NFC", text))
        kept = BEFORE_A_STOP.sub("", IN_BRACKETS_ALONE.sub("", kept))
        return " ".join(kept.replace(LOST, " ").split())

    def _stand_in(self, letter: str) -> str:
        if letter.isspace():
            return " "
        if self.font_of(letter):
            return letter
        if unicodedata.category(letter) in INVISIBLE:
            return ""
        plain = STAND_INS.get(letter) or unicodedata.normalize("NFKD", letter)
        return "".join(part for part in plain if self.font_of(part)) or LOST

    def glyphs(self, line: str) -> Iterator[Glyph]:
        x, before = 0.0, None
        for letter in line:
            name = self.font_of(letter)
            if name is None:
                continue
            if before and before.font == name:
                pair = advance(name, before.letter + letter)
                x += pair - advance(name, before.letter) - advance(name, letter)
            yield (before := Glyph(letter, name, x))
            x += advance(name, letter) + self.tracking

    def width(self, line: str) -> float:
        glyphs = list(self.glyphs(line))
        return glyphs[-1].x + advance(glyphs[-1].font, glyphs[-1].letter) if glyphs else 0.0


@dataclass(frozen=True)
class Setting:
    """Lines of a face at a size in pixels; no lines at all where there is nothing to draw."""

    face: Face
    size: int
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        return max((self.face.width(line) for line in self.lines), default=0) * self.size

    @property
    def height(self) -> float:
        return len(self.lines) * self.face.leading * self.size


class Piece(NamedTuple):
    """What is never broken: its text, whether a space stands before it, and its width in ems without that."""

    text: str
    is_word: bool
    width: float


def set_text(text: str, face: Face, box: tuple[int, int], sizes: Sequence[int]) -> Setting:
    """Break what can be drawn of a text into even lines, at the largest of the sizes at which it fits into a box.

    Words are broken only where no size lets them stay whole, and the text ends early, with an ellipsis, only where the
    smallest size is too large for it. The box is width and height in pixels, and at least one line high.
    """
    if not (text := face.printable(text)):
        return Setting(face, sizes[0], ())
    words = [Piece(word, is_word=True, width=face.width(word)) for word in text.split(" ")]
    rooms = [(size, box[0] / size, int(box[1] / (face.leading * size))) for size in sizes]
    for size, measure, most_lines in rooms:
        if max(word.width for word in words) <= measure and len(fill(words, measure, face)) <= most_lines:
            return Setting(face, size, even(words, measure, face))
    for size, measure, most_lines in rooms:
        parts = [part for word in words for part in broken(word, measure, face)]
        if len(fill(parts, measure, face)) <= most_lines:
            return Setting(face, size, even(parts, measure, face))
    size, measure, most_lines = rooms[-1]
    parts = [part for word in words for part in broken(word, measure, face)]
    lines = fill(parts, measure, face)[:most_lines]
    return Setting(face, size, (*lines[:-1], cut(lines[-1] + "…", measure, face)))


def fill(pieces: Sequence[Piece], measure: float, face: Face) -> list[str]:
    """Return lines that each take as many pieces as there is room for."""
    lines: list[str] = []
    room = -1.0
    space = face.width("n n") - face.width("nn")
    for piece in pieces:
        needed = piece.width + face.tracking + (space if piece.is_word else 0)
        if lines and needed <= room:
            lines[-1] += " " * piece.is_word + piece.text
            room -= needed
        else:
            lines.append(piece.text)
            room = measure - piece.width
    return lines


def even(pieces: Sequence[Piece], measure: float, face: Face) -> tuple[str, ...]:
    """Return as many lines as full ones would be, none of them much longer than the others."""
    lines = fill(pieces, measure, face)
    low, high = max(piece.width for piece in pieces), measure
    for _ in range(8):
        middle = (low + high) / 2
        candidate = fill(pieces, middle, face)
        if len(candidate) <= len(lines):
            lines, high = candidate, middle
        else:
            low = middle
    return tuple(lines)


def broken(piece: Piece, measure: float, face: Face) -> Iterator[Piece]:
    """Break a word that is wider than a line: after a sign within it, else with a hyphen between any two letters."""
    if piece.width <= measure:
        yield piece
        return
    is_word = True
    for part in MAY_BREAK_AFTER.split(piece.text):
        start = 0
        while start < len(part):
            end = start + 1
            while end < len(part) and face.width(part[start : end + 1] + "-") <= measure:
                end += 1
            text = part[start:end] + "-" * (end < len(part))
            yield Piece(text, is_word, face.width(text))
            start, is_word = end, False


def cut(line: str, measure: float, face: Face) -> str:
    """Shorten a line that ends with an ellipsis to a measure, at a word where one ends in its second half."""
    text = line.removesuffix("…")
    while text and face.width(text + "…") > measure:
        shorter = text[:-1].rstrip()
        head = text.rpartition(" ")[0]
        text = head if len(head) > len(line) / 2 else shorter
    return text.rstrip(" ,;:-–—.") + "…"
