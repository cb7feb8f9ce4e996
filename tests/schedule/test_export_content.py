"""A conference written as a content tree: reading that into an empty database gives the same conference."""

import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image

from presenters.models import Presenter
from schedule.importers.content_tree import Options, import_tree
from schedule.models import Conference, Room, Slot, Track
from talks.models import Tag, Talk, TalkPresenter
from tests.factories import (
    at,
    make_conference,
    make_presenter,
    make_room,
    make_scheduled_talk,
    make_slot,
    make_talk,
    make_track,
)

pytestmark = pytest.mark.django_db

NASTY = "Q&A: “quotes”, 'single', \"double\", #1 & <b> &amp; 🦄 – it's: {a} [b] | > @ ` %"
BODY = """# A heading

---

    indented code

key: value
---
| a | b |
|---|---|
| 1 | & |

Last line with two spaces and a break\\
and *more*."""


@pytest.fixture
def conference() -> Conference:
    return make_conference(
        name="RiverConf: 2031 #1",
        domain="2031.example.org",
        tagline=NASTY[:100],
        description=BODY,
        venue="The Old Mill",
        place="Duluth, Minnesota",
        accent_color="#124e78",
        is_current=True,
    )


def fill(conference: Conference) -> None:
    """Make one of everything that a conference can hold."""
    hall = make_room(
        conference, name="I/II #1", capacity=300, floor="2nd: left", access_notes="Ramp & lift", position=3
    )
    stream = make_room(conference, name="Stream", is_online=True, position=1)
    track = make_track(conference, code="t0", name="Main: & more", color="#aa0000", position=2)
    picture = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "WEBP", quality=82, method=4)
    ada = make_presenter(
        conference,
        name=NASTY[:80],
        slug="ada",
        permalink="/people/Ada/",
        old_paths=["/speakers/ada"],
        pronouns="she/her",
        job_title="Null",
        company="yes",
        bio=BODY,
        website="https://ada.example.org/?a=1&b=2",
        mastodon="@ada@social.example.org",
        bluesky="ada.example.org",
        github="ada",
        is_hidden=True,
    )
    ada.photo.save("ada.webp", ContentFile(picture.getvalue(), "ada.webp"))
    cleo = make_presenter(conference, name="Çağla O’Neill", slug="cagla")
    replacement = make_scheduled_talk(
        conference,
        title=NASTY,
        slug="replacement",
        permalink="/a/path/of/its/own/",
        old_paths=["/old/one", "/old/two"],
        presenters=(cleo, ada),
        category=Talk.Category.TUTORIAL,
        audience_level=Talk.AudienceLevel.BEGINNER,
        tags=("Rivers: & lakes", "no"),
        abstract=NASTY,
        description=BODY,
        video_url="https://www.youtube.com/watch?v=abcdefghijk",
        additional_video_url="https://vimeo.com/123456789",
        slides_url="/static/slides.pdf",
        card_image="https://pictures.example.org/card.png",
        is_in_sitemap=False,
        room=hall,
        track=track,
        starts_at=at(9),
        ends_at=at(12),
    )
    make_scheduled_talk(
        conference,
        title="Cancelled",
        slug="cancelled",
        status=Talk.Status.CANCELLED,
        replaced_by=replacement,
        room=hall,
        starts_at=at(9),
        ends_at=at(12),
    )
    nowhere = make_talk(conference, title="No page, no time", slug="nowhere", permalink="")
    make_talk(conference, title="Refused", slug="refused", is_accepted=False, is_published=False, is_hidden=True)
    make_talk(conference, title="Off", slug="off", status=Talk.Status.CANCELLED, replaced_by=nowhere)
    make_scheduled_talk(
        conference,
        title="Together",
        slug="together",
        category=Talk.Category.SPRINT,
        room=hall,
        starts_at=at(11),
        ends_at=at(13),
        is_overlap_known=True,
    )
    make_slot(
        conference,
        title=NASTY,
        kind=Slot.Kind.MEAL,
        text=BODY,
        link="/menus/#lunch",
        room=stream,
        is_across_rooms=True,
        starts_at=at(23),
        ends_at=at(1, day=1),
    )
    make_slot(conference, title="Open end", starts_at=at(18), ends_at=None, is_cancelled=True)
    # An hour that comes twice: the clocks go back in this zone.
    make_slot(conference, title="Twice", starts_at=dt.datetime(2031, 11, 2, 7, 30, tzinfo=dt.UTC), ends_at=None)


