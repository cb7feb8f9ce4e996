"""How to import."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from schedule.models import time_zones, validate_domain

type Progress = Callable[[Iterable[Any]], Iterable[Any]]  # passes things on, and shows how many have passed


class OptionError(Exception):
    """An option has a value that can be none; the text names it and says why."""


@dataclass(frozen=True)
class Options:
    """How to import. ``shift`` moves everything by whole days; the time of day in the conference's zone stays.

    Raises:
        OptionError: there is no such zone, or the domain is no host name.
    """

    domain: str = ""
    name: str = ""
    time_zone: str = ""
    is_current: bool = False
    is_dry_run: bool = False
    skip_invalid: bool = False
    overwrite: bool = False
    prune: bool = False
    shift: dt.timedelta = dt.timedelta(0)

    def __post_init__(self) -> None:
        if self.time_zone and self.time_zone not in time_zones():
            raise OptionError(
                f"--timezone: “{self.time_zone}” is no IANA time zone of a place; one is America/Chicago."
            )
        try:
            if self.domain:
                validate_domain(self.domain.lower())
        except ValidationError as error:
            raise OptionError(f"--domain: {' '.join(error.messages)}") from None
