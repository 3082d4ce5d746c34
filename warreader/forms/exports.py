"""What an exported file is asked to hold."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from warreader.exports import FORMATS, Options
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
                "sentences, tags and sources. The lines for a chat have a part only, JSON has everything."
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
    bom = forms.BooleanField(
        label=_("byte order mark"), required=False, help_text=_("CSV for older spreadsheet programs.")
    )

    def __init__(self, *args: Any, members: list[Membership], reader: Membership, query: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = query
        others = [(str(one.public_id), one.name) for one in members if one.pk != reader.pk]
        field = self.fields["whose"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(TEAM, _("the team’s")), (MINE, _("mine")), *others]
        if not query:
            del self.fields["filtered"]

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
        )
