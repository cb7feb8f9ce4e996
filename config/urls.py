"""Every URL of Lectern; talks' permalinks are any path that nothing above them takes."""

from django.contrib import admin
from django.urls import path, re_path

from config import views
from schedule.views.cards import conference_social_card, presenter_social_card, talk_social_card
from schedule.views.changes import changes_feed, recordings_feed, schedule_changes
from schedule.views.discovery import favicon, robots, sitemap
from schedule.views.embed import embed_schedule, embed_session, oembed
from schedule.views.exports import entry_ics, schedule_ics, schedule_json, schedule_xml
from schedule.views.home import home
from schedule.views.people import presenter_detail, presenter_list
from schedule.views.sessions import session_details, talk_list, tutorial_list
from schedule.views.theme import theme
from schedule.views.timetable import schedule, schedule_day

DIGEST = r"(?P<digest>[0-9a-f]{16})\.png$"
CARD = rf"(?P<slug>[-\w]{{1,200}})-{DIGEST}"

urlpatterns = [
    path("", home, name="home"),
    path("theme.css", theme, name="theme"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("schedule/", schedule, name="schedule"),
    re_path(r"^schedule/(?P<day>\d{4}-\d\d-\d\d)/$", schedule_day, name="schedule_day"),
    path("talks/", talk_list, name="talk_list"),
    path("tutorials/", tutorial_list, name="tutorial_list"),
    path("presenters/", presenter_list, name="presenter_list"),
    path("presenters/<str:slug>/", presenter_detail, name="presenter_detail"),
    path("admin/", admin.site.urls),
    path("schedule.ics", schedule_ics, name="schedule_ics"),
    path("schedule.xml", schedule_xml, name="schedule_xml"),
    path("schedule.json", schedule_json, name="schedule_json"),
    path("schedule/changes/", schedule_changes, name="schedule_changes"),
    path("feed.xml", changes_feed, name="changes_feed"),
    path("recordings.xml", recordings_feed, name="recordings_feed"),
    path("oembed/", oembed, name="oembed"),
    path("embed/schedule/", embed_schedule, name="embed_schedule"),
    path("embed/<path:path>", embed_session, name="embed_session"),
    re_path(r"^(?P<path>.{1,255})\.ics$", entry_ics, name="entry_ics"),
    re_path(rf"^cards/conference-{DIGEST}", conference_social_card, name="conference_social_card"),
    re_path(rf"^cards/talks/{CARD}", talk_social_card, name="talk_social_card"),
    re_path(rf"^cards/presenters/{CARD}", presenter_social_card, name="presenter_social_card"),
    re_path(r"^media/(?P<path>[\w/-]{1,200}\.webp)$", views.media, name="media"),
    path("<path:path>", session_details, name="session_details"),
]
