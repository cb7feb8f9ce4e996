"""Editions, and what talks are sorted into: rooms, tracks and tags."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.sites.models import Site
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest

from schedule.admin.fields import ColorInput, markdown_area
from schedule.admin.within import AnyAdmin, AnyForm, WithinAdmin, WithinForm
from schedule.models import Conference, Room, Track, time_zones, validate_domain
from talks.models import Tag


class ConferenceForm(AnyForm):
    """An edition with its address, which is its site's domain."""

    domain = forms.CharField(
        max_length=100, validators=[validate_domain], help_text="The host name it answers at, such as 2031.example.org."
    )
    time_zone = forms.ChoiceField(
        choices=lambda: [(zone, zone) for zone in sorted(time_zones())],
        help_text="All times are shown in it.",
    )

    class Meta:
        model = Conference
        exclude = ("site",)
        widgets: ClassVar = {"description": markdown_area(6), "accent_color": ColorInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["domain"].initial = self.instance.site.domain

    def clean_domain(self) -> str:
        domain: str = self.cleaned_data["domain"]
        taken = Conference.objects.filter(site__domain__iexact=domain).exclude(pk=self.instance.pk).first()
        if taken:
            raise forms.ValidationError(f"{taken} answers at this host name.")
        return domain

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return exclusions | {"is_current"}  # the other edition gives way as this one is saved


@admin.register(Conference)
class ConferenceAdmin(AnyAdmin):
    form = ConferenceForm
    list_display = ("name", "address", "first_day", "last_day", "is_current", "is_schedule_public")
    list_select_related = ("site",)
    fieldsets = (
        (None, {"fields": ("name", "tagline", "domain", "is_current", "is_schedule_public")}),
        ("When and where", {"fields": ("first_day", "last_day", "time_zone", "venue", "place")}),
        ("How it looks", {"fields": ("description", "accent_color")}),
    )

    @admin.display(description="host name", ordering="site__domain")
    def address(self, conference: Conference) -> str:
        return conference.site.domain

    def get_view_on_site_url(self, obj: Conference | None = None) -> str | None:
        return f"//{obj.site.domain}/" if obj else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect an edition that has talks or presenters: they hang on its site, and nobody would find them again."""
        deletable, counts, rights, protected = super().get_deleted_objects(objs, request)
        for conference in objs:
            site = conference.site
            protected += [f"{row._meta.verbose_name}: {row}" for row in (*site.talks.all(), *site.presenters.all())]  # noqa: SLF001
        return deletable, counts, rights, protected

    def save_model(self, request: HttpRequest, obj: Conference, form: Any, change: Any) -> None:
        domain = form.cleaned_data["domain"]
        with transaction.atomic():
            if not change:
                obj.site, _ = Site.objects.get_or_create(domain=domain, defaults={"name": domain[:50]})
            elif obj.site.domain != domain:
                obj.site.domain = domain
                obj.site.save(update_fields=["domain"])
            if obj.is_current:
                Conference.objects.filter(is_current=True).exclude(pk=obj.pk).update(is_current=False)
            super().save_model(request, obj, form, change)


@admin.register(Room)
class RoomAdmin(WithinAdmin):
    list_display = ("name", "position", "capacity", "floor", "is_online", "how_many")
    list_editable = ("position",)
    search_fields = ("name",)
    fields = ("name", "slug", "position", "capacity", "floor", "access_notes", "is_online")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(slot_count=Count("slots"))

    @admin.display(description="sessions and entries", ordering="slot_count")
    def how_many(self, room: Any) -> int:
        count: int = room.slot_count
        return count


class TrackForm(WithinForm):
    class Meta:
        widgets: ClassVar = {"color": forms.TextInput(attrs={"placeholder": "#b3263a", "size": 10})}


@admin.register(Track)
class TrackAdmin(WithinAdmin):
    form = TrackForm
    list_display = ("__str__", "code", "color", "position", "how_many")
    search_fields = ("name", "code")
    fields = ("code", "name", "color", "position")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(slot_count=Count("slots"))

    @admin.display(description="sessions", ordering="slot_count")
    def how_many(self, track: Any) -> int:
        count: int = track.slot_count
        return count


@admin.register(Tag)
class TagAdmin(WithinAdmin):
    list_display = ("name", "how_many")
    search_fields = ("name",)
    fields = ("name", "slug")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(talk_count=Count("talks"))

    @admin.display(description="talks", ordering="talk_count")
    def how_many(self, tag: Any) -> int:
        count: int = tag.talk_count
        return count
