"""Ways to bring reports, and what is known about one before it is saved."""

import hashlib
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from warreader import text as texts
from warreader.actions.arrivals import MOST
from warreader.actions.articles import Details
from warreader.actions.previews import Corrected
from warreader.importers import Received
from warreader.models import Arrival
from warreader.text import Sentence

from .annotations import ActionForm, OneLine
from .details import AboutForm
from .evidence import web_address

#: characters that a pasted text may have, and a page that the browser hands over
LONGEST = 2_000_000
#: bytes of all files that are brought at once; the server takes no more in one request
MOST_BYTES = 30_000_000
LATER, OWN = "later", "own"


class PastedField(forms.CharField):
    """Text as it was pasted: nothing stripped, and a NUL is no error (the stored text drops it)."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=LONGEST, **kwargs)
        self.validators = [rule for rule in self.validators if "Null" not in type(rule).__name__]


class FilesInput(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each must have something in it."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # noqa: ARG002
        """Check each file, and that they are not too many."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise ValidationError(_("Choose at least one file."), code="required")
        if len(given) > MOST:
            message = ngettext("Choose at most %(most)s file.", "Choose at most %(most)s files.", MOST)
            raise ValidationError(message % {"most": MOST})
        empty = [one.name for one in given if not one.size]
        if empty:
            raise ValidationError(_("There is nothing in “%(name)s”.") % {"name": empty[0]})
        return list(given)


class TextForm(ActionForm):
    """A text that was pasted."""

    text = PastedField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}))

    def clean_text(self) -> str:
        """Refuse a text in which there is nothing to read."""
        value: str = self.cleaned_data["text"]
        if not texts.clean(value).strip():
            raise ValidationError(_("There is nothing to read in this text."), code="required")
        return value


class FilesForm(ActionForm):
    """Files that were chosen."""

    files = FilesField(label=gettext_lazy("Files"))  # type: ignore[assignment]

    def received(self) -> list[Received]:
        """Return the files as they came."""
        return [
            Received(one.read(), filename=one.name or "", media_type=one.content_type or "")
            for one in self.cleaned_data.get("files", [])
        ]

    def batch(self, received: Sequence[Received]) -> uuid.UUID:
        """Return an id for just these files, sent from just this page."""
        digests = [hashlib.sha256(one.content).hexdigest() for one in received]
        return uuid.uuid5(self.cleaned_data["action"], repr(digests))


class AddressForm(ActionForm):
    """The address of a page that is to be fetched."""

    url = web_address(label=gettext_lazy("Address"))
    # The browser asks for it, too, and the button is the main one once it is there.
    url.widget.attrs["required"] = True

    def clean_url(self) -> str:
        """Ask for an address."""
        value: str = self.cleaned_data["url"]
        if not value:
            raise ValidationError(_("Give an address."), code="required")
        return value


class PageForm(forms.Form):
    """A page that the browser hands over, with its address."""

    url = web_address()
    page = PastedField()
    action = forms.UUIDField(required=False)

    def clean_action(self) -> uuid.UUID:
        """Return the action's id; without one, the same for the same page."""
        given: uuid.UUID | None = self.cleaned_data["action"]
        sent = repr([self.data.get("url"), self.data.get("page")]).encode("utf-8", "surrogatepass")
        return given or uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(sent).hexdigest())


WAYS: dict[str, type[forms.Form]] = {"text": TextForm, "files": FilesForm, "address": AddressForm, "page": PageForm}


def languages(known: str = "") -> list[tuple[str, Any]]:
    """Return the languages to choose from, by their English names; ``known`` is one of them in any case."""
    found = {code: str(info["name"]) for code, info in LANG_INFO.items() if "name" in info and len(code) <= 3}
    rest = {known: known} if known and known not in found else {}
    return [("", gettext_lazy("not recognised")), *sorted((found | rest).items(), key=lambda pair: pair[1])]


class DetailsForm(AboutForm):
    """What is known about a report on its way in."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("Another one divides the text anew."),
    )
    stored = forms.ChoiceField(choices=[(LATER, ""), (OWN, "")], required=False)
    field_order = ("title", "source", "author", "published", "language", "url")

    def __init__(self, arrival: Arrival, data: Any = None) -> None:
        super().__init__(data, initial=asdict(Details.of(arrival)) | {"language": arrival.language})
        language: Any = self.fields["language"]
        language.choices = languages(arrival.language)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty: the title found in the text, else its first words.")

    def corrected(self, sentences: Sequence[Sentence]) -> Corrected:
        """Return the report as it is to be stored, with these sentences."""
        later = {LATER: True, OWN: False}.get(self.cleaned_data["stored"])
        return Corrected(self.details(), self.cleaned_data["language"], tuple(sentences), later)


class BaseForm(forms.Form):
    """The state that the page showed."""

    base = forms.RegexField(r"^[0-9a-f]*$", required=False, max_length=32, widget=OneLine)


class ReplacementForm(BaseForm, TextForm):
    """Another text in place of a pasted one."""


class AgainForm(forms.Form):
    """Where to look again for a page that could not be fetched."""

    url = web_address(label=gettext_lazy("Address"))


def ids(data: QueryDict, name: str) -> list[uuid.UUID]:
    """Return the public ids that a list posts or asks for under a name; what is none is left out."""
    found = []
    for value in data.getlist(name):
        with suppress(ValueError):
            found.append(uuid.UUID(value))
    return found
