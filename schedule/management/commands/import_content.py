"""``manage.py import_content TREE``: bring a content tree in, all or nothing."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from schedule.importers.content_tree import OptionError, Options, TreeError, import_tree

SECONDS_WITHOUT_PROGRESS: Final = 1  # a bar that is gone before it is read helps nobody


class Command(BaseCommand):
    """Reads arguments, prints the report; exit status 0 when done, 1 with errors and nothing written, 2 misused."""

    help = "Import talks, slots and presenters from a content tree, a folder of Markdown files, or one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tree", type=Path, help="the tree, folder or file")
        parser.add_argument("--domain", default="", help="the edition's host name, such as 2026.example.org")
        parser.add_argument("--name", default="", help="the conference's name, for a new edition")
        parser.add_argument("--timezone", default="", help="an IANA zone such as America/Chicago")
        parser.add_argument("--current", action="store_true", help="make it the edition for all other host names")
        parser.add_argument("--dry-run", action="store_true", help="report what would change, field by field")
        parser.add_argument("--skip-invalid", action="store_true", help="leave out files with errors, import the rest")
        parser.add_argument("--overwrite", action="store_true", help="take the tree's word over edits made by hand")
        parser.add_argument("--prune", action="store_true", help="remove what vanished from the tree")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the whole report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        try:
            file = options["report"].open("w", encoding="utf-8") if options["report"] else None
        except OSError as error:
            raise CommandError(f"The report cannot be written: {error}.", returncode=2) from None
        try:
            report = import_tree(
                options["tree"],
                Options(
                    domain=options["domain"],
                    name=options["name"],
                    time_zone=options["timezone"],
                    is_current=options["current"],
                    is_dry_run=options["dry_run"],
                    skip_invalid=options["skip_invalid"],
                    overwrite=options["overwrite"],
                    prune=options["prune"],
                ),
                progress_bar,
            )
        except (TreeError, OptionError) as error:
            raise CommandError(str(error), returncode=2) from None
        if file:
            with file:
                file.write(json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n")
        for line in report.lines():
            self.stdout.write(line)
        if report.is_refused:
            sys.exit(1)


def progress_bar(items: Iterable[Any]) -> Iterable[Any]:
    """Show on a terminal how far things are, when they take more than a moment."""
    return tqdm(items, unit=" entries", delay=SECONDS_WITHOUT_PROGRESS, leave=False, disable=None)
