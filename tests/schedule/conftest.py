"""What several tests of the schedule start from."""

from pathlib import Path

import pytest

from tests.schedule.trees import ADA, RIVERS, RIVERS_FILE, write


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree as those of 2022 and 2023 are: one talk, one presenter."""
    write(tmp_path / RIVERS_FILE, RIVERS, "All of them.")
    write(tmp_path / "_presenters/ada.md", ADA, "First of all.")
    return tmp_path
