"""Photos of presenters: an image of any make becomes one small WebP file with nothing but its picture in it."""

import secrets
import struct
from io import BytesIO
from typing import Final

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE: Final = 10 * 1024 * 1024  # bytes
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 800  # pixels
FORMATS: Final = ("JPEG", "PNG", "WEBP")
_OF_ONE_PICTURE: Final = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}  # chunks of a WebP file

# What Pillow raises for bytes that only pretend to be an image of these formats.
_UNREADABLE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    struct.error,
)
_BOMB: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PhotoError(Exception):
    """A file that cannot become a photo; the text is one sentence for the person who sent it."""


def prepare_photo(data: bytes) -> bytes:
    """Return the image as WebP of at most 800 by 800 pixels: upright, its proportions kept, without any metadata.

    A file that is all that already comes back as it is, so that a photo that is exported and imported stays the same.

    Raises:
        PhotoError: the file is larger than 10 MB or 40 megapixels, is no JPEG, PNG or WebP, or is damaged.
    """
    if len(data) > LARGEST_FILE:
        raise PhotoError("A photo may have 10 MB at most.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            # Only the header is read by now: a bomb is refused before it is unpacked. Pillow's own limit is far higher.
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            if image.format == "WEBP" and max(image.size) <= LONGEST_SIDE and _is_picture_alone(data):
                image.load()
                return data
            return _picture_alone(image)
    except _BOMB:
        raise PhotoError("A photo may have 40 megapixels at most.") from None
    except UnidentifiedImageError:
        raise PhotoError("A photo has to be a JPEG, PNG or WebP file.") from None
    except _UNREADABLE:
        raise PhotoError("The photo is damaged: its file ends too early or has wrong data in it.") from None


def photo_file(data: bytes) -> "ContentFile[bytes]":
    """Return the prepared photo as a file with a name of its own, which tells nothing of the file that was sent.

    Raises:
        PhotoError: as in :func:`prepare_photo`.
    """
    return ContentFile(prepare_photo(data), name=f"{secrets.token_hex(12)}.webp")


def _is_picture_alone(data: bytes) -> bool:
    """Tell whether a WebP file has nothing in it, nor after it, but one picture."""
    place, end = 12, len(data)
    names = set()
    while place + 8 <= end:
        name, size = struct.unpack_from("<4sI", data, place)
        names.add(name)
        place += 8 + size + size % 2
    return place == end == int.from_bytes(data[4:8], "little") + 8 and names <= _OF_ONE_PICTURE


def _picture_alone(image: Image.Image) -> bytes:
    image.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG is decoded at a fraction of its size
    if image.mode == "I;16":  # grey of 16 bits, which a conversion would cut off at 255
        image = image.point(lambda value: value / 256)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    picture = image if image.mode == mode else image.convert(mode)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    # Painted onto an empty canvas, because the picture would take the camera's notes and place along.
    canvas = Image.new(mode, picture.size)
    canvas.paste(picture)
    output = BytesIO()
    canvas.save(output, "WEBP", quality=82, method=4)
    return output.getvalue()
