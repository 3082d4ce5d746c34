"""What is published: the page for everybody, and the pages of the team that publish it."""

import gzip
import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyld import jsonld

from tests.actions.test_revisions import revise
from tests.factories import hold_session, make_article, place_of
from tests.publications import ANSWERS, ASKED, NEVER, World, remembered_publications
from warreader.actions.adjudication import settle
from warreader.actions.annotations import Target
from warreader.actions.publishing import correct, publish, withdraw
from warreader.models import AnnotationSession, Article, Publication, Team
from warreader.views.published import KEPT, STYLES

from .pages import queries, url

NONE = dict.fromkeys(ANSWERS, "none")


@pytest.fixture
def world(db: None) -> World:
    return remembered_publications()


def address(publication: Publication, name: str = "published") -> str:
    return reverse(name, args=[publication.token])


def test_nothing_that_was_not_chosen_is_in_what_is_public(world):
    everything = set().union(*ASKED.values()) | NEVER
    for chosen in ("", *ASKED):
        publication = world.publish(**({chosen: True} if chosen else {}))
        page, file = (Client().get(address(publication, name)) for name in ("published", "published-annotations"))
        public = page.content.decode() + file.content.decode()
        assert {word for word in everything if word in public} == ASKED.get(chosen, set()), chosen
        for member in world.desk.team.memberships.all():
            assert str(member.public_id) not in public
        assert str(publication.public_id) not in public


def test_what_is_done_later_never_shows(world):
    publication = world.publish(names=True, reasons=True)
    before = Client().get(address(publication)).content
    Article.objects.filter(pk=world.article.pk).update(title="Another title", source="Another source")
    world.session.adjudications.update(outcome="opinion", reason="Another reason")
    world.desk.team.memberships.update(name="Another name")
    Team.objects.update(name="Another team")
    KEPT.clear()
    assert Client().get(address(publication)).content == before


