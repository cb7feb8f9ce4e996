"""A small content tree to import, and what is asked of its report."""

from pathlib import Path
from typing import Any, Final

from schedule.importers.content_tree import Options, import_tree
from schedule.importers.report import Report

OPTIONS: Final = Options(domain="rivers.example.org", name="RiverConf", time_zone="America/Chicago")
RIVERS_FILE: Final = "_schedule/talks/2031-09-15-09-00-t0-rivers.md"
RIVERS: Final = """title: Rivers
accepted: true
category: talks
date: 2031-09-15 09:00:00-05:00
end_date: 2031-09-15 09:45:00-05:00
permalink: /talks/rivers/
presenter_slugs: [ada]
room: Salon A
track: t0
tags: [Water]"""
ADA: Final = "name: Ada\nslug: ada\ncompany: N/A\ntwitter: '@ada_demo'"


def write(path: Path, front_matter: str, body: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front_matter}\n---\n\n{body}\n")
    return path


def talk_file(tree: Path, **changes: str) -> Path:
    """Write the talk's file again with some keys changed; an empty one is left out."""
    lines = dict(line.split(": ", 1) for line in RIVERS.splitlines()) | changes
    text = "\n".join(f"{key}: {value}" for key, value in lines.items() if value)
    return write(tree / RIVERS_FILE, text, "All of them.")


def imported(path: Path, **options: Any) -> Report:
    report = import_tree(path, Options(**(vars(OPTIONS) | options)))
    assert report.errors == [], report.errors
    return report


def outcomes(report: Report) -> dict[str, int]:
    return {f"{kind} {outcome}": count for (kind, outcome), count in report.counts.items() if count}
