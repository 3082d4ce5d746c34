"""What those who listen are told: what they may see, once for all who see the same, and nothing else."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import logout
from django.db import DatabaseError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client

from tests.factories import (
    draft,
    hold_session,
    judge,
    make_article,
    make_desk,
    make_member,
    place_of,
    settle_one,
    support,
    user_of,
)
from tests.views.pages import text_of
from warreader.actions.articles import Details, correct_kinds
from warreader.actions.revisions import add_revision
from warreader.actions.sessions import close, reveal
from warreader.actions.teams import change_role, remove_member
from warreader.filters import ReadingFilter
from warreader.live import boards, changes_since, cursor_of, last_number, tail
from warreader.live.tail import HARMLESS, ON_SENTENCES, Tail, happened
from warreader.live.watchers import Watcher
from warreader.models import AnnotationSession, EventKind, Kind, Membership, Role
from warreader.places import Place
from warreader.queries.people import whose_tags


def watch(place: Place, query: str = "") -> Watcher:
    """Somebody who begins to listen now, signed in."""
    client = Client()
    client.force_login(user_of(place.author))
    chosen = ReadingFilter.from_string(query)
    login = client.session.session_key or ""
    return Watcher(place, whose_tags(place, chosen.whose), chosen, login, last_number(place))


def told(tail: Tail, *watchers: Watcher) -> list[str]:
    """What each of these is told now; empty for nothing."""
    found = dict.fromkeys(watchers, "")
    for delivery in tail.read(watchers):
        found[delivery.watcher] += delivery.message.decode()
    return [found[watcher] for watcher in watchers]


def marks(text: str) -> list[str]:
    return [re.sub(r' data-v="\w*"', "", mark) for mark in re.findall(r'<a class="mark.*?</a>', text)]


@pytest.fixture
def other(mate: Membership, article) -> Place:
    """The article as a second annotator sees it."""
    return place_of(mate, article)


def test_a_tag_reaches_everybody_at_the_article_and_nobody_elsewhere(place, other, editor):
    elsewhere = place_of(editor, make_article(editor))
    watchers = [watch(place), watch(other), watch(elsewhere)]
    reader = Tail()
    judge(other, 2, "opinion")
    own, theirs, nothing = told(reader, *watchers)
    assert marks(own)[0].startswith('<a class="mark open" id="m2"')
    assert "judged by 1 other" in own
    assert marks(theirs)[0].startswith('<a class="mark opinion" id="m2"')
    assert nothing == ""
    assert told(reader, *watchers) == ["", "", ""]


@pytest.mark.parametrize("query", ["", "whose=team", "whose=team&state=opinion", "flag=loaded&hide=1", "q=Sentence"])
def test_the_marks_are_those_of_the_page_without_ones_version(place, other, client_of, query):
    watcher = watch(place, query)
    cursor = cursor_of(place)
    judge(place, 1, "verified")
    judge(other, 1, "opinion", flags={"loaded": True})
    support(other, 2)
    judge(other, 3, "verified", note="Seen")
    (message,) = told(Tail(), watcher)
    page = text_of(client_of(place.author).get(f"{place.url('changes')}?{query}&since={cursor}"))
    assert marks(message) == marks(page) != []
    assert "data-v" in page
    assert "data-v" not in message
    counts = re.findall(r'<b id="n-.*?</b>|<span id="says".*?</span>', page)
    assert [count for count in counts if count not in message] == []


def test_what_is_the_same_for_many_is_rendered_once(place, other, desk, article, monkeypatch):
    people = [place_of(make_member(desk.team), article) for _ in range(4)]
    watchers = [watch(one) for one in [*people, other]]
    rendered = []

    def render(*args: Any) -> str:
        rendered.append(args)
        return render_to_string(*args)

    monkeypatch.setattr(boards, "render_to_string", render)
    reader = Tail()
    judge(place, 1, "opinion")
    first = told(reader, *watchers)
    assert len({tuple(marks(message)) for message in first}) == 1
    assert len(rendered) == 1
    judge(place, 2, "opinion")
    second = told(reader, *watchers)
    assert len(rendered) == 2
    assert "n-opinion" not in second[0]  # their own counts have not changed


def test_a_settled_tag_reaches_mine_and_the_teams_view_but_not_somebody_elses_tags(desk, mate, article):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article], mode="open")
    judge(place_of(desk.annotator, article, session), 2, "opinion")
    place = place_of(mate, article, session)
    judge(place, 2, "unverified")
    watchers = [watch(place, f"whose={whose}") for whose in ("mine", "team", desk.annotator.public_id)]
    settle_one(place_of(desk.editor, article, session), 2, "verified")
    mine, team, theirs = (marks(message)[0] for message in told(Tail(), *watchers))
    assert mine.startswith('<a class="mark hollow settled"')
    assert team.startswith('<a class="mark hollow settled"')
    assert theirs.startswith('<a class="mark opinion"')


def test_ones_own_actions_are_named_to_oneself_only(place, other):
    watchers = [watch(place), watch(other)]
    judge(other, 2, "opinion")
    own, theirs = told(Tail(), *watchers)
    assert 'data-acted="" data-others="2"' in own
    assert re.search(r'data-acted="[0-9a-f]{32}" data-others=""', theirs)


def test_the_message_is_named_by_the_cursor_from_which_it_can_be_asked_again(place, other):
    watcher = watch(place)
    judge(other, 2, "opinion")
    (message,) = told(Tail(), watcher)
    assert message.startswith(f"id: {cursor_of(place)}\ndata: ")
    assert changes_since(place, cursor_of(place)).ordinals == ()


def test_somebody_who_comes_late_gets_what_they_lack_and_the_others_nothing_twice(place, other):
    early, late = watch(place), watch(other)
    late.seen = early.seen
    reader = Tail()
    judge(other, 1, "opinion")
    assert marks(told(reader, early)[0])
    again, missed = told(reader, early, late)
    assert again == ""
    assert [mark for mark in marks(missed) if 'id="m1"' in mark]


def test_nothing_is_taken_from_a_board_that_was_not_kept_up(place, other):
    reader, early = Tail(), watch(place, "whose=team")
    judge(other, 1, "opinion")
    assert told(reader, early)
    judge(other, 2, "opinion")  # while those who listened change places
    late = watch(place, "whose=team")
    judge(other, 3, "opinion")
    (message,) = told(reader, late)
    assert '<b id="n-opinion" hx-swap-oob="true">3</b>' in message


def test_more_than_is_read_at_a_time_is_read_later(place, other, monkeypatch):
    monkeypatch.setattr(tail, "MOST", 2)
    watcher, reader = watch(place), Tail()
    for ordinal in range(1, 6):
        judge(other, ordinal, "opinion")
    found = "".join(told(reader, watcher)[0] for _ in range(3))
    assert set(re.findall(r'id="m(\d)"', found)) == set("12345")


def test_in_a_blind_session_one_hears_of_ones_own_work_only(desk, mate, editor, article, monkeypatch):
    session = hold_session(editor, desk.annotator, mate, articles=[article])
    places = [place_of(member, article, session) for member in (desk.annotator, mate, editor)]
    watchers = [watch(place) for place in places]
    watchers += [watch(place_of(desk.annotator, article)), watch(place_of(desk.viewer, article, session))]
    reader = Tail()
    judge(places[1], 1, "verified", note="CANARY", flags={"loaded": True})
    support(places[1], 2, "CANARY")
    one, own, leader, withheld, viewer = told(reader, *watchers)
    assert (one, leader, withheld, viewer) == ("", "", "", "")
    assert "CANARY" not in own
    assert marks(own) == []
    assert len(re.findall(r"[0-9a-f]{32}", own)) == 2
    assert own.count("\n\n") == 1


def test_the_events_of_a_blind_session_are_not_even_read(desk, mate, editor, article):
    session = hold_session(editor, desk.annotator, mate, articles=[article])
    watcher = watch(place_of(desk.annotator, article, session))
    judge(place_of(mate, article, session), 1, "verified")
    assert happened(desk.team.pk, watcher.seen, [watcher]) == []


def test_where_an_article_is_withheld_the_reading_room_tells_of_nobody(desk, mate, editor, article):
    hold_session(editor, desk.annotator, articles=[article])
    withheld, other = watch(place_of(desk.annotator, article)), watch(place_of(editor, article))
    judge(place_of(mate, article), 1, "opinion")
    nothing, something = told(Tail(), withheld, other)
    assert nothing == ""
    assert marks(something)


def test_whoever_judges_first_is_told_to_ask(place, other):
    user = user_of(place.author)
    user.own_first = True
    user.save()
    watcher = watch(place_of(place.author, place.article))
    judge(other, 1, "opinion")
    (message,) = told(Tail(), watcher)
    assert 'data-acted="others"' in message
    assert marks(message) == []
    assert "id: " not in message  # of an event that they may not see yet


def test_at_the_reveal_every_page_of_the_session_is_told_to_load_again(desk, mate, editor, article):
    session = hold_session(editor, desk.annotator, mate, articles=[article])
    inside = watch(place_of(desk.annotator, article, session))
    withheld, beside = watch(place_of(mate, article)), watch(place_of(desk.owner, article))
    reveal(member=editor, session=session, action=uuid4())
    ends = Tail().read([inside, withheld, beside])
    assert {end.watcher for end in ends if end.ends} == {inside, withheld}
    assert all(b"event: end" in end.message and b"Load it again" in end.message for end in ends)


def test_whoever_may_not_read_any_more_is_told_so_and_nothing_after_it(place, other, desk):
    gone, moved, stays = watch(place), watch(other), watch(place_of(desk.editor, place.article))
    judge(place_of(desk.editor, place.article), 1, "opinion")
    remove_member(member=place.author, by=desk.owner)
    change_role(member=other.author, role=Role.VIEWER, by=desk.owner)
    found = {delivery.watcher: delivery for delivery in Tail().read([gone, moved, stays])}
    assert b"You cannot read this here any more" in found[gone].message
    assert b"Load it again" in found[moved].message
    assert b'id="m1"' not in found[gone].message + found[moved].message
    assert [found[watcher].ends for watcher in (gone, moved, stays)] == [True, True, False]


@pytest.mark.parametrize("end", ["signs out", "is deactivated", "closes the session"])
def test_what_is_no_event_of_the_article_is_asked_for_again(desk, article, end):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    watcher = watch(place_of(desk.annotator, article, session))
    assert Tail().look_again([watcher]) == []
    if end == "signs out":
        request = HttpRequest()
        request.session = Client().session.__class__(watcher.login)
        request.user = user_of(watcher.place.author)
        logout(request)
    elif end == "is deactivated":
        type(watcher.place.viewer).objects.update(is_active=False)
    else:
        close(member=desk.editor, session=session, action=uuid4())
    (ended,) = Tail().look_again([watcher])
    assert ended.ends


def test_every_kind_of_event_that_is_not_known_to_be_harmless_has_permissions_asked_for_again():
    asked = set(EventKind) - ON_SENTENCES - HARMLESS
    assert {EventKind.MEMBER_REMOVED, EventKind.ROLE_CHANGED, EventKind.SESSION_REVEALED} <= asked
    assert not ON_SENTENCES & HARMLESS


def test_one_teams_trouble_ends_its_own_streams_only(place, other, monkeypatch, caplog):
    watcher = watch(place)
    judge(other, 1, "opinion")
    monkeypatch.setattr(Tail, "_news", lambda *_args: 1 / 0)
    (end,) = Tail().read([watcher])
    assert (end.message, end.ends) == (b"", True)
    assert "No live changes" in caplog.text


def test_a_corrected_kind_moves_the_counts(place, other, editor):
    watcher, reader = watch(place), Tail()
    judge(other, 2, "opinion")
    assert told(reader, watcher) != [""]
    leader = place_of(editor, place.article)
    correct_kinds(place=leader, ordinals=[1], kind=Kind.BOILERPLATE, action=uuid4())
    (message,) = told(reader, watcher)
    assert '<b id="n-open" hx-swap-oob="true">4</b>' in message
    assert "data-out" in marks(message)[0]


def test_pages_whose_marks_come_from_elsewhere_now_are_told_to_load_again(desk, place, article):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    room, inside = watch(place), watch(place_of(desk.annotator, article, session))
    assert Tail().look_again([room, inside]) == []
    AnnotationSession.objects.filter(pk=session.pk).update(kinds=["title"])
    assert [end.watcher for end in Tail().look_again([room, inside])] == [inside]


def test_a_database_that_fails_on_the_way_costs_nothing_that_was_read(place, other, monkeypatch, caplog):
    desk = make_desk("Other desk")
    elsewhere = place_of(desk.annotator, make_article(desk.editor))
    watchers, reader = [watch(place), watch(elsewhere)], Tail()
    judge(other, 1, "opinion")
    judge(place_of(desk.editor, elsewhere.article), 1, "opinion")
    of_team = Tail._of_team

    def fails_once(self: Tail, team: int, *args: Any) -> Any:
        if team == elsewhere.team.pk:
            monkeypatch.undo()
            raise DatabaseError
        return of_team(self, team, *args)

    monkeypatch.setattr(Tail, "_of_team", fails_once)
    first, second = told(reader, *watchers), told(reader, *watchers)
    assert [bool(text) for text in first] == [True, False]
    assert [bool(text) for text in second] == [False, True]
    assert "The database does not answer" in caplog.text


def test_whoever_reads_a_text_that_is_followed_by_a_later_one_is_told_to_load_it(place, other, article):
    tail, watchers = Tail(), [watch(place), watch(other, "whose=team")]
    later = draft("A later text.")
    add_revision(member=article.added_by, article=article, draft=later, details=Details(""), action=uuid4())
    for said in told(tail, *watchers):
        assert said.startswith("event: end")
        assert "later text" in said
        assert f'href="/articles/{article.public_id}/"' in said
    listener = watch(Place.find(place.viewer, article.public_id))
    judge(Place.find(other.viewer, article.public_id), 1, "opinion")
    assert 'id="m1"' in told(tail, listener)[0]
