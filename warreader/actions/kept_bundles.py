"""Zips that take too long to wait for: what is asked for, and making it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.exports import Options
from warreader.exports.bundle import Order
from warreader.models import Ability, Article, Assignment, BundleState, KeptBundle, Membership, User, Viewer
from warreader.models.base import withheld_articles_of
from warreader.models.bundles import KEPT
from warreader.places import Place

from .bundles import issue_bundle, refuse_unfit
from .errors import Refused
from .teams import wait_in_line

#: sentences of which a zip is made at once where so many people judge them, or fewer: in a second, and some six where
#: no figures of agreement are at hand
AT_ONCE, PEOPLE = 1_000, 5
#: zips that one person waits for at a time
MOST_WAITING = 3


def takes_long(order: Order) -> bool:
    """Say whether a zip is not to be waited for, by what there is to judge and not by what is judged; two queries."""
    rows = Article.objects.visible_to(order.viewer).filter(public_id__in=order.find())
    sentences: int = rows.aggregate(number=Count("revision__sentences"))["number"]
    people = Assignment.objects.visible_to(order.viewer).filter(part__session=order.session)
    return sentences * max(PEOPLE, people.values("member").distinct().count()) > AT_ONCE * PEOPLE


def keep(*, member: Membership, order: Order, action: UUID) -> KeptBundle:
    """Note that a zip is to be made of the articles that are picked now; once for each action.

    Raises ``Refused`` as :func:`warreader.actions.bundles.issue_bundle` does, as far as that is known at once, and
    where the member waits for several already.
    """
    refuse_unfit(order, within_limits=True)
    articles = [str(one) for one in order.find()]
    with transaction.atomic():
        wait_in_line(member.team)
        theirs = KeptBundle.objects.filter(member=member)
        if again := theirs.filter(action=action).first():
            return again
        if theirs.filter(state=BundleState.WAITING).count() >= MOST_WAITING:
            raise Refused(_("Several zips are being made for you already. Wait until one is done."))
        text = order.place.revision.number if order.place else None
        asked: dict[str, Any] = {"articles": articles, "selection": order.selection, "text": text}
        asked |= {"formats": list(order.formats), "options": asdict(order.options)}
        return KeptBundle.objects.create(
            team=member.team, member=member, session=order.session, action=action, order=asked
        )


def make(*, kept: KeptBundle) -> None:
    """Make a zip, and record that it was issued; or say why that cannot be."""
    try:
        order = _order(kept)
        withheld = withheld_of(order.viewer, kept)
        bundle = issue_bundle(member=kept.member, order=order, action=kept.action)
    except Refused as refused:
        fail(kept=kept, problem=str(refused))
        return
    except Article.DoesNotExist:
        fail(kept=kept, problem=_("A report of those that you asked for is not there any more. Export them anew."))
        return
    with bundle.file as file:
        values = {"content": file.read(), "filename": bundle.filename, "withheld": withheld}
    KeptBundle.objects.filter(pk=kept.pk).update(state=BundleState.READY, problem="", **values)


def fail(*, kept: KeptBundle, problem: str) -> None:
    """Note why a zip could not be made."""
    waiting = KeptBundle.objects.filter(pk=kept.pk, state=BundleState.WAITING)
    waiting.update(state=BundleState.FAILED, problem=problem)


def forget() -> None:
    """Throw away what was kept for long enough."""
    KeptBundle.objects.filter(created_at__lt=timezone.now() - KEPT).delete()


def stands(viewer: Viewer, kept: KeptBundle) -> bool:
    """Say whether the viewer may see by now all that a zip holds: its reports, and others' work on them."""
    asked = kept.order["articles"]
    there = Article.objects.visible_to(viewer).filter(public_id__in=asked).count() == len(asked)
    return there and not set(withheld_of(viewer, kept)) - set(kept.withheld)


def withheld_of(viewer: object, kept: KeptBundle) -> list[str]:
    """Return the articles of a zip of which the viewer may see only their own work now."""
    if not isinstance(viewer, User):
        return []
    rows = Article.objects.filter(public_id__in=kept.order["articles"], pk__in=withheld_articles_of(viewer))
    return sorted(str(one) for one in rows.values_list("public_id", flat=True))


def _order(kept: KeptBundle) -> Order:
    user, asked = kept.member.user, kept.order
    member = Membership.objects.of(user).filter(pk=kept.member_id).first() if user and user.is_active else None
    if user is None or member is None or not member.may(Ability.EXPORT) or kept.session.deleted_at:
        raise Refused(_("What was asked for cannot be exported by you any more."))
    articles: Sequence[UUID] = [UUID(one) for one in asked["articles"]]
    formats, options = tuple(asked["formats"]), Options(**asked["options"])
    if asked["text"] is None:
        team = kept.member.team
        return Order(user, team, kept.session, lambda: articles, formats, options, asked["selection"])
    session = None if kept.session.standing else kept.session.public_id
    return Order.of_one(Place.find(user, articles[0], session, asked["text"]), formats, options)
