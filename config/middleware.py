"""What answers before any page does, and what every answer carries."""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

type View = Callable[[HttpRequest], HttpResponse]

UNUSED_FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


def browser_limits(get_response: View) -> View:
    """Tell browsers what no page needs and that no other site may embed; Django has no settings for these."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)
        response.setdefault("Cross-Origin-Resource-Policy", "same-site")
        return response

    return respond


def health(get_response: View) -> View:
    """Answer /healthz/ before anything else looks at the host or the database.

    A load balancer asks by address, so any ``Host`` will do; the answer is 200 when the database answers, else 503.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz/":
            return get_response(request)
        answer, status = "ok\n", 200
        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
        except Error:
            answer, status = "The database does not answer.\n", 503
        return HttpResponse(answer, "text/plain", status, headers={"Cache-Control": "no-store"})

    return respond
