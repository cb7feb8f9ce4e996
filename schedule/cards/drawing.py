"""Social cards drawn: 1200 by 630 pixels, as a page of the printed programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schedule.cards.content import CardContent, CardPerson
from schedule.cards.lettering import Face, Setting, set_text
from schedule.cards.sheet import HEIGHT, WIDTH, Place, Sheet, open_photo
from schedule.color import DARK_INK, DARK_PAPER, LIGHT_INK, LIGHT_PAPER, accent_palette

DISPLAY: Final = Face(("BricolageGrotesque-Bold", "Commissioner-Bold"), tracking=-0.022, leading=1.04)
STRONG: Final = Face(("Commissioner-Bold",))
TEXT: Final = Face(("Commissioner-Regular",))
TITLE_SIZES: Final = range(148, 35, -4)

# From the top: a bar of the accent, the conference, a rule, the title; in the foot the people, and right of them a
# block of the accent with day, times and room, which runs off the sheet.
MARGIN: Final = 64
RIGHT: Final = WIDTH - MARGIN
BAR: Final = 16
HEADER: Final = 58
HEADER_RULE: Final = 112
TITLE: Final = 144
FOOT: Final = 438
BLOCK: Final = 800
INSET: Final = 32
PEOPLE_WIDTH: Final = BLOCK - INSET - MARGIN
BLOCK_WIDTH: Final = WIDTH - BLOCK - 2 * INSET
RULE: Final = 2
GAP: Final = 6  # between texts below each other

PORTRAIT: Final = 270
MOST_FACES: Final = 6
FACES_BESIDE_NAMES: Final = 2
RING: Final = 5  # of paper around a face, where two overlap
MOST_SESSIONS: Final = 2
MOST_FACTS: Final = 3
YEAR: Final = 4  # digits
WARNING: Final = "#fbedc8"  # as in static/css/base.css, as are the colours below that are no accent's
ON_WARNING: Final = "#5c3d00"


@dataclass(frozen=True)
class Inks:
    """The colours of a card."""

    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    fill: str
    on_fill: str
    tint: str
    on_tint: str


def inks(content: CardContent) -> Inks:
    """Return the colours by day, or for keynotes by night."""
    accent = accent_palette(content.accent_color)
    if content.is_keynote:
        fill = (accent.fill_dark, accent.on_fill_dark)
        tint = (accent.tint_dark, accent.on_tint_dark)
        return Inks(DARK_PAPER, DARK_INK, "#a5a7b0", "#33363f", accent.on_night, *fill, *tint)
    fill = (accent.fill_light, accent.on_fill_light)
    tint = (accent.tint_light, accent.on_tint_light)
    return Inks(LIGHT_PAPER, LIGHT_INK, "#5a5d68", "#dedbd3", accent.on_paper, *fill, *tint)


def draw_card(content: CardContent, photos: Mapping[str, bytes]) -> bytes:
    """Return a card as PNG; a presenter whose photo is not among these, or cannot be read, gets initials."""
    drawing = Drawing(content, photos)
    drawing.header()
    drawing.block()
    if content.is_portrait:
        drawing.portrait()
        drawing.sessions()
    else:
        drawing.title(content.title, RIGHT - MARGIN)
        drawing.people()
    return drawing.sheet.png()


class Drawing:
    """A card in the making."""

    def __init__(self, content: CardContent, photos: Mapping[str, bytes]) -> None:
        self.content = content
        self.photos = photos
        self.inks = inks(content)
        self.sheet = Sheet(self.inks.paper)

    def header(self) -> None:
        """Draw whose card it is, a year at the name's end in the accent, and what it is of."""
        self.sheet.fill((0, 0), (WIDTH, BAR), self.inks.fill)
        if not self.content.conference:  # the card is its own
            return
        self.sheet.fill((MARGIN, HEADER_RULE), (RIGHT, HEADER_RULE + RULE), self.inks.line)
        label = set_text(self.content.label, TEXT, (300, 40), (26,))
        self.sheet.letter((RIGHT - label.width, HEADER + 5), label, self.inks.soft)
        name = set_text(self.content.conference, DISPLAY, (RIGHT - MARGIN - round(label.width) - 40, 40), (32, 28, 24))
        self.sheet.letter((MARGIN, HEADER), name, self.inks.ink)
        _, space, year = "".join(name.lines).rpartition(" ")
        if space and len(year) == YEAR and year.isdecimal():
            last = Setting(DISPLAY, name.size, (year,))
            self.sheet.letter((MARGIN + name.width - last.width, HEADER), last, self.inks.accent)

    def title(self, text: str, width: int, below: Setting | None = None) -> None:
        """Draw a title, as large as it can be with another text below it."""
        height = FOOT - TITLE - 24 - (round(below.height) + 2 * GAP if below else 0)
        box = (width, height)
        title = set_text(text, DISPLAY, box, TITLE_SIZES)
        if not title.lines:
            title = set_text(self.content.conference, DISPLAY, box, TITLE_SIZES)
        # Large letters have some room of their own at their left.
        end = self.sheet.letter((MARGIN - 0.03 * title.size, TITLE), title, self.inks.ink)
        if below:
            self.sheet.letter((MARGIN, end + 2 * GAP), below, self.inks.soft)

    def block(self) -> None:
        """Draw when and where."""
        facts = self.content.facts[:MOST_FACTS]
        box, sizes = (BLOCK_WIDTH, 64), range(30, 19, -2)
        fill, ink = self.inks.fill, self.inks.on_fill
        if self.content.is_cancelled:
            fill, ink = WARNING, ON_WARNING
            facts, box, sizes = ("Cancelled", *facts), (BLOCK_WIDTH, 36), range(28, 19, -2)
        faces = (STRONG, *[TEXT] * MOST_FACTS)
        settings = [set_text(fact, face, box, sizes) for fact, face in zip(facts, faces, strict=False)]
        self.sheet.fill((BLOCK, FOOT), (WIDTH, HEIGHT), fill)
        top = middle(settings)
        for setting in settings:
            self.sheet.letter((BLOCK + INSET, top), setting, ink)
            if self.content.is_cancelled and setting is not settings[0]:
                self.sheet.strike((BLOCK + INSET, top), setting, ink)
            top += setting.height + GAP

    def people(self) -> None:
        """Draw the presenters: one or two beside their names, more in a row above them."""
        self.sheet.fill((MARGIN, FOOT), (BLOCK, FOOT + RULE), self.inks.line)
        people = self.content.people
        is_row = len(people) > FACES_BESIDE_NAMES
        diameter, step, upper = (88, 98, FOOT + 26) if is_row else (124, 108, FOOT + 34)
        for number, person in enumerate(people[:MOST_FACES]):
            self.face((MARGIN + number * step, upper), diameter, person)
        names = [printed for person in people if (printed := STRONG.printable(person.name))]
        if is_row:
            everybody = set_text(", ".join(names), STRONG, (PEOPLE_WIDTH, 60), (28, 26, 24, 22))
            self.sheet.letter((MARGIN, FOOT + 124), everybody, self.inks.ink)
            return
        left = MARGIN + (len(people) * step + 44 if people else 0)
        width = BLOCK - INSET - left
        if len(names) == 1:
            settings = [set_text(names[0], STRONG, (width, 88), range(34, 21, -2))]
        else:
            # A line each, at the size that the longer one needs.
            fitting = [set_text(name, STRONG, (width, 40), range(32, 17, -2)) for name in names]
            size = min((setting.size for setting in fitting), default=0)
            settings = [set_text(name, STRONG, (width, 40), (size,)) for name in names]
        settings.append(set_text(self.content.role, TEXT, (width, 64), (26, 24, 22)))
        top = middle(settings)
        for number, setting in enumerate(settings):
            color = self.inks.ink if number < len(names) else self.inks.soft
            top = self.sheet.letter((left, top), setting, color) + GAP

    def portrait(self) -> None:
        """Draw the one person whose card it is."""
        width = RIGHT - PORTRAIT - 50 - MARGIN
        self.face((RIGHT - PORTRAIT, TITLE - 2), PORTRAIT, self.content.people[0])
        role = set_text(self.content.role, TEXT, (width, 80), range(30, 23, -2))
        self.title(self.content.title, width, role)

    def sessions(self) -> None:
        """Draw what a presenter gives: one title large, two smaller; of more, the first two and how many there are."""
        self.sheet.fill((MARGIN, FOOT), (BLOCK, FOOT + RULE), self.inks.line)
        titles = self.content.sessions[:MOST_SESSIONS]
        more = len(self.content.sessions) - len(titles)
        height, sizes = (130, range(34, 23, -2)) if len(titles) == 1 else (34 if more else 66, (26,))
        settings = [set_text(title, STRONG, (PEOPLE_WIDTH, height), sizes) for title in titles]
        if more:
            settings.append(Setting(TEXT, 24, (f"and {more} more",)))
        top = middle(settings, 2 * GAP)
        for setting in settings:
            color = self.inks.ink if setting.face is STRONG else self.inks.soft
            top = self.sheet.letter((MARGIN, top), setting, color) + 2 * GAP

    def face(self, left_top: Place, size: int, person: CardPerson) -> None:
        """Draw a photo, or initials in the accent's tint, as a disc."""
        left, top = left_top
        self.sheet.disc((left - RING, top - RING), size + 2 * RING, self.inks.paper)
        if photo := open_photo(self.photos.get(person.photo, b""), size):
            self.sheet.disc(left_top, size, photo)
            return
        self.sheet.disc(left_top, size, self.inks.tint)
        initials = set_text(person.initials, DISPLAY, (size, size), (round(size * 0.38),))
        place = (left + (size - initials.width) / 2, top + size / 2 - 0.47 * initials.size)
        self.sheet.letter(place, initials, self.inks.on_tint)


def middle(settings: list[Setting], gap: int = GAP) -> float:
    """Return where the first of some texts below each other begins, for them to stand in the middle of the foot."""
    heights = [setting.height + gap for setting in settings if setting.lines]
    return (FOOT + HEIGHT - sum(heights) + gap) / 2
