"""How gunicorn serves Lectern: ``gunicorn --config config/gunicorn.py``. Its own environment variables work too."""

import os
import subprocess
import sys

from gunicorn.arbiter import Arbiter

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


def on_starting(server: Arbiter) -> None:
    """Stop with the sentence that manage.py has when the environment misses something.

    Raises:
        SystemExit: it does. A process of its own looks, so that a reload of this one reads the settings anew.
    """
    if subprocess.run([sys.executable, "manage.py", "check"], stdout=subprocess.DEVNULL, check=False).returncode:
        sys.exit(1)
    server.was_at_terminal = os.isatty(0)


def on_reload(server: Arbiter) -> None:
    """Stop where it is the closed terminal that sends HUP: nobody could stop this server with Ctrl-C any more.

    Raises:
        StopIteration: as gunicorn's own handlers do, to end in good order.
    """
    if server.was_at_terminal and not os.isatty(0):
        raise StopIteration
