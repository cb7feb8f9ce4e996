"""Importing a content tree: everything is read first, everything is reported, then all or nothing is written."""

from pathlib import Path

from schedule.importers.options import OptionError, Options, Progress
from schedule.importers.reading import TreeError, find_tree, read_tree
from schedule.importers.report import Report
from schedule.importers.writing import write
from schedule.importers.writing.edition import find_zone

__all__ = ["OptionError", "Options", "TreeError", "import_tree"]


def import_tree(path: Path, options: Options, progress: Progress = lambda items: items) -> Report:
    """Import a content tree, a bare folder or a single file, and report.

    ``progress`` sees the files pass as they are read, then the entries as they are written.

    Raises:
        TreeError: there is nothing to import at that path.
    """
    report = Report(is_dry_run=options.is_dry_run)
    content = read_tree(find_tree(path), report, progress)
    config = content.config
    zone = find_zone(options, config, content.moments, report)
    content.settle(zone, options.shift, report)
    if not (options.domain or config.domain):
        report.refuse(config.source or "options", "Say which host name the conference has: --domain 2026.example.org.")
    if not (content.sessions or content.presenters or config.is_lecterns):
        report.refuse("tree", "There is nothing in it that can be imported.")
    if report.errors and not options.skip_invalid:
        report.is_refused = True
    if not report.is_refused:
        write(content, zone, options, report, progress)
    return report
