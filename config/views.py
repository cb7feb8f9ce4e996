"""What belongs to no app: uploaded photos."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=365 * 24 * 60 * 60, immutable=True)
def media(_request: HttpRequest, path: str) -> HttpResponse:
    """Serve a picture that Lectern itself made: small, WebP, under a name that never gets another content."""
    try:
        with default_storage.open(path) as picture:
            return HttpResponse(picture.read(), "image/webp")
    except OSError:
        raise Http404 from None
