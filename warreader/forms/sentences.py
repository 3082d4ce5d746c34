"""Correcting the sentences of a text: what they are, and where they begin and end."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from warreader.models import Kind
from warreader.text import Kind as TextKind
from warreader.text import Sentence
from warreader.text.corrections import merge, split

#: what the names of the kinds' fields begin with; the sentence's first character follows
KIND = "kind-"


class SentencesEditForm(forms.Form):
    """What the sentence editor (``sentences/_editor.html``) posts: kinds, and one division or one joining.

    A sentence is named by where it begins, in code points of the text, so that what was chosen for one stays its own
    whatever becomes of the others.
    """

    #: where a sentence is divided
    cut = forms.IntegerField(required=False, min_value=0)
    #: the sentence that becomes one with the next
    join = forms.IntegerField(required=False, min_value=0)
    #: the sentence that is to be divided next, and one that is not after all
    open = forms.IntegerField(required=False, min_value=0)
    close = forms.IntegerField(required=False, min_value=0)
    #: the page of sentences that was shown, and the one to show
    part = forms.IntegerField(required=False, min_value=1)
    go = forms.IntegerField(required=False, min_value=1)

    def __init__(self, text: str, sentences: Sequence[Sentence], data: Any) -> None:
        self.text = text
        self.sentences = list(sentences)
        super().__init__(data)

    def kinds(self) -> dict[int, str]:
        """Return the kinds that were chosen, by where the sentence begins."""
        named = {name.removeprefix(KIND): value for name, value in self.data.items() if name.startswith(KIND)}
        return {
            int(start): str(value)
            for start, value in named.items()
            if start.isdecimal() and len(start) < 9 and value in Kind.values
        }

    def clean(self) -> dict[str, Any]:
        """Work out the sentences as they are to be: ``corrected``."""
        cleaned = super().clean() or {}
        kinds = self.kinds()
        found = [one._replace(kind=TextKind(kinds.get(one.start, one.kind))) for one in self.sentences]
        try:
            found = self._divided(found, cleaned.get("cut"), cleaned.get("join"))
        except ValueError as error:
            raise ValidationError(_("The sentence cannot be divided or joined there.")) from error
        return cleaned | {"corrected": found}

    def _divided(self, found: list[Sentence], cut: int | None, join: int | None) -> list[Sentence]:
        if cut is not None:
            index = next((at for at, one in enumerate(found) if one.start < cut < one.end), -1)
            return split(self.text, found, index, cut)
        if join is not None:
            index = next((at for at, one in enumerate(found) if one.start == join), -1)
            return merge(self.text, found, index, index + 1)
        return found

    @property
    def touched(self) -> int | None:
        """Where the sentence begins that was divided, joined, opened or closed."""
        cut, join = self.cleaned_data.get("cut"), self.cleaned_data.get("join")
        if cut is not None:
            return next((one.start for one in self.sentences if one.start < cut < one.end), None)
        named = (join, self.cleaned_data.get("open"), self.cleaned_data.get("close"))
        return next((start for start in named if start is not None), None)
