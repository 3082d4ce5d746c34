"""A file of annotations that is brought back, and how."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader.actions.returning import session_of_file
from warreader.importers import Received
from warreader.models import AnnotationSession, Capture, Membership, Tag
from warreader.readback.brought import Session

from .annotations import ActionForm


class ReturnForm(ActionForm):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("There is nothing in this file."),
        },
    )

    def received(self) -> Received:
        """Return the file as it came."""
        file = self.cleaned_data["file"]
        return Received(file.read(), filename=file.name or "", media_type=file.content_type or "")


#: what a field for a label's meaning is called: this, and the label
MEANS = "means "
LEFT_OUT = "-"
#: a session that is made for the file
NEW = "new"
MEANINGS = (
    ("", gettext_lazy("Choose")),
    *((str(one), one.label) for one in Tag),
    (LEFT_OUT, gettext_lazy("Leave it out")),
)


class HowForm(forms.Form):
    """How a file that waits is brought in: where work goes that names no session, and what its labels mean."""

    session = forms.ChoiceField(required=False)

    def __init__(self, data: Mapping[str, Any], *, member: Membership, capture: Capture) -> None:
        super().__init__(data)
        self.made = session_of_file(capture.sha256, PurePath(capture.filename).stem or _("Brought in"))
        rows = (
            AnnotationSession.objects.visible_to(member.viewer)
            .filter(team=member.team_id)
            .order_by("-standing", "-pk")
        )
        self.sessions = {"" if row.standing else str(row.public_id): row for row in rows if not row.concealed}
        choices = [(key, row.name) for key, row in self.sessions.items()]
        self.choices = [*choices, (NEW, _("A new session, “%(name)s”") % {"name": self.made.name})]
        self.fields["session"].choices = self.choices  # type: ignore[attr-defined]
        self.said = {name.removeprefix(MEANS): str(data[name]) for name in data if name.startswith(MEANS)}

    def clean(self) -> None:
        """Refuse a meaning that is none."""
        if not {*self.said.values()} <= {value for value, _label in MEANINGS}:
            raise forms.ValidationError(_("Say what these labels mean."))

    @property
    def meanings(self) -> dict[str, str]:
        """Return what labels mean, of those of which it is said."""
        return {label: "" if tag == LEFT_OUT else tag for label, tag in self.said.items() if tag}

    def where(self) -> AnnotationSession | Session | None:
        """Return the session for work that names none; None where nobody has chosen one."""
        chosen = self.cleaned_data["session"]
        return self.made if chosen == NEW else self.sessions[chosen] if chosen else None

    def places(self) -> Iterator[tuple[str, str, bool]]:
        """Yield where work that names no session can go: the query of what would happen, a name, if it is chosen."""
        said = {name: value for name, value in self.kept() if name != "session"}
        for key, name in self.choices:
            yield urlencode(said | {"session": key}), name, key == self.cleaned_data["session"]

    def kept(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that say the same again."""
        yield "session", self.cleaned_data["session"]
        yield from ((f"{MEANS}{label}", tag) for label, tag in self.said.items() if tag)
