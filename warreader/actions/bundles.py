"""Issuing several articles as one zip: it is packed into a temporary file, and recorded in the history."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from warreader.exports import FORMATS, SLUG_LENGTH, Document, unheld
from warreader.exports.bundle import Contents, Order, TooLong, pack, sheet_beside
from warreader.exports.packing import IN_MEMORY, TooLarge, digest_of
from warreader.filters import TEAM, ReadingFilter
from warreader.models import Event, EventKind, Membership
from warreader.places import Place
from warreader.queries.agreement import Agreement
from warreader.queries.bundles import figures_of
from warreader.queries.people import NoSuchPerson

from .errors import Refused, Repeated
from .history import recording

#: what somebody gets at once from a page: articles, those in formats that are built whole in memory, bytes unpacked
MOST_ARTICLES = 500
MOST_DOCUMENTS = 50
MOST_BYTES = 200_000_000
MEDIA_TYPE = "application/zip"
TEXTS = ("text/", "application/json", "application/ld+json")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A zip as packed; whoever gets it closes ``file``, which stands at its beginning."""

    filename: str
    file: IO[bytes]
    contents: Contents
    sha256: str
    exported: datetime


def issue_bundle(*, member: Membership, order: Order, action: UUID) -> Bundle:
    """Pack a zip and record that it was issued; nothing is locked while it is packed.

    A repeat of an action gives the first one's zip again, and no second event. Raises ``Refused`` where there is
    nothing to pack, too much, a format or person that does not exist, something that no format holds, and for a repeat
    where the work has changed.
    """
    bundle = build_bundle(order, within_limits=True)
    try:
        article = order.place.article if order.place else None
        with recording(actor=member, action=action, session=order.session, article=article) as history:
            history.append(EventKind.BUNDLE_ISSUED, data=record(order, bundle), texts=_words(order))
    except Repeated:
        bundle.file.close()
        return _again(member, order, action)
    except BaseException:
        bundle.file.close()
        raise
    return bundle


def build_bundle(order: Order, *, within_limits: bool, exported: datetime | None = None) -> Bundle:
    """Pack a zip of the articles as they stand. Raises ``Refused`` as :func:`issue_bundle` does."""
    refuse_unfit(order, within_limits=within_limits)
    at = (exported or timezone.now()).replace(microsecond=0)
    figures = _figures(order)
    # Closed by whoever gets it.
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        contents = _packed(file, order, at, figures, MOST_BYTES if within_limits else None)
        return Bundle(_filename(order, at), file, contents, digest_of(file), at)
    except BaseException:
        file.close()
        raise


def sheet_of_one(place: Place, document: Document, name: str, sha256: str) -> str:
    """Return the data sheet of an article's file by itself, in a format of this name; ``sha256`` is the file's."""
    order = Order.of_one(place, (name,), document.options)
    return sheet_beside(order, document, sha256, _figures(order))


def _figures(order: Order) -> Sequence[Agreement]:
    """Return how far people agree on the articles of an order, where it is of all people's tags at that text."""
    if order.options.whose not in {"", TEAM} or (order.place and order.place.earlier):
        return []
    return figures_of(order.viewer, order.session, order.find())


def refuse_unfit(order: Order, *, within_limits: bool) -> None:
    """Raise ``Refused`` where it is known before anything is packed that there can be no zip."""
    _refuse_unknown(order)
    _refuse_number(order, within_limits=within_limits)


def _packed(
    file: IO[bytes], order: Order, exported: datetime, figures: Sequence[Agreement], most: int | None
) -> Contents:
    try:
        return pack(file, order, exported=exported, figures=figures, most=most)
    except NoSuchPerson as error:
        text = _("Nobody in this team has tags under “%(name)s”.")
        raise Refused(text % {"name": order.options.whose}) from error
    except TooLong as error:
        raise Refused(str(error)) from error
    except TooLarge as error:
        text = _("This comes to more than %(most)s MB. Export fewer reports or formats at once.")
        raise Refused(text % {"most": MOST_BYTES // 1_000_000}) from error


def _refuse_unknown(order: Order) -> None:
    for name in order.formats:
        if name not in FORMATS:
            raise Refused(_("There is no export format “%(name)s”.") % {"name": name})
    if missing := unheld(order.formats, order.options):
        raise Refused(" ".join(missing.values()))


def _refuse_number(order: Order, *, within_limits: bool) -> None:
    number = len(order.find())
    if not number:
        raise Refused(_("There is no report to export here."))
    most = MOST_DOCUMENTS if any(built_whole(name) for name in order.formats) else MOST_ARTICLES
    if within_limits and number > most:
        text = _("These are %(number)s reports, and %(most)s go out at once in these formats. Export fewer.")
        raise Refused(text % {"number": number, "most": most})


def built_whole(name: str) -> bool:
    """Say whether files of a format are built in memory: those that are no text."""
    media_type = FORMATS[name].media_type
    return not (media_type.startswith(TEXTS) or media_type.endswith(("jsonl", "json")))


def record(order: Order, bundle: Bundle) -> dict[str, Any]:
    """Return what the history keeps of a bundle: no text but from closed lists, ids and digests."""
    chosen = ReadingFilter.from_string(order.options.filter)
    shown = ReadingFilter(chosen.states, chosen.flags, chosen.extras, chosen.kinds).query()
    text = {"revision": str(order.place.revision.public_id)} if order.place else {}
    return (
        asdict(order.options)
        | text
        | {
            "filter": shown,
            "formats": list(order.formats),
            "articles": list(bundle.contents.articles),
            "sha256": bundle.sha256,
            "exported": bundle.exported.isoformat(),
            "included": bundle.contents.included,
        }
    )


def _words(order: Order) -> dict[str, tuple[str, str]] | None:
    """Return what somebody typed to choose; it is kept where it can be erased."""
    words = {"selection": order.selection, "words": ReadingFilter.from_string(order.options.filter).words}
    return {name: ("", text) for name, text in words.items() if text} or None


def _again(member: Membership, order: Order, action: UUID) -> Bundle:
    event = Event.objects.filter(actor=member, action=action, kind=EventKind.BUNDLE_ISSUED).first()
    if event is not None:
        exported = datetime.fromisoformat(event.data["exported"])
        bundle = build_bundle(order, within_limits=True, exported=exported)
        if bundle.sha256 == event.data["sha256"]:
            return bundle
        bundle.file.close()
    raise Refused(_("This export was issued before, and the reports have changed since. Export them anew."))


def _filename(order: Order, exported: datetime) -> str:
    called = order.team.name if order.session.standing else order.session.name
    if order.place:
        called = order.place.article.title
    slug = slugify(called)[:SLUG_LENGTH].strip("-_") or "reports"
    return f"{slug}-{exported:%Y-%m-%d}.zip"
