"""Which of a team's reports is at an address: for thousands of addresses, one after the other."""

from hashlib import blake2b

from warreader.models import Article
from warreader.text.web import same_page


class Addresses:
    """The addresses of a team's reports, of those that were fetched also where their bytes came from.

    Compared as :func:`same_page` writes them, and held as hashes of 64 bits: a hundred bytes for each, with its report.
    """

    def __init__(self, team_id: int) -> None:
        self._team_id = team_id
        self._known: dict[int, int] | None = None

    def at(self, url: str) -> int | None:
        """Return the key of the oldest report at an address; None where there is none."""
        return self._all().get(_hash(url)) if url else None

    def remember(self, article: Article) -> None:
        """Take in a report that has been added since."""
        if article.url:
            self._all().setdefault(_hash(article.url), article.pk)

    def _all(self) -> dict[int, int]:
        if self._known is None:
            self._known = {}
            rows = Article.objects.filter(team=self._team_id, deleted_at=None).order_by("pk")
            for key, *urls in rows.values_list("pk", "url", "revisions__capture__url").iterator():
                for url in filter(None, urls):
                    self._known.setdefault(_hash(url), key)
        return self._known


def _hash(url: str) -> int:
    return int.from_bytes(blake2b(same_page(url).encode(), digest_size=8).digest())