def test_the_page_sets_no_cookie_asks_for_no_account_and_may_be_kept(world, client_of):
    publication = world.publish()
    for client in (Client(), client_of(world.desk.editor)):
        response = client.get(address(publication))
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response["Vary"]
        assert "Accept-Language" in response["Vary"]
        assert response["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "script-src" not in response["Content-Security-Policy"]
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert b"<script src" not in response.content
        assert b"csrf" not in response.content
        assert client.head(address(publication))["ETag"] == response["ETag"]
        again = client.get(address(publication), headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
        since = client.get(address(publication), headers={"If-Modified-Since": response["Last-Modified"]})
        assert since.status_code == 304
        file = client.get(address(publication, "published-annotations"))
        assert file["Content-Type"] == "application/ld+json"
        assert file["ETag"] != response["ETag"]
    assert "X-Robots-Tag" not in client.get(address(world.publish(indexed=True)))


@pytest.mark.parametrize("name", ["published", "published-annotations"])
def test_a_link_that_leads_nowhere_tells_nothing(world, name):
    publication = world.publish()
    wrong = [publication.token[:-1] + "-", publication.token.swapcase(), "x", "x" * 500, "\u0660", "\0", str(uuid4())]
    answers = [Client().get(reverse(name, args=[token])) for token in wrong]
    assert {one.status_code for one in answers} == {404}
    assert len({(one.content, str(one.headers)) for one in answers}) == 1
    assert not answers[0].cookies
    assert "Cookie" not in answers[0]["Vary"]


#: the terms of schema.org that a published page may use, by type (version 29)
VOCABULARY = {
    "CreativeWork": {
        "abstract",
        "correction",
        "dateModified",
        "datePublished",
        "encoding",
        "genre",
        "isAccessibleForFree",
        "isBasedOn",
        "license",
        "name",
        "publisher",
        "url",
    },
    "Article": {"author", "datePublished", "headline", "inLanguage", "publisher", "url"},
    "CorrectionComment": {"datePublished", "text"},
    "MediaObject": {"contentUrl", "encodingFormat"},
    "Organization": {"name"},
    "Person": {"name"},
}


def told_in_schema(node: Any) -> set[str]:
    """The types of what a JSON-LD processor makes of the page's metadata; nothing may be outside the vocabulary."""
    if isinstance(node, list):
        return set().union(*map(told_in_schema, node))
    if not isinstance(node, dict) or "@type" not in node:
        return set()
    (kind,) = (one.removeprefix("http://schema.org/") for one in node["@type"])
    terms = {key.removeprefix("http://schema.org/"): value for key, value in node.items() if key[0] != "@"}
    assert terms.keys() <= VOCABULARY[kind], kind
    return {kind}.union(*map(told_in_schema, terms.values()))


def schema_org(*_asked: Any) -> dict[str, Any]:
    """Stand in for the context at schema.org: all terms are of its vocabulary."""
    context = {"@context": {"@vocab": "http://schema.org/"}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": None, "document": context}


def test_the_page_says_what_it_is_to_machines(world):
    Team.objects.filter(pk=world.desk.team.pk).update(licence="https://creativecommons.org/licenses/by/4.0/")
    publication = world.publish()
    Team.objects.filter(pk=world.desk.team.pk).update(licence="Another licence")
    assert b"licenses/by/4.0" in Client().get(address(publication)).content
    correct(
        place=world.place,
        publication=publication,
        release=world.release(),
        correction="</script> A date was wrong.",
        action=uuid4(),
    )
    page = Client().get(address(publication)).content.decode()
    assert "earlier correction" not in page
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(found)
    assert "Another licence" in page
    assert "license" not in data
    known = told_in_schema(jsonld.expand(data, {"documentLoader": schema_org}))
    assert known == {"CreativeWork", "Article", "CorrectionComment", "MediaObject", "Organization"}
    assert (data["@type"], data["publisher"]["name"]) == ("CreativeWork", world.desk.team.name)
    assert data["isBasedOn"] == {"@type": "Article", "headline": "A settled report", "inLanguage": "en"}
    assert [one["text"] for one in data["correction"]] == ["</script> A date was wrong."]
    path = address(publication, "published-annotations")
    assert data["encoding"]["contentUrl"].endswith(path)
    assert Client().get(path).json()["type"] == "AnnotationCollection"
    assert "ClaimReview" not in page
    assert page.count("Unverified does not mean false") >= 3
    assert "&lt;/script&gt; A date was wrong." in page


def test_what_is_withdrawn_says_when_and_why_and_what_was_deleted_that_it_was(world):
    publication = world.publish(reasons=True, indexed=True)
    Article.objects.filter(pk=world.article.pk).update(deleted_at=timezone.now())
    deleted = Client().get(address(publication))
    Article.objects.filter(pk=world.article.pk).update(deleted_at=None)
    AnnotationSession.objects.filter(pk=world.session.pk).update(deleted_at=timezone.now())
    without = Client().get(address(publication))
    AnnotationSession.objects.filter(pk=world.session.pk).update(deleted_at=None)
    withdraw(place=world.place, publication=publication, reason="It <b>names</b> a prisoner.", action=uuid4())
    gone = [Client().get(address(publication, name)) for name in ("published", "published-annotations")]
    for response in (deleted, without, *gone):
        assert response.status_code == 410
        assert response["X-Robots-Tag"].startswith("noindex")
        assert b"First." not in response.content
        assert b"canary-reason" not in response.content
        assert b"A settled report" not in response.content
    assert b"It &lt;b&gt;names&lt;/b&gt; a prisoner." in gone[0].content
    assert f"published by {world.desk.team.name} on" in gone[0].content.decode()
    old = {"If-None-Match": Client().get(address(world.publish()))["ETag"]}
    assert Client().get(address(publication), headers=old).status_code == 410


def test_an_editor_looks_at_it_answers_and_publishes(world, client_of):
    client, new = client_of(world.desk.editor), url("publication-new", world.article)
    page = client.get(new).content.decode()
    assert "This will be public" in page
    assert "a guideline of its own" not in page
    assert "a later text" not in page
    assert "canary" not in page
    shown = client.post(new, {"reasons": "on", "names": "on"})
    assert not Publication.objects.exists()
    assert b"canary-reason" in shown.content
    base = shown.context["base"]
    address_of_all = url("publications", world.article)
    unanswered = client.post(address_of_all, {"base": base, "names": "on", "reasons": "on"})
    assert unanswered.status_code == 422
    assert unanswered.content.count(b"Say whether there is any.") == 3
    said = NONE | {"private": "yes"}
    unreasoned = client.post(address_of_all, said | {"base": base, "names": "on", "reasons": "on"})
    assert unreasoned.status_code == 422
    assert b"Say why it may be shown." in unreasoned.content
    other = client.post(address_of_all, NONE | {"base": base, "votes": "on"})
    assert other.status_code == 409
    assert b"not what you looked at" in other.content
    assert b"; judged: 1 verified, 1 opinion" in other.content
    assert not Publication.objects.exists()
    given = NONE | {"base": base, "names": "on", "reasons": "on", "graphic": "yes", "graphic_reason": "It matters."}
    AnnotationSession.objects.filter(pk=world.session.pk).update(guideline="Verified: two of us saw it.")
    assert "a guideline of its own" in client.get(new).content.decode()
    done = client.post(address_of_all, given | {"page": str(uuid4())})
    assert (done.status_code, done["Location"]) == (303, address_of_all)
    publication = Publication.objects.get()
    public = Client().get(address(publication)).content.decode()
    assert "canary-reason" in public
    assert "describes violent death" in public
    assert "a guideline of its own" in public
    assert "two of us saw it" not in public
    assert "It matters." not in public
    listed = client_of(world.desk.viewer).get(address_of_all).content.decode()
    assert address(publication) in listed
    assert "Withdraw" not in listed


def test_an_editor_corrects_and_withdraws(world, client_of):
    publication = world.publish(reasons=True)
    client, args = client_of(world.desk.editor), [world.article.public_id, publication.public_id]
    form = client.get(reverse("publication-correction", args=args))
    assert b"canary-reason" in form.content
    assert b"canary-consent" in form.content
    given = NONE | {"base": form.context["base"], "reasons": "on"}
    editions = reverse("publication-editions", args=args)
    assert client.post(editions, given).status_code == 422
    assert client.post(editions, given | {"correction": "The date."}).status_code == 303
    assert b"The date." in Client().get(address(publication)).content
    elsewhere = [make_article(world.desk.owner).public_id, publication.public_id]
    assert (
        client.post(reverse("publication-withdrawal", args=elsewhere), {"reason": "It was wrong."}).status_code == 404
    )
    withdrawal = reverse("publication-withdrawal", args=args)
    assert client.post(withdrawal, {"reason": " "}).status_code == 422
    assert client.post(withdrawal, {"reason": "It was wrong."}).status_code == 303
    again = client.post(withdrawal, {"reason": "It was wrong, again."})
    assert again.status_code == 422
    assert b"withdrawn already" in again.content
    assert b"It was wrong." in client.get(url("publications", world.article)).content


def test_the_form_tells_what_could_be_overlooked(world, client_of):
    client, new = client_of(world.desk.editor), url("publication-new", world.article)
    world.session.adjudications.filter(sentence__ordinal=1).update(reason="Canary Annotator found it.")
    first = client.get(new).content.decode()
    for said in ("has a public page already", "names of your team’s people", "with names before", "public now"):
        assert said not in first, said
    assert "names of your team’s people" not in client.post(new, {"reasons": "on", "names": "on"}).content.decode()
    publication = world.publish(names=True)
    page = client.post(new, {"reasons": "on"}).content.decode()
    assert "has a public page already" in page
    assert '<span dir="auto">Canary Annotator</span>: sentence 1' in page
    assert "public with names before" in page
    assert "public with names before" not in client.post(new, {"names": "on"}).content.decode()
    correction = reverse("publication-correction", args=[world.article.public_id, publication.public_id])
    assert "No mark differs from what is public now." in client.get(correction).content.decode()
    world.session.adjudications.filter(sentence__ordinal=3).update(outcome="opinion")
    page = client.get(correction).content.decode()
    assert "1 mark differs from what is public now" in page
    assert "sentence 3: none of these → opinion" in page


def test_the_text_that_was_judged_goes_out_and_an_editor_is_told_of_a_later_one(world, client_of):
    revise(world.article, "First, as it is now.", "Second.", "Third.", "Fourth.")
    page = client_of(world.desk.editor).get(url("publication-new", world.article)).content.decode()
    assert "a later text" in page
    assert "revision 1, SHA-256" in page
    assert "First, as it is now." not in page
    world.publish()


def test_what_cannot_be_published_says_what_to_do(world, client_of):
    client, new = client_of(world.desk.editor), url("publication-new", world.article)
    publication = world.publish()
    AnnotationSession.objects.filter(pk=world.session.pk).update(phase="discussing")
    page = client.get(new).content.decode()
    assert "Settle its sentences in a session" in page
    assert url("verdict", world.article) in page
    assert client.post(url("publications", world.article), NONE | {"base": ""}).status_code == 422
    AnnotationSession.objects.filter(pk=world.session.pk).update(phase="closed")
    judge = world.desk.annotator
    hold_session(world.desk.owner, judge, articles=[world.article])
    listed = client_of(judge).get(url("publications", world.article)).content.decode()
    assert publication.token not in listed
    assert "blind session" in listed


def test_pages_cost_the_same_however_much_is_published(world, client_of):
    editor, list_address = client_of(world.desk.editor), url("publications", world.article)
    first = world.publish(**dict.fromkeys(ASKED, True))
    public = queries(Client(), address(first))
    alone = queries(editor, list_address)
    form = reverse("publication-correction", args=[world.article.public_id, first.public_id])
    asked = len(queries(editor, form))
    for step in range(2):
        again = world.publish()
        for publication in (first, again):
            here = {"place": world.place, "publication": publication, "release": world.release()}
            correct(**here, correction=f"Step {step}.", action=uuid4())
    assert len(queries(Client(), address(first))) == len(public) == 3
    assert len(queries(client_of(world.desk.editor), address(first))) == 2  # kept as it was made
    assert len(queries(editor, list_address)) == len(alone) == 5
    assert (asked, len(queries(editor, form))) == (18, 19)  # without names it looks for those of the team


@pytest.mark.thorough
def test_a_long_page_is_light(world):
    texts = [
        f"Residents of town {number} said that the fighting went on, and nobody confirmed it."
        for number in range(300)
    ]
    place = place_of(world.desk.editor, make_article(world.desk.owner, *texts))
    session = hold_session(world.desk.owner, world.desk.owner, articles=[place.article], mode="open")
    here = place_of(world.desk.editor, place.article, session)
    targets = [Target(ordinal) for ordinal in range(1, 301)]
    settle(place=here, targets=targets, outcome="unverified", reason="Nobody could be asked.", action=uuid4())
    Article.objects.filter(pk=place.article.pk).update(verdict=session)
    place = place_of(world.desk.editor, place.article)
    publication = publish(place=place, release=world.release(place, reasons=True), action=uuid4())
    page = Client().get(address(publication), headers={"Accept-Encoding": "gzip"})
    styles = [finders.find(name) for name in STYLES]
    assert len(page.content) + sum(len(gzip.compress(Path(str(one)).read_bytes())) for one in styles) < 30_000
    assert len(queries(Client(), address(publication))) == 2
