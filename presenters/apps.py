from django.apps import AppConfig


class PresentersConfig(AppConfig):
    name = "presenters"
