"""What organizers do with talks in the admin."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.templatetags.admin_list import result_headers
from django.db import connection
from django.test import Client
from django.utils import timezone

from schedule.models import Change, Conference, Slot
from talks.models import Talk
from tests.factories import (
    at,
    make_conference,
    make_presenter,
    make_room,
    make_scheduled_talk,
    make_superuser,
    make_talk,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/talks/talk/"


@pytest.fixture
def organizer(client: Client) -> Client:
    client.force_login(make_superuser(username="grace"))
    return client


def form_of(client: Client, talk: Talk) -> dict[str, Any]:
    """Return what a browser would send of a talk's form as it was opened."""
    page = client.get(f"{LIST}{talk.pk}/change/")
    assert page.status_code == 200
    data: dict[str, Any] = {"_opened": page.context["opened"], "_conference": page.context["conference"].pk}
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if hasattr(bound.field, "fields"):  # date and time apart
                with timezone.override(page.context["conference"].zone):
                    parts = bound.field.widget.decompress(value)
                data |= {f"{bound.html_name}_{number}": str(part or "") for number, part in enumerate(parts)}
            elif isinstance(value, list):
                data[bound.html_name] = [getattr(each, "pk", each) for each in value]
            elif value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = value
    return data


def test_one_form_edits_talk_presenters_and_slot(organizer: Client) -> None:
    conference = make_conference()
    ada, grace = make_presenter(conference, name="Ada"), make_presenter(conference, name="Grace")
    salon = make_room(conference, name="Salon A")
    talk = make_scheduled_talk(conference, title="Rivers", presenters=(ada, grace))
    data = form_of(organizer, talk)
    data |= {"title": "Lakes", "slot-0-room": salon.pk, "slot-0-starts_at_1": "10:00", "slot-0-ends_at_1": "10:30"}
    data |= {"talk_presenters-0-position": 1, "talk_presenters-1-position": 0, "old_paths": "/Old/\n/older/"}

    response = organizer.post(f"{LIST}{talk.pk}/change/", data)

    assert response.status_code == 302
    talk = Talk.objects.get()
    assert (talk.title, talk.old_paths) == ("Lakes", ["/old", "/older"])
    assert (talk.slot.room, talk.slot.starts_at) == (salon, at(10))
    assert [place.presenter.name for place in talk.talk_presenters.all()] == ["Grace", "Ada"]


def test_a_new_talk_belongs_to_the_working_conference(organizer: Client) -> None:
    conference = make_conference()
    data = {
        "title": "Rivers", "slug": "rivers", "permalink": "/talks/rivers/", "category": "talks", "status": "confirmed",
        "is_accepted": "on", "is_published": "on",
        "talk_presenters-TOTAL_FORMS": 0, "talk_presenters-INITIAL_FORMS": 0,
        "slot-TOTAL_FORMS": 1, "slot-INITIAL_FORMS": 0,
        "slot-0-starts_at_0": "2031-09-15", "slot-0-starts_at_1": "09:00",
        "slot-0-ends_at_0": "2031-09-15", "slot-0-ends_at_1": "09:45",
    }  # fmt: skip

    response = organizer.post(f"{LIST}add/", data)

    assert response.status_code == 302
    talk = Talk.objects.get()
    assert (talk.site, talk.slot.conference, talk.slot.starts_at) == (conference.site, conference, at(9))


def test_a_taken_room_is_named_with_its_talk_and_time(organizer: Client) -> None:
    conference = make_conference()
    salon = make_room(conference, name="Salon A")
    make_scheduled_talk(conference, title="Lakes", room=salon)
    talk = make_scheduled_talk(conference, title="Rivers", starts_at=at(9, 30))
    data = form_of(organizer, talk) | {"slot-0-room": salon.pk}

    response = organizer.post(f"{LIST}{talk.pk}/change/", data)

    assert "Salon A is taken by “Lakes”, Mon 15 Sep, 09:00 to 09:45 CDT." in response.text
    assert Slot.objects.get(talk=talk).room is None


