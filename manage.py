#!/usr/bin/env python
"""Django's command line for Lectern; what a person can mend in the environment ends in one sentence."""

import errno
import os
import sys
import threading

try:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection
except ImportError:
    sys.exit("Django is not installed here: run “make install”, then use .venv/bin/python.")


def advice_on(error: BaseException | None) -> str | None:
    """Return what to do about an error that comes from the environment, ``None`` for one of the program."""
    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OperationalError) and not connection.connection:
        said = " ".join(str(error).split())
        if error.__cause__ is None:  # no words of libpq's: the private server says itself what to do
            return said
        return f"The database does not answer ({said}): start it or correct DATABASE_URL."
    if isinstance(error, OSError) and error.errno in {errno.EACCES, errno.EROFS, errno.ENOSPC}:
        return f"{error}: let it be yours, writable and on a disk that has room."
    return None


def end_reloader(failure: threading.ExceptHookArgs) -> None:
    """End ``runserver``, which works in a thread of its own, as any other command ends."""
    if advice := advice_on(failure.exc_value):
        print(advice, file=sys.stderr, flush=True)  # noqa: T201
        os._exit(1)
    threading.__excepthook__(failure)


def main() -> None:
    """Run a command.

    Raises:
        SystemExit: with the sentence that says what is wrong.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    threading.excepthook = end_reloader
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell counts it
    except (ImproperlyConfigured, OperationalError, OSError) as error:
        if not (advice := advice_on(error)):
            raise
        sys.exit(advice)


if __name__ == "__main__":
    main()
