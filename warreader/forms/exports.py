"""What an exported file is asked to hold."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from warreader.exports import FORMATS, Options, unheld
from warreader.exports.document import SETTLED
from warreader.exports.layout import MOST_PIECES
from warreader.filters import MINE, TEAM
from warreader.models import Membership

from .annotations import ActionForm


class ExportForm(ActionForm):
    """Format, whose tags, and what goes with them."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=lambda: [(one.name, one.label) for one in FORMATS.values()],
        help_text=format_lazy(
            _(
                "Word has what people said as comments, PDF as notes after the text; both take up to {pieces} "
                "sentences, tags, sources, remarks and steps of the history. The lines for a chat have a part only, "
                "JSON has everything."
            ),
            pieces=f"{MOST_PIECES:,}",
        ),
    )
    whose = forms.ChoiceField(label=_("Whose tags"))
    filtered = forms.BooleanField(label=_("only what the filter shows"), required=False)
    names = forms.BooleanField(
        label=_("real names"),
        required=False,
        help_text=_("Otherwise pseudonyms that stay the same in every file: Annotator 417."),
    )
    notes = forms.BooleanField(
        label=_("notes"),
        required=False,
        help_text=_("On sentences, those whose author lets them leave the app; on evidence, all."),
    )
    evidence = forms.BooleanField(label=_("evidence"), required=False, initial=True)
    discussion = forms.BooleanField(
        label=_("discussion"),
        required=False,
        help_text=_(
            "What was said about the sentences, as far as you see it; in one person’s file, yours too, only what they "
            "said. No author marks remarks for export, so ask before you pass them on. Without real names, names after "
            "an @ become pseudonyms; names elsewhere in a remark stay."
        ),
    )
    history = forms.BooleanField(
        label=_("history"),
        required=False,
        help_text=_("Who did what and when, with tags before and after; never what somebody wrote."),
    )
    bom = forms.BooleanField(
        label=_("byte order mark"), required=False, help_text=_("CSV for older spreadsheet programs.")
    )

    def __init__(self, *args: Any, members: list[Membership], reader: Membership, query: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = query
        others = [(str(one.public_id), one.name) for one in members if one.pk != reader.pk]
        field = self.fields["whose"]
        if isinstance(field, forms.ChoiceField):
            everybody = (TEAM, _("everybody’s, with what is settled"))
            mine = (MINE, _("mine, with what is settled"))
            field.choices = [everybody, (SETTLED, _("only what is settled")), mine, *others]
        if not query:
            del self.fields["filtered"]

    @property
    def asked(self) -> list[str]:
        """The names of the formats that are asked for."""
        return [one] if (one := self.cleaned_data.get("format")) else []

    def clean(self) -> dict[str, Any]:
        """Refuse what none of the formats can hold."""
        cleaned = super().clean() or self.cleaned_data
        parts = Options(discussion=bool(cleaned.get("discussion")), history=bool(cleaned.get("history")))
        for part, message in (unheld(self.asked, parts) if self.asked else {}).items():
            self.add_error(part, message)
        return cleaned

    def options(self) -> Options:
        """Return the options for the file."""
        given = self.cleaned_data
        return Options(
            whose=given["whose"],
            names=given["names"],
            notes=given["notes"],
            evidence=given["evidence"],
            filter=self.query if given.get("filtered") else "",
            bom=given["bom"],
            discussion=given["discussion"],
            history=given["history"],
        )
