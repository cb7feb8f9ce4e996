"""The record of changes, to be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from schedule.admin.within import WithinAdmin, local
from schedule.models import Change
from schedule.news import sentence_of


@admin.register(Change)
class ChangeAdmin(WithinAdmin):
    list_display = ("when", "title", "what", "who")
    list_display_links = None
    list_filter = ("kind", "actor")
    search_fields = ("title",)

    @admin.display(description="when", ordering="changed_at")
    def when(self, change: Change) -> str:
        return local(change.changed_at)

    @admin.display(description="what")
    def what(self, change: Change) -> str:
        return sentence_of(change.kind, change.old, change.new)

    @admin.display(description="who", ordering="actor")
    def who(self, change: Change) -> str:
        return change.actor

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
