"""Single keys: what each does, and which key it is unless the reader chose another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Key:
    """Something a key does; the first of ``keys`` can be changed, the others are second names of it."""

    action: str
    label: "str | StrPromise"
    keys: tuple[str, ...]


KEYS = (
    Key("next", _("next sentence (with Shift: lengthen the range)"), ("j",)),
    Key("previous", _("previous sentence (with Shift: lengthen the range upwards)"), ("k",)),
    Key("verified", _("tag verified, and step on"), ("1", "v")),
    Key("unverified", _("tag unverified, and step on"), ("2", "u")),
    Key("opinion", _("tag opinion, and step on"), ("3", "o")),
    Key("nothing", _("nothing to assess, and step on"), ("x",)),
    Key("clear", _("clear the tag and the flags"), ("0",)),
    Key("undo", _("undo your last action in this article"), ("z",)),
    Key("judge", _("go to the next sentence to judge"), (".",)),
    Key("note", _("write a note"), ("n",)),
    Key("evidence", _("add evidence"), ("e",)),
    Key("discuss", _("say something about the sentence"), ("d",)),
    Key("quoted", _("flag: quoted"), ("q",)),
    Key("said", _("flag: said"), ("s",)),
    Key("loaded", _("flag: loaded"), ("l",)),
    Key("searched", _("flag: searched"), ("r",)),
    Key("contradicted", _("flag: contradicted"), ("c",)),
    Key("search", _("search"), ("/",)),
    Key("help", _("this help"), ("?",)),
)


def keymap(changed: Mapping[str, str]) -> dict[str, str]:
    """Return key -> action, with the keys that somebody changed (action -> key) in place of the first ones.

    A changed key wins over a default of another action.
    """
    defaults = {key: item.action for item in KEYS for key in item.keys[bool(changed.get(item.action)) :]}
    return defaults | {key: action for action, key in changed.items() if key}
