from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class ScheduleConfig(AppConfig):
    name = "schedule"
    default = True

    def ready(self) -> None:
        from schedule.organizers import grant_organizers_rights  # noqa: PLC0415  models are not there any earlier

        post_migrate.connect(grant_organizers_rights, sender=self)


class OrganizersAdminConfig(admin_apps.AdminConfig):
    """Django's admin with Lectern's site; it stands in INSTALLED_APPS in place of ``django.contrib.admin``."""

    default = False
    default_site = "schedule.desk.site.OrganizersSite"
