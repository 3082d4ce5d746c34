"""Adding a report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader import text as texts
from warreader.actions.articles import Details
from warreader.importers import Draft, from_pasted
from warreader.models import Kind

from .annotations import ActionForm, OneLine
from .evidence import web_address

#: characters that a pasted text may have
LONGEST = 2_000_000
#: sentences whose kinds can be corrected before saving (Django takes 1,000 fields); more of them, on the reading page
MOST_KINDS = 900


class PastedField(forms.CharField):
    """Text as it was pasted: nothing stripped, and a NUL is no error (the stored text drops it)."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=LONGEST, **kwargs)
        self.validators = [rule for rule in self.validators if "Null" not in type(rule).__name__]


class ArticleForm(ActionForm):
    """A report's text, and what is known about it."""

    text = PastedField(label=gettext_lazy("Text"))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Left empty: the title found in the text, else its first words."),
    )
    url = web_address(label=gettext_lazy("URL"))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Who published it."),
    )
    author = forms.CharField(label=gettext_lazy("Author"), max_length=200, required=False)
    published = forms.DateField(
        label=gettext_lazy("Published"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Left empty: undated."),
    )
    language = forms.RegexField(
        r"^[a-z]{2,3}$",
        label=gettext_lazy("Language"),
        required=False,
        widget=forms.TextInput(attrs={"size": 4, "placeholder": "en"}),
        help_text=gettext_lazy("A code such as en, uk, ar. Left empty: told from the text."),
    )
    digest = forms.CharField(required=False, max_length=64, widget=OneLine)

    def clean_text(self) -> str:
        """Refuse a text in which there is nothing to read."""
        value: str = self.cleaned_data["text"]
        if not texts.clean(value).strip():
            raise ValidationError(_("There is nothing to read in this text."), code="required")
        return value

    def draft(self) -> Draft:
        """Return the report as the importer reads it."""
        return from_pasted(self.cleaned_data["text"], language=self.cleaned_data["language"])

    def details(self, draft: Draft) -> Details:
        """Return what is known about the report."""
        given = {name: self.cleaned_data[name] for name in ("url", "source", "author", "published")}
        return Details(title=self.cleaned_data["title"] or draft.title[:500], **given)

    def kinds(self) -> dict[int, str]:
        """Return the kinds chosen in the preview, by ordinal; those that do not exist are left out."""
        names = {name: name.removeprefix("kind-") for name in self.data if name.startswith("kind-")}
        return {
            int(number): str(self.data[name])
            for name, number in names.items()
            if number.isdecimal() and len(number) < 7 and self.data[name] in Kind.values
        }
