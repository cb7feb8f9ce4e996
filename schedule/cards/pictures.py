"""Cards as files: each is drawn once and kept until what it shows changes."""

import logging
import tempfile
from pathlib import Path
from threading import Lock
from typing import Final

from django.core.files.storage import default_storage

from schedule.cards.content import CardContent
from schedule.cards.drawing import MOST_FACES, draw_card

logger = logging.getLogger(__name__)

FILE_MODE: Final = 0o644  # temporary files are their owner's alone, but who serves files may be somebody else

# One drawing at a time in a process: many who ask for new cards take no more than one processor from the pages.
_drawing: Final = Lock()


def card_picture(folder: str, content: CardContent) -> bytes:
    """Return a card as PNG, drawn now if it never was; ``folder`` holds the cards of one talk or presenter."""
    name = f"{folder}/{content.digest}.png"
    if picture := kept(name):
        return picture
    with _drawing:
        if picture := kept(name):
            return picture
        shown = content.people[:MOST_FACES]
        photos = {person.photo: data for person in shown if person.photo and (data := kept(person.photo))}
        picture = draw_card(content, photos)
    try:
        keep(name, picture)
        forget_others(folder, name)
    except OSError:
        logger.exception("The card %s cannot be kept, and will be drawn each time.", name)
    return picture


def kept(name: str) -> bytes | None:
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return None


def keep(name: str, picture: bytes) -> None:
    """Write a file under its name at once, so that nobody reads half of it; of several writers the last wins."""
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent.parent, delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(picture)
            file.flush()
            draft.chmod(FILE_MODE)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def forget_others(folder: str, name: str) -> None:
    """Delete what the same talk or presenter looked like before."""
    for other in default_storage.listdir(folder)[1]:
        if f"{folder}/{other}" != name:
            default_storage.delete(f"{folder}/{other}")
