"""What the image runs, run here: the same commands, with the environment that compose.yaml gives."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.config.processes import PRODUCTION, PROJECT

DOCKERFILE = (PROJECT / "Dockerfile").read_text()


def command_of(instruction: str) -> list[str]:
    """Return the last command of this kind in the Dockerfile, as the virtual environment's own program."""
    program, *arguments = json.loads(re.findall(rf"{instruction} (\[.*\])", DOCKERFILE)[-1])
    return [str(Path(sys.executable).parent / program), *arguments]


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text())["services"]
    return found


@contextmanager
def serving(**streams: Any) -> Iterator[tuple[subprocess.Popen[Any], int]]:
    """Serve on a port of its own; whatever a test has not ended by then, ends as a container's engine ends it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    environment = os.environ | PRODUCTION | {"BIND": f"127.0.0.1:{port}"}
    environment["DATABASE_URL"] = os.environ.get("DATABASE_URL") or "private"
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command_of("\nCMD"), cwd=PROJECT, env=environment, **(silent | streams))
    deadline = time.monotonic() + 30
    while not is_listening(port):
        assert server.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield server, port
    server.terminate()
    assert server.wait(timeout=30) == 0


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as (_, port):
        yield port


def test_the_image_is_healthy_and_sends_visitors_to_https(port: int) -> None:
    check = [part.replace(":8000", f":{port}") for part in command_of(r"HEALTHCHECK[^\[]*CMD")]

    assert subprocess.run(check, capture_output=True, check=False).returncode == 0

    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/schedule/", headers={"Host": "2031.example.org"})
    response = connection.getresponse()
    connection.close()
    assert (response.status, response.headers["Location"]) == (301, "https://2031.example.org/schedule/")


def test_a_closed_terminal_ends_the_server() -> None:
    near, far = os.openpty()
    with serving(stdin=far, start_new_session=True) as (server, _):
        os.close(far)

        os.close(near)
        server.send_signal(signal.SIGHUP)

        assert server.wait(timeout=30) == 0


def test_without_a_terminal_the_same_signal_reloads() -> None:
    with serving() as (server, port):
        server.send_signal(signal.SIGHUP)

        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(timeout=2)
        assert is_listening(port)


def test_compose_sets_what_the_example_documents() -> None:
    documented = set(re.findall(r"^#? ?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))

    environment = services()["web"]["environment"]

    assert set(environment) <= documented
    assert {name for name in PRODUCTION if name not in environment} == set()
    assert services()["migrate"]["environment"] == environment


def test_compose_starts_in_order() -> None:
    assert services()["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services()["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services()["web"]["command"] == json.loads(re.findall(r"\nCMD (\[.*\])", DOCKERFILE)[-1])


def test_the_image_takes_nothing_that_is_not_there() -> None:
    taken = re.findall(r"^!(.+)$", (PROJECT / ".dockerignore").read_text(), re.MULTILINE)

    assert [path for path in taken if not (PROJECT / path).exists()] == []
    assert ".env" not in taken
