"""The database's rules are tested by name: none is added that no test knows."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

OURS = ("presenters", "talks", "schedule")
TESTS = "\n".join(file.read_text() for file in Path(__file__).parent.rglob("test_*.py"))


def test_every_constraint_is_named_in_a_test() -> None:
    names = {
        constraint.name
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints  # noqa: SLF001
    }

    assert len(names) > 20
    assert {name for name in names if f'"{name}"' not in TESTS} == set()


@pytest.mark.django_db
def test_every_trigger_that_refuses_is_named_in_a_test() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct tgname from pg_trigger join pg_proc on pg_proc.oid = tgfoid"
            " where not tgisinternal and prosrc like '%constraint = tg_name%'"
        )
        names = {name for (name,) in cursor.fetchall()}

    assert len(names) > 10
    assert {name for name in names if f'"{name}"' not in TESTS} == set()
