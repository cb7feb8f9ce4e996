"""What a test expects of the database and of a form when something must never be."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


@contextmanager
def refused_by(constraint: str, message: str = "") -> Iterator[None]:
    """Expect that the database refuses what is done, at the latest at the end, by this constraint or trigger."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield

    cause = refusal.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == constraint
    assert message in {"", cause.diag.message_primary}


def messages_of(instance: models.Model) -> dict[str, list[str]]:
    """Return what a form would say of an instance, by field; an error of the whole stands under ``__all__``."""
    with pytest.raises(ValidationError) as refusal:
        instance.full_clean()
    return refusal.value.message_dict
