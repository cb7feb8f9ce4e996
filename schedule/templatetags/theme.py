"""The address of a conference's own style sheet: ``{% load theme %}``."""

from django import template
from django.urls import reverse

from schedule.models import Conference
from schedule.theme import theme_version

register = template.Library()


@register.simple_tag
def theme_url(conference: Conference) -> str:
    """Return the style sheet's path with its version, under which browsers keep it for ever."""
    return f"{reverse('theme')}?v={theme_version(conference)}"
