"""Where a sentence begins and ends."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .annotations import ActionForm


class CorrectionForm(ActionForm):
    """Where to divide a sentence, or that it is one with the next.

    ``cut`` is a place that was offered, in characters of the text; ``after`` a number of characters of the sentence,
    which goes before it.
    """

    cut = forms.IntegerField(required=False, min_value=0, max_value=99_999_999)
    after = forms.IntegerField(required=False, min_value=1, max_value=99_999_999)
    join = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of them."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned["join"] or cleaned["after"] or cleaned["cut"] is not None):
            raise ValidationError(_("Choose the word that the second sentence begins with."))
        return cleaned
