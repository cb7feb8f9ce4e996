"""Everything of a conference that has a page of its own."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Q, StringAgg, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.urls import Resolver404, resolve

from presenters.models import LONGEST_TEXT, Presenter
from presenters.paths import PATH_PATTERN, path_key, path_key_in_sql, path_key_of, validate_link, validate_path
from talks.search import fold, joined, words_of
from talks.videos import Video, parse_video

SEARCHED = ("title", "abstract", "description")


class Tag(models.Model):
    """A subject of talks; one tag whatever its case."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="tags")
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=80, allow_unicode=True)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                F("site"),
                Lower("name"),
                name="tag_name_is_unique_in_its_conference",
                violation_error_message="This conference has this tag already, perhaps in another case.",
            ),
            models.UniqueConstraint(
                fields=["site", "slug"],
                name="tag_slug_is_unique_in_its_conference",
                violation_error_message="Another tag of this conference has this slug.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TalkQuerySet(models.QuerySet["Talk"]):
    def public(self) -> "TalkQuerySet":
        """Talks whose page the public may see."""
        return self.filter(is_accepted=True, is_published=True)

    def listed(self) -> "TalkQuerySet":
        """Public talks that lists and the schedule show."""
        return self.public().filter(is_hidden=False)

    def confirmed(self) -> "TalkQuerySet":
        """Talks that are not cancelled."""
        return self.filter(status=Talk.Status.CONFIRMED)

    def cancelled(self) -> "TalkQuerySet":
        """Talks that do not take place."""
        return self.filter(status=Talk.Status.CANCELLED)

    def recorded(self) -> "TalkQuerySet":
        """Talks with a recording."""
        return self.exclude(video_url="")

    def matching(self, query: str) -> "TalkQuerySet":
        """Talks that hold every word in their title, texts, tags or presenters' names, whatever case and accents."""
        talks = self
        for word in words_of(query):
            talks = talks.filter(pk__in=self._keys_with(fold(Value(word))))
        return talks

    def _keys_with(self, word: Func) -> models.QuerySet[Any, Any]:
        """Return the keys of talks with a folded word: in their own texts, which the index finds, or beside them."""
        own = self.order_by().alias(texts=fold(joined(*SEARCHED))).filter(texts__contains=word)
        tagged = Tag.objects.order_by().alias(folded=fold(F("name"))).filter(folded__contains=word, talks__isnull=False)
        given = TalkPresenter.objects.order_by().alias(folded=fold(F("presenter__name"))).filter(folded__contains=word)
        return own.values("pk").union(tagged.values("talks"), given.values("talk"))

    def with_presenter_names(self) -> "TalkQuerySet":
        """Talks with ``presenter_names``: those of their presenters in order, with commas between, or nothing."""
        return self.annotate(presenter_names=presenter_names(OuterRef("pk")))

    def at_path(self, path: str) -> "TalkQuerySet":
        """Talks whose permalink is this path, whatever its case and last slash, or once was; owners first."""
        if "\0" in path:  # no text of the database holds it, not even a query
            return self.none()
        owns = Q(permalink_key=path_key_in_sql(path))
        return (
            self.annotate(permalink_key=path_key_of("permalink"))
            .filter(owns | Q(old_paths__contains=[path_key(path)]))
            .exclude(permalink="")
            .order_by(models.Case(models.When(owns, then=0), default=1), "pk")
        )


class Talk(models.Model):
    """Anything with a page of its own: a talk, tutorial, keynote, sprint or social event."""

    class Category(models.TextChoices):
        TALK = "talks", "Talk"
        KEYNOTE = "keynotes", "Keynote"
        TUTORIAL = "tutorials", "Tutorial"
        SPRINT = "sprints", "Sprint"
        SOCIAL_EVENT = "social-events", "Social event"

    class AudienceLevel(models.TextChoices):
        ALL = "all", "All levels"
        BEGINNER = "beginner", "Beginner"
        INTERMEDIATE = "intermediate", "Intermediate"
        ADVANCED = "advanced", "Advanced"

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        CANCELLED = "cancelled", "Cancelled"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="talks")
    title = models.CharField(max_length=255)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    permalink = models.CharField(
        max_length=255,
        blank=True,
        validators=[validate_path],
        help_text="The page's path, such as /talks/my-talk/. Empty: no page of its own.",
    )
    old_paths = ArrayField(
        models.CharField(max_length=255),
        default=list,
        blank=True,
        help_text="Former paths, which redirect to the permalink.",
    )
    category = models.CharField(max_length=20, choices=Category, default=Category.TALK)
    abstract = models.TextField(
        blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)], help_text="The short text. Markdown."
    )
    description = models.TextField(
        blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)], help_text="The long text. Markdown."
    )
    audience_level = models.CharField(max_length=20, choices=AudienceLevel, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="talks")
    presenters = models.ManyToManyField(Presenter, through="TalkPresenter", related_name="talks")
    is_accepted = models.BooleanField("accepted", default=True, help_text="Not accepted: not on the schedule.")
    is_published = models.BooleanField("published", default=True, help_text="Not published: no page, not listed.")
    is_hidden = models.BooleanField("hidden", default=False, help_text="The page answers, but no list names it.")
    status = models.CharField(max_length=20, choices=Status, default=Status.CONFIRMED)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        help_text="What takes the place of a cancelled talk.",
    )
    is_in_sitemap = models.BooleanField("in sitemap", default=True)
    video_url = models.URLField("video URL", max_length=500, blank=True)
    additional_video_url = models.URLField("additional video URL", max_length=500, blank=True)
    slides_url = models.CharField(
        "slides URL",
        max_length=500,
        blank=True,
        validators=[validate_link],
        help_text="Absolute, or a path of this site.",
    )
    card_image = models.CharField(
        max_length=500,
        blank=True,
        validators=[validate_link],
        help_text="A picture for social networks: absolute, or a path of this site.",
    )

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            GinIndex(fields=["old_paths"], name="talk_old_paths"),
            GinIndex(OpClass(fold(joined(*SEARCHED)), "gin_trgm_ops"), name="talk_texts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slug"],
                name="talk_slug_is_unique_in_its_conference",
                violation_error_message="Another talk of this conference has this slug.",
            ),
            models.UniqueConstraint(
                F("site"),
                path_key_of("permalink"),
                condition=~Q(permalink=""),
                name="talk_permalink_is_unique_in_its_conference",
                violation_error_message="Another talk of this conference has this permalink.",
            ),
            models.CheckConstraint(
                condition=Q(permalink="") | Q(permalink__regex=PATH_PATTERN),
                name="talk_permalink_is_a_path",
                violation_error_message="A talk's permalink is a path such as /talks/my-talk/.",
            ),
            models.CheckConstraint(
                condition=~Q(replaced_by=F("pk")),
                name="talk_does_not_replace_itself",
                violation_error_message="A talk cannot take its own place.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Bring videos and former paths to one form, and refuse a permalink that another page of the site has.

        Raises:
            ValidationError: naming the field and what is wrong with it.
        """
        errors: dict[str, str] = {}
        self.old_paths = sorted({path_key(path) for path in self.old_paths} - {path_key(self.permalink)})
        for field in ("video_url", "additional_video_url"):
            if url := getattr(self, field):
                setattr(self, field, parse_video(url).url)
        if self.permalink and is_taken_by_the_site(self.permalink):
            errors["permalink"] = f"“{self.permalink}” is the address of another page of the site."
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self) -> str:
        return self.permalink

    @property
    def is_public(self) -> bool:
        """Whether the public may see the talk's page; the same rule as ``TalkQuerySet.public()``."""
        return self.is_accepted and self.is_published

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_keynote(self) -> bool:
        return self.category == self.Category.KEYNOTE

    @property
    def has_text(self) -> bool:
        """Whether it is described at all."""
        return bool(self.abstract or self.description)

    @property
    def special_audience(self) -> str:
        """What the audience should know, where it is not everyone's talk: ``Beginner``, or nothing."""
        return "" if self.audience_level == self.AudienceLevel.ALL else self.get_audience_level_display()

    @property
    def videos(self) -> list[Video]:
        """The recordings, main one first."""
        return [parse_video(url) for url in (self.video_url, self.additional_video_url) if url]


class TalkPresenter(models.Model):
    """One presenter's place among those of a talk."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="talk_presenters")
    presenter = models.ForeignKey(Presenter, on_delete=models.PROTECT, related_name="talk_presenters")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "presenter"],
                name="talk_has_a_presenter_once",
                violation_error_message="This presenter is on this talk already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presenter}: {self.talk}"


def presenter_names(talk: OuterRef) -> Coalesce:
    """Return the SQL expression for the names of a talk's presenters in order, with commas between."""
    people = TalkPresenter.objects.filter(talk=talk).order_by().values("talk")
    names = people.annotate(names=StringAgg("presenter__name", Value(", "), order_by=("position", "pk")))
    return Coalesce(Subquery(names.values("names")), Value(""), output_field=models.TextField())


def is_taken_by_the_site(permalink: str) -> bool:
    """Tell whether a path leads to a page of the site that is no talk's, so that a talk there would never be seen."""
    try:
        return resolve(permalink).url_name != "session_details"
    except Resolver404:
        return False
