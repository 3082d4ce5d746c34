"""A place to work: an article, as one member sees it in one session."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import BooleanField
from django.urls import reverse
from django.utils.translation import gettext as _

from warreader.models import (
    Ability,
    AnnotationSession,
    Article,
    Assignment,
    Membership,
    Mode,
    Operator,
    Phase,
    Revision,
    Round,
    Sentence,
    SessionArticle,
    Team,
    User,
    Viewer,
)
from warreader.models.articles import SentenceQuerySet
from warreader.models.base import withheld_articles_of
from warreader.models.settling import verdict_of
from warreader.queries.prepared import prepared_models

#: what stands still where no work is taken
WORK = frozenset({Ability.ANNOTATE, Ability.CORRECT_KINDS})
#: what can be done with an earlier text
READING = frozenset({Ability.READ, Ability.EXPORT})
#: when the bytes of a text were received; what waits to be saved may be stored days later
CAPTURED = F("revision__capture__received_at")
#: the number of the text that an address means which names none
FIRST = 1


@dataclass(frozen=True, slots=True)
class Place:
    """An article, the session in which it is read, and the member who reads it.

    ``viewer`` starts every query; ``member`` is None only for the operator of a command. ``revision`` is the text
    that is read here. ``withheld`` says that the member sees only their own work on the article, ``assignment``
    what they have to do on it in the session. ``verdict`` is the key of the session whose settled tags are the
    article's, known in the reading room.
    """

    viewer: Viewer
    article: Article
    session: AnnotationSession
    revision: Revision
    member: Membership | None
    assignment: Assignment | None = None
    withheld: bool = False
    verdict: int | None = None
    #: when the text's bytes were received
    captured: datetime | None = None
    #: the article in its session, but in the reading room
    part: SessionArticle | None = None
    #: whether the text is one that is no longer worked on here: it can only be read
    earlier: bool = False

    @classmethod
    def find(cls, viewer: Viewer, article: UUID, session: UUID | None = None, revision: int | None = None) -> Self:
        """Return the place for an article in a session, or in the team's reading room, in one query.

        At the text that is worked on there, or, in one query more, at the earlier one of the number ``revision``.
        Raises ``Article.DoesNotExist`` where the viewer may not see the article there, or it never had such a text.
        """
        found = cls._in_session(viewer, article, session) if session else cls._in_reading_room(viewer, article)
        return found if revision in {None, found.revision.number} else found._at_earlier(revision or 0)

    def _at_earlier(self, number: int) -> Self:
        rows = Revision.objects.visible_to(self.viewer).filter(article=self.article, number=number)
        rows = rows.filter(number__lt=self.revision.number).annotate(captured=F("capture__received_at"))
        found = rows.defer("text").first()
        if found is None:
            raise Article.DoesNotExist
        return replace(self, revision=found, captured=found.captured, earlier=True)

    @classmethod
    def _in_reading_room(cls, viewer: Viewer, public_id: UUID) -> Self:
        found = _found(_articles, viewer, public_id)
        # Django sets no attribute where such a relation finds nothing.
        return cls(
            viewer=viewer,
            article=found,
            session=found.room,
            revision=found.revision,
            member=getattr(found, "reader", None),
            withheld=found.withheld,
            verdict=None if found.withheld else found.verdict_session,
            captured=found.captured,
        )

    @classmethod
    def _in_session(cls, viewer: Viewer, public_id: UUID, session: UUID) -> Self:
        found = _found(_parts, viewer, public_id, session)
        assignment = _assignment(found) if found.own_pk else None
        return cls(
            viewer=viewer,
            article=found.article,
            session=found.session,
            revision=found.revision,
            member=getattr(found, "reader", None),
            assignment=assignment,
            withheld=found.withheld,
            captured=found.captured,
            part=found,
        )

    @property
    def author(self) -> Membership:
        """The member, where there must be one.

        Raises ``TypeError`` for the operator of a command, who has no work of their own.
        """
        if self.member is None:
            raise TypeError("The operator is no member.")
        return self.member

    @property
    def team(self) -> Team:
        """The article's team."""
        return self.article.team

    @property
    def round(self) -> Round:
        """The round that work done here belongs to."""
        return self.session.round

    @property
    def practises(self) -> bool:
        """Whether the key's answer to a sentence shows as soon as the member has judged it, before the reveal."""
        if self.part is None or self.assignment is None or not self.session.concealed:
            return False
        return self.part.practice and self.part.key_author_id != self.author.pk

    @property
    def behind(self) -> bool:
        """Whether the article has a later text than the one that is worked on here."""
        return not self.earlier and self.article.revision_id != self.revision.pk

    @property
    def settled_in(self) -> int:
        """The key of the session whose settled tags count here; 0: none."""
        return (self.verdict or 0) if self.session.standing else self.session.pk

    def url(self, name: str = "article", *args: object) -> str:
        """Return the address of the article here, or of something of it: its "sentence" 4, its "exports".

        It names the text, unless that is the first: what a page sends belongs to the text that it shows.
        """
        number = self.revision.number if self.earlier or self.revision.number != FIRST else None
        return address(self.article, self.session, number, name, *args)

    @property
    def present_url(self) -> str:
        """The address at which the article is found here, whatever its text is by then."""
        return address(self.article, self.session, None, "article")

    def may(self, ability: Ability) -> bool:
        """Say whether the member may do this here."""
        return self.member is not None and self.member.may(ability) and not self.shut(ability)

    def shut(self, ability: Ability) -> str:
        """Say why nobody in the member's stead could do this here now; empty where they can."""
        if self.earlier and ability not in READING:
            return self.closed
        if ability == Ability.DISCUSS:
            return self.silent
        return self.closed if ability in WORK else ""

    @property
    def silent(self) -> str:
        """Why nothing can be said about the sentences here now; empty where it can."""
        if self.earlier:
            return self.closed
        if self.session.concealed:
            return _("This session is blind: its discussion begins with the reveal.")
        if self.withheld:
            return _("You judge this report in a blind session: its discussion waits for the reveal.")
        return _("This session is closed.") if self.session.phase == Phase.CLOSED else ""

    @property
    def judges(self) -> bool:
        """Whether the article is the member's to judge here, be it now or not."""
        if self.member is None or not self.member.may(Ability.ANNOTATE):
            return False
        return self.session.standing or self.assignment is not None

    @property
    def own_first(self) -> bool:
        """Whether the member has chosen to see others' work on a sentence only once they have judged it themselves.

        Where everybody sees everything, and the article is theirs to judge.
        """
        chosen = getattr(self.viewer, "own_first", False)
        return chosen and self.session.mode == Mode.OPEN and self.session.phase != Phase.CLOSED and self.judges

    @property
    def closed(self) -> str:
        """Why nobody in the member's stead could work here now; empty where they can."""
        if self.earlier:
            return _("This is an earlier text of the report: here it can only be read.")
        if self.session.standing:
            return _("You judge this report in a blind session: here it can only be read.") if self.withheld else ""
        if self.assignment is None:
            return _("This report is not among those that you judge in this session.")
        if self.session.phase == Phase.CLOSED:
            return _("This session is closed.")
        if self.session.phase == Phase.ANNOTATING and self.assignment.finished_at:
            return _("You have finished this report.")
        if self.session.phase == Phase.ANNOTATING and self.assignment.late(self.session):
            return _("The time for this report is over.")
        return ""

    def sentences(self) -> SentenceQuerySet:
        """Return the article's sentences, in order."""
        return Sentence.objects.visible_to(self.viewer).filter(revision=self.revision).order_by("ordinal")


