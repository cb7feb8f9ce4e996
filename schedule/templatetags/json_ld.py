"""What search engines read, as a script element that runs nothing: ``{% load json_ld %}``."""

import json
from typing import Any, Final

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from presenters.models import Presenter
from schedule.addresses import absolute_url
from schedule.exports.json_ld import ListedSlot, conference_json_ld, presenter_json_ld, talk_json_ld
from schedule.models import Slot
from schedule.templatetags.cards import card_of_conference
from talks.models import Talk

# Inside a script element no text may end it or open a comment; JSON reads the escapes as the characters.
_ESCAPES: Final = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

register = template.Library()


@register.simple_tag(takes_context=True)
def json_ld_of_conference(context: Context, slots: list[ListedSlot]) -> SafeString:
    request = context["request"]
    image = absolute_url(request, card_of_conference(request.conference).url)
    return _script(conference_json_ld(request.conference, _base_url(context), slots, image))


@register.simple_tag(takes_context=True)
def json_ld_of_talk(context: Context, talk: Talk, slot: Slot | None, image: str = "") -> SafeString:
    request = context["request"]
    image = absolute_url(request, image) if image else ""
    return _script(talk_json_ld(talk, slot, request.conference, _base_url(context), image))


@register.simple_tag(takes_context=True)
def json_ld_of_presenter(context: Context, presenter: Presenter) -> SafeString:
    return _script(presenter_json_ld(presenter, _base_url(context)))


def _base_url(context: Context) -> str:
    return absolute_url(context["request"], "/").rstrip("/")


def _script(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  escaped above
