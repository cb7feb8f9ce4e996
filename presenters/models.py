"""The people who speak at a conference."""

from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Func, Q

from presenters.handles import HANDLE_FIELDS, handle_url, normalise_handle
from presenters.paths import PATH_PATTERN, path_key, path_key_in_sql, path_key_of, validate_path

LONGEST_TEXT = 20_000  # characters of Markdown that one field may hold


class Link(NamedTuple):
    """A link to a presenter elsewhere: the network's name, the handle as it is stored, the absolute URL."""

    network: str
    handle: str
    url: str


class PresenterQuerySet(models.QuerySet["Presenter"]):
    def listed(self) -> "PresenterQuerySet":
        """Presenters that the directory shows, sorted by name with accents beside their base letter."""
        return self.filter(is_hidden=False)

    def at_path(self, path: str) -> "PresenterQuerySet":
        """Presenters whose permalink is this path, whatever its case and last slash, or once was; owners first."""
        if "\0" in path:  # no text of the database holds it, not even a query
            return self.none()
        owns = Q(permalink_key=path_key_in_sql(path))
        return (
            self.alias(permalink_key=path_key_of("permalink"))
            .filter(owns | Q(old_paths__contains=[path_key(path)]))
            .order_by(models.Case(models.When(owns, then=0), default=1), "pk")
        )

    def owning(self, path: str) -> "PresenterQuerySet":
        """The presenter, if any, whose permalink is this path now, whatever its case and last slash."""
        if "\0" in path:
            return self.none()
        return self.alias(permalink_key=path_key_of("permalink")).filter(permalink_key=path_key_in_sql(path))


class Presenter(models.Model):
    """Somebody who gives talks at one edition of the conference."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="presenters")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    permalink = models.CharField(
        max_length=255,
        blank=True,
        validators=[validate_path],
        help_text="The page's path. Empty: /presenters/ and the slug.",
    )
    old_paths = ArrayField(
        models.CharField(max_length=255),
        default=list,
        blank=True,
        help_text="Former paths, which redirect to the permalink.",
    )
    pronouns = models.CharField(max_length=60, blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    company = models.CharField(max_length=200, blank=True)
    bio = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)], help_text="Markdown.")
    photo = models.ImageField(
        upload_to="presenters", width_field="photo_width", height_field="photo_height", blank=True
    )
    photo_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    website = models.URLField(max_length=500, blank=True)
    github = models.CharField("GitHub", max_length=200, blank=True)
    mastodon = models.CharField(max_length=200, blank=True)
    bluesky = models.CharField(max_length=200, blank=True)
    linkedin = models.CharField("LinkedIn", max_length=200, blank=True)
    instagram = models.CharField(max_length=200, blank=True)
    twitter = models.CharField(max_length=200, blank=True)
    is_hidden = models.BooleanField("hidden", default=False, help_text="Not listed in the directory.")

    objects = PresenterQuerySet.as_manager()

    class Meta:
        ordering = [Func(F("name"), function="lectern_fold"), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slug"],
                name="presenter_slug_is_unique_in_its_conference",
                violation_error_message="Another presenter of this conference has this slug.",
            ),
            models.UniqueConstraint(
                F("site"),
                path_key_of("permalink"),
                name="presenter_permalink_is_unique_in_its_conference",
                violation_error_message="Another presenter of this conference has this permalink.",
            ),
            models.CheckConstraint(
                condition=Q(permalink__regex=PATH_PATTERN),
                name="presenter_permalink_is_a_path",
                violation_error_message="A presenter's permalink is a path such as /presenters/ada/.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Fill in the permalink and bring handles to one form.

        Raises:
            ValidationError: naming the field whose handle cannot be read.
        """
        self.permalink = self.permalink or f"/presenters/{self.slug}/"
        self.old_paths = sorted({path_key(path) for path in self.old_paths} - {path_key(self.permalink)})
        errors: dict[str, str] = {}
        for field in ("website", *HANDLE_FIELDS):
            try:
                setattr(self, field, normalise_handle(field, getattr(self, field)))
            except ValueError as error:
                errors[field] = str(error)
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self) -> str:
        return self.permalink

    @property
    def initials(self) -> str:
        """One or two letters that stand for a missing photo."""
        words = [word for word in self.name.replace('"', " ").split() if word[0].isalnum()]
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()

    @property
    def role(self) -> str:
        """Job title and company as one line, either of them, or nothing."""
        return ", ".join(part for part in (self.job_title, self.company) if part)

    @property
    def links(self) -> list[Link]:
        """Where this presenter is found elsewhere, in a fixed order."""
        return [
            Link(str(self._meta.get_field(field).verbose_name), handle, handle_url(field, handle))  # type: ignore[union-attr]
            for field in ("website", *HANDLE_FIELDS)
            if (handle := getattr(self, field))
        ]
