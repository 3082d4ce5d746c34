"""Tagging over HTTP: by script and without one, of one sentence and of a range; notes; what has become stale."""

import re
from uuid import uuid4

import pytest

from tests.factories import judge, place_of, support
from warreader.models import Annotation, Event, Evidence, Tag

from .pages import HTMX, tag, text_of, url, version


@pytest.fixture
def client(client_of, annotator):
    return client_of(annotator)


def said(member, ordinal: int = 1) -> tuple[str, list[str], str] | None:
    row = Annotation.objects.filter(author=member, sentence__ordinal=ordinal).first()
    return (row.tag, row.flags, row.note) if row else None


def state(client, article) -> str:
    """The digest of one's work that the page's form carries for a range without a script."""
    return re.findall(r'type="hidden" name="state" value="(\w+)"', text_of(client.get(url("article", article))))[0]


def counts(page: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r'<b id="n-([\w-]+)"[^>]*>(\d+)</b>', page)}


@pytest.mark.parametrize("value", list(Tag))
def test_each_tag_is_stored_and_its_mark_comes_back(client, article, annotator, value):
    answer = tag(client, article, "2", value)
    assert answer.status_code == 200
    assert said(annotator, 2) == (value, [], "")
    shown = "hollow" if value == "verified" else value
    assert re.search(rf'<a class="mark {shown}" id="m2"[^>]*hx-swap-oob="true"', text_of(answer))
    assert f'data-v="{version(annotator, 2)}"' in text_of(answer)


def test_another_tag_replaces_the_first_and_clearing_takes_it_with_its_flags(client, article, annotator):
    tag(client, article, "2", "opinion")
    tag(client, article, "2", "unverified", version(annotator, 2))
    client.post(
        url("flags", article), {"sentences": "2", "bases": version(annotator, 2), "set": "quoted"}, headers=HTMX
    )
    assert said(annotator, 2) == ("unverified", ["quoted"], "")
    tag(client, article, "2", "clear", version(annotator, 2))
    assert said(annotator, 2) is None


def test_a_flag_is_set_and_taken_away(client, article, annotator):
    for field, standing in (("set", ["loaded"]), ("unset", None)):
        data = {"sentences": "3", "bases": version(annotator, 3), field: "loaded"}
        answer = client.post(url("flags", article), data, headers=HTMX)
        assert answer.status_code == 200
        assert ('data-flags="loaded"' in text_of(answer)) == (field == "set")
        assert said(annotator, 3) == (("", standing, "") if standing else None)


def test_a_range_is_one_action_and_each_of_its_marks_comes_back(client, article, annotator):
    answer = tag(client, article, "2-4", "opinion", ",,")
    assert set(re.findall(r'id="m(\d+)"', text_of(answer))) == {"2", "3", "4"}
    assert [said(annotator, ordinal) is None for ordinal in range(1, 6)] == [True, False, False, False, True]
    assert Event.objects.filter(kind="annotation changed").values("action").distinct().count() == 1


@pytest.mark.parametrize(("sentences", "to"), [("2", "4"), ("4", "2"), ("4-2", "")])
def test_a_range_may_be_given_from_either_end(client, article, annotator, sentences, to):
    data = {"to": to, "state": state(client, article)} if to else {}
    assert tag(client, article, sentences, "opinion", "" if to else ",,", **data).status_code == 200
    assert [bool(said(annotator, ordinal)) for ordinal in range(1, 6)] == [False, True, True, True, False]


def test_without_a_script_a_range_has_a_field_of_its_own(client, article, annotator):
    answer = tag(client, article, "2", "opinion", to="4", state=state(client, article), plain=True)
    assert (answer.status_code, answer["Location"]) == (303, f"{url('sentence', article, 2)}#s2")
    assert [bool(said(annotator, ordinal)) for ordinal in range(1, 6)] == [False, True, True, True, False]


def test_without_a_script_a_range_is_refused_where_something_has_changed_since_the_page(client, article, annotator):
    before = state(client, article)
    tag(client, article, "5", "verified")
    answer = tag(client, article, "2", "opinion", to="4", state=before, plain=True)
    assert answer.status_code == 409
    assert "<!doctype html>" in text_of(answer)
    assert said(annotator, 3) is None


def test_without_a_script_the_answer_is_the_way_back_to_the_card_through_the_same_filter(client, article):
    answer = tag(client, article, "2", "opinion", plain=True, query="?state=open&whose=mine")
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{url('sentence', article, 2)}?state=open&whose=mine#s2",
    )


