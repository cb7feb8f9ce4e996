"""The process above the private server: starts it, restarts it after a crash, stops it when nobody needs it.

Run as ``python -m config.private_postgres.supervisor FOLDER LINGER``: returns when the server answers, and leaves
the supervisor behind, detached. It stops the server LINGER seconds after the last lease on it has gone.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.private_postgres.cluster import Cluster, PrivatePostgresError
from config.private_postgres.locks import is_locked, locked

CRASHES_A_MINUTE = 5
STOP_SECONDS = 30


class Supervisor:
    def __init__(self, cluster: Cluster, linger: float) -> None:
        self.cluster = cluster
        self.linger = linger
        self.server: subprocess.Popen[bytes] | None = None
        self.is_told_to_stop = False

    def start(self) -> None:
        """Bring the server up, or adopt the one of a supervisor that was killed."""
        self.cluster.prepare()
        if not self.cluster.comes_up():
            self.server = self.cluster.start()
        self.cluster.create_database()

    def watch(self) -> None:
        """Keep the server running until its last lease has gone for a while."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.remember_to_stop)
        last_used_at = time.monotonic()
        crashes: list[float] = []
        while not self.is_told_to_stop:
            now = time.monotonic()
            if not self.cluster.is_alive(self.server):
                crashes = [crash for crash in crashes if now - crash < 60] + [now]  # noqa: PLR2004 - a minute
                if len(crashes) > CRASHES_A_MINUTE:
                    return
                self.server = self.cluster.start()
            if is_locked(self.cluster.folder / "lease"):
                last_used_at = now
            elif now - last_used_at >= self.linger and self.stop_unless_needed():
                return
            time.sleep(0.5)
        self.stop()

    def remember_to_stop(self, *_: object) -> None:
        self.is_told_to_stop = True

    def stop_unless_needed(self) -> bool:
        """Stop while nobody can start, unless somebody is about to or just did."""
        start_lock = locked(self.cluster.folder / "start.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        with contextlib.suppress(BlockingIOError), start_lock:
            if not is_locked(self.cluster.folder / "lease"):
                self.stop()
                return True
        return False

    def stop(self) -> None:
        """Ask for a fast shutdown, which ends sessions and leaves clean files, and wait for it."""
        pid = self.server.pid if self.server else self.cluster.pid()
        deadline = time.monotonic() + STOP_SECONDS
        if pid and self.cluster.is_alive(self.server):
            os.kill(pid, signal.SIGINT)
        while self.cluster.is_alive(self.server) and time.monotonic() < deadline:
            time.sleep(0.05)
        with contextlib.suppress(OSError):
            self.cluster.run.rmdir()  # where the path is too long for a socket, it lies outside the project


def main(base: Path, linger: float) -> None:
    """Start a detached supervisor and return when the server answers.

    Raises:
        SystemExit: with the reason when it does not.
    """
    cluster = Cluster(base)
    with locked(cluster.folder / "supervisor.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):  # the fork below shares it
        reader, writer = os.pipe()
        if os.fork():
            os.close(writer)
            with os.fdopen(reader) as pipe:
                message = pipe.read()
            sys.exit(0 if message == "ready" else message or "The supervisor of the private PostgreSQL died.")
        os.close(reader)
        os.setsid()
        log = os.open(cluster.folder / "supervisor.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        supervisor = Supervisor(cluster, linger)
        try:
            supervisor.start()
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who waits must hear it
            supervisor.stop()
            os.write(writer, " ".join(str(error).split()).encode())
            return
        os.write(writer, b"ready")
        os.close(writer)
        with contextlib.suppress(PrivatePostgresError):
            supervisor.watch()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), float(sys.argv[2]))
    except BlockingIOError:
        sys.exit(os.EX_TEMPFAIL)  # the supervisor of somebody who was killed meanwhile came first
