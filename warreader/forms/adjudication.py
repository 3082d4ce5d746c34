"""What is posted to settle sentences."""

from django import forms
from django.utils.translation import gettext_lazy

from warreader.actions.adjudication import REOPEN
from warreader.models import Outcome
from warreader.places import FIRST
from warreader.queries.ballots import Rule

from .annotations import ActionForm, OneLine, StoredText

#: what is posted in place of an outcome to open a sentence again
AGAIN = "open"


class SettleForm(ActionForm):
    """How to settle a sentence, why, and the version of its adjudication that the page showed."""

    outcome = forms.ChoiceField(choices=[*Outcome.choices, (AGAIN, "")])
    reason = StoredText(
        label=gettext_lazy("Reason"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    base = forms.RegexField(r"^[0-9a-f]*$", required=False, max_length=32, widget=OneLine)
    #: the number of the text that the page showed; without it, the first
    revision = forms.IntegerField(required=False, min_value=FIRST, widget=OneLine)

    def clean_outcome(self) -> str:
        """Return the outcome as the action has it."""
        outcome: str = self.cleaned_data["outcome"]
        return REOPEN if outcome == AGAIN else outcome


class RuleForm(ActionForm):
    """How many votes settle a sentence, and what share of them, in per cent."""

    votes = forms.IntegerField(label=gettext_lazy("Votes, at least"), min_value=1, max_value=1000)
    share = forms.IntegerField(
        label=gettext_lazy("of which so many per cent say the same"), min_value=1, max_value=100
    )

    def rule(self) -> Rule:
        """Return the rule."""
        return Rule(self.cleaned_data["votes"], self.cleaned_data["share"])


class ReversalForm(ActionForm):
    """Which settling to take back: an event of it; without one, one's last."""

    event = forms.UUIDField(required=False, widget=OneLine)


class VerdictForm(ActionForm):
    """The session whose settled tags are an article's; empty: the newest closed one that settled some."""

    session = forms.UUIDField(required=False)
