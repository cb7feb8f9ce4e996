"""What the documents name exists, and what they promise to list is listed."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import Resolver404, resolve

PROJECT = Path(settings.BASE_DIR)
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")


def text_of(name: str) -> str:
    return (PROJECT / name).read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paths_that_a_document_names_exist(name: str) -> None:
    named = set(re.findall(r"`([\w.-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:py|toml|md|yaml))`", text_of(name)))

    assert {path for path in named if not (PROJECT / path).exists()} == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_pictures_of_a_document_exist(name: str) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", text_of(name))

    assert [target for target in targets if not (PROJECT / target).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_that_a_document_names_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))

    assert set(re.findall(r"\bmake ([a-z]+)", text_of(name))) - targets - {"it", "sense"} == set()


def test_the_readme_tells_of_every_command() -> None:
    commands = {path.stem for path in (PROJECT / "schedule/management/commands").glob("[a-z]*.py")}

    assert commands - set(re.findall(r"[a-z_]+", text_of("README.md"))) == set()


def test_the_readme_tells_of_every_setting() -> None:
    settings_named = set(re.findall(r"^#? ?([A-Z_]+)=", text_of(".env.example"), re.MULTILINE))

    assert settings_named - set(re.findall(r"`([A-Z_]+)`", text_of("README.md"))) == set()


def test_addresses_that_the_readme_names_answer() -> None:
    addresses = set(re.findall(r"`(/[a-z][\w./-]*)`", text_of("README.md")))

    def is_answered(address: str) -> bool:
        try:
            return address == "/healthz/" or resolve(address).url_name != "session_details"
        except Resolver404:
            return False

    assert {address for address in addresses if not is_answered(address)} == set()


@pytest.mark.django_db
def test_the_architecture_lists_every_constraint_and_trigger() -> None:
    apps = "^(presenters|talks|schedule)_"
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint where conrelid::regclass::text ~ %s and contype in ('c', 'x', 'u')"
            " union select indexrelid::regclass::text from pg_index where indisunique and indrelid::regclass::text ~ %s"
            " union select tgname from pg_trigger where tgrelid::regclass::text ~ %s and not tgisinternal",
            [apps] * 3,
        )
        names = {name for (name,) in cursor.fetchall()}
    ours = {name for name in names if not re.search(r"_(check|key|uniq|pkey|like|[0-9a-f]{8})$|_[0-9a-f]{8}_", name)}

    listed = set(re.findall(r"`(\w+)`", text_of("ARCHITECTURE.md")))

    assert ours - listed == set()
    assert {name for name in listed if re.search(r"_(is|has|its|a|after|at)_", name)} - ours == set()