def rows(model: Any, *, by: str, **relations: str) -> list[dict[str, Any]]:
    """All rows of a model as values, in an order of their own; keys of other rows as what these are called."""
    left_out = {"id", "site", "conference", "photo", *relations}
    names = [
        field.name
        for field in model._meta.concrete_fields  # noqa: SLF001  Django's documented name
        if field.name not in left_out
    ]
    return list(model.objects.order_by(by).values(*names, *relations.values()))


def state() -> dict[str, Any]:
    """Everything that a conference holds."""
    conference = Conference.objects.select_related("site").get()
    return {
        "photos": {one.slug: Path(one.photo.path).read_bytes() for one in Presenter.objects.exclude(photo="")},
        "conference": {
            field.name: getattr(conference, field.name)
            for field in Conference._meta.concrete_fields  # noqa: SLF001
            if field.name not in {"id", "site", "is_current"}
        }
        | {"domain": conference.site.domain},
        "rooms": rows(Room, by="slug"),
        "tracks": rows(Track, by="code"),
        "tags": rows(Tag, by="slug"),
        "presenters": rows(Presenter, by="slug"),
        "talks": rows(Talk, by="slug", replaced_by="replaced_by__slug"),
        "tagged": {talk.slug: sorted(tag.slug for tag in talk.tags.all()) for talk in Talk.objects.all()},
        "presented": {
            talk.slug: [place.presenter.slug for place in talk.talk_presenters.all()] for talk in Talk.objects.all()
        },
        "slots": rows(Slot, by="guid", room="room__slug", track="track__code", talk="talk__slug"),
    }


def empty() -> None:
    for model in (Slot, Talk, Presenter, Tag, Room, Track, Conference):
        model.objects.all().delete()


