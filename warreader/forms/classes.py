"""Whether one's own annotation of an article is its key."""

from django import forms

from .annotations import ActionForm


class NameKeyForm(ActionForm):
    """Key, key for practice, or none."""

    key = forms.ChoiceField(choices=[("key", ""), ("practice", ""), ("none", "")])
