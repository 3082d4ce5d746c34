"""Another text of a report that is in the library: a later one of it, or a report of its own at the same address."""

from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from warreader.actions.errors import Refused
from warreader.actions.revisions import add_revision
from warreader.actions.storing import Entry
from warreader.importers import Draft
from warreader.models import Article, Membership
from warreader.queries.addresses import Addresses
from warreader.text import Kind
from warreader.text.anchoring import align

#: share of the shorter text's sentences that go on in the other, from which on two texts are of one report
ALIKE: Final = 0.1


class Later(Refused):
    """The report is a later text of one that is there; that one is ``article``."""

    def __init__(self, article: Article, message: str = "") -> None:
        super().__init__(message)
        self.article = article


class LeftAsItWas(Later):
    """It is not taken, since the report is to stay as it was."""


class LaterTexts:
    """The reports that a team has at addresses, and what becomes of other texts of them."""

    def __init__(self, member: Membership, *, revise: bool, dry_run: bool) -> None:
        self.addresses = Addresses(member.team_id)
        self._member = member
        self._revise = revise
        self._dry_run = dry_run

    def of(self, entry: Entry) -> Article | None:
        """Return the report that is at the address of another, and has a sentence of it at least."""
        key = self.addresses.at(entry.details.url)
        if key is None:
            return None
        article = Article.objects.filter(pk=key, deleted_at=None).select_related("revision").first()
        return article if article and alike(article, entry.draft) else None

    def store(self, entry: Entry, article: Article) -> Later:
        """Store a text as the later one of a report. Raises ``Duplicate`` where the team has the very text."""
        if not self._revise:
            return LeftAsItWas(article, _("Another text of it is there: “%(title)s”.") % {"title": article.title})
        if not self._dry_run:
            with transaction.atomic():
                container = entry.capture.container
                if container and container.pk is None:
                    container.save()
                add_revision(
                    member=self._member,
                    article=article,
                    draft=entry.draft,
                    details=entry.details,
                    action=uuid4(),
                    capture=entry.capture,
                )
        return Later(article)


def alike(article: Article, draft: Draft) -> bool:
    """Say whether a text may be a later one of a report: a site may have all its reports at one address."""
    if article.revision is None:
        return False
    earlier = list(article.revision.sentences.exclude(kind=Kind.BOILERPLATE).order_by("ordinal"))
    later = [one for one in draft.sentences if one.kind != Kind.BOILERPLATE]
    links = align(article.revision.text, earlier, draft.text, later).links
    return len(links) >= max(1, min(len(earlier), len(later)) * ALIKE)
