"""Articles that somebody has ticked in the library, as addresses carry them from page to page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import ngettext

#: how many go on together: their address stays below the 8 kB that servers on the way take
MOST_TICKED = 100


@dataclass(frozen=True, slots=True)
class Ticks:
    """Public ids of articles, in the order in which they came; not all need be there, or for everybody to see."""

    articles: tuple[UUID, ...] = ()
    most: ClassVar[int] = MOST_TICKED

    @classmethod
    def from_query(cls, query: QueryDict) -> Self | None:
        """Read a query string; None where it speaks of no ticks. What is no id is left out, "none" unticks all."""
        if not query.keys() & {"article", "only", "none"}:
            return None
        return cls() if "none" in query else cls.of(_id(value) for value in query.getlist("article"))

    @classmethod
    def of(cls, articles: Iterable[UUID | None]) -> Self:
        """Return ticks of these, each once."""
        return cls(tuple(dict.fromkeys(one for one in articles if one)))

    @property
    def too_many(self) -> bool:
        """Whether these are more than go on together."""
        return len(self.articles) > self.most

    def elsewhere(self, shown: Collection[UUID]) -> list[UUID]:
        """Return those that are not among the articles shown."""
        return [one for one in self.articles if one not in shown]

    def query(self) -> str:
        """Return the query string that gives these ticks, and only what is ticked."""
        return urlencode([("article", str(one)) for one in self.articles] or [("only", "ticked")])

    def words_for(self) -> str:
        """Say in words what is chosen."""
        number = len(self.articles)
        return ngettext("%(number)s report ticked by hand", "%(number)s reports ticked by hand", number) % {
            "number": number
        }


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
