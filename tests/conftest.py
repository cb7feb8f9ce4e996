"""What every test may ask for."""

import warnings
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoDbBlocker, Settings


@pytest.fixture(autouse=True)
def media_root(settings: Settings, tmp_path: Path) -> Path:
    """Keep what a test uploads out of the checkout."""
    root = tmp_path / "media"
    settings.MEDIA_ROOT = root
    return root


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Stop at once, with one sentence, where no test database can be made."""
    try:
        with django_db_blocker.unblock(), warnings.catch_warnings(action="ignore"), connection._nodb_cursor():  # noqa: SLF001
            pass
    except OperationalError as error:
        pytest.exit(f"The tests' database does not answer ({' '.join(str(error).split())}): correct DATABASE_URL.", 1)
