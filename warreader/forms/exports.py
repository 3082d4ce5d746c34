"""What an exported file is asked to hold."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from warreader.exports import Options, choices, unheld
from warreader.exports.document import SETTLED
from warreader.exports.layout import MOST_PIECES
from warreader.filters import MINE, TEAM
from warreader.models import Membership

from .annotations import ActionForm

#: the fields of what goes with the tags
BESIDE = ("names", "evidence", "notes", "discussion", "history", "bom")


class ExportForm(ActionForm):
    """Format, whose tags, and what goes with them."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=choices,
        help_text=format_lazy(
            _(
                "Word and PDF take up to {pieces} sentences, tags, sources, remarks and steps of the history. The "
                "lines for a chat have a part only."
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
    evidence = forms.BooleanField(
        label=_("evidence"),
        required=False,
        initial=True,
        help_text=_("Without it, “verified” does not tell whether any is recorded."),
    )
    notes = forms.BooleanField(
        label=_("notes"),
        required=False,
        help_text=_("On sentences, those whose author lets them leave the app; on evidence, all."),
    )
    discussion = forms.BooleanField(
        label=_("discussion"),
        required=False,
        help_text=_(
            "What was said about the sentences, as far as you may read it; in one person’s file, yours too, only what "
            "they said. Nobody marks remarks for export, so ask before you pass them on. Without real names, names "
            "after an @ become pseudonyms; names elsewhere in a remark stay. Not in the lines for a chat, nor for "
            "other annotation tools."
        ),
    )
    history = forms.BooleanField(
        label=_("history"),
        required=False,
        help_text=_(
            "Who did what and when, with tags before and after; never what somebody wrote. In web page, Word, PDF, "
            "Markdown and complete JSON."
        ),
    )
    bom = forms.BooleanField(
        label=_("byte order mark in CSV"),
        required=False,
        help_text=_("For spreadsheet programs that show “Ã©” instead of “é”."),
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
    def parts(self) -> list[BoundField]:
        """The fields of what goes with the tags."""
        return [field for field in self.visible_fields() if field.name in BESIDE]

    @property
    def head(self) -> list[BoundField]:
        """The fields that are asked for first: what kind of file, whose tags, of which sentences."""
        return [field for field in self.visible_fields() if field.name not in BESIDE]

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
