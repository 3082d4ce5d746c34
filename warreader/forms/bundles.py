"""What a zip of several articles is asked to hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from warreader.exports import FORMATS

from .exports import ExportForm


class BundleForm(ExportForm):
    """Formats, whose tags, and what goes with them: the same choices as for one article."""

    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=lambda: [(one.name, one.label) for one in FORMATS.values()],
        initial=["jsonl"],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, query="", **kwargs)
        del self.fields["format"]

    def clean_formats(self) -> list[str]:
        """Take each once: of one that is named twice the zip would have every file twice."""
        return list(dict.fromkeys(self.cleaned_data["formats"]))

    @property
    def asked(self) -> list[str]:
        """The names of the formats that are asked for: what one of them holds goes into that one."""
        return self.cleaned_data.get("formats") or []

    @property
    def choices(self) -> list[Any]:
        """The visible fields but the formats."""
        return [field for field in self.visible_fields() if field.name != "formats"]
