"""Presenters, with a photo that is made harmless as it comes in."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from presenters.models import Presenter
from presenters.photos import PhotoError, photo_file
from schedule.admin.fields import PathsField, markdown_area
from schedule.admin.filters import MissingOfPresenterFilter
from schedule.admin.guarded import GuardedAdmin
from schedule.admin.opened import State, state_of_fields
from schedule.admin.within import WithinForm


class PresenterForm(WithinForm):
    photo = forms.FileField(required=False, widget=AdminFileWidget, help_text="JPEG, PNG or WebP.")
    old_paths = PathsField(required=False, help_text="Former paths, one a line; they redirect to the permalink.")

    class Meta:
        widgets: ClassVar = {"bio": markdown_area(10)}

    def clean_photo(self) -> Any:
        photo = self.cleaned_data["photo"]
        if not isinstance(photo, UploadedFile):
            return photo  # as it was, or to be taken away
        try:
            return photo_file(photo.read())
        except PhotoError as error:
            raise forms.ValidationError(str(error)) from None


@admin.register(Presenter)
class PresenterAdmin(GuardedAdmin):
    form = PresenterForm
    list_display = ("face", "name", "role", "is_hidden")
    list_display_links = ("name",)
    list_filter = (MissingOfPresenterFilter, "is_hidden")
    search_fields = ("name", "company", "permalink")
    ordering = ()
    fieldsets = (
        (None, {"fields": ("name", "pronouns", "job_title", "company", "photo", "bio", "is_hidden")}),
        ("Elsewhere", {"fields": ("website", "mastodon", "bluesky", "github", "linkedin", "instagram", "twitter")}),
        ("Addresses", {"fields": ("slug", "permalink", "old_paths")}),
    )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}

    def state_of(self, instance: Presenter) -> State:
        names = [str(name) for _, options in self.fieldsets for name in options["fields"]]
        return state_of_fields(instance, names)

    @admin.display(description="")
    def face(self, presenter: Presenter) -> SafeString | str:
        if not presenter.photo:
            return presenter.initials
        return format_html('<img class="face" src="{}" alt="" width="36" height="36">', presenter.photo.url)
