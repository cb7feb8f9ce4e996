"""What there is to do for a conference: counts, each with the list that shows what is counted."""

from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from schedule.conflicts import presenter_clashes, room_clashes
from schedule.models import Conference
from talks.models import Talk


class Task(NamedTuple):
    """Something to look at: how many, of what, and the address of a list of it, if there is one."""

    number: int
    text: str
    url: str = ""


def tasks_of(conference: Conference) -> list[Task]:
    """Return what asks for an organizer, in six queries; nothing that is done is listed."""
    talks, presenters = reverse("admin:talks_talk_changelist"), reverse("admin:presenters_presenter_changelist")
    cancelled = Q(status=Talk.Status.CANCELLED)
    counts = conference.site.talks.aggregate(
        unscheduled=Count("pk", filter=Q(slot=None) & ~cancelled),
        unpublished=Count("pk", filter=Q(is_published=False)),
        no_video=Count("pk", filter=Q(video_url="") & ~cancelled),
        not_replaced=Count("pk", filter=cancelled & Q(replaced_by=None)),
    )
    people = conference.site.presenters.aggregate(
        no_photo=Count("pk", filter=Q(photo="")), no_bio=Count("pk", filter=Q(bio=""))
    )
    is_over = conference.phase(timezone.now()) == Conference.Phase.AFTER
    tasks = [
        _task(counts["unscheduled"], "talk has|talks have", "no time yet", f"{talks}?missing=slot"),
        _task(counts["unpublished"], "talk is|talks are", "not published", f"{talks}?is_published__exact=0"),
        _task(
            counts["not_replaced"],
            "cancelled talk names|cancelled talks name",
            "nothing in its place",
            f"{talks}?status__exact=cancelled",
        ),
        _task(counts["no_video"] if is_over else 0, "talk has|talks have", "no recording", f"{talks}?missing=video"),
        _task(people["no_photo"], "presenter has|presenters have", "no photo", f"{presenters}?missing=photo"),
        _task(people["no_bio"], "presenter has|presenters have", "no bio", f"{presenters}?missing=bio"),
        *(
            Task(1, f"“{clash.first}” and “{clash.second}” share {clash.room}, {clash.second.when}")
            for clash in room_clashes(conference)
        ),
        *(
            Task(1, f"{clash.presenter} has “{clash.first}” and “{clash.second}” at one time, {clash.second.when}")
            for clash in presenter_clashes(conference)
        ),
    ]
    return [task for task in tasks if task.number]


def _task(number: int, one_or_many: str, what: str, url: str) -> Task:
    one, _, many = one_or_many.partition("|")
    return Task(number, f"{one if number == 1 else many} {what}", url)
