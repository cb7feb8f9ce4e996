"""What the image runs, run here: the same commands, with the environment that compose.yaml gives."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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


@pytest.fixture
def port() -> Iterator[int]:
    """Serve on a port of its own, and end the server as a container's engine does."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    environment = os.environ | PRODUCTION | {"BIND": f"127.0.0.1:{port}"}
    environment["DATABASE_URL"] = os.environ.get("DATABASE_URL") or "private"
    server = subprocess.Popen(
        command_of("\nCMD"), cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while True:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                break
        assert server.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield port
    server.terminate()
    assert server.wait(timeout=30) == 0


def test_the_image_is_healthy_and_sends_visitors_to_https(port: int) -> None:
    check = [part.replace(":8000", f":{port}") for part in command_of(r"HEALTHCHECK[^\[]*CMD")]

    assert subprocess.run(check, capture_output=True, check=False).returncode == 0

    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/schedule/", headers={"Host": "2031.example.org"})
    response = connection.getresponse()
    connection.close()
    assert (response.status, response.headers["Location"]) == (301, "https://2031.example.org/schedule/")


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