def test_a_presenter_elsewhere_is_a_warning_and_no_error(organizer: Client) -> None:
    conference = make_conference()
    ada = make_presenter(conference, name="Ada")
    make_scheduled_talk(conference, title="Lakes", presenters=(ada,), room=make_room(conference, name="Salon A"))
    talk = make_scheduled_talk(conference, title="Rivers", presenters=(ada,))

    response = organizer.post(f"{LIST}{talk.pk}/change/", form_of(organizer, talk), follow=True)

    assert "Ada of “Rivers” also has “Lakes” at that time: Mon 15 Sep, 09:00 to 09:45 CDT in Salon A." in response.text


def test_the_second_of_two_editors_is_shown_what_changed(organizer: Client) -> None:
    conference = make_conference()
    talk = make_scheduled_talk(conference, title="Rivers", room=make_room(conference, name="Salon A"))
    second = form_of(organizer, talk) | {"title": "Seas"}
    Talk.objects.update(title="Lakes")
    Slot.objects.update(room=make_room(conference, name="Salon B"))

    refused = organizer.post(f"{LIST}{talk.pk}/change/", second)

    assert Talk.objects.get().title == "Lakes"
    assert [(each.label, each.opened, each.now) for each in refused.context["conflict"]] == [
        ("title", "Rivers", "Lakes"),
        ("room", "Salon A", "Salon B"),
    ]
    assert 'value="Seas"' in refused.text