def test_the_counts_in_the_answer_are_true_after_each_tag(client, article, annotator):
    for ordinal, value in ((1, "opinion"), (2, "opinion"), (3, "nothing"), (1, "clear"), (2, "unverified")):
        answer = text_of(tag(client, article, str(ordinal), value, version(annotator, ordinal)))
        page = text_of(client.get(url("article", article)))
        # how many are to be looked at again is left out where that cannot have changed
        assert {"again": 0} | counts(answer) == counts(page)
        assert re.findall(r'id="says"[^>]*>([^<]*)', answer) == re.findall(r'id="says"[^>]*>([^<]*)', page)
    assert counts(page) == {
        "verified": 0, "hollow": 0, "unverified": 1, "opinion": 0, "split": 0, "nothing": 1, "open": 3,
        "again": 0, "all": 5,
    }  # fmt: skip


def test_a_filter_in_the_address_dims_in_the_answer_what_no_longer_fits(client, article):
    answer = text_of(tag(client, article, "2", "opinion", query="?state=open"))
    assert '<a class="mark opinion dim" id="m2"' in answer
    assert "4 of 5 sentences: not judged, tagged by you" in answer


class TestStale:
    """A change that was based on something older is not written over what stands now; that is shown instead."""

    def test_a_tag_on_an_older_version_is_refused_and_shows_what_stands(self, client, article, annotator):
        tag(client, article, "2", "opinion")
        answer = tag(client, article, "2", "verified")
        assert answer.status_code == 409
        assert '<a class="mark opinion" id="m2"' in text_of(answer)
        assert "changed elsewhere" in text_of(answer)
        assert said(annotator, 2) == ("opinion", [], "")

    def test_one_stale_sentence_holds_back_the_whole_range(self, client, article, annotator):
        tag(client, article, "3", "opinion")
        assert tag(client, article, "2-4", "verified", ",,").status_code == 409
        assert [said(annotator, ordinal) for ordinal in (2, 3, 4)] == [None, ("opinion", [], ""), None]

    def test_without_a_script_the_answer_is_a_page_with_the_card(self, client, article):
        tag(client, article, "2", "opinion")
        answer = tag(client, article, "2", "verified", plain=True)
        page = text_of(answer)
        assert answer.status_code == 409
        assert 'data-n="2"' in page
        assert re.search(r'id="t-opinion"[^>]*aria-pressed="true"', page)
        assert "changed elsewhere" in page

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_a_note_comes_back_as_typed_beside_what_stands(self, client, article, annotator, headers):
        client.post(url("note", article, 2), {"note": "first words", "base": ""}, headers=HTMX)
        data = {"note": "<b>typed</b> meanwhile", "base": "", "exported": "on"}
        answer = client.post(url("note", article, 2), data, headers=headers)
        page = text_of(answer)
        assert answer.status_code == 409
        assert re.search(r"<textarea[^>]*>\s*&lt;b&gt;typed&lt;/b&gt; meanwhile</textarea>", page)
        assert re.search(r'name="exported" checked', page)
        assert "first words" in page
        assert said(annotator, 2) == ("", [], "first words")


def page_id(client, article):
    """Return the id of the page of the second sentence, which all of its forms that change something carry."""
    page = text_of(client.get(url("sentence", article, 2)))
    found = re.findall(r'name="page" value="([^"]+)"', page)
    assert len(set(found)) == 1
    return found[0]


