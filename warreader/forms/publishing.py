"""What an editor says before an article goes out, and when it is corrected or withdrawn."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from warreader.actions.publishing import Release
from warreader.exports.released import Choices

from .annotations import ActionForm, OneLine, StoredText

#: how long a reason or a correction may be, in characters
LONGEST = 2000
NONE, YES = "none", "yes"
QUESTIONS = {
    "prisoners": (
        _("Prisoners or wounded who can be identified"),
        _("By name, face, voice or circumstances. The Geneva Conventions protect them from public curiosity."),
    ),
    "private": (
        _("Private persons"),
        _("People who hold no office, and did not choose to be in public: their names, homes, families."),
    ),
    "graphic": (
        _("Graphic content"),
        _("Descriptions of violent death, injury or abuse. The page says in front of the text that it has such."),
    ),
}


class Question(NamedTuple):
    """A question, with the fields for its answer."""

    name: str
    label: str
    hint: str
    answer: forms.BoundField
    reason: forms.BoundField


class ChoicesForm(ActionForm):
    """What goes out beside the settled tags."""

    names = forms.BooleanField(
        label=_("real names"), required=False, help_text=_("Otherwise pseudonyms that are this page’s own.")
    )
    votes = forms.BooleanField(label=_("how many people gave each tag"), required=False)
    evidence = forms.BooleanField(
        label=_("evidence"), required=False, help_text=_("The sources of settled sentences, without notes on them.")
    )
    reasons = forms.BooleanField(label=_("why each sentence was settled so"), required=False)
    notes = forms.BooleanField(
        label=_("notes"), required=False, help_text=_("Those whose author lets them leave the app.")
    )
    indexed = forms.BooleanField(
        label=_("search engines may list the page"),
        required=False,
        help_text=_("Otherwise they are asked not to. Whoever has the link can pass it on in any case."),
    )

    def chosen(self) -> list[forms.BoundField]:
        """Return the fields for what goes out."""
        return [self[name] for name in ("names", "votes", "evidence", "reasons", "notes", "indexed")]

    def choices(self) -> Choices:
        """Return what was chosen; only of a form that was validated, whatever it found."""
        return Choices.of(self.cleaned_data)


class PublicationForm(ChoicesForm):
    """What goes out, what was looked at, and what it shows of people."""

    base = forms.RegexField(r"^[0-9a-f]*$", required=False, max_length=64, widget=OneLine)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, _hint) in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[(NONE, _("none")), (YES, _("yes, and it may be shown because …"))],
                error_messages={"required": _("Say whether there is any.")},
            )
            self.fields[f"{name}_reason"] = StoredText(
                label=_("because"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
            )

    @classmethod
    def initial_of(cls, choices: Mapping[str, bool], answers: Mapping[str, str]) -> dict[str, Any]:
        """Return what a form begins with that corrects an edition."""
        found: dict[str, Any] = dict(choices)
        for name in QUESTIONS:
            if name in answers:
                found |= {name: YES if answers[name] else NONE, f"{name}_reason": answers[name]}
        return found

    def questions(self) -> list[Question]:
        """Return the questions."""
        return [
            Question(name, str(label), str(hint), self[name], self[f"{name}_reason"])
            for name, (label, hint) in QUESTIONS.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason wherever there is something."""
        cleaned = super().clean() or {}
        for name in QUESTIONS:
            reason = f"{name}_reason"
            if cleaned.get(name) == YES and not cleaned.get(reason) and reason not in self.errors:
                self.add_error(reason, _("Say why it may be shown."))
        return cleaned

    def release(self) -> Release:
        """Return what is to go out."""
        given = self.cleaned_data
        answers = {name: given[f"{name}_reason"] if given[name] == YES else "" for name in QUESTIONS}
        return Release(self.choices(), given["indexed"], answers, given["base"])

    @property
    def graphic(self) -> bool:
        """Whether the page warns of graphic content, as far as that was said."""
        return self["graphic"].value() == YES


class CorrectionForm(PublicationForm):
    """The same for a further edition, with what was corrected."""

    correction = StoredText(
        label=_("What was corrected"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands on the page for everybody, with the time."),
    )


class WithdrawalForm(ActionForm):
    """Why it is withdrawn."""

    reason = StoredText(
        label=_("Why it is withdrawn"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands at the link for everybody, with the time."),
    )
