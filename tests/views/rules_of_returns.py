"""The rows of the permission matrix for annotations that are brought back."""

from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from warreader.actions.returning.waiting import keep
from warreader.importers import Received
from warreader.models import Ability, Evidence, Membership

from .rules import NOBODY, Rule

TABLE = b"title,sentence,annotator,tag\nNone,1,Somebody,opinion\n"


def file(_own: Evidence) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("tags.csv", TABLE)}


def keep_for(*members: Membership) -> None:
    """Have a file wait for each of some members to confirm it."""
    for member in members:
        keep(member=member, received=Received(TABLE))


def named(_own: Evidence) -> list[Any]:
    return [sha256(TABLE).hexdigest()]


def change() -> Rule:
    return Rule(NOBODY, Ability.IMPORT_WORK, posted=(303, 303), args=named, of_team=True)


RULES_OF_RETURNS = {
    "returns": Rule(Ability.IMPORT_WORK, Ability.IMPORT_WORK, posted=(303, 303), data=file, of_team=True),
    "return": Rule(Ability.IMPORT_WORK, args=named, of_team=True),
    "return-confirmation": change(),
    "return-removal": change(),
}