class TestRepeats:
    """The client's id of an action makes sending it again harmless."""

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    @pytest.mark.parametrize(
        ("name", "data", "events"),
        [
            ("tags", {"sentences": "2", "bases": "", "tag": "opinion"}, 1),
            ("tags", {"sentences": "2-4", "bases": ",,", "tag": "opinion"}, 3),
            ("flags", {"sentences": "2", "bases": "", "set": "said"}, 1),
            ("note", {"note": "why", "base": ""}, 1),
            ("evidence", {"citation": "Bulletin"}, 1),
        ],
    )
    def test_the_same_action_twice_is_one(self, client, article, name, data, events, headers):  # noqa: PLR0917
        data = data | {"action": str(uuid4())}
        address = url(name, article, *([] if "sentences" in data else [2]))
        answers = [client.post(address, data, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == ([200, 200] if headers else [303, 303])
        assert Event.objects.filter(action=data["action"]).count() == events

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("tags", {"tag": "opinion"}),
            ("flags", {"set": "said"}),
            ("note", {"note": "why"}),
            ("evidence", {"citation": "Bulletin"}),
        ],
    )
    def test_without_a_script_a_double_click_is_one_action(self, client, article, annotator, name, data):
        address = url(name, article, *([2] if name in {"note", "evidence"} else []))
        sent = {"sentences": "2", "bases": "", "base": ""} | data | {"page": page_id(client, article)}
        answers = [client.post(address, sent) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert Event.objects.filter(actor=annotator).count() == 1

    def test_other_words_from_the_same_page_are_another_action(self, client, article):
        page = page_id(client, article)
        for citation in ("Bulletin 1", "Bulletin 2"):
            client.post(url("evidence", article, 2), {"citation": citation, "page": page})
        assert set(Evidence.objects.values_list("citation", flat=True)) == {"Bulletin 1", "Bulletin 2"}

    def test_each_page_is_another(self, client, article):
        for _ in range(2):
            client.post(url("evidence", article, 2), {"citation": "Bulletin", "page": page_id(client, article)})
        assert Evidence.objects.count() == 2

    def test_another_persons_same_id_is_another_action(self, client, client_of, article, annotator, editor):
        action = str(uuid4())
        tag(client, article, "2", "opinion", action=action)
        assert tag(client_of(editor), article, "2", "verified", action=action).status_code == 200
        assert said(annotator, 2) == ("opinion", [], "")
        assert said(editor, 2) == ("verified", [], "")


class TestNotes:
    def test_a_note_is_written_marked_for_export_and_taken_away_when_emptied(self, client, article, annotator):
        client.post(url("note", article, 2), {"note": "why", "base": "", "exported": "on"}, headers=HTMX)
        assert Annotation.objects.get().note_exported
        data = {"note": "  ", "base": version(annotator, 2)}
        assert client.post(url("note", article, 2), data, headers=HTMX).status_code == 200
        assert not Annotation.objects.exists()

    def test_the_answer_shows_the_note_and_the_mark_says_there_is_one(self, client, article):
        page = text_of(client.post(url("note", article, 2), {"note": "why <i>", "base": ""}, headers=HTMX))
        assert '<a class="mark open note" id="m2"' in page
        assert "why &lt;i&gt;</textarea>" in page

    def test_a_note_is_stored_by_the_text_policy(self, client, article, annotator):
        client.post(url("note", article, 2), {"note": "\ufeffone\r\ntwo\rthree\0"}, headers=HTMX)
        assert said(annotator, 2) == ("", [], "one\ntwo\nthree")

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_too_long_a_note_is_refused_and_kept_in_its_field(self, client, article, annotator, headers):
        typed = "x" * 10_001
        answer = client.post(url("note", article, 2), {"note": typed, "base": ""}, headers=headers)
        assert answer.status_code == 422
        assert typed in text_of(answer)
        assert "at most 10000 characters" in text_of(answer)
        assert said(annotator, 2) is None


class TestRefused:
    """What cannot be taken is 422, and says why."""

    @pytest.mark.parametrize("plain", [False, True])
    @pytest.mark.parametrize(
        ("sentences", "bases"),
        [
            *(("0", ""), ("6", ""), ("999999", ""), ("5-6", ","), ("1-999999", ""), ("1000000", ""), ("-1", "")),
            *(("", ""), ("x", ""), ("1-", ""), ("1,2", ","), ("99999999999999999999", ""), ("1-2", "")),
            *(("1", ",,,"), ("1", "zz")),
        ],
    )
    def test_sentences_that_are_not_there_and_versions_that_do_not_fit(
        self, client, article, sentences, bases, plain
    ):
        answer = tag(client, article, sentences, "opinion", bases, plain=plain)
        assert answer.status_code == 422
        assert ("<!doctype html>" in text_of(answer)) == plain
        assert not Annotation.objects.exists()

    @pytest.mark.parametrize("value", ["", "hollow", "split", "open", "VERIFIED", "verified\0"])
    def test_what_is_no_tag(self, client, article, value):
        assert tag(client, article, "1", value).status_code == 422
        assert not Annotation.objects.exists()

    @pytest.mark.parametrize("data", [{}, {"set": "pink"}, {"unset": "x"}])
    def test_what_is_no_flag(self, client, article, data):
        answer = client.post(url("flags", article), {"sentences": "1", "bases": ""} | data, headers=HTMX)
        assert answer.status_code == 422
        assert not Annotation.objects.exists()

    @pytest.mark.parametrize("ordinal", [0, 6, 99999999999999999999])
    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_a_sentence_named_by_the_address_that_is_not_there_is_404(self, client, article, ordinal, headers):
        for address in (url("note", article, ordinal), url("evidence", article, ordinal)):
            answer = client.post(address, {"note": "x", "citation": "x"}, headers=headers)
            assert answer.status_code == 404, address
        for address in (url("sentence", article, ordinal), url("history", article, ordinal)):
            assert client.get(address, headers=headers).status_code == 404, address


def test_what_others_judged_is_counted_beside_ones_own_mark(client, article, editor):
    judge(place_of(editor, article), 2, Tag.VERIFIED)
    page = text_of(tag(client, article, "2", "opinion"))
    assert "<small>+1</small>" in page
    assert "Sentence 2, opinion, by you, judged by 1 other" in page


def test_verified_is_hollow_until_evidence_is_recorded(client, article, place):
    page = text_of(tag(client, article, "2", "verified"))
    assert ('id="m2"' in page, counts(page)["hollow"], counts(page)["verified"]) == (True, 1, 0)
    support(place, 2)
    page = text_of(client.get(url("article", article)))
    assert (counts(page)["hollow"], counts(page)["verified"]) == (0, 1)
