"""Making an annotation session, and steering it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader.actions.sessions import Terms
from warreader.guidelines import CODEBOOK
from warreader.models import Article, Kind, Membership, Mode
from warreader.models.choices import IN_SCOPE

from .annotations import ActionForm, Name, OneLine, StoredText

MODES = [
    (Mode.OPEN, gettext_lazy("open: everybody sees what the others judge")),
    (Mode.BLIND, gettext_lazy("blind: until the reveal, each sees only their own work")),
]
KINDS = [(kind.value, kind.label) for kind in Kind]


class UtcField(forms.DateTimeField):
    """A moment, in UTC, with the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class TermsForm(ActionForm):
    """What a session is made of beside its mode, its articles and its people."""

    name = Name(label=gettext_lazy("Name"), max_length=200)
    deadline = UtcField(
        label=gettext_lazy("Deadline (UTC)"),
        required=False,
        help_text=gettext_lazy("Then work freezes as it stands. Left empty: none."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Sentences to judge"),
        choices=KINDS,
        initial=list(IN_SCOPE),
        widget=forms.CheckboxSelectMultiple,
    )
    guideline = StoredText(
        label=gettext_lazy("Guideline"),
        required=False,
        max_length=20_000,
        initial=CODEBOOK,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("In Markdown, to begin with the codebook. Left empty: the codebook."),
    )
    needs_evidence = forms.BooleanField(
        label=gettext_lazy("“Verified” needs evidence before a report can be finished"), required=False
    )
    needs_second = forms.BooleanField(
        label=gettext_lazy("“Verified” counts as unsupported until a second person says so"), required=False
    )
    takes_newcomers = forms.BooleanField(
        label=gettext_lazy("Whoever joins the team later as an annotator judges every report, too"), required=False
    )
    hides_names = forms.BooleanField(
        label=gettext_lazy("Hide names and shuffle them in adjudication"), required=False
    )
    asks_reason = forms.BooleanField(label=gettext_lazy("Ask for a reason when somebody settles"), required=False)
    rule_votes = forms.IntegerField(
        label=gettext_lazy("The rule settles a sentence from so many votes"),
        initial=2,
        required=False,
        min_value=1,
        max_value=1000,
    )
    rule_share = forms.IntegerField(
        label=gettext_lazy("… where this share of them agrees, in per cent"),
        initial=100,
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("A tie is never settled by the rule."),
    )
    #: the deadline that stands already, which may be over
    standing_deadline: datetime | None = None

    def clean_deadline(self) -> Any:
        """Refuse a deadline that is over already, unless it stood."""
        deadline, standing = self.cleaned_data["deadline"], self.standing_deadline
        if deadline and standing and deadline == standing.replace(second=0, microsecond=0):
            return standing  # the field has no seconds
        if deadline and deadline <= timezone.now():
            raise forms.ValidationError(_("This moment is over already."))
        return deadline

    def terms(self) -> Terms:
        """Return what the session is made of beside its articles and people."""
        data = self.cleaned_data
        return Terms(**{one.name: data[one.name] for one in fields(Terms) if data.get(one.name) is not None})


class ChangeForm(TermsForm):
    """Other terms for a session that is there; ``base`` is the version that the page showed."""

    base = forms.CharField(max_length=64, widget=OneLine)
    sure = forms.BooleanField(label=gettext_lazy("Change the guideline all the same"), required=False)


class SessionForm(TermsForm):
    """What a session is made of; articles and people are named by their public ids."""

    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=MODES, initial=Mode.BLIND, widget=forms.RadioSelect)
    overlap = forms.IntegerField(
        label=gettext_lazy("People per report"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Left empty: everyone judges every report. With a number the work is shared evenly."),
    )
    articles = forms.MultipleChoiceField(label=gettext_lazy("Reports"), widget=forms.CheckboxSelectMultiple)
    people = forms.MultipleChoiceField(label=gettext_lazy("People"), widget=forms.CheckboxSelectMultiple)
    confirmed = forms.BooleanField(label=gettext_lazy("Make it blind all the same"), required=False)

    def __init__(self, *args: Any, articles: Sequence[Article], people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_articles = {str(article.public_id): article for article in articles}
        self.known_people = {str(member.public_id): member for member in people}
        self.fields["articles"].choices = [(key, one.title) for key, one in self.known_articles.items()]  # type: ignore[attr-defined]
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.name} ({one.get_role_display()})") for key, one in self.known_people.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse more people per report than there are."""
        cleaned = super().clean() or {}
        overlap, people = cleaned.get("overlap"), cleaned.get("people")
        if overlap and people and overlap > len(people):
            self.add_error("overlap", _("There are fewer people than should judge each report."))
        return cleaned

    def chosen_articles(self) -> list[Article]:
        """Return the chosen articles."""
        return [self.known_articles[key] for key in self.cleaned_data["articles"]]

    def chosen_people(self) -> list[Membership]:
        """Return the chosen people."""
        return [self.known_people[key] for key in self.cleaned_data["people"]]


class AssignmentsForm(ActionForm):
    """Who judges what: ``pair`` once for each, of the article's and the member's public ids; checked by its view."""

    base = forms.CharField(max_length=64, widget=OneLine)
    confirmed = forms.BooleanField(label=gettext_lazy("Take it from them all the same"), required=False)


class SpreadForm(ActionForm):
    """How many people judge each report from now on."""

    overlap = forms.IntegerField(label=gettext_lazy("People per report"), required=False, min_value=1, max_value=1000)
    people = forms.MultipleChoiceField(label=gettext_lazy("People"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(member.public_id): member for member in people}
        self.fields["people"].choices = [(key, one.name) for key, one in self.known.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[Membership]:
        """Return the chosen people."""
        return [self.known[key] for key in self.cleaned_data["people"]]


class MoreArticlesForm(ActionForm):
    """More reports for a session."""

    articles = forms.MultipleChoiceField(label=gettext_lazy("Reports"), widget=forms.CheckboxSelectMultiple)
    confirmed = forms.BooleanField(label=gettext_lazy("Add them all the same"), required=False)

    def __init__(self, *args: Any, articles: Sequence[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(article.public_id): article for article in articles}
        self.fields["articles"].choices = [(key, one.title) for key, one in self.known.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[Article]:
        """Return the chosen articles."""
        return [self.known[key] for key in self.cleaned_data["articles"]]


class DeletionForm(ActionForm):
    """The session's name, typed to delete it."""

    typed = forms.CharField(label=gettext_lazy("The session’s name"), required=False, max_length=200)


class ExtensionForm(ActionForm):
    """Another deadline for one person in a session; empty is the session's own again."""

    member = forms.UUIDField()
    due = UtcField(label=gettext_lazy("Until (UTC)"), required=False)


class MoveForm(ActionForm):
    """The number of the text to which the page offered to move the session."""

    base = forms.IntegerField(min_value=1, max_value=999_999, widget=OneLine)
