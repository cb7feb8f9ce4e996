"""Markdown in templates: ``{% load markdown %}``."""

from django import template
from django.utils.safestring import SafeString

from presenters.markdown import HIGHEST_HEADING, LONGEST_DESCRIPTION, to_html, to_plain_text

register = template.Library()


@register.filter
def markdown(text: str, highest_heading: int = HIGHEST_HEADING) -> SafeString:
    """Render Markdown whose highest heading becomes an ``<h3>``, or of the given level: ``{{ bio|markdown:4 }}``."""
    return to_html(text, highest_heading)


@register.filter
def plain(text: str, length: int = LONGEST_DESCRIPTION) -> str:
    """Return Markdown as one line of text for descriptions, cut at a word: ``{{ abstract|plain:200 }}``."""
    return to_plain_text(text, length)
