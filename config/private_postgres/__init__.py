"""A private PostgreSQL for machines that have none: used where DATABASE_URL is not set, never in production.

- Every process that connects holds a shared lock on a file, the lease, for as long as it lives: the kernel drops it
  on any death, kill -9 included.
- One detached supervisor is the server's parent; it restarts it after a crash and stops it soon after the last lease.
- One lock serialises starting and stopping.
- No TCP: a Unix socket in a folder of mode 0700, so there is no password and no port to clash.
"""

import fcntl
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

from config.private_postgres.cluster import START_SECONDS, Address, Cluster, PrivatePostgresError
from config.private_postgres.locks import is_locked, locked

__all__ = ["PrivatePostgresError", "ensure"]

PROJECT = Path(__file__).resolve().parent.parent.parent
LINGER = 2.0  # long enough from one command to the next, short enough for Ctrl-C to end it all
PERMANENT_FAILURE = 1

find_cluster = cache(Cluster)
leases: dict[Path, int] = {}


def ensure(base: Path, linger: float = LINGER) -> Address:
    """Return where the server of the folder ``base`` listens, after starting it when it does not run.

    The server stays at least as long as this process, and ``linger`` seconds more.
    The environment's PG variables are dropped: they are meant for another server.

    Raises:
        PrivatePostgresError: it cannot run here.
    """
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    try:
        cluster = find_cluster(base)
        cluster.make_folders()
        with locked(cluster.folder / "start.lock", fcntl.LOCK_EX):
            hold_lease(cluster)
            bring_up(cluster, linger)
    except OSError as error:
        raise PrivatePostgresError(f"{error}: let {base} be writable and your own, or set DATABASE_URL.") from None
    return cluster.address


def hold_lease(cluster: Cluster) -> None:
    if cluster.folder not in leases:
        descriptor = os.open(cluster.folder / "lease", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        leases[cluster.folder] = descriptor  # open until the process ends


def bring_up(cluster: Cluster, linger: float) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not (is_locked(cluster.folder / "supervisor.lock") and cluster.answers()):
        if time.monotonic() > deadline:
            raise PrivatePostgresError(f"The private PostgreSQL does not answer; see {cluster.log}.")
        if is_locked(cluster.folder / "supervisor.lock"):
            time.sleep(0.05)  # its server is restarting, or it is about to leave
        else:
            start_supervisor(cluster, linger)


def start_supervisor(cluster: Cluster, linger: float) -> None:
    command = [sys.executable, "-P", "-W", "ignore", "-m", "config.private_postgres.supervisor"]
    started = subprocess.run(
        [*command, str(cluster.asked_for), str(linger)],
        cwd="/",
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if started.returncode == PERMANENT_FAILURE:  # one that was killed, or came second, is started anew
        lines = started.stderr.strip().splitlines()
        raise PrivatePostgresError(lines[-1] if lines else "The private PostgreSQL did not start.")
