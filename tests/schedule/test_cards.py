"""Social cards: what is on them, when they are drawn, and where they are served."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import name

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from presenters.photos import photo_file
from schedule.cards.content import CardContent, CardPerson, presenter_card, talk_card
from schedule.cards.drawing import DISPLAY, TEXT, TITLE_SIZES, draw_card
from schedule.cards.lettering import set_text
from schedule.cards.pictures import card_picture
from schedule.cards.sheet import HEIGHT, WIDTH
from schedule.listing import listings_of
from schedule.models import Conference
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_talk

WORDS = "What a decade of small conferences taught us about schedules and the people who keep changing them "
IN_BLOCK = (1190, 620)
IN_FIRST_FACE = (126, 500)


def make_content(**values: Any) -> CardContent:
    return replace(
        CardContent(
            conference="LecternCon 2031",
            accent_color="#0f74a8",
            label="Talk",
            title="Queues that forgive",
            people=(CardPerson("Ada Lindqvist", "AL", "ada.webp"),),
            role="Engineer, Lighthouse",
            sessions=(),
            facts=("Monday 15 September", "9:00–9:45 am CDT", "Main hall"),
        ),
        **values,
    )


def make_photo(color: str = "#3a9a28") -> bytes:
    output = BytesIO()
    Image.new("RGB", (400, 300), color).save(output, "WEBP", lossless=True)
    return output.getvalue()


def drawn(content: CardContent, **photos: bytes) -> Image.Image:
    return Image.open(BytesIO(draw_card(content, {f"{stem}.webp": data for stem, data in photos.items()})))


def color_at(card: Image.Image, place: tuple[int, int]) -> str:
    red, green, blue = card.convert("RGB").getpixel(place)  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.parametrize("people", [0, 1, 2, 3, 6, 20])
@pytest.mark.parametrize("length", [3, 60, 255])
def test_a_card_is_a_small_png_of_the_size_that_networks_ask_for(people: int, length: int) -> None:
    person = CardPerson("Benedikt Okonkwo-Strand", "BO", "")

    picture = draw_card(make_content(title=(WORDS * 3)[:length], people=(person,) * people), {})

    card = Image.open(BytesIO(picture))
    assert (card.format, card.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(picture) < 120_000


@pytest.mark.parametrize("length", range(10, 256, 35))
def test_a_title_of_any_length_fits_its_box_whole_and_in_even_lines(length: int) -> None:
    title = (WORDS * 3)[:length].strip()

    setting = set_text(title, DISPLAY, (1072, 270), TITLE_SIZES)

    widths = [DISPLAY.width(line) * setting.size for line in setting.lines]
    assert " ".join(setting.lines) == title
    assert max(widths) <= 1072
    assert len(setting.lines) * setting.size * DISPLAY.leading <= 270
    assert min(widths) > max(widths) / 2


def test_a_shorter_title_is_larger() -> None:
    sizes = [set_text(WORDS[:length], DISPLAY, (1072, 270), TITLE_SIZES).size for length in (10, 30, 60, 95)]

    assert sizes == sorted(set(sizes), reverse=True)


def test_a_word_wider_than_the_card_is_broken_and_kept_whole_otherwise() -> None:
    address = "https://docs.example.org/en/stable/topics/querying.html#spanning-multi-valued-relationships"

    setting = set_text(address, DISPLAY, (1072, 270), TITLE_SIZES)

    assert "".join(setting.lines) == address
    assert all(line.endswith(("/", "-", ".")) for line in setting.lines[:-1])
    assert set_text("internationalisation", DISPLAY, (1072, 270), TITLE_SIZES).lines == ("internationalisation",)


def test_a_word_without_signs_is_broken_with_hyphens() -> None:
    setting = set_text("a" * 120, DISPLAY, (1072, 270), TITLE_SIZES)

    assert "".join(line.removesuffix("-") for line in setting.lines) == "a" * 120
    assert all(line.endswith("-") for line in setting.lines[:-1])
    assert all(DISPLAY.width(line) * setting.size <= 1072 for line in setting.lines)


def test_what_does_not_fit_at_the_smallest_size_ends_with_an_ellipsis() -> None:
    setting = set_text(WORDS * 3, TEXT, (400, 64), (24, 22))

    assert len(setting.lines) == 2
    assert setting.lines[1].endswith("…")
    assert " ".join(setting.lines).removesuffix("…") == WORDS[: len(" ".join(setting.lines)) - 1]
    assert all(TEXT.width(line) * 22 <= 400 for line in setting.lines)


@pytest.mark.parametrize("letter", "AzÇıŁøßőŞțΆΣωЖёЂҐәỄẵ0½€–’")
@pytest.mark.parametrize("face", [DISPLAY, TEXT])
def test_latin_greek_and_cyrillic_are_drawn_as_they_stand(face: Any, letter: str) -> None:
    assert face.printable(letter) == letter, name(letter)
    assert face.width(letter) > 0


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Snakes 🐍 bite", "Snakes bite"),
        ("Tests 👩‍💻!", "Tests!"),
        ("Names (日本語) and signs", "Names and signs"),
        ("Djangoで作るAPI", "Django API"),
        ("one → two", "one \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} two"),
        ("\ufb01ne \U0001d5ef\U0001d5fc\U0001d5f9\U0001d5f1", "fine bold"),
        ("Zoe\u0308 ex\u00adam\u200bple\u2028end", "Zoë example end"),
        ("ἄνθρωπος", "ανθρωπος"),
        ("漢字", ""),
    ],
)
def test_what_no_font_holds_is_written_plainly_or_left_out(text: str, printed: str) -> None:
    assert TEXT.printable(text) == printed
    assert draw_card(make_content(title=text), {}) == draw_card(make_content(title=printed), {})


def test_a_title_in_a_script_of_no_font_leaves_the_conference_on_the_card() -> None:
    assert draw_card(make_content(title="漢字"), {}) == draw_card(make_content(title="LecternCon 2031"), {})


def test_a_card_has_the_colour_of_the_conference_in_its_block() -> None:
    assert color_at(drawn(make_content()), IN_BLOCK) == "#0f74a8"


def test_a_keynote_has_a_card_by_night_and_a_cancelled_talk_a_block_of_warning() -> None:
    assert color_at(drawn(make_content()), (20, 300)) == "#fcfaf6"
    assert color_at(drawn(make_content(is_keynote=True)), (20, 300)) == "#121318"
    assert color_at(drawn(make_content(is_cancelled=True)), IN_BLOCK) == "#fbedc8"


def test_a_photo_is_shown_and_without_one_initials() -> None:
    assert color_at(drawn(make_content(), ada=make_photo()), IN_FIRST_FACE) == "#3a9a28"
    assert draw_card(make_content(), {}) != draw_card(make_content(people=(CardPerson("Ada Lindqvist", "", ""),)), {})


def test_a_photo_that_cannot_be_read_becomes_initials() -> None:
    assert draw_card(make_content(), {"ada.webp": make_photo()[:40]}) == draw_card(make_content(), {})


@pytest.mark.parametrize("field", ["conference", "accent_color", "label", "title", "people", "role", "facts"])
def test_whatever_is_shown_changes_the_digest(field: str) -> None:
    values = {"people": (), "facts": ("Tuesday",), "accent_color": "#123456"}

    assert make_content(**{field: values.get(field, "Other")}).digest != make_content().digest
    assert make_content().digest == make_content().digest


@pytest.fixture
def conference(db: None) -> Conference:
    return make_conference(venue="Old Exchange", place="Fargo, North Dakota")


def test_a_talks_card_says_when_and_where_in_the_zone_of_the_conference(conference: Conference) -> None:
    hall = make_room(conference, name="Main hall")
    ada = make_presenter(conference, name="Ada Lindqvist", job_title="Engineer", company="Lighthouse")
    talk = make_scheduled_talk(conference, starts_at=at(9), ends_at=at(12, 15), room=hall, presenters=(ada,))

    content = talk_card(talk, conference)

    assert content.facts == ("Monday 15 September", "9:00 am – 12:15 pm CDT", "Main hall")
    assert content.people == (CardPerson("Ada Lindqvist", "AL", ""),)
    assert content.role == "Engineer, Lighthouse"
    assert content.alt == f"{talk.title}. Ada Lindqvist. Monday 15 September, 9:00 am – 12:15 pm CDT, Main hall"


def test_no_card_tells_a_time_or_a_room_before_the_schedule_is_public(conference: Conference) -> None:
    conference.is_schedule_public = False
    conference.save()
    ada = make_presenter(conference)
    talk = make_scheduled_talk(conference, room=make_room(conference), presenters=(ada,))
    facts = ("15–17 September 2031", "Old Exchange", "Fargo, North Dakota")

    assert talk_card(talk, conference).facts == facts
    assert presenter_card(ada, listings_of(Talk.objects.all(), conference), conference).facts == facts


def test_a_presenters_card_names_their_sessions_without_the_cancelled(conference: Conference) -> None:
    ada = make_presenter(conference)
    make_scheduled_talk(conference, title="Kept", presenters=(ada,))
    make_talk(conference, title="Cancelled", status=Talk.Status.CANCELLED, presenters=(ada,))

    content = presenter_card(ada, listings_of(ada.talks.listed(), conference), conference)

    assert content.sessions == ("Kept",)
    assert content.facts == ("Monday 15 September", "9:00–9:45 am CDT")


def card_path(client: Client, page: str) -> str:
    html = client.get(page).content.decode()
    match = re.search(r'property="og:image" content="http://testserver([^"]+)"', html)
    assert match, html[:2000]
    return match[1]


def test_a_session_page_names_its_card_with_size_and_words(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="queues", title="Queues & <forgiveness>")

    html = client.get("/talks/queues/").content.decode()

    assert '<meta property="og:image:width" content="1200">' in html
    assert '<meta property="og:image:height" content="630">' in html
    assert "Queues &amp; &lt;forgiveness&gt;. Monday 15 September, 9:00–9:45 am CDT" in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html


@pytest.mark.parametrize("page", ["/talks/queues/", "/presenters/ada/", "/", "/schedule/", "/talks/", "/presenters/"])
def test_the_card_that_a_page_names_may_be_kept_for_ever(client: Client, conference: Conference, page: str) -> None:
    ada = make_presenter(conference, slug="ada", photo=photo_file(make_photo()))
    make_scheduled_talk(conference, slug="queues", presenters=(ada,), room=make_room(conference))

    response = client.get(card_path(client, page))

    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert Image.open(BytesIO(response.content)).size == (WIDTH, HEIGHT)
    assert not response.cookies


def test_a_page_about_no_one_session_has_the_conferences_card(client: Client, conference: Conference) -> None:
    Conference.objects.update(tagline="Letters & machines")

    html = client.get("/").content.decode()

    (path,) = set(re.findall(r"http://testserver(/cards/[^\"]+)", html))
    assert path == card_path(client, "/schedule/")
    assert f"{conference}. Letters &amp; machines. 15–17 September 2031, Old Exchange, Fargo, North Dakota" in html
    Conference.objects.update(tagline="Another")
    assert card_path(client, "/") != path


def test_a_talk_with_a_picture_of_its_own_is_shared_with_that(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="queues", card_image="/static/queues.png")

    html = client.get("/talks/queues/").content.decode()

    assert '<meta property="og:image" content="http://testserver/static/queues.png">' in html
    assert "og:image:width" not in html


def test_an_old_address_gives_the_card_as_it_is_now_for_a_while(client: Client, conference: Conference) -> None:
    talk = make_talk(conference, slug="queues")
    old_path = card_path(client, "/talks/queues/")
    old = client.get(old_path).content
    talk.title = "Another title"
    talk.save()

    response = client.get(old_path)

    assert response["Cache-Control"] == "public, max-age=300"
    assert response.content != old
    assert response.content == client.get(card_path(client, "/talks/queues/")).content


def test_a_card_is_drawn_once_and_its_former_state_forgotten(
    client: Client, conference: Conference, media_root: Path
) -> None:
    talk = make_talk(conference, slug="queues")
    path = card_path(client, "/talks/queues/")
    client.get(path)
    (file,) = media_root.rglob("*.png")
    file.write_bytes(b"what was kept")

    assert client.get(path).content == b"what was kept"

    talk.title = "Another title"
    talk.save()
    client.get(card_path(client, "/talks/queues/"))
    assert [other.name != file.name for other in media_root.rglob("*.png")] == [True]
    assert not file.exists()


def test_many_who_ask_at_once_get_the_same_card_and_leave_one_file(media_root: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        pictures = set(pool.map(lambda _: card_picture("cards/talks/1", make_content()), range(8)))

    assert pictures == {draw_card(make_content(), {})}
    assert [file.name for file in media_root.rglob("*") if file.is_file()] == [f"{make_content().digest}.png"]


def test_a_card_that_cannot_be_kept_is_shown_all_the_same(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "full").write_text("a file where a folder should be")
    settings.MEDIA_ROOT = tmp_path / "full"

    assert card_picture("cards/talks/1", make_content()) == draw_card(make_content(), {})
    assert "cannot be kept" in caplog.text


def test_a_photo_of_the_storage_is_on_the_card() -> None:
    default_storage.save("ada.webp", ContentFile(make_photo()))

    picture = card_picture("cards/talks/1", make_content())

    assert picture == draw_card(make_content(), {"ada.webp": make_photo()})


def test_who_has_the_card_already_is_told_so(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="queues")
    path = card_path(client, "/talks/queues/")
    etag = client.get(path)["ETag"]

    response = client.get(path, headers={"If-None-Match": etag})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("values", [{"is_published": False}, {"is_accepted": False}, {"slug": "other"}], ids=str)
def test_what_is_not_public_has_no_card(client: Client, conference: Conference, values: dict[str, Any]) -> None:
    make_talk(conference, **{"slug": "queues"} | values)

    assert client.get("/cards/talks/queues-0123456789abcdef.png").status_code == 404


def test_an_organizers_preview_names_no_card_of_the_talk(admin_client: Client, conference: Conference) -> None:
    make_talk(conference, slug="queues", is_published=False)

    response = admin_client.get("/talks/queues/")

    assert response.status_code == 200
    assert card_path(admin_client, "/talks/queues/").startswith("/cards/conference-")


def test_another_conferences_sessions_and_presenters_have_no_card_here(client: Client, conference: Conference) -> None:
    other = make_conference()
    make_talk(other, slug="queues", presenters=(make_presenter(other, slug="ada"),))

    assert client.get("/cards/talks/queues-0123456789abcdef.png").status_code == 404
    assert client.get("/cards/presenters/ada-0123456789abcdef.png").status_code == 404


def test_slugs_of_any_script_have_cards(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="очереди-и-люди", permalink="/talks/queues/")

    assert client.get(card_path(client, "/talks/queues/")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_cards_queries_do_not_grow_with_its_presenters(
    client: Client, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    presenters = tuple(make_presenter(conference) for _ in range(count))
    make_scheduled_talk(conference, slug="queues", presenters=presenters, room=make_room(conference))

    with django_assert_num_queries(3):  # the conference, the talk, its presenters
        client.get("/cards/talks/queues-0123456789abcdef.png")
