"""Signing in, and how a person likes their pages."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from warreader.keys import KEYS, keymap
from warreader.models import User

from .annotations import Name


class Plain:
    """A form of allauth's whose fields have labels and need no placeholders."""

    fields: dict[str, forms.Field]

    def plain(self, **labels: Any) -> None:
        """Take the placeholders away, and give these labels."""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = labels.get(name, field.label)


class SignInForm(LoginForm, Plain):
    """User name or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plain(login=_("Username or e-mail address"))
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        # a link of its own stands below the form
        self.fields["password"].help_text = ""


class SignUpForm(SignupForm, Plain):
    """A user name, perhaps an e-mail address, and a password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plain(email=_("E-mail address (optional)"), password2=_("Password (again)"))
        self.fields["email"].help_text = _("To get a new password if you forget yours. Nobody in the team sees it.")


class ThemeForm(forms.Form):
    """Light or dark, and where to go back to."""

    theme = forms.ChoiceField(choices=User.Theme.choices)
    next = forms.CharField(required=False)


class PreferencesForm(forms.ModelForm):
    """Theme, single keys on or off, and a key for each thing that has one."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "theme", "single_keys", "own_first", "mails_notices"]
        field_classes = {"first_name": Name, "last_name": Name}
        labels = {
            "single_keys": _lazy("single keys do things while reading"),
            "own_first": _lazy("judge first: others’ tags of a sentence show only after mine"),
            "mails_notices": _lazy("send me my notices by e-mail, too"),
        }
        help_texts = {
            "own_first": _lazy(
                "In the reading room and in open sessions, where you judge. It hides others’ tags, notes, evidence "
                "and comments from your pages, and nothing from exports or from figures of agreement."
            ),
            "mails_notices": _lazy(
                "To the e-mail address of your account, once you have confirmed it; without any report’s text."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in KEYS:
            self.fields[f"key_{item.action}"] = forms.CharField(
                label=item.label,
                required=False,
                max_length=1,
                initial=self.instance.keymap.get(item.action, ""),
                widget=forms.TextInput(
                    attrs={"size": 2, "placeholder": item.keys[0], "autocapitalize": "off", "autocomplete": "off"}
                ),
            )

    @property
    def key_fields(self) -> list[forms.BoundField]:
        """The fields for keys."""
        return [field for field in self.visible_fields() if field.name.startswith("key_")]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The fields for all else."""
        return [field for field in self.visible_fields() if not field.name.startswith("key_")]

    def clean(self) -> dict[str, Any]:
        """Refuse a key that would stand for two things."""
        cleaned = super().clean() or {}
        changed = self.changed_keys(cleaned)
        taken = keymap(changed)
        for action, key in changed.items():
            if taken[key] != action or list(changed.values()).count(key) > 1:
                self.add_error(f"key_{action}", _("Another key of yours is “%(key)s” already.") % {"key": key})
        for item in KEYS:
            if item.action not in taken.values():
                self.add_error(f"key_{item.action}", _("Its key now stands for something else: choose another here."))
        return cleaned

    @staticmethod
    def changed_keys(cleaned: dict[str, Any]) -> dict[str, str]:
        """Return action -> key for the keys that differ from the usual ones."""
        chosen = {item.action: (cleaned.get(f"key_{item.action}") or "").lower() for item in KEYS}
        return {item.action: chosen[item.action] for item in KEYS if chosen[item.action] not in ("", item.keys[0])}

    def save(self, commit: bool = True) -> User:
        """Store the preferences."""
        self.instance.keymap = self.changed_keys(self.cleaned_data)
        user: User = super().save(commit)
        return user
