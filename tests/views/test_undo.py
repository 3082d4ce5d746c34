"""Undo over HTTP: many steps, across kinds of actions, harmless when sent again."""

from uuid import uuid4

import pytest

from tests.factories import judge, place_of, support
from warreader.models import Annotation, Event, Evidence, Kind, Sentence, Tag

from .pages import HTMX, tag, text_of, url, version


@pytest.fixture
def client(client_of, editor):
    return client_of(editor)


def undo(client, article, **more):
    headers = {} if more.pop("plain", False) else HTMX
    return client.post(url("undo", article), more, headers=headers)


def standing() -> tuple:
    annotations = [(row.sentence.ordinal, row.tag, row.note) for row in Annotation.objects.order_by("sentence")]
    kinds = list(Sentence.objects.order_by("ordinal").values_list("kind", flat=True))
    return annotations, list(Evidence.objects.values_list("citation", flat=True)), kinds


def test_steps_of_every_kind_are_taken_back_one_by_one(client, article, editor):
    steps = [standing()]

    def step(name, *args, **data):
        assert client.post(url(name, article, *args), data, headers=HTMX).status_code == 200
        steps.append(standing())

    step("tags", sentences="1-3", bases=",,", tag="opinion")
    step("tags", sentences="2", bases=version(editor, 2), tag="verified")
    step("note", 2, note="why", base=version(editor, 2))
    step("evidence", 2, citation="Bulletin")
    row = Evidence.objects.get()
    step("evidence-edit", 2, row.public_id, citation="Second bulletin", base=row.version.hex)
    row.refresh_from_db()
    step("kinds", sentences="4-5", kind="caption")
    step("evidence-removal", 2, row.public_id, base=row.version.hex)
    step("flags", sentences="5", bases="", set="loaded")
    while len(steps) > 1:
        assert standing() == steps.pop()
        answer = undo(client, article)
        assert answer.status_code == 200
        assert "Undone" in text_of(answer)
    assert standing() == steps[0]
    assert "nothing left to undo" in text_of(undo(client, article))
    assert undo(client, article).status_code == 422


def test_without_a_script_it_leads_back_to_the_card_and_says_where_nothing_is_left(client, article):
    tag(client, article, "3", "opinion")
    answer = undo(client, article, plain=True)
    assert (answer.status_code, answer["Location"]) == (303, f"{url('sentence', article, 3)}#s3")
    answer = undo(client, article, plain=True)
    assert answer.status_code == 422
    assert "nothing left to undo" in text_of(answer)
    assert "<!doctype html>" in text_of(answer)


@pytest.mark.parametrize("before", [1, 2])
def test_the_same_undo_twice_is_one(client, article, before):
    for ordinal in range(1, before + 1):
        tag(client, article, str(ordinal), "opinion")
    action = str(uuid4())
    assert [undo(client, article, action=action).status_code for _ in range(3)] == [200, 200, 200]
    assert Annotation.objects.count() == before - 1
    assert Event.objects.filter(action=action).count() == 1


def test_only_ones_own_actions_in_this_article_are_taken_back(client, article, annotator):
    judge(place_of(annotator, article), 1, Tag.OPINION)
    assert undo(client, article).status_code == 422
    assert Annotation.objects.count() == 1


def test_a_kind_that_somebody_changed_since_is_refused_and_shown(client, client_of, article, desk):
    client.post(url("kinds", article), {"sentences": "2", "kind": "caption"}, headers=HTMX)
    client_of(desk.owner).post(url("kinds", article), {"sentences": "2", "kind": "subhead"}, headers=HTMX)
    answer = undo(client, article)
    assert answer.status_code == 409
    assert Sentence.objects.get(ordinal=2).kind == Kind.SUBHEAD


def test_undoing_brings_back_removed_evidence_with_its_mark(client, article, editor):
    row = support(place_of(editor, article), 2)
    client.post(url("evidence-removal", article, 2, row.public_id), {"base": row.version.hex}, headers=HTMX)
    page = text_of(undo(client, article))
    assert '<a class="mark open evidence" id="m2"' in page
    assert Evidence.objects.get().public_id == row.public_id


def test_undoing_a_correction_of_kinds_answers_with_the_text(client, article):
    client.post(url("kinds", article), {"sentences": "2", "kind": "subhead"}, headers=HTMX)
    page = text_of(undo(client, article))
    assert '<div id="text" hx-swap-oob="true"' in page
    assert '<p class="body"><span class="s" id="s2"' in page
