"""Texts as search sees them: in lower case and without accents, so that “cafe” finds “Café”."""

from typing import Final

from django.db.models import Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

QUOTES: Final = "\"'“”„’«»"


def words_of(query: str) -> list[str]:
    """Return the words of a query, without the quotes that people put around them."""
    return [word for part in query.split() if (word := part.strip(QUOTES))]


def fold(text: Combinable) -> Func:
    """Return the SQL expression for a text in lower case and without accents."""
    return Func(text, function="lectern_fold", output_field=TextField())


def joined(*fields: str) -> Concat:
    """Return the SQL expression for several fields, one below the other."""
    lines: list[Combinable | str] = [fields[0]]
    for field in fields[1:]:
        lines += [Value("\n"), field]
    return Concat(*lines, output_field=TextField())
