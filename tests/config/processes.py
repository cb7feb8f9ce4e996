"""Runs this checkout's programs in an environment of their own, as a shell would."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "f00ba4" * 10,
    "DATABASE_URL": "postgres://lectern:secret@127.0.0.1:1/lectern",  # nobody listens there
    "ALLOWED_HOSTS": "2031.example.org",
    "HTTPS": "",
}


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the virtual environment to its end."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
