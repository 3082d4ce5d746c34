"""A page that listens: who looks at what, up to where it has everything, and whether they still may."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from warreader.filters import ReadingFilter
from warreader.models import Ability, Article
from warreader.places import Place
from warreader.queries.people import Whose

#: how long a browser waits before it connects again, in milliseconds
RETRY = 2000


class Standing(Enum):
    """What became of somebody's place since they began to listen."""

    SAME = "same"
    #: they may listen, but their page is no longer what it was
    MOVED = "moved"
    #: the same, since the report has a later text
    REVISED = "revised"
    ENDED = "ended"


@dataclass(eq=False, slots=True)
class Watcher:
    """A reading page that listens for changes.

    ``login`` is the key of the browser's session, ``seen`` the number of the last event of the team up to which the
    page has all that concerns it.
    """

    place: Place
    whose: Whose
    chosen: ReadingFilter
    login: str
    seen: int

    @property
    def alone(self) -> bool:
        """Whether only one's own work may be learned of here, and nobody may learn of one's being here."""
        return self.place.withheld or self.place.session.concealed

    @property
    def asks(self) -> bool:
        """Whether what others did has to be asked for, sentence by sentence: it depends on what one did oneself."""
        return self.place.own_first

    @property
    def board(self) -> tuple[object, ...]:
        """All that marks come from beside judgements; those for whom it is the same may share them."""
        place = self.place
        rules = tuple(place.session.kinds), place.session.needs_evidence, place.session.needs_second
        return (*self.room, place.round, place.revision.pk, place.settled_in, *rules)

    @property
    def room(self) -> tuple[int, int]:
        """What those who are here together share: the article and the session."""
        return self.place.article.pk, self.place.session.pk

    def look_again(self) -> Standing:
        """Ask whether the person is still signed in, and still sees the article here as their page has it."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        request = HttpRequest()
        request.session = store(self.login)
        user = get_user(request)
        if user.pk is None or user.pk != getattr(self.place.viewer, "pk", None):
            return Standing.ENDED
        session, number = self.place.session, self.place.revision.number
        room = None if session.standing else session.public_id
        try:
            place = Place.find(user, self.place.article.public_id, room, number)
        except Article.DoesNotExist:
            return Standing.ENDED
        if not place.may(Ability.READ):
            return Standing.ENDED
        if place.earlier:
            return Standing.REVISED
        same = replace(self, place=place).board == self.board and _features(place) == _features(self.place)
        return Standing.SAME if same else Standing.MOVED


def _features(place: Place) -> tuple[object, ...]:
    session = place.session
    abilities = [place.may(ability) for ability in Ability]
    return (
        place.withheld,
        place.own_first,
        session.mode,
        session.phase,
        session.revealed_at,
        abilities,
    )


def ending(place: Place, standing: Standing) -> bytes:
    """Return the message that ends a stream, and says why."""
    context = {"standing": standing.value, "address": place.present_url}
    return framed(render_to_string("articles/_moved.html", context), event="end")


def framed(html: str, *, event: str = "", cursor: str = "") -> bytes:
    """Return a message of a stream of server-sent events; ``cursor`` is where a browser goes on after a drop."""
    lines = html.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = (f"event: {event}\n" if event else "") + (f"id: {cursor}\n" if cursor else "")
    return (head + "".join(f"data: {line}\n" for line in lines) + "\n").encode()


def where(cursor: str, *, acted: Iterable[str] = (), others: Iterable[int] = ()) -> SafeString:
    """Return the element that says how far the page is, which actions of one's own, and which sentences were others'.

    A page that does not know an action asks for what it did itself.
    """
    return format_html(
        '<div hidden id="live" data-cursor="{}" data-acted="{}" data-others="{}" hx-swap-oob="true"></div>',
        cursor,
        " ".join(acted),
        " ".join(str(ordinal) for ordinal in others),
    )
