"""Permalinks: paths that a conference keeps answering for ever, and how two of them are told apart."""

from typing import Final

from django.core.validators import RegexValidator
from django.db.models import F, Func, Value
from django.db.models.functions import Lower

PATH_PATTERN: Final = r"^(?!.*/\.{1,2}(?:/|$))/[^/?#\s\\][^?#\s\\]*$"

validate_path = RegexValidator(
    PATH_PATTERN,
    "Enter a path such as /talks/my-talk/: it starts with one slash and has no spaces, “?”, “#”, “\\” or “..”.",
)

validate_link = RegexValidator(
    r"^(?:https?://[^\s/?#]+[^\s]*|/(?!/)[^\s\\]*)$",
    "Enter an address that starts with https:// or a path of this site that starts with one slash.",
)


def path_key(path: str) -> str:
    """Return the form under which two spellings of one path are the same: lower case, no slash at the end."""
    return path.rstrip("/").lower()


def path_key_in_sql(path: str) -> Lower:
    """Return the SQL expression for :func:`path_key` of a path; of a few letters Postgres has another small one."""
    return Lower(Value(path.rstrip("/")))


def path_key_of(field: str) -> Lower:
    """Return the SQL expression for :func:`path_key` of a model field."""
    return Lower(Func(F(field), Value("/"), function="RTRIM"))
