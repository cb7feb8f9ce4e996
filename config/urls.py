"""Every URL of Lectern; talks' permalinks are any path that nothing above them takes."""

from django.contrib import admin
from django.urls import path, re_path

from config import views
from schedule.views.home import home
from schedule.views.people import presenter_detail, presenter_list
from schedule.views.sessions import session_details, talk_list, tutorial_list
from schedule.views.theme import theme

urlpatterns = [
    path("", home, name="home"),
    path("theme.css", theme, name="theme"),
    path("talks/", talk_list, name="talk_list"),
    path("tutorials/", tutorial_list, name="tutorial_list"),
    path("presenters/", presenter_list, name="presenter_list"),
    path("presenters/<str:slug>/", presenter_detail, name="presenter_detail"),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>[\w/-]{1,200}\.webp)$", views.media, name="media"),
    path("<path:path>", session_details, name="session_details"),
]
