"""Where somebody's work belongs whose sentence is gone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .annotations import ActionForm


class PlacementForm(ActionForm):
    """A sentence that is proposed, the number of another, or none: it belongs nowhere any more."""

    to = forms.IntegerField(required=False, min_value=1, max_value=999_999)
    other = forms.IntegerField(required=False, min_value=1, max_value=999_999, label=gettext_lazy("Sentence number"))
    nowhere = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of them; a number that was typed goes before what is proposed."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned["nowhere"] or cleaned["to"] or cleaned["other"]):
            raise ValidationError(_("Choose a sentence, or type the number of one."))
        return cleaned

    @property
    def ordinal(self) -> int | None:
        """The sentence; None for nowhere."""
        if self.cleaned_data["nowhere"]:
            return None
        number: int | None = self.cleaned_data["other"] or self.cleaned_data["to"]
        return number
