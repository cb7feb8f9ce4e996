"""Who is writing: a name that the database puts beside each change it records."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """Record changes that are committed inside the block as made by this user name or program.

    Enter it outside of a transaction: changes are recorded when that commits.
    """
    _set_actor(actor)
    try:
        yield
    finally:
        _set_actor("")


def _set_actor(actor: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lectern.actor', %s, false)", [actor])
