"""Every URL of Lectern; talks' permalinks are any path that nothing above them takes."""

from django.contrib import admin
from django.urls import path, re_path

from config import views
from schedule.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>[\w/-]{1,200}\.webp)$", views.media, name="media"),
]
