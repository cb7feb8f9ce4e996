"""Two people who edit one thing: what a form was opened with is compared, on saving, with what is there now."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.db.models import Model
from django.http import QueryDict

SALT: Final = "schedule.admin.opened"
FIELD: Final = "_opened"  # the form's hidden field
OVERRIDE: Final = "_save_over"  # the button by which the second one insists; its value is the state that was shown

MOST_ROWS: Final = 1000

type Sent = dict[str, list[str]]
type Shown = tuple[str, Sent | None]
"""What people read, and what a browser sends for it; nothing where that cannot be told, as of a list of rows."""
type State = dict[str, Shown]


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed: as it was when the form was opened, as it is, and as this form has it."""

    label: str
    opened: str
    now: str
    mine: str


def state_of_fields(instance: Model, names: Collection[str]) -> State:
    """Return the state of plain fields, each under the name that people see."""
    state: State = {}
    for name in names:
        field: Any = instance._meta.get_field(name)  # noqa: SLF001  Django's documented name
        value = getattr(instance, name)
        chosen = getattr(instance, f"get_{name}_display", None)
        sent = None if field.get_internal_type() == "FileField" else {name: sent_of(field.value_from_object(instance))}
        state[str(field.verbose_name)] = (str(chosen() if chosen else _read(value)), sent)
    return state


def sent_of(value: Any) -> list[str]:
    """Return what a browser sends for a value that is no moment."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list):
        value = "\n".join(value)
    return [] if value in {None, ""} else [str(value)]


def sent_of_moment(name: str, moment: dt.datetime | None, zone: dt.tzinfo) -> Sent:
    """Return what a browser sends for a moment: date and time apart, in a zone."""
    there = moment.astimezone(zone) if moment else None
    return {
        f"{name}_0": [f"{there:%Y-%m-%d}"] if there else [],
        f"{name}_1": [f"{there:%H:%M:%S}"] if there else [],
    }


def sealed(state: State) -> str:
    """Return a state in a form that a browser can keep and cannot change."""
    return signing.dumps(state, salt=SALT, compress=True)


def unsealed(text: str) -> State | None:
    """Return the state that a browser kept; nothing when it was changed or is missing."""
    try:
        kept = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return {label: (text, sent) for label, (text, sent) in kept.items()}


def take_what_is_untouched(data: QueryDict, opened: State, now: State) -> list[Difference]:
    """Bring the form's values that were left as they were opened to what they are now.

    Return what changed since a form was opened, in the order of the state's fields, with what became of it in the form.
    """
    nothing: Shown = ("", {})
    found = []
    for label in dict.fromkeys([*opened, *now]):
        (before, sent_before), (after, sent_after) = opened.get(label, nothing), now.get(label, nothing)
        if (before, sent_before) == (after, sent_after):
            continue
        mine = "as in the form below"
        if sent_before is not None and sent_after is not None:
            names = [*sent_before, *(name for name in sent_after if name not in sent_before)]
            if all(sorted(_given(data, name)) == sorted(sent_before.get(name, [])) for name in names):
                mine = "as it is now: you had left it as it was"
                for name in names:
                    data.setlist(name, sent_after.get(name, []))
        found.append(Difference(label, before, after, mine))
    return found


def renew_rows(data: QueryDict, prefix: str, living: Collection[str], *, is_single: bool) -> None:
    """Let an inline's rows that somebody else deleted meanwhile count as new ones, and be saved again.

    Where there is at most one row, the form's is the one that somebody else added meanwhile.
    """
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    if not total.isdecimal() or int(total) > MOST_ROWS:
        return  # for the formset to refuse
    rows = [_row(data, f"{prefix}-{index}-") for index in range(int(total))]
    for row in rows:
        if row.get("id", [""])[0] not in living:
            row["id"] = list(living)[:1] if is_single and living else [""]
    rows = [row for row in rows if row["id"][0] or "DELETE" not in row]
    rows.sort(key=lambda row: not row["id"][0])
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(row["id"][0]) for row in rows))
    for index, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{index}-{name}", values)


def _row(data: QueryDict, start: str) -> Sent:
    """Take a row out of what was sent."""
    names = [name for name in data if re.fullmatch(rf"{re.escape(start)}\w+", name)]
    return {name.removeprefix(start): data.pop(name) for name in names}


def _given(data: QueryDict, name: str) -> list[str]:
    return [value.replace("\r\n", "\n") for value in data.getlist(name) if value]


def _read(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(value) if isinstance(value, list) else value or ""
