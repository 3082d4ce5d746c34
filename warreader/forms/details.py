"""What is known about a report beside its text."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from warreader.actions.articles import Details
from warreader.actions.details import state_of

from .annotations import ActionForm, Name, OneLine
from .evidence import web_address


class AboutForm(forms.Form):
    """Title, publisher, author, day and address."""

    title = Name(label=_("Title"), max_length=500)
    source = Name(label=_("Source"), max_length=200, required=False, help_text=_("Who published it."))
    author = Name(label=_("Author"), max_length=200, required=False)
    published = forms.DateField(
        label=_("Published"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: undated."),
    )
    url = web_address(label=_("Address"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "source", "author"):
            self.fields[name].widget.attrs["dir"] = "auto"

    def details(self) -> Details:
        """Return what is said of the report."""
        return Details(**{name: self.cleaned_data[name] for name in AboutForm.base_fields})


class ArticleDetailsForm(AboutForm, ActionForm):
    """What is known about a report in the library; ``base`` is the state that the page showed."""

    base = forms.RegexField(r"^[0-9a-f]{32}$", widget=OneLine)

    def __init__(self, data: Any = None, *, stored: Details) -> None:
        super().__init__(data, initial=asdict(stored) | {"base": state_of(stored)})
        self.fields["url"].help_text = _(
            "A text that comes from here later is offered as a later text of this report."
        )
