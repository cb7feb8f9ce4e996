from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client


@pytest.fixture
def picture() -> str:
    return default_storage.save("presenters/a1b2c3.webp", ContentFile(b"RIFF and the rest"))


@pytest.mark.django_db
def test_a_picture_is_served_to_be_kept_for_a_year(client: Client, picture: str) -> None:
    response = client.get(f"/media/{picture}")

    assert response.content == b"RIFF and the rest"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["missing.webp", "presenters/", "notes.txt", "../secret.webp", "a%00b.webp"])
def test_nothing_but_pictures_is_served(client: Client, media_root: Path, path: str) -> None:
    default_storage.save("notes.txt", ContentFile(b"private"))
    (media_root.parent / "secret.webp").write_bytes(b"private")

    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_a_folder_named_like_a_picture_is_not_found(client: Client, media_root: Path) -> None:
    (media_root / "album.webp").mkdir(parents=True)

    assert client.get("/media/album.webp").status_code == 404


@pytest.mark.django_db
def test_media_only_reads(client: Client, picture: str) -> None:
    assert client.post(f"/media/{picture}").status_code == 405
