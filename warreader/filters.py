"""Filters: GET parameters into a frozen value, which picks rows and says in words what it shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self
from unicodedata import normalize
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from warreader.marks import Mark, State
from warreader.models import Flag, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

STATES: "Mapping[str, str | StrPromise]" = {
    State.VERIFIED: _("verified"),
    State.HOLLOW: _("hollow"),
    State.UNVERIFIED: _("unverified"),
    State.OPINION: _("opinion"),
    State.SPLIT: _("split"),
    State.NOTHING: _("nothing to assess"),
    State.NONE: _("none of these"),
    State.OPEN: _("not judged"),
}
EXTRAS: "Mapping[str, str | StrPromise]" = {
    "note": _("with a note"),
    "evidence": _("with evidence"),
    "bare": _("without note or evidence"),
    "discussed": _("discussed"),
    "again": _("to be looked at again"),
}
KINDS: "Mapping[str, str | StrPromise]" = dict(Kind.choices)
FLAGS: "Mapping[str, str | StrPromise]" = dict(Flag.choices)

MINE = "mine"
TEAM = "team"


@dataclass(frozen=True, slots=True)
class ReadingFilter:
    """Which sentences of an article stand out, and whose tags are looked at.

    Within a group any value fits, between groups all must. Nothing chosen in a group lets everything through.
    """

    states: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: str = ""
    #: "mine", "team", a member's public id, or empty for what is usual for the viewer
    whose: str = ""
    #: leave the others out instead of dimming them
    hide: bool = False

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read a query string; values that do not exist are left out."""
        return cls(
            states=_known(query, "state", STATES),
            flags=_known(query, "flag", FLAGS),
            extras=_known(query, "with", EXTRAS),
            kinds=_known(query, "kind", KINDS),
            words=query.get("q", "").replace("\0", "").strip()[:200],
            whose=query.get("whose", "").strip()[:36],
            hide="hide" in query,
        )

    @classmethod
    def from_string(cls, query: str) -> Self:
        """Read a query string as it stands in a URL, without the question mark."""
        return cls.from_query(QueryDict(query))

    @property
    def active(self) -> bool:
        """Whether some sentences may be left out."""
        return bool(self.states or self.flags or self.extras or self.kinds or self.words)

    def for_files(self) -> Self:
        """Return the filter without what files know nothing of: which sentences are discussed."""
        return replace(self, extras=tuple(extra for extra in self.extras if extra != "discussed"))

    def query(self) -> str:
        """Return the query string that gives this filter; empty for none."""
        pairs: list[tuple[str, str]] = [("state", value) for value in self.states]
        pairs += [("flag", value) for value in self.flags]
        pairs += [("with", value) for value in self.extras]
        pairs += [("kind", value) for value in self.kinds]
        single = {"q": self.words, "whose": self.whose, "hide": "1" if self.hide else ""}
        return urlencode(pairs + [(name, value) for name, value in single.items() if value])

    def matches(self, mark: Mark, kind: str, text: str) -> bool:
        """Say whether a sentence with this mark, kind and text stands out."""
        return (
            (not self.states or mark.state in self.states)
            and (not self.flags or any(flag in mark.flags for flag in self.flags))
            and (not self.extras or any(_has(mark, extra) for extra in self.extras))
            and (not self.kinds or kind in self.kinds)
            and (not self.words or _alike(self.words) in _alike(text))
        )

    def words_for(self) -> str:
        """Say the filter in words, without whose tags it looks at; empty where everything stands out."""
        parts = [
            _any_of(self.states, STATES),
            _any_of(self.flags, FLAGS, pgettext_lazy("flags", "flagged {}")),
            _any_of(self.extras, EXTRAS),
            _any_of(self.kinds, KINDS, pgettext_lazy("kinds", "in {}")),
            gettext("with “%(words)s”") % {"words": self.words} if self.words else "",
        ]
        return ", ".join(part for part in parts if part)


def _known(query: QueryDict, name: str, known: Collection[str]) -> tuple[str, ...]:
    asked = set(query.getlist(name))
    return tuple(value for value in known if value in asked)


def _alike(text: str) -> str:
    """Return the text as it is compared: in any case, letters and their accents composed."""
    return normalize("NFC", text).casefold()


def _has(mark: Mark, extra: str) -> bool:
    if extra == "bare":
        return not (mark.has_note or mark.has_evidence)
    discussed, again = mark.sign.talks > 0, mark.look_again
    return {"note": mark.has_note, "evidence": mark.has_evidence, "discussed": discussed, "again": again}[extra]


