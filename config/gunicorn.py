"""How gunicorn serves Lectern: ``gunicorn --config config/gunicorn.py``. Its own environment variables work too."""

import os

from django.core.exceptions import ImproperlyConfigured
from gunicorn.arbiter import Arbiter
from gunicorn.errors import AppImportError
from gunicorn.workers.base import Worker

wsgi_app = "config.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - a heartbeat that no disk delays
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 2000
max_requests_jitter = 200
control_socket_disable = True
accesslog = "-"
errorlog = "-"


def post_fork(_server: Arbiter, _worker: Worker) -> None:
    """Say in one sentence what a worker misses in its environment, instead of in a traceback.

    Raises:
        AppImportError: with that sentence; gunicorn prints it and stops.
    """
    try:
        import config.settings  # noqa: F401, PLC0415 - in the worker, so that a reload reads them anew
    except ImproperlyConfigured as error:
        raise AppImportError(str(error)) from None
