"""Django's PostgreSQL backend on the private server, which is started by the first connection."""

from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.backends.postgresql import base

from config.private_postgres import PrivatePostgresError, ensure


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects where the private server listens, so that importing the settings starts nothing."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, the server being up.

        Raises:
            OperationalError: it cannot run here.
        """
        try:
            return super().get_connection_params() | ensure(settings.BASE_DIR / ".postgres")
        except PrivatePostgresError as error:
            raise OperationalError(str(error)) from None
