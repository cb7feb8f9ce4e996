"""The directory of presenters, and one presenter's page."""

from django.contrib.sites.models import Site
from django.http import HttpRequest


class SiteRequest(HttpRequest):
    """A request with the site of its edition."""

    site: Site
