"""The group of those who edit the programme: what they may do, and nothing more."""

from typing import Final

from django.apps import apps as registry
from django.apps.registry import Apps

ORGANIZERS: Final = "Organizers"

CHANGE: Final = ("view", "change")
EDIT: Final = ("view", "add", "change", "delete")

RIGHTS: Final = {
    ("presenters", "presenter"): EDIT,
    ("talks", "talk"): EDIT,
    ("talks", "tag"): EDIT,
    ("talks", "talkpresenter"): EDIT,
    ("schedule", "room"): EDIT,
    ("schedule", "track"): EDIT,
    ("schedule", "slot"): EDIT,
    ("schedule", "conference"): CHANGE,
    ("schedule", "change"): ("view",),
}


def grant_organizers_rights(*, using: str, apps: Apps = registry, **_options: object) -> None:
    """Make the group of organizers where there is none, and give it the rights that it lacks.

    It runs after each migration, and after a flush, which names no apps, once Django has made the permissions of all
    apps up to this one, the last; rights that somebody added by hand stay.
    """
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:
        return
    codenames = [(label, f"{right}_{model}") for (label, model), rights in RIGHTS.items() for right in rights]
    permissions = permission_model.objects.using(using).filter(
        content_type__app_label__in=[label for label, _ in RIGHTS]
    )
    group, _ = group_model.objects.using(using).get_or_create(name=ORGANIZERS)
    group.permissions.add(
        *(
            permission
            for permission in permissions.select_related("content_type")
            if (permission.content_type.app_label, permission.codename) in codenames
        )
    )
