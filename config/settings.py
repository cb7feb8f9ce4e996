"""All settings of Lectern; what differs between deployments comes from the environment (see .env.example)."""

import os
import sys
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")
env.ENVIRON = {name: value for name, value in os.environ.items() if value}  # an empty variable is an unset one


def required(name: str, advice: str) -> str:
    """Return a variable that a start without DEBUG cannot do without.

    Raises:
        ImproperlyConfigured: it is not set.
    """
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {advice}, or set DEBUG=true on a machine that you develop on.")
    return value


def database(url: str) -> dict[str, Any]:
    """Return the database at a URL, which is never quoted in a message: it holds a password.

    Raises:
        ImproperlyConfigured: the URL is none, or no PostgreSQL server's.
    """
    message = "DATABASE_URL is no address of a PostgreSQL server: write postgres://USER:PASSWORD@HOST:PORT/NAME."
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(message)
    try:
        parsed: dict[str, Any] = env.db_url_config(url)
    except ValueError:
        raise ImproperlyConfigured(message) from None
    # A server that is away is an error after two seconds, not a worker that hangs.
    return parsed | {"OPTIONS": {"connect_timeout": 2} | parsed.get("OPTIONS", {})}


DEBUG = env.bool("DEBUG", default=False)
# Whether visitors come by https. Without it cookies and redirects work on plain http, for trying things out.
HTTPS = env.bool("HTTPS", default=not DEBUG)

if DEBUG:
    SECRET_KEY = env.str("SECRET_KEY", default="insecure-key-for-development-only")
    DATABASE_URL = env.str("DATABASE_URL", default="private")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])  # empty: Django allows localhost and *.localhost
else:
    SECRET_KEY = required("SECRET_KEY", "set it to 50 or more random characters that nobody else knows")
    DATABASE_URL = required("DATABASE_URL", "set it to a PostgreSQL server's address")
    required("ALLOWED_HOSTS", "set it to the host names of your editions, with commas between")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")

INSTALLED_APPS = [
    "schedule.apps.OrganizersAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.sites",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "presenters",
    "talks",
    "schedule",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.browser_limits",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.health",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "schedule.middleware.conditional_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "schedule.actors.record_actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "schedule.middleware.ConferenceMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

if DATABASE_URL == "private":
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {"ENGINE": "config.private_postgres", "NAME": "lectern", "USER": "lectern"}
    }
else:
    DATABASES = {"default": database(DATABASE_URL)}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Development and tests serve the files as they are and never wait for collectstatic.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # asked from inside, on plain http
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Preloading binds a whole domain for years: its owner's decision, not that of one site on it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if proxy_header := env.str("PROXY_HTTPS_HEADER", default=""):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{proxy_header.upper().replace('-', '_')}", "https")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
# With this prefix browsers refuse the cookie from plain http and from other hosts of the domain.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"  # video hosts refuse to play for a page they can't name

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": sys.stdout, "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Scanners ask for any host; that they got a 400 is in the access log, and is no error of ours with a traceback.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
