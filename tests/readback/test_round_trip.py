"""What is exported and brought into an empty installation is exported the same again."""

from dataclasses import replace
from uuid import uuid4

from tests.exports.test_bundle import content_of, order_of
from tests.factories import hold_session, judge, make_article, place_of, settle_one, support
from tests.readback.conftest import ALL, brought_in, file_of, forget, moved
from warreader.actions.discussion import change_comment
from warreader.actions.evidence import Source, record_evidence
from warreader.actions.returning import Became, Noun
from warreader.actions.sessions import close, reveal
from warreader.actions.verdicts import name_verdict
from warreader.models import OPERATOR, Annotation, AnnotationSession, Article, Comment, Event, EventKind, Notice


def test_a_file_of_the_reading_room_comes_back_byte_for_byte(desk, place, mate):
    judge(place, 1, "verified", flags={"loaded": True}, note="seen", note_exported=True)
    support(place, 1)
    support(place, 3)
    judge(place_of(mate, place.article), 1, "opinion")
    content = file_of(place.article)
    forget(desk.team)

    new = moved(content)

    assert new.file() == content
    assert new.told.added == {Noun.JUDGEMENTS: 2, Noun.EVIDENCE: 2}
    again = brought_in(new.owner, content)
    assert not again.changes
    assert again.there == {Noun.JUDGEMENTS: 2, Noun.EVIDENCE: 2}
    assert new.file() == content
    assert Event.objects.filter(team=new.team, kind=EventKind.WORK_IMPORTED).count() == 1


def test_what_is_held_back_takes_nothing_else_along_and_an_address_has_what_letters_it_likes(desk, article):
    address = 'https://example.org/a|b?q={"x"}&y=%zz#<z>^`\\'
    Article.objects.filter(pk=article.pk).update(url=address)
    place = place_of(desk.annotator, article)
    judge(place, 1, None, note="mine alone")
    source = Source(url=address, citation="The page")
    record_evidence(place=place, ordinal=1, source=source, action=uuid4())
    content, linked = file_of(article), file_of(article, "jsonld")
    forget(desk.team)
    new = moved(content)
    assert (new.file(), new.file("jsonld")) == (content, linked)
    for one in (content, linked):
        again = brought_in(new.owner, one)
        assert (again.changes, again.of(Became.CONFLICT)) == (False, [])


def test_a_session_comes_back_out_of_the_zip_of_its_files(desk):
    articles = [make_article(desk.editor), make_article(desk.editor)]
    session = hold_session(desk.editor, desk.annotator, articles=articles, mode="open")
    for article in articles:
        judge(place_of(desk.annotator, article, session), 1, "opinion")
    close(member=desk.editor, session=session, action=uuid4())
    files = {article.title: file_of(article, session=session.public_id) for article in articles}
    order = order_of(OPERATOR, session, ("md", "jsonl", "json"), ALL)
    packed = content_of(order)
    files = {article.title: file_of(article, session=session.public_id) for article in articles}
    forget(desk.team)

    new = moved(packed)

    assert new.told.added[Noun.JUDGEMENTS] == 2
    there = AnnotationSession.objects.made().get(team=new.team)
    assert there.articles.count() == 2
    for article in Article.objects.filter(team=new.team):
        assert file_of(article, session=there.public_id) == files[article.title]
    assert not brought_in(new.owner, packed).changes


def test_what_was_said_comes_back_to_those_who_said_it_and_what_is_settled_without_them(discussed):
    article, session = discussed.viewer.article, discussed.viewer.session.public_id
    shy, settled = replace(ALL, names=False), replace(ALL, whose="settled")
    mine = replace(ALL, whose=str(discussed.annotator.author.public_id))
    files = {options: file_of(article, session=session, options=options) for options in (ALL, shy, mine, settled)}
    same = brought_in(discussed.editor.author, files[shy])
    assert (len(same.lines), same.changes, same.there[Noun.REMARKS]) == (1, False, 4)
    forget(article.team)
    for options, content in files.items():
        new = moved(content)
        assert file_of(Article.objects.get(team=new.team), session=session, options=options) == content
        assert not brought_in(new.owner, content).changes
        assert not Notice.objects.filter(team=new.team).exists()
        forget(new.team)


def test_what_was_said_comes_back_out_of_linked_data_too(discussed):
    article, session = discussed.viewer.article, discussed.viewer.session.public_id
    content, linked = file_of(article, session=session), file_of(article, "jsonld", session)
    for one in (linked, file_of(article, "html", session)):
        same = brought_in(discussed.editor.author, one)
        assert (same.changes, same.there[Noun.REMARKS], same.of(Became.CONFLICT)) == (False, 4, [])
    Notice.objects.all().delete()
    Comment.objects.exclude(root=None).delete()
    Comment.objects.all().delete()
    told = brought_in(discussed.editor.author, linked)
    assert (told.added.total(), told.added[Noun.REMARKS], told.of(Became.CONFLICT)) == (4, 4, [])
    assert file_of(article, session=session) == content


def test_what_was_said_since_stays_beside_what_is_brought_in(discussed):
    article, session = discussed.viewer.article, discussed.viewer.session.public_id
    content = file_of(article, session=session)
    thread = Comment.objects.get(text="Who looks?")
    change_comment(place=discussed.editor, comment=thread, text="I do", base=thread.version.hex, action=uuid4())
    answer = Comment.objects.get(author=discussed.editor.author, deleted_at=None, root__isnull=False)
    Notice.objects.filter(comment=answer).delete()
    answer.mentions.clear()
    answer.delete()
    told = brought_in(discussed.editor.author, content)
    assert (len(told.of(Became.CONFLICT)), told.added[Noun.REMARKS]) == (1, 1)
    back = Comment.objects.get(public_id=answer.public_id)
    assert (back.text, back.root.text[:5], back.mentions.get().name) == (
        "It is not, @Ada Byron.",
        "Is it",
        "Ada Byron",
    )
    event = Event.objects.filter(kind=EventKind.COMMENTED).latest("number")
    assert (event.actor, event.data["brought"]) == (discussed.editor.author, str(discussed.editor.author.public_id))


def test_a_verdict_that_somebody_named_comes_back(desk, article):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    settle_one(place_of(desk.editor, article, session), 2, "none")
    assert b'"verdict":null' in file_of(article)
    name_verdict(place=place_of(desk.editor, article), session=session, action=uuid4())
    content = file_of(article)
    forget(desk.team)
    assert moved(content).file() == content


def test_a_file_of_a_settled_session_comes_back_and_so_does_the_one_of_the_reading_room(desk, article, mate):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article], needs_second=True)
    mine, theirs = place_of(desk.annotator, article, session), place_of(mate, article, session)
    judge(mine, 1, "verified")
    support(mine, 1)
    judge(theirs, 1, "opinion", note="no", note_exported=True)
    judge(mine, 2, "verified")
    reveal(member=desk.editor, session=session, action=uuid4())
    judge(place_of(mate, article, session), 1, "unverified", base=Annotation.objects.get(author=mate).version.hex[:8])
    settle_one(place_of(desk.editor, article, session), 1, "verified", reason="as it says")
    close(member=desk.editor, session=session, action=uuid4())
    of_session, of_room = file_of(article, session=session.public_id), file_of(article)
    forget(desk.team)

    new = moved(of_session)
    assert new.file(session=session.public_id) == of_session
    other = moved(of_room)
    assert b'"state":"verified"' in of_room
    assert other.told.renamed
    forget(new.team)
    forget(other.team)
    assert moved(of_room).file() == of_room