def _found(rows: Callable[..., QuerySet[Any, Any]], viewer: Viewer, *ids: UUID) -> Any:
    """Return the one row for these ids that the viewer may see; raises ``Article.DoesNotExist`` where there is none."""
    found = _PREPARED[rows](viewer.pk, *ids) if isinstance(viewer, User) else list(rows(viewer, *ids))
    if not found:
        raise Article.DoesNotExist
    return found[0]


def _articles(viewer: Viewer, public_id: UUID) -> QuerySet[Any, Any]:
    """Return an article with what there is to know of it in the reading room."""
    rows = Article.objects.visible_to(viewer).annotate(
        room=FilteredRelation("team__sessions", condition=Q(team__sessions__standing=True)),
        reader=_reader("team__memberships", viewer),
        withheld=_withheld(viewer, "pk"),
        verdict_session=verdict_of(),
        captured=CAPTURED,
    )
    rows = rows.exclude(revision=None).select_related("revision", "team", "room", "reader")
    return rows.defer("revision__text").filter(public_id=public_id).order_by("pk")[:1]


def _parts(viewer: Viewer, public_id: UUID, session: UUID) -> QuerySet[Any, Any]:
    """Return an article in a session, with what the viewer has to do on it."""
    rows = SessionArticle.objects.visible_to(viewer).filter(
        article__public_id=public_id,
        article__deleted_at=None,
        session__public_id=session,
        session__deleted_at=None,
    )
    # Members whose work was brought in have no account; nor has the operator, and is none of them.
    own = Assignment.objects.filter(part=OuterRef("pk"), member__user__isnull=False)
    own = own.filter(member__user=getattr(viewer, "pk", None))
    columns: dict[str, Any] = {f"own_{name}": Subquery(own.values(name)[:1]) for name in ("pk", "due", "finished_at")}
    columns |= {"withheld": _withheld(viewer, "article"), "captured": CAPTURED}
    rows = rows.annotate(reader=_reader("team__memberships", viewer), **columns)
    rows = rows.select_related("article__team", "session", "revision", "reader").defer("revision__text")
    return rows.order_by("pk")[:1]


#: the same for accounts: every page asks one of them, and building it takes longer than asking
_PREPARED = {
    rows: prepared_models(lambda user, *ids, rows=rows: rows(User(pk=user), *ids)) for rows in (_articles, _parts)
}


def address(article: Article, session: AnnotationSession, number: int | None, name: str, *args: object) -> str:
    """Return the address of something of an article in a session or in the reading room.

    At its text of a number; None: at the first, as an address that names none means, or the present one for a page.
    """
    mounts, ids = [], [article.public_id]
    if not session.standing:
        mounts, ids = ["session"], [session.public_id, *ids]
    if number is not None:
        mounts, args = [*mounts, "revision"], (number, *args)
    return reverse(f"{'-'.join(mounts)}:{name}" if mounts else name, args=[*ids, *args])


def _reader(path: str, viewer: Viewer) -> FilteredRelation:
    user = getattr(viewer, "pk", None)
    return FilteredRelation(path, condition=Q(**{f"{path}__user": user, f"{path}__user__isnull": False}))


def _assignment(part: Any) -> Assignment:
    return Assignment(
        pk=part.own_pk,
        team_id=part.team_id,
        part=part,
        member=part.reader,
        due=part.own_due,
        finished_at=part.own_finished_at,
    )


def _withheld(viewer: Viewer, article: str) -> Exists | Value:
    if isinstance(viewer, Operator) or not viewer.is_authenticated:
        return Value(False, output_field=BooleanField())
    return Exists(withheld_articles_of(viewer).filter(part__article=OuterRef(article)))
