"""The private PostgreSQL against what happens to processes. Each test has a cluster and processes of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.private_postgres.cluster import Cluster
from tests.config.processes import PROJECT

# Prints where the server listens, then holds its lease until its input ends.
USER = """
import sys
from pathlib import Path
from config.private_postgres import ensure
print(ensure(Path(sys.argv[1]), linger=0.5)["host"], flush=True)
sys.stdin.read()
"""
SECONDS = 20

type Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def base() -> Iterator[Path]:
    """Name a folder that root's server, which is another account, can reach; pytest's own folders are private."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder).resolve() / ".postgres"


@pytest.fixture
def start(base: Path) -> Iterator[Start]:
    """Start processes that use the cluster; at the end all go, and so must the server."""
    processes, folders = [], {base}

    def start(folder: Path = base, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", USER, str(folder)],
            cwd=PROJECT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        folders.add(folder)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()
    wait_until(lambda: not any(is_running(folder) for folder in folders))


def is_running(base: Path) -> bool:
    return (Cluster(base).data / "postmaster.pid").exists() or Cluster(base).answers()


def host_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    assert process.stderr
    return process.stdout.readline().strip() or pytest.fail(process.stderr.read())


def query(host: str, sql: str) -> str:
    with psycopg.connect(host=host, port=5432, user="lectern", dbname="lectern", connect_timeout=5) as connection:
        cursor = connection.execute(sql)
        while cursor.nextset():
            pass
        return str(cursor.fetchone())


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def supervisor_of(base: Path) -> int:
    """Return the supervisor's process: it alone has the cluster's folder among its arguments, besides its users."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if "config.private_postgres.supervisor" in arguments and str(base) in arguments:
            return int(entry.name)
    pytest.fail("no supervisor runs")


def test_many_processes_share_one_server(start: Start) -> None:
    users = [start() for _ in range(6)]

    servers = {query(host_of(user), "select pg_postmaster_start_time()") for user in users}

    assert len(servers) == 1


def test_the_server_leaves_after_its_last_user_was_killed(start: Start, base: Path) -> None:
    user = start()
    host_of(user)

    user.kill()

    wait_until(lambda: not Cluster(base).answers())


def test_a_killed_server_comes_back_with_what_was_written(start: Start, base: Path) -> None:
    host = host_of(start())
    query(host, "create table kept as select 1 as value; select value from kept")
    pid = Cluster(base).pid()
    assert pid

    os.kill(pid, signal.SIGKILL)

    wait_until(lambda: Cluster(base).pid() != pid and Cluster(base).answers())
    assert query(host, "select value from kept") == "(1,)"


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds processes in /proc, as Linux has it")
@pytest.mark.parametrize("is_server_killed", [False, True])
def test_a_killed_supervisor_is_replaced_by_the_next_process(
    start: Start, base: Path, *, is_server_killed: bool
) -> None:
    host_of(start())
    supervisor, server = supervisor_of(base), Cluster(base).pid()
    assert server

    os.kill(supervisor, signal.SIGKILL)
    if is_server_killed:
        os.kill(server, signal.SIGKILL)

    assert query(host_of(start()), "select 1") == "(1,)"
    assert supervisor_of(base) != supervisor
    assert (Cluster(base).pid() == server) is not is_server_killed


@pytest.mark.parametrize("stale", ["", "rubbish", "{own}\n/nowhere\n"])
def test_a_stale_lock_file_stops_nothing(start: Start, base: Path, stale: str) -> None:
    user = start()
    host_of(user)
    user.kill()
    wait_until(lambda: not (Cluster(base).data / "postmaster.pid").exists())
    (Cluster(base).data / "postmaster.pid").write_text(stale.format(own=os.getpid()))

    assert query(host_of(start()), "select 1") == "(1,)"


@pytest.mark.parametrize("name", ["a b", 'it\'s "x"', "ünïcode", "a,b", "$HOME;x", "long" * 30])
def test_any_path_will_do(start: Start, base: Path, name: str) -> None:
    (base.parent / name).mkdir(mode=0o755)

    user = start(base.parent / name / ".postgres")

    assert query(host_of(user), "select current_user") == "('lectern',)"


def test_a_strange_environment_changes_nothing(start: Start, base: Path) -> None:
    strange = {
        "HOME": "/nonexistent",
        "TMPDIR": "/nonexistent",
        "XDG_RUNTIME_DIR": "/nonexistent",
        "LC_ALL": "xx_XX.bad",
        "TZ": "Nowhere/Never",
        "PGHOST": "192.0.2.1",
        "PGSERVICE": "other",
        "PGOPTIONS": "-c no_such_setting=1",
    }

    assert query(host_of(start(base, **strange)), "show timezone") == "('UTC',)"


def test_a_folder_that_cannot_be_written_is_one_sentence(start: Start, base: Path) -> None:
    base.write_text("in the way")

    _, said = start().communicate(timeout=SECONDS)

    assert said.splitlines()[-1].endswith(f"let {base} be writable and your own, or set DATABASE_URL.")
