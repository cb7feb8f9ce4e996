"""The paper that cards are drawn on: areas, letters and pictures, in the card's own pixels."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageOps

from presenters.photos import FORMATS
from schedule.cards.lettering import Setting, font

WIDTH: Final = 1200
HEIGHT: Final = 630
SCALE: Final = 2  # drawn larger and made smaller at the end, for smooth edges
COLORS: Final = 256
FACES_MIDDLE: Final = (0.5, 0.4)  # of a photo: heads stand above its middle
ASCENT: Final = 0.8  # ems from a line's top to the foot of its letters

type Place = tuple[float, float]


class Sheet:
    """An empty sheet of paper."""

    def __init__(self, paper: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), paper)
        self.draw = ImageDraw.Draw(self.image)

    def fill(self, left_top: Place, right_bottom: Place, color: str) -> None:
        left, top, right, bottom = (round(edge * SCALE) for edge in (*left_top, *right_bottom))
        self.draw.rectangle((left, top, right - 1, bottom - 1), color)

    def letter(self, left_top: Place, setting: Setting, color: str) -> float:
        """Set lines in a colour and return the height at which they end."""
        left, top = left_top
        for number, line in enumerate(setting.lines):
            foot = top + (number * setting.face.leading + ASCENT) * setting.size
            for glyph in setting.face.glyphs(line):
                place = ((left + glyph.x * setting.size) * SCALE, foot * SCALE)
                self.draw.text(place, glyph.letter, color, font(glyph.font, setting.size * SCALE), anchor="ls")
        return top + setting.height

    def strike(self, left_top: Place, setting: Setting, color: str) -> None:
        """Strike lines through that stand at this place."""
        left, top = left_top
        for number, line in enumerate(setting.lines):
            middle = top + (number * setting.face.leading + 0.57) * setting.size
            self.fill((left, middle), (left + setting.face.width(line) * setting.size, middle + 2), color)

    def disc(self, left_top: Place, size: int, fill: str | Image.Image) -> None:
        """Fill a disc with a colour, or with a picture of its size."""
        mask = Image.new("L", (size * SCALE * SCALE, size * SCALE * SCALE))
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), 255)
        mask = mask.reduce(SCALE)
        left, top = (round(edge * SCALE) for edge in left_top)
        self.image.paste(fill, (left, top, left + mask.width, top + mask.height), mask)

    def png(self) -> bytes:
        output = BytesIO()
        card = self.image.reduce(SCALE).quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG)
        card.save(output, "PNG", optimize=True)
        return output.getvalue()


def open_photo(data: bytes, size: int) -> Image.Image | None:
    """Return a photo's middle for a disc of this size, or none where it cannot be read."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as photo:
            return ImageOps.fit(photo.convert("RGB"), (size * SCALE, size * SCALE), centering=FACES_MIDDLE)
    except OSError:
        return None
