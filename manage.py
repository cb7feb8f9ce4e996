#!/usr/bin/env python
"""Django's command line for Lectern."""

import os
import sys


def main() -> None:
    """Run a command; what a person can mend in the environment ends in one sentence, not in a traceback.

    Raises:
        SystemExit: with that sentence.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - without Django: the sentence below
        from django.core.management import execute_from_command_line  # noqa: PLC0415
        from django.db import OperationalError, connection  # noqa: PLC0415
    except ImportError:
        sys.exit("Django is not installed here: run “make install”, then use .venv/bin/python.")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell counts it
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        if connection.connection:  # connected, so this is no matter of the environment
            raise
        if error.__cause__ is None:  # no words of libpq's: the private server says itself what to do
            sys.exit(str(error))
        sys.exit(f"The database does not answer ({' '.join(str(error).split())}): start it or correct DATABASE_URL.")


if __name__ == "__main__":
    main()
