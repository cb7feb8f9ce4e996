"""Atom feeds (RFC 4287): what changed on the schedule, and what was recorded. Times in the active zone."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from presenters.markdown import to_plain_text
from schedule.exports.programme import NAMESPACE, absolute, one_line
from schedule.models import Conference
from schedule.news import NewsItem
from talks.models import Talk


def atom_of_changes(conference: Conference, base_url: str, items: Iterable[NewsItem]) -> str:
    """Return a feed of news, latest first; an entry's id is that of the first change in it, for ever."""
    feed = _feed(conference, base_url, "Schedule changes", "/feed.xml", conference.revision.changed_at)
    for item in items:
        feed.add_item(
            title=one_line(f"{item.title}: {' '.join(item.sentences)}"),
            link=absolute(base_url, item.path or "/schedule/changes/"),
            description=escape(one_line(" ".join(item.sentences))),  # Django declares it to be HTML
            unique_id=_id(conference, f"change/{item.first.pk}"),
            pubdate=item.first.changed_at,
            updateddate=item.changed_at,
        )
    return _written(feed)


def atom_of_recordings(conference: Conference, base_url: str, talks: Iterable[tuple[Talk, dt.datetime]]) -> str:
    """Return a feed of talks that have a recording, each with the moment since when it has."""
    feed = _feed(conference, base_url, "Recordings", "/recordings.xml", conference.revision.changed_at)
    for talk, since in talks:
        recorded_at = min(since, conference.revision.changed_at)  # no entry is newer than its feed
        feed.add_item(
            title=one_line(talk.title),
            link=absolute(base_url, talk.permalink or "/talks/"),
            description=escape(one_line(to_plain_text(talk.abstract or talk.description))),
            unique_id=_id(conference, f"recording/{talk.pk}"),
            pubdate=recorded_at,
            updateddate=recorded_at,
            author_name=one_line(", ".join(place.presenter.name for place in talk.talk_presenters.all())) or None,
        )
    return _written(feed)


class DatedFeed(Atom1Feed):
    """A feed whose own date is that of the conference's last public change, so that it is the same until the next."""

    def latest_post_date(self) -> dt.datetime:
        changed_at: dt.datetime = self.feed["changed_at"]
        return changed_at


def _feed(conference: Conference, base_url: str, name: str, path: str, changed_at: dt.datetime) -> DatedFeed:
    return DatedFeed(
        title=one_line(f"{conference.name}: {name}"),
        link=f"{base_url}/schedule/changes/" if path == "/feed.xml" else f"{base_url}/talks/",
        description="",
        feed_url=base_url + path,
        language="en",
        author_name=one_line(conference.name),
        feed_guid=_id(conference, f"feed{path}"),
        changed_at=changed_at,
    )


def _id(conference: Conference, name: str) -> str:
    return uuid.uuid5(NAMESPACE, f"{conference.site_id}/{name}").urn


def _written(feed: Atom1Feed) -> str:
    text: str = feed.writeString("utf-8")
    return text
