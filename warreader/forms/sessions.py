"""Making an annotation session, and steering it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader.actions.sessions import Terms
from warreader.models import Article, Kind, Membership, Mode
from warreader.models.choices import IN_SCOPE

from .annotations import ActionForm, StoredText

MODES = [
    (Mode.OPEN, gettext_lazy("open: everybody sees what the others judge")),
    (Mode.BLIND, gettext_lazy("blind: until the reveal, each sees only their own work")),
]
KINDS = [(kind.value, kind.label) for kind in Kind]


class UtcField(forms.DateTimeField):
    """A moment, in UTC, with the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class SessionForm(ActionForm):
    """What a session is made of; articles and people are named by their public ids."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=MODES, initial=Mode.BLIND, widget=forms.RadioSelect)
    overlap = forms.IntegerField(
        label=gettext_lazy("People per report"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Left empty: everyone judges every report. With a number the work is shared evenly."),
    )
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
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In Markdown. Left empty: the codebook of the help page."),
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

    def clean_deadline(self) -> Any:
        """Refuse a deadline that is over already."""
        deadline = self.cleaned_data["deadline"]
        if deadline and deadline <= timezone.now():
            raise forms.ValidationError(_("This moment is over already."))
        return deadline

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

    def terms(self) -> Terms:
        """Return what the session is made of beside its articles and people."""
        data = self.cleaned_data
        return Terms(
            name=data["name"],
            mode=Mode(data["mode"]),
            overlap=data["overlap"],
            deadline=data["deadline"],
            kinds=data["kinds"],
            guideline=data["guideline"],
        )


class ExtensionForm(ActionForm):
    """Another deadline for one person in a session; empty is the session's own again."""

    member = forms.UUIDField()
    due = UtcField(label=gettext_lazy("Until (UTC)"), required=False)
