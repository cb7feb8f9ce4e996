"""``make demo``: the demo conference as an attendee would see it, with nothing to set up.

It is what production runs (gunicorn, hashed and compressed files, the designed error pages), but for this machine
only: plain http on the loopback address, and the private PostgreSQL where DATABASE_URL is not set.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import environ

PROJECT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "DEBUG": "false",
    "HTTPS": "false",
    "ALLOWED_HOSTS": "localhost,.localhost,127.0.0.1",
    "SECRET_KEY": "signs cookies that are worth nothing outside this machine",
}
COLLECTED = PROJECT / "staticfiles/staticfiles.json"
PR_SET_PDEATHSIG = 1


def main(port: int) -> None:
    """Bring everything up to date, say where it is, and become the web server.

    Raises:
        SystemExit: the port is taken, or a command failed and has said why.
    """
    os.chdir(PROJECT)
    refuse_taken_port(port)
    environ.Env.read_env(PROJECT / ".env")
    os.environ.update(SETTINGS, BIND=f"127.0.0.1:{port}")
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or "private"
    if not are_files_collected():
        manage("collectstatic", "--no-input", "--verbosity=0")
    manage("migrate", "--verbosity=0")
    manage("load_demo")
    end_with_parent()
    address = f"http://localhost:{port}"
    print(f"Site {address}/  schedule {address}/schedule/  admin {address}/admin/  (Ctrl-C stops all)", flush=True)  # noqa: T201
    server = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    os.execv(sys.executable, [*server, "--log-level", "warning", "--access-logfile", os.devnull])  # noqa: S606


def manage(*command: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *command], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def end_with_parent() -> None:
    """Stop when make was killed, where the kernel can tell: what went on serving would keep the port taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def are_files_collected() -> bool:
    """Tell whether no static file, of ours or of a package, is newer than the last collection."""
    if not COLLECTED.exists():
        return False
    sources = [
        *(PROJECT / "static").rglob("*"),
        PROJECT / "requirements/development.txt",
        PROJECT / "config/settings.py",
    ]
    return max(source.stat().st_mtime for source in sources) < COLLECTED.stat().st_mtime


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken: stop what uses it, or choose another: make demo PORT={port + 1}")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(int(sys.argv[1]))
