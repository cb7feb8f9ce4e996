"""Photos: taken in as pictures and nothing else, and refused in a sentence."""

import random
import re
import struct
import tracemalloc
import zlib
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from presenters.photos import LARGEST_FILE, PhotoError, photo_file, prepare_photo

TOO_MANY_PIXELS = "A photo may have 40 megapixels at most."
WRONG_FORMAT = "A photo has to be a JPEG, PNG or WebP file."
DAMAGED = "The photo is damaged: its file ends too early or has wrong data in it."


def make_image(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Make a picture whose left upper quarter is light and the rest dark."""
    image = Image.new("L", size, 20)
    image.paste(240, (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def decode(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data), formats=("WEBP",))
    image.load()
    return image


def pixel(image: Image.Image, left: int, top: int) -> tuple[int, ...]:
    value = image.getpixel((left, top))
    assert isinstance(value, tuple)
    return value


def png_of(width: int, height: int) -> bytes:
    """Return a PNG whose header promises a size and whose data is a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_each_format_becomes_webp(kind: str) -> None:
    photo = decode(prepare_photo(encode(make_image(), kind)))

    assert (photo.format, photo.size, photo.mode) == ("WEBP", (60, 40), "RGB")


@pytest.mark.parametrize(
    ("size", "scaled"),
    [
        ((1600, 1200), (800, 600)),
        ((1200, 1600), (600, 800)),
        ((4000, 10), (800, 2)),
        ((5000, 1), (800, 1)),
        ((800, 800), (800, 800)),
        ((1, 1), (1, 1)),
    ],
)
def test_a_photo_is_scaled_to_fit_and_never_up(size: tuple[int, int], scaled: tuple[int, int]) -> None:
    assert decode(prepare_photo(encode(make_image(size)))).size == scaled


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGB", "YCbCr"])
def test_a_photo_of_any_colour_model_keeps_its_picture(mode: str) -> None:
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"

    photo = decode(prepare_photo(encode(make_image(mode=mode), kind)))

    assert min(pixel(photo, 5, 5)) > 200
    assert max(pixel(photo, 55, 35)) < 60


def test_a_photo_of_sixteen_bits_of_grey_keeps_its_picture() -> None:
    photo = decode(prepare_photo(encode(Image.new("I;16", (20, 20), 0x4000))))

    assert 60 <= pixel(photo, 10, 10)[0] <= 68


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_stays_transparent(mode: str) -> None:
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0)).convert(mode)

    photo = decode(prepare_photo(encode(image)))

    assert (photo.mode, pixel(photo, 10, 10)[3]) == ("RGBA", 0)


def test_a_palette_with_a_transparent_entry_stays_transparent() -> None:
    image = Image.new("P", (20, 20), 7)
    image.putpalette([200, 0, 0] * 8)

    photo = decode(prepare_photo(encode(image, transparency=7)))

    assert pixel(photo, 10, 10)[3] == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_upright_and_forgets_where_it_was_taken(kind: str) -> None:
    image = make_image((60, 40))
    exif = image.getexif()
    exif[ExifTags.Base.Orientation] = 6  # turned to the left by the camera
    exif[ExifTags.Base.Artist] = "A secret name"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (12.0, 34.0, 56.0)

    data = prepare_photo(encode(image, kind, exif=exif))

    photo = decode(data)
    assert photo.size == (40, 60)
    assert pixel(photo, 35, 5)[0] > 200
    assert max(pixel(photo, 5, 5)[0], pixel(photo, 5, 55)[0], pixel(photo, 35, 55)[0]) < 60
    assert dict(photo.getexif()) == {}
    assert b"secret" not in data


def test_nothing_that_a_file_carries_beside_its_picture_is_kept() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "A secret comment")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = encode(make_image(), pnginfo=text, icc_profile=profile) + b"<script>secret</script>"

    data = prepare_photo(sent)

    assert b"secret" in sent
    assert b"secret" not in data
    assert b"script" not in data
    assert set(decode(data).info) <= {"loop", "background", "timestamp", "duration"}


