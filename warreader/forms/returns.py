"""A file of annotations that is brought back."""

from django import forms
from django.utils.translation import gettext_lazy

from warreader.importers import Received

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
