"""Social cards, as pictures that may be kept for ever: another state of a session has another address."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from presenters.models import Presenter
from schedule.cards.content import CardContent, conference_card, presenter_card, talk_card
from schedule.cards.pictures import card_picture
from schedule.listing import listings_of
from schedule.middleware import ConferenceRequest
from talks.models import Talk, TalkPresenter

A_YEAR = 365 * 24 * 60 * 60  # seconds
FIVE_MINUTES = 5 * 60


@require_safe
def conference_social_card(request: ConferenceRequest, digest: str) -> HttpResponse:
    return social_card(f"cards/conferences/{request.conference.pk}", conference_card(request.conference), digest)


@require_safe
def talk_social_card(request: ConferenceRequest, slug: str, digest: str) -> HttpResponse:
    places = TalkPresenter.objects.select_related("presenter")
    talks = Talk.objects.filter(site=request.site).public().select_related("slot__room")
    talk = get_object_or_404(talks.prefetch_related(Prefetch("talk_presenters", places)), slug=slug)
    return social_card(f"cards/talks/{talk.pk}", talk_card(talk, request.conference), digest)


@require_safe
def presenter_social_card(request: ConferenceRequest, slug: str, digest: str) -> HttpResponse:
    presenter = get_object_or_404(Presenter, site=request.site, slug=slug)
    listings = listings_of(presenter.talks.listed(), request.conference)
    content = presenter_card(presenter, listings, request.conference)
    return social_card(f"cards/presenters/{presenter.pk}", content, digest)


def social_card(folder: str, content: CardContent, digest: str) -> HttpResponse:
    """Answer with the card as it is now; a former one's address, as posts of long ago hold it, does so for a while."""
    response = HttpResponse(card_picture(folder, content), "image/png")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # made to be shown elsewhere
    response["ETag"] = f'"{content.digest}"'
    if digest == content.digest:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=FIVE_MINUTES)
    return response
