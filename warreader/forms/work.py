"""Which sentences are key."""

from django import forms

from .annotations import ActionForm


class KeyForm(ActionForm):
    """Whether a sentence is key."""

    key = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce="1".__eq__)
