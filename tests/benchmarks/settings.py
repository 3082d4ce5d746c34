"""The app's own settings, with the floor's two views and its table beside it."""

from warreader.settings import *  # noqa: F403
from warreader.settings import INSTALLED_APPS

INSTALLED_APPS += ["tests.benchmarks"]
ROOT_URLCONF = "tests.benchmarks.floor"
