"""What organizers do with editions, rooms, entries and presenters in the admin, with just the rights they have."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image

from presenters.models import Presenter
from schedule.models import Conference, Room, Slot
from talks.models import Talk
from tests.factories import (
    at,
    make_conference,
    make_presenter,
    make_room,
    make_scheduled_talk,
    make_slot,
    make_superuser,
    make_talk,
    make_track,
)

pytestmark = pytest.mark.django_db

EDITION = {
    "name": "RiverConf 2032", "domain": "2032.example.org", "first_day": "2032-05-01", "last_day": "2032-05-03",
    "time_zone": "Europe/Paris", "accent_color": "#124e78",
}  # fmt: skip


@pytest.fixture
def conference() -> Conference:
    return make_conference(name="RiverConf 2031")


@pytest.fixture
def organizer(client: Client) -> Client:
    """Somebody of the Organizers group, and no superuser."""
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("grace", is_staff=True)
    user.groups.add(Group.objects.get(name="Organizers"))
    client.force_login(user)
    return client


@pytest.fixture
def superuser(client: Client) -> Client:
    client.force_login(make_superuser())
    return client


def picture(kind: str, size: tuple[int, int] = (1200, 900)) -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", size, "teal").save(data, kind)
    return SimpleUploadedFile("ada.jpg", data.getvalue(), "image/jpeg")


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


@pytest.mark.parametrize(
    "model",
    ["talks/talk", "talks/tag", "presenters/presenter", "schedule/room", "schedule/track", "schedule/slot"],
)
def test_organizers_list_add_and_edit_what_makes_a_programme(
    organizer: Client, conference: Conference, model: str
) -> None:
    talk = make_scheduled_talk(
        conference,
        presenters=(make_presenter(conference),),
        room=make_room(conference),
        track=make_track(conference),
        tags=("Rivers",),
    )
    rows: dict[str, Any] = {
        "talks/talk": talk,
        "talks/tag": talk.tags.get(),
        "presenters/presenter": talk.presenters.get(),
        "schedule/room": talk.slot.room,
        "schedule/track": talk.slot.track,
        "schedule/slot": talk.slot,
    }

    for path in ("", "add/", f"{rows[model].pk}/change/", f"{rows[model].pk}/delete/"):
        assert organizer.get(f"/admin/{model}/{path}").status_code == 200


def test_organizers_see_what_changed_and_change_nothing_of_it(organizer: Client, conference: Conference) -> None:
    assert organizer.get("/admin/schedule/change/").status_code == 200
    assert organizer.get("/admin/schedule/change/add/").status_code == 403
    assert organizer.get("/admin/auth/user/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_organizers_read_in_sentences_what_was_changed_and_by_whom(organizer: Client, conference: Conference) -> None:
    room = make_room(conference, name="Hall")
    make_scheduled_talk(conference, title="Ebb", room=room)
    organizer.post(f"/admin/schedule/room/{room.pk}/change/", {"name": "Barn", "slug": "hall", "position": "0"})

    page = organizer.get("/admin/schedule/change/").text

    assert '<td class="field-what">Moved from Hall to Barn.</td><td class="field-who">grace</td>' in page
    assert "New on the schedule: Monday 15 September, 9:00 to 9:45" in page.replace("–", " to ")


def test_the_overview_shows_organizers_their_work_first(superuser: Client, conference: Conference) -> None:
    labels = [app["app_label"] for app in superuser.get("/admin/").context["app_list"]]

    assert labels == ["talks", "presenters", "schedule", "auth"]


# Editions


def test_an_edition_is_made_with_its_host_name(superuser: Client) -> None:
    response = superuser.post("/admin/schedule/conference/add/", EDITION)

    assert response.status_code == 302
    edition = Conference.objects.get()
    assert (edition.site.domain, edition.time_zone, edition.is_current) == ("2032.example.org", "Europe/Paris", False)


def test_one_edition_gives_way_when_another_becomes_the_current_one(superuser: Client) -> None:
    earlier = make_conference(is_current=True)

    superuser.post("/admin/schedule/conference/add/", EDITION | {"is_current": "on"})

    assert Conference.objects.get(is_current=True).name == "RiverConf 2032"
    earlier.refresh_from_db()
    assert not earlier.is_current


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"domain": "https://2032.example.org/"}, "domain", "Enter a host name alone"),
        ({"domain": "2031.example.org"}, "domain", "RiverConf 2031 answers at this host name."),
        ({"last_day": "2032-04-30"}, "__all__", "last day"),
        ({"accent_color": "red"}, "accent_color", ""),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Mars/Olympus"),
    ],
)
def test_an_edition_that_cannot_be_is_refused_beside_the_field(
    superuser: Client, values: dict[str, str], field: str, message: str
) -> None:
    make_conference(name="RiverConf 2031", domain="2031.example.org")

    response = superuser.post("/admin/schedule/conference/add/", EDITION | values)

    assert response.status_code == 200
    assert message in "".join(errors_of(response)[field])
    assert Conference.objects.count() == 1


@pytest.mark.parametrize("way", ["page", "action"])
def test_an_edition_with_talks_stays(superuser: Client, way: str) -> None:
    conference = make_conference()
    make_talk(conference, title="Ebb")
    where = f"{conference.pk}/delete/" if way == "page" else ""
    data = {"post": "yes", "action": "delete_selected", "_selected_action": conference.pk}

    response = superuser.post(f"/admin/schedule/conference/{where}", data)

    assert "talk: Ebb" in response.text
    assert Conference.objects.exists()


def test_an_edition_that_is_empty_can_go(superuser: Client) -> None:
    conference = make_conference()

    superuser.post(f"/admin/schedule/conference/{conference.pk}/delete/", {"post": "yes"})

    assert not Conference.objects.exists()


# Rooms and entries


def test_nothing_of_another_edition_is_offered_or_listed(organizer: Client, conference: Conference) -> None:
    other = make_conference(name="Other", domain="other.example.org")
    make_room(other, name="Far away")
    make_presenter(other, name="Stranger")

    assert "Far away" not in organizer.get("/admin/schedule/room/").text
    assert "Stranger" not in organizer.get("/admin/presenters/presenter/").text
    assert "Far away" not in organizer.get("/admin/talks/talk/add/").text
    query = {"app_label": "talks", "model_name": "talkpresenter", "field_name": "presenter"}
    assert organizer.get("/admin/autocomplete/", query).json()["results"] == []


def test_a_room_with_sessions_stays(organizer: Client, conference: Conference) -> None:
    room = make_room(conference)
    make_scheduled_talk(conference, room=room, title="Ebb")

    response = organizer.post(f"/admin/schedule/room/{room.pk}/delete/", {"post": "yes"})

    assert "Ebb" in response.text
    assert Room.objects.filter(pk=room.pk).exists()


def entry(**values: str) -> dict[str, str]:
    return {
        "title": "Lunch", "kind": "meal",
        "starts_at_0": "2031-09-15", "starts_at_1": "12:00", "ends_at_0": "2031-09-15", "ends_at_1": "13:00",
    } | values  # fmt: skip


def test_an_entry_is_put_between_the_talks_in_the_conferences_own_time(
    organizer: Client, conference: Conference
) -> None:
    response = organizer.post("/admin/schedule/slot/add/", entry())

    assert response.status_code == 302
    slot = Slot.objects.get()
    assert (slot.conference, slot.starts_at, slot.ends_at) == (conference, at(12), at(13))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ends_at_1": "11:00"}, "The end has to be later than the start."),
        ({"title": ""}, "A slot has either a talk or a title of its own."),
        ({"starts_at_1": "noon"}, "Enter a valid time."),
        ({"link": "javascript:alert(1)"}, ""),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_words(
    organizer: Client, conference: Conference, values: dict[str, str], message: str
) -> None:
    response = organizer.post("/admin/schedule/slot/add/", entry(**values))

    assert response.status_code == 200
    texts = [text for found in errors_of(response).values() for text in found]
    assert any(message in text for text in texts)
    assert not Slot.objects.exists()


def test_entries_are_found_by_day_room_and_kind(organizer: Client, conference: Conference) -> None:
    hall = make_room(conference, name="Hall")
    make_slot(conference, title="Lunch", kind=Slot.Kind.MEAL, starts_at=at(12), ends_at=at(13))
    make_scheduled_talk(conference, title="Ebb", room=hall, starts_at=at(9, day=1), ends_at=at(10, day=1))

    def listed(query: str) -> list[str]:
        return [str(slot) for slot in organizer.get(f"/admin/schedule/slot/?{query}").context["cl"].result_list]

    assert listed("") == ["Lunch", "Ebb"]
    assert listed("day=2031-09-15") == ["Lunch"]
    assert listed(f"room={hall.pk}") == ["Ebb"]
    assert listed("kind__exact=meal") == ["Lunch"]
    assert '<td class="field-what">Talk</td>' in organizer.get("/admin/schedule/slot/").text


# Talks and presenters


def test_who_is_added_to_a_talk_comes_last(organizer: Client, conference: Conference) -> None:
    ada, bea = make_presenter(conference, name="Ada"), make_presenter(conference, name="Bea")
    talk = make_talk(conference, presenters=(ada, bea))

    formset = organizer.get(f"/admin/talks/talk/{talk.pk}/change/").context["inline_admin_formsets"][0].formset

    first, second, added = [form["position"].value() for form in formset.forms]
    assert first < second < added == formset.empty_form["position"].value()


@pytest.mark.parametrize(("category", "path"), [("talks", "/talks/ebb/"), ("tutorials", "/tutorials/ebb/")])
def test_a_new_talk_has_a_page_unless_told_otherwise(
    organizer: Client, conference: Conference, category: str, path: str
) -> None:
    data = {
        "title": "Ebb", "slug": "ebb", "category": category, "status": "confirmed", "is_accepted": "on",
        "talk_presenters-TOTAL_FORMS": 0, "talk_presenters-INITIAL_FORMS": 0,
        "slot-TOTAL_FORMS": 0, "slot-INITIAL_FORMS": 0,
    }  # fmt: skip

    response = organizer.post("/admin/talks/talk/add/", data)

    assert response.status_code == 302
    assert Talk.objects.get().permalink == path


def presenter(**values: Any) -> dict[str, Any]:
    return {"name": "Ada Byron", "slug": "ada"} | values


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_small_picture_that_pages_show(organizer: Client, conference: Conference, kind: str) -> None:
    response = organizer.post("/admin/presenters/presenter/add/", presenter(photo=picture(kind)))

    assert response.status_code == 302
    photo = Presenter.objects.get().photo
    assert (photo.width, photo.height) == (800, 600)
    assert photo.url.endswith(".webp")
    assert photo.url in organizer.get("/presenters/ada/").text


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("ada.jpg", b"GIF89a, not really"), "A photo has to be a JPEG, PNG or WebP file."),
        (SimpleUploadedFile("ada.jpg", picture("JPEG").read()[:700]), "The photo is damaged"),
        (picture("PNG", (8000, 6000)), "A photo may have 40 megapixels at most."),
    ],
)
def test_a_file_that_is_no_photo_is_refused_in_words(
    organizer: Client, conference: Conference, file: SimpleUploadedFile, message: str
) -> None:
    file.seek(0)

    response = organizer.post("/admin/presenters/presenter/add/", presenter(photo=file))

    assert message in errors_of(response)["photo"][0]
    assert not Presenter.objects.exists()


def test_a_handle_that_cannot_be_read_is_refused_beside_its_field(organizer: Client, conference: Conference) -> None:
    response = organizer.post("/admin/presenters/presenter/add/", presenter(mastodon="javascript:alert(1)"))

    assert "mastodon" in errors_of(response)
    assert not Presenter.objects.exists()


def test_presenters_are_found_by_what_they_lack(organizer: Client, conference: Conference) -> None:
    organizer.post("/admin/presenters/presenter/add/", presenter(photo=picture("PNG")))
    make_presenter(conference, name="Bea", bio="")

    listed = organizer.get("/admin/presenters/presenter/?missing=photo").context["cl"].result_list

    assert [row.name for row in listed] == ["Bea"]


@pytest.mark.parametrize("path", ["presenters/presenter", "schedule/slot", "schedule/room", "schedule/change"])
def test_lists_take_as_many_queries_for_many_rows_as_for_one(
    organizer: Client, conference: Conference, path: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        make_scheduled_talk(
            conference,
            room=make_room(conference),
            presenters=(make_presenter(conference, name=f"P{number}"),),
            starts_at=at(9 + number),
            ends_at=at(10 + number),
        )

    with django_assert_max_num_queries(14):
        assert organizer.get(f"/admin/{path}/").status_code == 200


@pytest.mark.parametrize("model", ["room", "track", "slot"])
def test_a_number_that_no_database_holds_is_an_error_at_its_field(
    organizer: Client, conference: Conference, model: str
) -> None:
    data = {"name": "Hall", "slug": "hall", "code": "t0", "position": "9" * 30} | entry(title="9" * 300)

    response = organizer.post(f"/admin/schedule/{model}/add/", data)

    assert set(errors_of(response)) & {"position", "title"}


def test_the_second_of_two_who_move_an_entry_is_shown_where_it_is(organizer: Client, conference: Conference) -> None:
    slot = make_slot(conference, title="Lunch", starts_at=at(12), ends_at=at(13))
    path = f"/admin/schedule/slot/{slot.pk}/change/"
    opened = organizer.get(path).context["opened"]
    Slot.objects.update(starts_at=at(12, 15))

    refused = organizer.post(path, entry(ends_at_1="14:00") | {"_opened": opened})

    assert [(each.label, each.now) for each in refused.context["conflict"]] == [
        ("time", "Mon 15 Sep, 12:15 to 13:00 CDT")
    ]


def test_who_moves_a_talk_by_its_place_is_told_of_a_presenter_elsewhere(
    organizer: Client, conference: Conference
) -> None:
    ada = make_presenter(conference, name="Ada")
    make_scheduled_talk(conference, title="Lakes", presenters=(ada,), starts_at=at(12), ends_at=at(13))
    slot = make_scheduled_talk(conference, title="Ebb", presenters=(ada,)).slot
    path = f"/admin/schedule/slot/{slot.pk}/change/"
    opened = organizer.get(path).context["opened"]

    moved = entry(title="", talk=str(slot.talk_id), kind="other") | {"_opened": opened}
    response = organizer.post(path, moved, follow=True)

    assert "Ada of “Ebb” also has “Lakes” at that time" in response.text
