"""Pages as source without the white space that templates are laid out with."""

import re

from django.http import HttpResponse
from django.test import Client


def source_of(client: Client, path: str, *, status: int = 200) -> str:
    """Return a page with single spaces, and none beside a tag."""
    response: HttpResponse = client.get(path)  # type: ignore[assignment]  # the test client's own kind of one
    assert response.status_code == status
    return bare(response.content.decode())


def bare(markup: str) -> str:
    """Return markup with single spaces, and none beside a tag."""
    return re.sub(r"\s*(<[^>]*?)\s*>\s*", r"\1>", re.sub(r"\s+", " ", markup))
