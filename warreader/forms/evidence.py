"""A source for a sentence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader.actions.evidence import Source

from .annotations import ActionForm, OneLine, StoredText


def web_address(**kwargs: Any) -> forms.URLField:
    """Return a field for an http or https address; https is assumed where neither is written."""
    field = forms.URLField(max_length=2000, assume_scheme="https", required=False, **kwargs)
    others = [rule for rule in field.validators if not isinstance(rule, URLValidator)]
    field.validators = [*others, URLValidator(schemes=["http", "https"])]
    field.widget.input_type = "text"  # the browser would refuse an address without a scheme
    field.widget.attrs["inputmode"] = "url"
    return field


class EvidenceForm(ActionForm):
    """Where the source is, what it says, and when it was seen."""

    url = web_address(label=gettext_lazy("URL"))
    citation = StoredText(
        label=gettext_lazy("or citation"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Document, footage, data set, witness: enough to find it again."),
    )
    quotation = StoredText(
        label=gettext_lazy("Quotation"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen_on = forms.DateField(
        label=gettext_lazy("Date seen"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = StoredText(
        label=gettext_lazy("Note"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    base = forms.RegexField(r"^[0-9a-f]*$", required=False, max_length=32, widget=OneLine)

    def clean(self) -> dict[str, Any]:
        """Ask for a URL or a citation."""
        cleaned = super().clean() or {}
        if "url" not in self.errors and not cleaned.get("url") and not cleaned.get("citation"):
            raise ValidationError(_("Give a URL, or a citation."))
        return cleaned

    def source(self) -> Source:
        """Return what the evidence says."""
        names = ("url", "citation", "quotation", "seen_on", "note")
        return Source(**{name: self.cleaned_data[name] for name in names})


class RemovalForm(ActionForm):
    """The evidence to remove is at this version."""

    base = forms.RegexField(r"^[0-9a-f]*$", max_length=32, widget=OneLine)
