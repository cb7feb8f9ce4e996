"""The environment that tests run in, whatever the shell or .env says; pytest loads this before Django's settings."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

# Only the database is the developer's choice: DATABASE_URL, or without it the private PostgreSQL.
FIXED = {
    "DEBUG": "true",  # plain static files, no https; pytest-django itself then switches DEBUG off
    "SECRET_KEY": "",
    "ALLOWED_HOSTS": "*",
    "HTTPS": "",
    "HSTS_SECONDS": "",
    "PROXY_HTTPS_HEADER": "",
    "CSRF_TRUSTED_ORIGINS": "",
    "CACHE_URL": "",
    "MEDIA_ROOT": "",
}
os.environ.update(FIXED)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    import config.settings  # noqa: F401 - a wrong DATABASE_URL is said here in its one sentence
except ImproperlyConfigured as error:
    raise pytest.UsageError(str(error)) from None
