"""What every test may ask for."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def media_root(settings: Settings, tmp_path: Path) -> Path:
    """Keep what a test uploads out of the checkout."""
    root = tmp_path / "media"
    settings.MEDIA_ROOT = root
    return root
