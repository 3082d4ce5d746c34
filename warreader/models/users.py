"""People who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from warreader.text import one_line

from .base import PublicIdModel


class User(PublicIdModel, AbstractUser):
    """A person who signs in, with how they like their pages."""

    class Theme(models.TextChoices):
        """Light or dark pages."""

        SYSTEM = "system", _("as the system says")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    single_keys = models.BooleanField(default=True)
    #: action -> key, for the keys that the person has changed
    keymap = models.JSONField(default=dict, blank=True)

    #: others' tags of a sentence show only once the person has judged it
    own_first = models.BooleanField(default=False)
    #: notices also come by e-mail
    mails_notices = models.BooleanField(default=False)

    @property
    def label(self) -> str:
        """The name shown to team-mates, be it one that another site has sent."""
        return one_line(self.get_full_name()) or self.get_username()

    @property
    def unread(self) -> int:
        """How many notices wait, where the account was looked up for a request."""
        return getattr(self, "waiting", 0)