def _any_of(
    values: Collection[str], labels: "Mapping[str, str | StrPromise]", form: "str | StrPromise" = "{}"
) -> str:
    names = [str(labels[value]) for value in values]
    if not names:
        return ""
    joined = names[0] if len(names) == 1 else gettext(" or ").join(names)
    return str(format_lazy(form, joined))


SORTS: "Mapping[str, str | StrPromise]" = {
    "newest": _("newest first"),
    "title": _("title"),
    "source": _("source"),
    "published": _("published"),
    "length": _("longest first"),
    "progress": _("least judged first"),
}
PROGRESS: "Mapping[str, str | StrPromise]" = {
    "none": _("not begun"),
    "some": _("begun"),
    "all": _("all judged"),
}


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """Which articles of a team's library are listed, in which order, and whose tags their rows show."""

    words: str = ""
    source: str = ""
    states: tuple[str, ...] = ()
    progress: str = ""
    whose: str = ""
    sort: str = "newest"
    page: int = field(default=1, compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read a query string; values that do not exist are left out."""
        sort, progress, whose = query.get("sort", ""), query.get("progress", ""), query.get("whose", "")
        # the page's buttons that tick all of it, or none, come back to it
        page = query.get("page") or query.get("all") or query.get("none") or ""
        return cls(
            words=query.get("q", "").replace("\0", "").strip()[:200],
            source=query.get("source", "").replace("\0", "")[:200],
            states=_known(query, "state", STATES),
            progress=progress if progress in PROGRESS else "",
            whose=whose if whose in {MINE, TEAM} else "",
            sort=sort if sort in SORTS else "newest",
            page=int(page) if page.isdecimal() and len(page) < 9 else 1,
        )

    def query(self) -> str:
        """Return the query string that gives this filter, without the page; empty for none."""
        pairs = [("state", value) for value in self.states]
        single = {"q": self.words, "source": self.source, "progress": self.progress, "whose": self.whose}
        single |= {"sort": self.sort} if self.sort != "newest" else {}
        return urlencode(pairs + [(name, value) for name, value in single.items() if value])

    def words_for(self) -> str:
        """Say the filter in words; empty where every article is listed."""
        parts = [
            gettext("with “%(words)s”") % {"words": self.words} if self.words else "",
            gettext("from %(source)s") % {"source": self.source} if self.source else "",
            _any_of(self.states, STATES, pgettext_lazy("states", "with sentences {}")),
            str(PROGRESS[self.progress]) if self.progress else "",
        ]
        return ", ".join(part for part in parts if part)


EVIDENCE: "Mapping[str, str | StrPromise]" = {
    "with": _("with evidence"),
    "without": _("without evidence"),
}
TAKEN: "Mapping[str, str | StrPromise]" = {
    "me": _("being checked by you"),
    "somebody": _("being checked by somebody"),
    "nobody": _("being checked by nobody"),
}


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which sentences of a session's articles are listed, and whose tags their states are made of."""

    states: tuple[str, ...] = ()
    evidence: str = ""
    #: a word of ``TAKEN``, or the public id of the member who is checking
    taken: str = ""
    key: bool = False
    #: an article's public id
    article: str = ""
    whose: str = ""
    page: int = field(default=1, compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read a query string; values that do not exist are left out."""
        evidence, whose, page = query.get("evidence", ""), query.get("whose", ""), query.get("page", "")
        return cls(
            states=_known(query, "state", STATES),
            evidence=evidence if evidence in EVIDENCE else "",
            taken=query.get("taken", "").strip()[:36],
            key="key" in query,
            article=query.get("article", "").strip()[:36],
            whose=whose if whose in {MINE, TEAM} else "",
            page=int(page) if page.isdecimal() and len(page) < 9 else 1,
        )

    @classmethod
    def from_string(cls, query: str) -> Self:
        """Read a query string as it stands in a URL, without the question mark."""
        return cls.from_query(QueryDict(query))

    def query(self) -> str:
        """Return the query string that gives this filter, without the page; empty for none."""
        pairs = [("state", value) for value in self.states]
        single = {"evidence": self.evidence, "taken": self.taken, "key": "1" if self.key else ""}
        single |= {"article": self.article, "whose": self.whose}
        return urlencode(pairs + [(name, value) for name, value in single.items() if value])

    def words_for(self, *, person: str = "", article: str = "") -> str:
        """Say the filter in words, with the names of whom and what it names; empty where everything is listed."""
        parts = [
            _any_of(self.states, STATES),
            str(EVIDENCE[self.evidence]) if self.evidence else "",
            gettext("being checked by %(name)s") % {"name": person} if person else str(TAKEN.get(self.taken, "")),
            gettext("key sentences") if self.key else "",
            gettext("in “%(title)s”") % {"title": article} if article else "",
        ]
        return ", ".join(part for part in parts if part)
