"""The one Django app."""

from django.apps import AppConfig


class WarreaderConfig(AppConfig):
    """Warreader: articles, sentences, annotations."""

    name = "warreader"
    verbose_name = "Warreader"
