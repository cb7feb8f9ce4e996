"""``manage.py load_demo``: the demo conference, held around today, and an organizer to edit it."""

import datetime as dt
import json
import secrets
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schedule.importers.content_tree import Options, import_tree
from schedule.models import Conference
from schedule.organizers import ORGANIZERS

TREE: Final = settings.BASE_DIR / "demo"
ORGANIZER: Final = "organizer"


class Command(BaseCommand):
    """Prints a line for the conference and a line for the organizer; what is there already stays as it is."""

    help = (
        "Load the demo conference with its middle day today, and make an organizer's account, where they are not yet."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401  Django's signature
        site = json.loads((TREE / "src/_data/site.json").read_text("utf-8"))
        conference = Conference.objects.filter(site__domain=site["domain"]).first()
        if conference is None:
            self.load(site)
        else:
            self.stdout.write(f"{conference} is here already, from {conference.first_day} to {conference.last_day}.")
        self.make_organizer()

    def load(self, site: dict[str, Any]) -> None:
        """Import the tree, moved by whole days so that its middle day is today in its zone.

        Raises:
            CommandError: the tree has errors; nothing is loaded then.
        """
        first_day, last_day = (dt.date.fromisoformat(site[key]) for key in ("first_day", "last_day"))
        middle_day = first_day + (last_day - first_day) // 2
        today = timezone.localdate(timezone=Conference(time_zone=site["timezone"]).zone)
        report = import_tree(Path(TREE), Options(is_current=True, shift=today - middle_day))
        if report.errors:
            raise CommandError("\n".join(map(str, report.errors)))
        self.stdout.write(f"Loaded {report.conference}: {report.summary()}")

    def make_organizer(self) -> None:
        """Make an account in the Organizers group, and say its password this once."""
        if User.objects.filter(username=ORGANIZER).exists():
            self.stdout.write(f"Sign in as “{ORGANIZER}”. A new password: manage.py changepassword {ORGANIZER}")
            return
        password = secrets.token_urlsafe(9)
        organizer = User.objects.create_user(ORGANIZER, password=password, is_staff=True)
        organizer.groups.add(Group.objects.get_or_create(name=ORGANIZERS)[0])
        self.stdout.write(f"Sign in to the admin as “{ORGANIZER}” with the password {password}")
