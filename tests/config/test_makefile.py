import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.config.processes import PROJECT, run


def make_python(folder: Path, *, is_new: bool) -> Path:
    """Make a program that answers as a Python without the venv module would."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\ncase "$2" in *version_info*) exit {0 if is_new else 1};; esac\nexit 1\n')
    program.chmod(0o755)
    return program


def install_with(python: Path) -> str:
    command = ["make", "--no-print-directory", "-f", str(PROJECT / "Makefile"), ".venv/bin/pip", f"PYTHON={python}"]
    return subprocess.run(command, cwd=python.parent, capture_output=True, text=True, check=False).stderr


def test_a_python_that_is_too_old_is_one_sentence(tmp_path: Path) -> None:
    said = install_with(make_python(tmp_path, is_new=False))

    assert said.startswith("Lectern needs Python 3.12 or newer: ")


def test_a_python_without_venv_is_one_sentence(tmp_path: Path) -> None:
    python = make_python(tmp_path, is_new=True)

    said = install_with(python)

    assert said.startswith(f"{python} has no venv module: install it ")


def test_an_environment_whose_making_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    programs = tmp_path / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)  # what venv makes first; it had no time for pip

    said = install_with(make_python(tmp_path, is_new=False))

    assert said.startswith("Lectern needs Python 3.12 or newer: ")


def test_a_demo_on_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        demo = run("-m", "config.demo", str(port))

    assert demo.returncode == 1
    assert demo.stderr.startswith(f"Port {port} is taken: ")
    assert demo.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_the_demo_ends_with_a_killed_make() -> None:
    program = "import time; from config.demo import end_with_parent as end; end(); print(flush=True); time.sleep(99)"
    command = ["sh", "-c", '"$0" -c "$1"; true', sys.executable, program]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as make:
        assert make.stdout
        make.stdout.readline()

        make.kill()

        started_at = time.monotonic()
        assert make.stdout.read() == ""  # its end, when nobody can write to it any more
        assert time.monotonic() - started_at < 30
