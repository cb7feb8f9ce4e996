from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings


def test_every_static_file_can_be_hashed_and_compressed(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)  # fails when a file names one that is not there

    assert (tmp_path / "staticfiles.json").exists()
    assert list((tmp_path / "admin/css").glob("base.*.css.br"))
