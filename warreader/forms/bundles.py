"""What a zip of several articles is asked to hold."""

from itertools import islice
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warreader.exports import choices

from .exports import ExportForm


class BundleForm(ExportForm):
    """Formats, whose tags, and what goes with them: the same choices as for one article."""

    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=choices,
        initial=["jsonl"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one format.")},
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
    def head(self) -> list[BoundField]:
        """The fields that are asked for first, but the formats."""
        return [field for field in super().head if field.name != "formats"]

    @property
    def uses(self) -> list[tuple[str | Promise, list[BoundWidget]]]:
        """The boxes of the formats, by what these are for."""
        boxes = iter(self["formats"].subwidgets)
        return [(use, list(islice(boxes, len(them)))) for use, them in choices()]