def insisted(client: Client, talk: Talk, second: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser sends by the button of the page that shows what changed."""
    page = client.post(f"{LIST}{talk.pk}/change/", second)
    data = {name: values for name, values in page.wsgi_request.POST.lists() if not name.startswith("csrf")}
    return data | {"_save_over": page.context["shown"]}


def test_the_second_of_two_editors_may_insist(organizer: Client) -> None:
    talk = make_scheduled_talk(make_conference(), title="Rivers")
    second = form_of(organizer, talk) | {"title": "Seas"}
    Talk.objects.update(title="Lakes")

    response = organizer.post(f"{LIST}{talk.pk}/change/", insisted(organizer, talk, second))

    assert (response.status_code, Talk.objects.get().title) == (302, "Seas")


def test_who_insists_takes_over_what_they_left_as_it_was(organizer: Client) -> None:
    conference = make_conference()
    talk = make_scheduled_talk(conference, title="Rivers", tags=("Water",), presenters=(make_presenter(conference),))
    second = form_of(organizer, talk) | {"abstract": "Mine."}
    hall = make_room(conference, name="Hall")
    Talk.objects.update(title="Lakes", description="One\n\ntwo", is_in_sitemap=False, audience_level="beginner")
    talk.tags.clear()
    Slot.objects.update(room=hall, starts_at=at(9, 15), ends_at=None)

    organizer.post(f"{LIST}{talk.pk}/change/", insisted(organizer, talk, second))

    talk = Talk.objects.get()
    assert (talk.title, talk.abstract, talk.description) == ("Lakes", "Mine.", "One\n\ntwo")
    assert (talk.is_in_sitemap, talk.audience_level, talk.tags.count()) == (False, "beginner", 0)
    assert (talk.slot.room, talk.slot.starts_at, talk.slot.ends_at) == (hall, at(9, 15), None)


def test_who_insists_is_shown_what_a_third_one_saved_meanwhile(organizer: Client) -> None:
    talk = make_scheduled_talk(make_conference(), title="Rivers")
    second = form_of(organizer, talk) | {"title": "Seas"}
    Talk.objects.update(title="Lakes")
    again = insisted(organizer, talk, second)
    Talk.objects.update(title="Ponds")

    refused = organizer.post(f"{LIST}{talk.pk}/change/", again)

    assert [(each.opened, each.now) for each in refused.context["conflict"]] == [("Lakes", "Ponds")]
    assert Talk.objects.get().title == "Ponds"


def test_who_insists_keeps_presenters_and_place_that_somebody_else_took_away(organizer: Client) -> None:
    conference = make_conference()
    ada, bea = make_presenter(conference, name="Ada"), make_presenter(conference, name="Bea")
    talk = make_scheduled_talk(conference, presenters=(ada,))
    second = form_of(organizer, talk) | {"slot-0-starts_at_1": "09:30", "talk_presenters-1-presenter": bea.pk}
    talk.talk_presenters.all().delete()
    Slot.objects.all().delete()

    organizer.post(f"{LIST}{talk.pk}/change/", insisted(organizer, talk, second))

    talk = Talk.objects.get()
    assert [place.presenter for place in talk.talk_presenters.all()] == [ada, bea]
    assert talk.slot.starts_at == at(9, 30)


def test_who_insists_moves_the_place_that_somebody_else_gave_the_talk(organizer: Client) -> None:
    conference = make_conference()
    talk = make_talk(conference)
    second = form_of(organizer, talk)
    second |= {"slot-0-starts_at_0": "2031-09-15", "slot-0-starts_at_1": "11:00"}
    talk.slot = make_scheduled_talk(conference).slot
    Slot.objects.update(talk=talk)

    organizer.post(f"{LIST}{talk.pk}/change/", insisted(organizer, talk, second))

    assert Slot.objects.get(talk=talk).starts_at == at(11)


def test_a_form_whose_opening_cannot_be_read_may_still_be_saved(organizer: Client) -> None:
    talk = make_scheduled_talk(make_conference(), title="Rivers")
    second = form_of(organizer, talk) | {"title": "Seas", "_opened": "nonsense"}

    page = organizer.post(f"{LIST}{talk.pk}/change/", second)
    organizer.post(f"{LIST}{talk.pk}/change/", second | {"_save_over": page.context["shown"]})

    assert "This form was opened too long ago to tell." in page.text
    assert Talk.objects.get().title == "Seas"


def test_a_form_that_nobody_touched_changes_nothing(organizer: Client) -> None:
    conference = make_conference()
    text = "One\n\n- two\n- three"
    talk = make_scheduled_talk(
        conference, abstract=text, description=text, presenters=(make_presenter(conference),), tags=("Water",)
    )
    before = form_of(organizer, talk)
    sent = before | {"abstract": text.replace("\n", "\r\n"), "description": text.replace("\n", "\r\n")}

    organizer.post(f"{LIST}{talk.pk}/change/", sent)

    talk.refresh_from_db()
    assert (talk.abstract, talk.description) == (text, text)
    assert LogEntry.objects.get().get_change_message() == "No fields changed."


@pytest.mark.django_db(transaction=True)
def test_of_three_editors_at_once_one_wins() -> None:
    talk = make_scheduled_talk(make_conference(), title="Rivers")
    make_superuser(username="grace")
    results: list[int] = []
    barrier = threading.Barrier(3)

    def edit(title: str) -> None:
        client = Client()
        client.login(username="grace", password="correct horse")
        data = form_of(client, talk) | {"title": title}
        barrier.wait()
        results.append(client.post(f"{LIST}{talk.pk}/change/", data).status_code)
        connection.close()

    threads = [threading.Thread(target=edit, args=(title,)) for title in ("Lakes", "Seas", "Ponds")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [200, 200, 302]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("publish", {"is_published": True}),
        ("unpublish", {"is_published": False}),
        ("cancel", {"status": "cancelled"}),
        ("reinstate", {"status": "confirmed"}),
    ],
)
def test_actions_change_many_talks(organizer: Client, action: str, expected: dict[str, Any]) -> None:
    conference = make_conference()
    talks = [make_talk(conference), make_talk(conference, is_published=False, status="cancelled")]

    organizer.post(LIST, {"action": action, "_selected_action": [talk.pk for talk in talks]})

    assert Talk.objects.filter(**expected).count() == 2


def test_nothing_is_reinstated_into_a_taken_room(organizer: Client) -> None:
    conference = make_conference()
    salon = make_room(conference, name="Salon A")
    cancelled = make_scheduled_talk(conference, room=salon, status="cancelled")
    make_scheduled_talk(conference, title="Lakes", room=salon)

    response = organizer.post(LIST, {"action": "reinstate", "_selected_action": [cancelled.pk]}, follow=True)

    assert "Nothing is reinstated: Salon A is taken by “Lakes”" in response.text
    assert Talk.objects.get(pk=cancelled.pk).status == "cancelled"


def test_of_two_talks_that_had_one_room_none_is_reinstated(organizer: Client) -> None:
    conference = make_conference()
    salon = make_room(conference, name="Salon A")
    talks = [make_scheduled_talk(conference, room=salon, status="cancelled") for _ in range(2)]

    response = organizer.post(
        LIST, {"action": "reinstate", "_selected_action": [talk.pk for talk in talks]}, follow=True
    )

    assert "Nothing is reinstated: Salon A is taken by" in response.text
    assert Talk.objects.filter(status="cancelled").count() == 2


def test_nothing_is_swapped_into_a_taken_room(organizer: Client) -> None:
    conference = make_conference()
    salon = make_room(conference, name="Salon A")
    cancelled = make_scheduled_talk(conference, room=salon, status="cancelled")
    make_scheduled_talk(conference, title="Lakes", room=salon)
    talk = make_scheduled_talk(conference, starts_at=at(11))

    response = organizer.post(LIST, {"action": "swap", "_selected_action": [cancelled.pk, talk.pk]}, follow=True)

    assert "Nothing is swapped: Salon A is taken by “Lakes”" in response.text
    assert Slot.objects.get(talk=talk).starts_at == at(11)


def test_a_swap_that_puts_a_presenter_in_two_places_says_so(organizer: Client) -> None:
    conference = make_conference()
    ada = make_presenter(conference, name="Ada")
    make_scheduled_talk(conference, title="Lakes", presenters=(ada,))
    early = make_scheduled_talk(conference, title="Early")
    late = make_scheduled_talk(conference, title="Late", presenters=(ada,), starts_at=at(11))

    response = organizer.post(LIST, {"action": "swap", "_selected_action": [early.pk, late.pk]}, follow=True)

    assert "Ada of “Late” also has “Lakes” at that time" in response.text


def test_what_is_done_to_many_talks_stands_in_the_history_of_each(organizer: Client) -> None:
    talks = [make_talk(make_conference()), make_talk(Conference.objects.get(), is_published=False)]

    organizer.post(LIST, {"action": "unpublish", "_selected_action": [talk.pk for talk in talks]})

    assert "Unpublished, from the list." in organizer.get(f"{LIST}{talks[0].pk}/history/").text
    assert LogEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_talks_swap_their_places(organizer: Client) -> None:
    conference = make_conference()
    salon, hall = make_room(conference), make_room(conference)
    first = make_scheduled_talk(conference, room=salon)
    second = make_scheduled_talk(conference, room=hall, starts_at=at(9, 15))
    Change.objects.all().delete()

    organizer.post(LIST, {"action": "swap", "_selected_action": [first.pk, second.pk]})

    places = {slot.talk_id: (slot.room, slot.starts_at) for slot in Slot.objects.select_related("room")}
    assert places == {first.pk: (hall, at(9, 15)), second.pk: (salon, at(9))}
    assert {change.actor for change in Change.objects.all()} == {"grace"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("missing=slot", ["Unscheduled"]),
        ("missing=video", ["Rivers", "Unscheduled"]),
        ("missing=photo", ["Rivers"]),
        ("day=2031-09-15", ["Rivers"]),
        ("day=nonsense", ["Rivers", "Recorded", "Unscheduled"]),
        ("q=ada", ["Rivers"]),
    ],
)
def test_the_list_finds_what_people_look_for(organizer: Client, query: str, expected: list[str]) -> None:
    conference = make_conference()
    make_scheduled_talk(conference, title="Rivers", presenters=(make_presenter(conference, name="Ada"),))
    make_scheduled_talk(conference, title="Recorded", video_url="https://youtu.be/abcdefghijk", starts_at=at(9, day=1))
    make_talk(conference, title="Unscheduled")
    make_talk(make_conference(), title="Of another edition")

    response = organizer.get(f"{LIST}?{query}", follow=True)

    assert [talk.title for talk in response.context["cl"].result_list] == expected


def test_the_list_names_what_is_not_as_usual(organizer: Client) -> None:
    conference = make_conference()
    make_talk(conference, title="A")
    make_talk(conference, title="B", status="cancelled", is_published=False)
    make_talk(conference, title="C", is_accepted=False, is_hidden=True)

    page = organizer.get(LIST).text

    assert re.findall(r'class="field-standing">([^<]*)<', page) == [
        "Public",
        "Cancelled, Not published",
        "Not accepted, Hidden",
    ]


def test_the_list_takes_as_many_queries_for_three_talks_as_for_one(
    organizer: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    conference = make_conference()
    counts = []
    for hour in (9, 10, 11):
        room = make_room(conference)
        make_scheduled_talk(conference, presenters=(make_presenter(conference),), starts_at=at(hour), room=room)
        with django_assert_max_num_queries(20) as queries:
            organizer.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_a_talk_of_another_edition_is_never_edited_among_this_ones_choices(organizer: Client) -> None:
    make_conference(name="Here")
    talk = make_talk(make_conference(name="There"), title="Rivers")

    response = organizer.get(f"{LIST}{talk.pk}/change/")

    assert response.status_code == 409
    assert "belongs to <strong>There</strong>" in response.text


def test_view_on_site_leads_to_the_talks_own_host(organizer: Client) -> None:
    talk = make_talk(make_conference(domain="rivers.example.org"), slug="rivers")

    page = organizer.get(f"{LIST}{talk.pk}/change/").text

    assert 'href="//rivers.example.org/talks/rivers/"' in page


def test_what_is_not_public_is_viewed_by_way_of_signing_in_at_its_host(organizer: Client) -> None:
    talk = make_talk(make_conference(domain="rivers.example.org"), slug="rivers", is_published=False)

    page = organizer.get(f"{LIST}{talk.pk}/change/").text

    assert 'href="//rivers.example.org/admin/login/?next=%2Ftalks%2Frivers%2F"' in page


def test_the_list_is_marked_as_sorted_by_time(organizer: Client) -> None:
    make_scheduled_talk(make_conference())

    headers = result_headers(organizer.get(LIST).context["cl"])

    assert {header["text"]: header["sort_priority"] for header in headers if header.get("sorted")} == {
        "when": 1,
        "title": 2,
    }


@pytest.mark.parametrize("query", ["q=%00", "category__exact=%00", "day=%00", "%00=1", "p=%00"])
def test_what_no_database_holds_is_a_bad_request(organizer: Client, query: str) -> None:
    make_conference()

    assert organizer.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["tags=nonsense", "slot__starts_at__gte=x", "title=x&category=x"])
def test_an_address_fills_no_form(organizer: Client, query: str) -> None:
    make_conference()

    response = organizer.get(f"{LIST}add/?{query}")

    assert (response.status_code, response.context["adminform"].form["title"].value()) == (200, None)


def test_a_preview_shows_markdown_as_pages_do(organizer: Client) -> None:
    make_conference()

    response = organizer.post("/admin/preview/", {"text": "**bold** <script>alert(1)</script>"})

    assert "<strong>bold</strong>" in response.text
    assert "<script>" not in response.text


def test_previews_are_for_organizers(client: Client) -> None:
    make_conference()

    assert client.post("/admin/preview/", {"text": "x"}).status_code == 302


def test_the_overview_counts_what_is_to_do(organizer: Client) -> None:
    conference = make_conference()
    make_talk(conference)
    make_presenter(conference)

    tasks = {task.text: task.number for task in organizer.get("/admin/").context["tasks"]}

    assert tasks == {"talk has no time yet": 1, "presenter has no photo": 1, "presenter has no bio": 1}


def test_giggitys_menu_entry_is_a_file(organizer: Client) -> None:
    make_conference(name="RiverConf", domain="rivers.example.org")

    response = organizer.get("/admin/giggity.json")

    entry = response.json()
    assert "attachment" in response["Content-Disposition"]
    assert (entry["title"], entry["url"], entry["timezone"]) == (
        "RiverConf", "https://rivers.example.org/schedule.xml", "America/Chicago",
    )  # fmt: skip
    assert (entry["start"], entry["end"]) == ("2031-09-15", "2031-09-17")
