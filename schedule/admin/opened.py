"""Two people who edit one thing: what a form was opened with is compared, on saving, with what is there now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.core import signing

SALT: Final = "schedule.admin.opened"
FIELD: Final = "_opened"  # the form's hidden field
OVERRIDE: Final = "_save_over"  # the button by which the second one insists

type State = dict[str, str]


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed: as it was when the form was opened, as it is, and as this form has it."""

    label: str
    opened: str
    now: str
    mine: str


def sealed(state: State) -> str:
    """Return a state in a form that a browser can keep and cannot change."""
    return signing.dumps(state, salt=SALT, compress=True)


def unsealed(text: str) -> State | None:
    """Return the state that a browser kept; nothing when it was changed or is missing."""
    try:
        state: State = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return state


def differences(opened: State, now: State, mine: Callable[[str], str]) -> list[Difference]:
    """Return what changed since a form was opened, in the order of the state's fields."""
    labels = dict.fromkeys([*opened, *now])
    return [
        Difference(label, opened.get(label, ""), now.get(label, ""), mine(label))
        for label in labels
        if opened.get(label, "") != now.get(label, "")
    ]