def export(folder: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("export_content", str(folder), *arguments, stdout=out)
    return out.getvalue()


def test_everything_comes_back(conference: Conference, tmp_path: Path) -> None:
    fill(conference)
    before = state()
    said = export(tmp_path / "tree")
    empty()

    report = import_tree(tmp_path / "tree", Options(is_current=True))

    assert report.errors == []
    assert state() == before
    assert said == f"RiverConf: 2031 #1: 13 files in {tmp_path / 'tree'}.\n"


def test_an_empty_conference_comes_back_too(conference: Conference, tmp_path: Path) -> None:
    before = state()
    export(tmp_path / "tree")
    empty()

    assert import_tree(tmp_path / "tree", Options()).errors == []

    assert state() == before


def test_what_was_exported_is_imported_over_itself_without_a_change(conference: Conference, tmp_path: Path) -> None:
    fill(conference)
    export(tmp_path / "tree")
    import_tree(tmp_path / "tree", Options())
    before = state()

    again = import_tree(tmp_path / "tree", Options())

    assert (again.errors, again.changes) == ([], [])
    assert state() == before


def test_a_copy_under_another_host_leaves_the_original_alone(conference: Conference, tmp_path: Path) -> None:
    fill(conference)
    export(tmp_path / "tree")
    original = {str(guid) for guid in Slot.objects.values_list("guid", flat=True)}

    report = import_tree(tmp_path / "tree", Options(domain="copy.example.org"))

    assert report.errors == []
    copies = Slot.objects.filter(conference__site__domain="copy.example.org")
    assert copies.count() == conference.slots.count() == len(original)
    assert not original & {str(slot.guid) for slot in copies}


def test_an_edition_is_named_by_its_host(conference: Conference, tmp_path: Path) -> None:
    make_conference(name="LakeConf", domain="lakes.example.org")

    assert export(tmp_path / "tree", "--domain", "LAKES.example.org").startswith("LakeConf: ")
    with pytest.raises(
        CommandError, match=r"no edition at “none.example.org”; there are: .*lakes.example.org"
    ) as error:
        export(tmp_path / "other", "--domain", "none.example.org")
    assert error.value.returncode == 2
    assert not (tmp_path / "other").exists()


def test_nothing_that_is_there_is_written_over_unless_it_may(conference: Conference, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/notes.txt").write_text("mine")

    with pytest.raises(CommandError, match="is not empty: name another folder, or replace it with --force"):
        export(tmp_path / "tree")
    assert (tmp_path / "tree/notes.txt").read_text() == "mine"

    export(tmp_path / "tree", "--force")
    assert not (tmp_path / "tree/notes.txt").exists()
    assert (tmp_path / "tree/src/_data/site.json").exists()


def test_a_file_is_no_folder(conference: Conference, tmp_path: Path) -> None:
    (tmp_path / "tree").write_text("mine")

    with pytest.raises(CommandError, match="is a file"):
        export(tmp_path / "tree", "--force")

    assert (tmp_path / "tree").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_said_to_be(conference: Conference, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(CommandError, match="cannot be written: "):
        export(tmp_path / "file/tree")

    assert (tmp_path / "file").read_text() == "mine"


ODD = [
    "no",
    "1e3",
    "0x1F",
    "12:30:45",
    "2022-10-18",
    "null",
    "~",
    "- a",
    "a: b # c",
    "%x @y `z` !t &u *v",
    "'",
    "\\",
    " led and trailed ",
    "two\nlines",
    "\n\nled by lines\n\n",
    "a\r\nb\rc",
    "a\u2028b\u2029c\u0085d",
    "a\tb\x07c\x1bd",
    "---",
    "a\n---\nb\n--- \n...\nc",
    "    code\nno code",
    "&lt;b&gt; &amp;amp; &nbsp;x",
    "{% raw %}{{ a }}{% endraw %}",
    "\ufeffx\ufeff",
    "🦄é e\u0301",
    "N/A",
    "x" * 200,
]


@pytest.mark.parametrize("text", ODD, ids=repr)
def test_odd_texts_come_back_letter_by_letter(conference: Conference, tmp_path: Path, text: str) -> None:
    short = text[:60]
    Conference.objects.update(tagline=text, description=text, venue=text, place=text)
    make_room(conference, name="Hall", floor="1")
    Room.objects.update(name=short, floor=short, access_notes=text)
    ada = make_presenter(conference, slug="ada")
    Presenter.objects.update(name=text, pronouns=short, job_title=text, company=text, bio=text)
    make_scheduled_talk(conference, room=Room.objects.get(), presenters=(ada,), tags=("tag",))
    Talk.objects.update(title=text, abstract=text, description=text)
    Tag.objects.update(name=short)
    make_slot(conference, starts_at=at(14))
    Slot.objects.filter(talk=None).update(title=text, text=text)
    before = state()
    export(tmp_path / "tree")
    empty()

    report = import_tree(tmp_path / "tree", Options(is_current=True))

    assert report.problems == []
    assert state() == before


@pytest.mark.parametrize("slug", ["readme", "License", "_PRESENTERS-x", "é" * 200, "UPPER_and-lower", "2031"])
def test_any_slug_finds_a_file(conference: Conference, tmp_path: Path, slug: str) -> None:
    presenter = make_presenter(conference, slug=slug, permalink="/people/x/")
    make_scheduled_talk(conference, slug=slug, permalink="/talks/x/", presenters=(presenter,))
    before = state()
    export(tmp_path / "tree")
    empty()

    report = import_tree(tmp_path / "tree", Options(is_current=True))

    assert (report.problems, state()) == ([], before)


def test_a_photo_whose_file_is_lost_keeps_nothing_else_from_going_out(conference: Conference, tmp_path: Path) -> None:
    make_presenter(conference, slug="ada")
    Presenter.objects.update(photo="presenters/lost.webp", photo_width=8, photo_height=8)

    export(tmp_path / "tree")

    assert "photo" not in (tmp_path / "tree/src/_content/presenters/ada.md").read_text()


def test_no_model_and_no_relation_is_forgotten() -> None:
    """What is not compared above has to be named here, with a reason why no tree has it."""
    kept = {Conference, Room, Track, Slot, Talk, TalkPresenter, Tag, Presenter}
    left_out = {
        "ImportRecord": "what trees said, which a new database has not been told",
        "Change": "what happened, not what is",
        "PublishedSlot": "what calendars were told",
        "Revision": "a version of what is",
    }
    models = {model for app in ("schedule", "talks", "presenters") for model in apps.get_app_config(app).get_models()}

    assert {model.__name__ for model in models - kept} == set(left_out)
    assert {field.name for model in models for field in model._meta.many_to_many} == {"tags", "presenters"}  # noqa: SLF001


def test_a_slot_is_known_by_its_identity_when_all_else_is_new(conference: Conference, tmp_path: Path) -> None:
    slot = make_slot(conference, title="Lunch", starts_at=at(12))
    export(tmp_path / "tree")
    import_tree(tmp_path / "tree", Options())
    (file,) = (tmp_path / "tree/src/_content/schedule/talks").iterdir()
    text = file.read_text().replace("Lunch", "Dinner").replace("12:00:00", "18:00:00").replace("12:45:00", "19:00:00")
    file.with_name("dinner.md").write_text(text)
    file.unlink()

    report = import_tree(tmp_path / "tree", Options(prune=True))

    slot.refresh_from_db()
    assert (report.errors, slot.title, slot.starts_at) == ([], "Dinner", at(18))
    assert Slot.objects.count() == 1
