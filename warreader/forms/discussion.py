"""Something said about a sentence."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader.text.remarks import names_in

from .annotations import ActionForm, OneLine, StoredText


class CommentForm(ActionForm):
    """A comment, and somebody to call, where their name is chosen rather than typed into the text."""

    text = StoredText(
        max_length=10_000, error_messages={"required": gettext_lazy("Write something first.")}, widget=forms.Textarea
    )
    mention = forms.CharField(max_length=200, required=False)
    base = forms.RegexField(r"^[0-9a-f]*$", required=False, max_length=32, widget=OneLine)

    def __init__(self, *args: Any, names: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names)

    def clean_mention(self) -> str:
        """Refuse a name that nobody in the team has."""
        name: str = self.cleaned_data["mention"].strip().removeprefix("@")
        if name and name.lower() not in {one.lower() for one in self.names}:
            raise forms.ValidationError(_("Nobody in the team has this name."))
        return name

    def said(self) -> str:
        """Return the text, with the person called at its beginning unless it names them."""
        text: str = self.cleaned_data["text"]
        name = self.cleaned_data["mention"]
        if not name or names_in(text, [name]):
            return text
        return f"@{name} {text}"