def test_a_moving_picture_stands_still() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    sent = encode(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    photo = decode(prepare_photo(sent))

    assert getattr(photo, "n_frames", 1) == 1
    assert pixel(photo, 10, 10)[0] > 200


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a" + bytes(100),
        encode(make_image(mode="P"), "GIF"),
        encode(make_image(), "BMP"),
        encode(make_image(), "TIFF"),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\xff\xd8",
        b"RIFF\x10\x00\x00\x00WEBP",
    ],
    ids=["empty", "false gif", "gif", "bmp", "tiff", "svg", "html", "eps", "two bytes of jpeg", "four words of webp"],
)
def test_what_is_no_jpeg_png_or_webp_is_refused(sent: bytes) -> None:
    with pytest.raises(PhotoError) as refusal:
        prepare_photo(sent)

    assert str(refusal.value) == WRONG_FORMAT


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_ends_too_early_is_refused(kind: str) -> None:
    sent = encode(Image.effect_noise((200, 200), 90), kind)

    with pytest.raises(PhotoError) as refusal:
        prepare_photo(sent[: len(sent) // 2])

    assert str(refusal.value) in {DAMAGED, WRONG_FORMAT}


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (10_000, 10_000), (30_000, 30_000), (65_000, 65_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    tracemalloc.start()

    with pytest.raises(PhotoError) as refusal:
        prepare_photo(png_of(width, height))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refusal.value) == TOO_MANY_PIXELS
    assert peak < 1_000_000


def test_forty_megapixels_are_still_read_and_found_damaged() -> None:
    with pytest.raises(PhotoError) as refusal:
        prepare_photo(png_of(8000, 5000))

    assert str(refusal.value) == DAMAGED


def test_a_file_of_more_than_ten_megabytes_is_refused() -> None:
    sent = encode(make_image())

    with pytest.raises(PhotoError) as refusal:
        prepare_photo(sent + bytes(LARGEST_FILE + 1 - len(sent)))

    assert str(refusal.value) == "A photo may have 10 MB at most."
    assert decode(prepare_photo(sent + bytes(LARGEST_FILE - len(sent)))).size == (60, 40)


@pytest.mark.filterwarnings("ignore")  # Pillow warns of some damage that it steps over
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_damaged_bytes_are_a_photo_or_a_refusal_and_never_another_error(kind: str) -> None:
    image = make_image((64, 64))
    exif = image.getexif()
    exif[ExifTags.Base.Orientation] = 3
    sent = encode(image, kind, exif=exif)
    chance = random.Random(kind)  # noqa: S311  the same damage in every run
    refused = 0

    for _ in range(300):
        damaged = bytearray(sent)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            prepare_photo(bytes(damaged))
        except PhotoError:
            refused += 1

    assert 0 < refused < 300


def test_a_photos_file_has_a_name_that_nobody_can_guess() -> None:
    sent = encode(make_image(), "JPEG")

    first, second = photo_file(sent), photo_file(sent)

    assert re.fullmatch(r"[0-9a-f]{24}\.webp", first.name or "")
    assert first.name != second.name
    assert first.read() == prepare_photo(sent)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_photo_that_was_made_before_stays_as_it_is(mode: str) -> None:
    image = make_image(mode=mode)
    if mode == "RGBA":
        image.putalpha(make_image(mode="L"))
    photo = prepare_photo(encode(image))

    assert prepare_photo(photo) == photo


@pytest.mark.parametrize("kind", ["trailing", "metadata", "large", "moving"])
def test_a_webp_file_with_anything_else_in_it_is_made_anew(kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "SECRET"
    data = {
        "trailing": encode(make_image(), "WEBP") + b"SECRET",
        "metadata": encode(make_image(), "WEBP", exif=exif),
        "large": encode(make_image((900, 40)), "WEBP"),
        "moving": encode(make_image(), "WEBP", save_all=True, append_images=[Image.new("RGB", (60, 40), "red")]),
    }[kind]

    photo = prepare_photo(data)

    assert photo != data
    assert b"SECRET" not in photo
    assert not getattr(decode(photo), "is_animated", False)
