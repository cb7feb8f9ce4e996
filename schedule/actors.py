"""Who is writing: a name that the database puts beside each change it records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse


@contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """Record changes that are committed inside the block as made by this user name or program.

    Enter it outside of a transaction: changes are recorded when that commits.
    """
    _set_actor(actor)
    try:
        yield
    finally:
        with suppress(Error):  # a connection that broke meanwhile has forgotten the name already
            _set_actor("")


def _set_actor(actor: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lectern.actor', %s, false)", [actor])


def record_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let what a signed-in organizer changes bear their user name."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            with acting_as(request.user.get_username()):
                return get_response(request)
        return get_response(request)

    return respond
