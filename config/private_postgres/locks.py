"""Locks on files, which the kernel frees on any death of their holder."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(path: Path, operation: int) -> Iterator[int]:
    """Hold a lock on a file; the kernel frees it on any death of the process.

    Raises:
        BlockingIOError: somebody else has it, and ``operation`` has LOCK_NB.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, operation)
        yield descriptor
    finally:
        os.close(descriptor)


def is_locked(path: Path) -> bool:
    try:
        with locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True
