"""``manage.py export_content DIR``: write a conference back as a content tree."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schedule.exports.content_tree import ExportError, write_tree
from schedule.models import Conference


class Command(BaseCommand):
    """Reads arguments and prints what was written; exit status 2 when it cannot be."""

    help = "Write the current edition, or the one of --domain, as a content tree that import_content reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is not there yet, or empty")
        parser.add_argument("--domain", default="", help="the edition's host name; the current edition when missing")
        parser.add_argument("--force", action="store_true", help="replace a folder that has something in it")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        domain = options["domain"]
        editions = Conference.objects.select_related("site")
        found = editions.filter(site__domain__iexact=domain) if domain else editions.filter(is_current=True)
        conference = found.first()
        if conference is None:
            known = ", ".join(editions.values_list("site__domain", flat=True)) or "none"
            raise CommandError(f"There is no edition at “{domain or 'current'}”; there are: {known}.", returncode=2)
        try:
            files = write_tree(conference, options["folder"], is_forced=options["force"])
        except ExportError as error:
            raise CommandError(str(error), returncode=2) from None
        self.stdout.write(f"{conference}: {files} files in {options['folder']}.")
