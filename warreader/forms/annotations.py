"""What is posted to judge sentences: which ones, based on what, and the judgement."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from warreader import text as texts
from warreader.actions.annotations import Change, Target
from warreader.models import Flag, Kind, Tag

#: how many sentences one action may touch
MOST = 10_000
CLEAR = "clear"


class OneLine(forms.TextInput):
    """A hidden one-line field that keeps its value."""

    input_type = "hidden"


class StoredText(forms.CharField):
    """Free text as it is stored: without NUL, every line end an LF."""

    def to_python(self, value: Any) -> Any:
        """Clean the text as an article's is."""
        return super().to_python(texts.clean(value) if isinstance(value, str) else value)


class Name(forms.CharField):
    """What somebody or something is called, as it is stored: it stands in lines of pages and letters."""

    def to_python(self, value: Any) -> Any:
        """Put the name on one line."""
        return super().to_python(texts.one_line(value) if isinstance(value, str) else value)


class ActionForm(forms.Form):
    """Anything posted: the client's id for the action makes a repeat harmless.

    A script makes an ``action`` for each thing done. Without one, the page's forms have ``page``, an id of the page
    as it was made: what is posted twice from it, as by a double click, is one action; anything else, as after going
    back, is another.
    """

    page = forms.UUIDField(required=False, widget=OneLine)
    action = forms.UUIDField(required=False, widget=OneLine)

    def clean_action(self) -> uuid.UUID:
        """Return the action's id; a new one where none was sent."""
        action: uuid.UUID | None = self.cleaned_data["action"]
        page: uuid.UUID | None = self.cleaned_data.get("page")
        if action or not page:
            return action or uuid.uuid4()
        # A plain dict's items() has of each field all that was sent; a QueryDict's, of several values the last.
        sent = self.data.lists() if isinstance(self.data, MultiValueDict) else self.data.items()
        return uuid.uuid5(page, repr((type(self).__name__, sorted(sent))))


class SentencesForm(ActionForm):
    """A sentence ("4") or a range of them ("4-9"), the latter also as a second field."""

    sentences = forms.RegexField(r"^\d{1,6}(-\d{1,6})?$", strip=True, widget=OneLine)
    to = forms.IntegerField(required=False, min_value=1, max_value=999_999)

    def clean(self) -> dict[str, Any]:
        """Work out the ordinals."""
        cleaned = super().clean() or {}
        if "sentences" not in cleaned or "to" not in cleaned:
            return cleaned
        first, _dash, last = cleaned["sentences"].partition("-")
        ends = sorted((int(first), cleaned["to"] or int(last or first)))
        if ends[1] - ends[0] >= MOST:
            raise ValidationError(_("These are more than %(most)s sentences.") % {"most": MOST})
        cleaned["ordinals"] = list(range(ends[0], ends[1] + 1))
        return cleaned


class TargetsForm(SentencesForm):
    """Sentences to judge, with the version of one's annotation that the page showed for each.

    Without a script the page knows no versions of a range: then ``state``, a digest of all of them, says whether
    anything has changed since the page was made.
    """

    bases = forms.RegexField(r"^[0-9a-f,]*$", required=False, max_length=100_000, widget=OneLine)
    state = forms.CharField(required=False, max_length=64, widget=OneLine)

    def clean(self) -> dict[str, Any]:
        """Join the ordinals with their versions."""
        cleaned = super().clean()
        if "ordinals" not in cleaned or "bases" not in cleaned or cleaned["to"]:
            return cleaned
        bases = cleaned["bases"].split(",")
        if len(bases) != len(cleaned["ordinals"]):
            raise ValidationError(_("A version is needed for each sentence."))
        cleaned["targets"] = [Target(*pair) for pair in zip(cleaned["ordinals"], bases, strict=True)]
        return cleaned


class TagForm(TargetsForm):
    """A tag for sentences, or to clear it."""

    tag = forms.ChoiceField(choices=[*Tag.choices, (CLEAR, "")])

    def change(self) -> Change:
        """Return what the action changes."""
        tag = self.cleaned_data["tag"]
        return Change(tag="" if tag == CLEAR else tag)


class LookForm(TargetsForm):
    """That what one said of sentences that have changed is still right."""

    def change(self) -> Change:
        """Return what the action changes."""
        return Change(looked=True)


class FlagForm(TargetsForm):
    """A flag to set or to take away."""

    set = forms.ChoiceField(choices=Flag.choices, required=False)
    unset = forms.ChoiceField(choices=Flag.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean()
        if not cleaned.get("set") and not cleaned.get("unset"):
            raise ValidationError(_("Choose a flag to set or to take away."))
        return cleaned

    def change(self) -> Change:
        """Return what the action changes."""
        names = {"set": True, "unset": False}
        return Change(flags={self.cleaned_data[name]: on for name, on in names.items() if self.cleaned_data[name]})


class NoteForm(ActionForm):
    """A note on a sentence."""

    note = StoredText(required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    exported = forms.BooleanField(required=False)
    base = forms.RegexField(r"^[0-9a-f]*$", required=False, max_length=32, widget=OneLine)

    def change(self) -> Change:
        """Return what the action changes."""
        return Change(note=self.cleaned_data["note"], note_exported=self.cleaned_data["exported"])


class KindForm(SentencesForm):
    """What some sentences are."""

    kind = forms.ChoiceField(choices=Kind.choices)
