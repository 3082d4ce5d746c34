"""What concerns somebody: their notices in words, as they may see what these are about, and how many are unread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from warreader.models import Assignment, Notice, NoticeKind, Phase, User
from warreader.models.discussion import NoticeQuerySet
from warreader.places import address

from .prepared import prepared_models

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words: without what it is about, as for a letter, and with it."""

    notice: Notice
    brief: str
    about: str
    #: the address, on this site, of what it is about
    url: str


def notices_of(user: User, number: str = "") -> Page:
    """Return a page of somebody's notices in all their teams, the newest first; two queries."""
    page = Paginator(with_what_they_are_about(Notice.objects.visible_to(user)), PAGE_SIZE).get_page(number)
    page.object_list = [told(notice) for notice in page.object_list]
    return page


def with_what_they_are_about(notices: NoticeQuerySet) -> NoticeQuerySet:
    """Return the notices, the newest first, with all that words for them need."""
    theirs = Assignment.objects.filter(member=OuterRef("member"), part__session=OuterRef("session")).order_by()
    ends = theirs.values("member").annotate(end=Max(Coalesce("due", "part__session__deadline"))).values("end")
    related = ("actor", "article", "sentence__revision", "session", "team")
    rows = notices.annotate(end=Subquery(ends)).select_related(*related).defer("sentence__revision__text")
    return rows.order_by("-created_at", "-pk")


def told(notice: Notice) -> Told:
    """Say a notice in words; one of :func:`with_what_they_are_about`."""
    values = {
        "who": notice.actor.name if notice.actor else _("Somebody"),
        "session": notice.session.name if notice.session else "",
    }
    return Told(notice, _brief(notice) % values, _about(notice), _url(notice))


def _brief(notice: Notice) -> str:
    match notice.kind:
        case NoticeKind.MENTIONED:
            return _("%(who)s called you in a discussion")
        case NoticeKind.REPLIED:
            return _("%(who)s answered in a discussion that you take part in")
        case NoticeKind.ASSIGNED:
            return _("%(who)s gave you reports to judge in “%(session)s”")
        case NoticeKind.REVEALED:
            return _("%(who)s revealed “%(session)s”: everybody’s work shows, and the discussion begins")
        case NoticeKind.SETTLED if notice.session and notice.session.phase == Phase.CLOSED:
            return _("%(who)s closed “%(session)s”: see how its sentences were settled")
        case NoticeKind.SETTLED:
            return _("%(who)s settled sentences of “%(session)s”: see how")
        case NoticeKind.REVISED:
            return _("%(who)s brought in a later text of a report that you judged: look at your work again")
    return _("You have reports to finish in “%(session)s”")


def _about(notice: Notice) -> str:
    if notice.article and notice.sentence:
        values = {"number": notice.sentence.ordinal, "title": notice.article.title}
        return _("sentence %(number)s of “%(title)s”") % values
    if notice.article:
        return _("“%(title)s”") % {"title": notice.article.title}
    end: datetime | None = getattr(notice, "end", None)
    of_work = notice.kind in {NoticeKind.DEADLINE, NoticeKind.ASSIGNED}
    if not of_work or end is None or notice.session is None or notice.session.phase != Phase.ANNOTATING:
        return ""
    when = {"end": f"{date_format(end, 'j M Y, H:i')} UTC"}
    return (_("until %(end)s") if timezone.now() < end else _("the time was over at %(end)s")) % when


def _url(notice: Notice) -> str:
    if notice.session is None:
        return reverse("notices")
    if notice.article is None:
        return reverse("session-show", args=[notice.session.public_id])
    if notice.sentence is None:
        return address(notice.article, notice.session, None, "article")
    # What has no place in the present text is shown where it was said.
    text, number = notice.sentence.revision, notice.sentence.ordinal
    named = text.number if notice.article.revision_id != text.pk else None
    return f"{address(notice.article, notice.session, named, 'sentence', number)}#discussion-{number}"


def account_of(user: int) -> User | None:
    """Return an account with how many of its notices are unread; one query, which every page makes anyhow."""
    return next(iter(_account_of(user)), None)


@prepared_models
def _account_of(user: int) -> QuerySet[Any, Any]:
    unread = Notice.objects.visible_to(User(pk=user)).unread().order_by().values("member__user")
    counted = unread.annotate(number=Count("pk")).values("number")
    number = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return User.objects.annotate(waiting=number).filter(pk=user)
