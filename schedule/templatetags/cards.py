"""The pictures that stand for pages where they are shared: ``{% load cards %}``."""

from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.urls import reverse

from presenters.models import Presenter
from schedule.cards.content import CardContent, conference_card, presenter_card, talk_card
from schedule.cards.sheet import HEIGHT, WIDTH
from schedule.listing import Listing
from schedule.models import Conference
from talks.models import Talk

register = template.Library()


@dataclass(frozen=True, slots=True)
class Card:
    """A picture's address (absolute or a path), what it shows in words, and its size in pixels where it is known."""

    url: str
    alt: str
    width: int | None = None
    height: int | None = None


@register.simple_tag(takes_context=True)
def card_of_talk(context: Context, talk: Talk) -> Card | None:
    """Return the picture that the talk has of its own, else its social card; none before it is published."""
    if talk.card_image:
        return Card(talk.card_image, talk.title)
    if not talk.is_public:
        return None
    return _drawn("talk_social_card", talk_card(talk, context["request"].conference), talk.slug)


@register.simple_tag(takes_context=True)
def card_of_presenter(context: Context, presenter: Presenter, listings: list[Listing]) -> Card:
    content = presenter_card(presenter, listings, context["request"].conference)
    return _drawn("presenter_social_card", content, presenter.slug)


def card_of_conference(conference: Conference) -> Card:
    """Return the picture of pages that have none of their own."""
    return _drawn("conference_social_card", conference_card(conference))


def _drawn(view: str, content: CardContent, *slug: str) -> Card:
    return Card(reverse(view, args=(*slug, content.digest)), content.alt, WIDTH, HEIGHT)
