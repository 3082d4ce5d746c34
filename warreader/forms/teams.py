"""Teams, their members, and invitations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from warreader.actions.invitations import Terms
from warreader.models import InvitationKind, Membership, Role, Team
from warreader.models.invitations import MOST_USES, ROLES

from .annotations import Name


class TeamForm(forms.ModelForm):
    """A team's name."""

    class Meta:
        model = Team
        fields = ["name"]
        field_classes = {"name": Name}
        labels = {"name": _("Name of the team")}


class FetchingForm(forms.ModelForm):
    """Whether pages may be fetched for a team."""

    class Meta:
        model = Team
        fields = ["forbids_fetching"]
        labels = {"forbids_fetching": _("this server may not fetch pages for the team")}
        help_texts = {
            "forbids_fetching": _(
                "A site whose page is fetched sees this server’s address and the time, and may guess who is interested."
                " Where it is forbidden, reports are pasted, uploaded, or handed over from one’s own browser."
            )
        }


class LicenceForm(forms.ModelForm):
    """Under which terms a team gives its annotations away."""

    class Meta:
        model = Team
        fields = ["licence"]
        field_classes = {"licence": Name}
        labels = {"licence": _("Licence of the annotations")}
        help_texts = {
            "licence": _(
                "An SPDX id as CC-BY-4.0, or a few words; data sheets say it. It is for your work, not for the reports."
            )
        }


class RoleForm(forms.Form):
    """A role."""

    role = forms.TypedChoiceField(label=_("Role"), choices=Role.choices, coerce=lambda value: Role(int(value)))


class OwnerForm(forms.Form):
    """Who is to own the team."""

    member = forms.ModelChoiceField(
        label=_("New owner"), queryset=Membership.objects.none(), to_field_name="public_id", empty_label=_("choose")
    )

    def __init__(self, *args: Any, own: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = own.others().order_by("name")


class InvitationForm(forms.Form):
    """Whom an invitation lets in, for how long, and how often."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Leave it empty for a link that you pass on yourself."),
    )
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in ROLES],
        initial=Role.ANNOTATOR,
        coerce=lambda value: Role(int(value)),
    )
    days = forms.IntegerField(label=_("Days until it expires"), min_value=1, max_value=365, initial=7)
    most_uses = forms.IntegerField(
        label=_("How many people it lets in"), min_value=1, max_value=MOST_USES, initial=1, required=False
    )

    pseudonym = forms.BooleanField(
        label=_("a pseudonym is enough: no account, no e-mail, no password (for a class)"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself."""
        cleaned = super().clean() or {}
        if cleaned.get("email") and cleaned.get("pseudonym"):
            self.add_error("pseudonym", _("An invitation by e-mail is for an account: leave the address empty."))
        return cleaned

    def kind(self) -> InvitationKind:
        """Return which kind of invitation was asked for."""
        if self.cleaned_data["email"]:
            return InvitationKind.MAIL
        return InvitationKind.PSEUDONYM if self.cleaned_data["pseudonym"] else InvitationKind.LINK

    def terms(self) -> Terms:
        """Return what was asked for; an invitation by e-mail is for one person."""
        cleaned = self.cleaned_data
        kind = self.kind()
        return Terms(
            role=cleaned["role"],
            days=cleaned["days"],
            most_uses=1 if kind == InvitationKind.MAIL else cleaned["most_uses"] or 1,
            kind=kind,
            email=cleaned["email"],
        )


class PseudonymForm(forms.Form):
    """What somebody wants to be called."""

    name = Name(
        label=_("Pseudonym"),
        max_length=60,
        help_text=_("What the others in the team see. It need not be your name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
