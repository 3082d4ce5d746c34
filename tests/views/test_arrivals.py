"""Bringing reports, the list of those that wait, and looking at one before it is saved."""

import re
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.actions.test_revisions import revise
from tests.factories import make_arrival, make_article
from warreader.actions.arrivals import MOST, save
from warreader.actions.previews import sentences_of
from warreader.models import Arrival, Article, Capture, Event, Sentence, Team
from warreader.queries.editing import PART

from .pages import HTMX, queries, text_of, url

REPORT = "Aid arrives in Odesa\n\nThe ministry said on Friday that aid had arrived. It was late."


@pytest.fixture
def client(client_of, editor):
    return client_of(editor)


@pytest.fixture
def waiting(team) -> str:
    return reverse("arrivals", args=[team.public_id])


@pytest.fixture
def arrival(editor) -> Arrival:
    return make_arrival(editor, REPORT)


def at(arrival: Arrival, name: str = "arrival") -> str:
    return reverse(name, args=[arrival.public_id])


def file(name: str, content: bytes = b"A report. It has sentences.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def fields(page: str) -> dict[str, str]:
    """What a preview's form sends as it stands."""
    form = page.partition('class="preview"')[2].partition("</form>")[0]
    found = dict(
        re.findall(r'<input type="(?:hidden|text|date)" name="(\w+)"(?: id="\w+")?(?: value="([^"]*)")?', form)
    )
    for name, options in re.findall(r'<select name="([\w-]+)".*?>(.*?)</select>', form, re.DOTALL):
        found[name] = (re.findall(r'<option value="(\w*)" selected>', options) or [""])[0]
    return found | dict.fromkeys(("csrfmiddlewaretoken",), "")


class TestBringing:
    def test_a_pasted_text_leads_to_its_page(self, client, waiting):
        answer = client.post(waiting, {"way": "text", "text": REPORT})
        arrival = Arrival.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, at(arrival))
        page = text_of(client.get(answer["Location"]))
        assert "The ministry said on Friday that aid had arrived." in page
        assert not Article.objects.exists()

    def test_several_files_lead_to_the_list_of_just_these(self, client, waiting, arrival):
        answer = client.post(waiting, {"way": "files", "files": [file("a.txt"), file("b.txt", b"Another. One.")]})
        batch = Arrival.objects.latest("pk").batch
        assert (answer.status_code, answer["Location"]) == (303, f"{waiting}?batch={batch}")
        page = text_of(client.get(answer["Location"]))
        assert ("a.txt" in page, "b.txt" in page, "Aid arrives" in page) == (True, True, False)

    @pytest.mark.parametrize("way", ["text", "files"])
    def test_a_form_that_is_sent_twice_brings_one(self, client, waiting, way):
        for _ in range(2):
            data = {"way": way, "page": str(UUID(int=7)), "text": REPORT}
            answer = client.post(waiting, data | ({"files": file("a.txt")} if way == "files" else {}))
        assert answer["Location"] == at(Arrival.objects.get())

    def test_other_files_from_the_same_page_are_others(self, client, waiting):
        for content in (b"One. Two.", b"Three. Four."):
            client.post(waiting, {"way": "files", "page": str(UUID(int=7)), "files": file("a.txt", content)})
        assert Arrival.objects.count() == 2

    def test_a_page_that_the_browser_hands_over_is_taken(self, client, waiting):
        data = {"url": "https://example.org/a", "page": "<p>Tanks crossed the river.</p>"}
        answers = [client.post(waiting, data) for _ in range(2)]
        arrival = Arrival.objects.get()
        assert [answer["Location"] for answer in answers] == [at(arrival)] * 2
        assert (arrival.url, arrival.capture.media_type) == (data["url"], "text/html; charset=utf-8")

    @pytest.mark.parametrize(
        "name",
        ["../../etc/passwd.txt", "..\\..\\boot.ini", "na\u202eme\u0301 ї.txt", "x" * 300 + ".txt", "<b>&amp;.txt"],
    )
    def test_any_file_name_is_kept_as_one_line_without_a_path(self, client, waiting, name):
        answer = client.post(waiting, {"way": "files", "files": file(name)})
        kept = Capture.objects.get().filename
        assert kept
        assert not set(kept) & set("/\\\n\u202e")
        page = text_of(client.get(answer["Location"]))
        assert "<b>" not in page

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            ({"way": "text", "text": ""}, "This field is required."),
            ({"way": "text", "text": " \r\n\t\0 "}, "There is nothing to read in this text."),
            ({"way": "text", "text": "x" * 2_000_001}, "at most 2000000 characters"),
            ({"way": "files"}, "Choose at least one file."),
            ({"way": "files", "files": [file(f"{n}") for n in range(MOST + 1)]}, f"Choose at most {MOST} files."),
            ({"way": "address", "url": ""}, "Give an address."),
            ({"way": "address", "url": "javascript:alert(1)"}, "Enter a valid URL."),
            ({"way": "page", "url": "ftp://example.org", "page": "<p>x"}, "Enter a valid URL."),
            ({"way": "nonsense"}, "This field is required."),
        ],
    )
    def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(self, client, waiting, data, error):
        answer = client.post(waiting, data)
        assert answer.status_code == 422
        assert error in text_of(answer)
        assert not Arrival.objects.exists()

    def test_what_is_too_much_altogether_is_said(self, client, waiting):
        answer = client.post(waiting, {"way": "text", "text": "x" * 9_000_000})
        assert answer.status_code == 413
        assert "more than is taken at once" in text_of(answer)
        answer = client.post(waiting, {"way": "files", "files": [file(f"{n}") for n in range(1_001)]})
        assert answer.status_code == 413

    def test_where_fetching_is_forbidden_the_page_says_so_and_an_address_is_refused(self, client, waiting, team):
        Team.objects.filter(pk=team.pk).update(forbids_fetching=True)
        page = text_of(client.get(reverse("article-new", args=[team.public_id])))
        assert "This team has forbidden that pages are fetched." in page
        assert 'name="url"' not in page
        assert client.post(waiting, {"way": "address", "url": "https://example.org/"}).status_code == 422
        assert not Arrival.objects.exists()

    def test_an_empty_file_is_named(self, client, waiting):
        answer = client.post(waiting, {"way": "files", "files": [file("a.txt"), file("empty.txt", b"")]})
        assert answer.status_code == 422
        assert "There is nothing in “empty.txt”." in text_of(answer)

    def test_the_page_says_the_limits_and_what_waits(self, client, team, arrival):
        page = text_of(client.get(reverse("article-new", args=[team.public_id])))
        assert "1 report waits to be saved" in page
        assert f"up to {MOST} at once" in page
        assert page.count('enctype="multipart/form-data"') == 2

    def test_a_megabyte_of_text_is_brought_and_its_page_stays_small(self, client, waiting):
        text = ("Війська відбили атаку біля міста" + " і біля села" * 20 + ". ") * 2_000
        answer = client.post(waiting, {"way": "text", "text": text})
        assert answer.status_code == 303
        assert len(client.get(answer["Location"]).content) < 300_000


class TestList:
    def test_it_says_what_is_known_of_each(self, client, editor, waiting):
        first = make_article(editor, "The very text.")
        make_arrival(editor, "The very text.")
        make_arrival(editor, "Seen before.", article=first)
        make_arrival(editor, state="failed", problem="It is a picture.", title="")
        make_arrival(editor, state="waiting", title="Not yet", digest="")
        page = text_of(client.get(waiting))
        for words in ("The library has this very text:", "A later text of", "It is a picture.", "1 report is still"):
            assert words in page, words
        assert page.count(" checked") == 1

    def test_those_that_are_chosen_are_saved_as_they_are_and_the_rest_stays(self, client, editor, waiting):
        arrivals = [make_arrival(editor) for _ in range(3)]
        make_article(editor, "The very text.")
        twin = make_arrival(editor, "The very text.")
        chosen = [one.public_id for one in (*arrivals[:2], twin)]
        answer = client.post(
            reverse("arrivals-articles", args=[editor.team.public_id]), {"arrival": chosen}, follow=True
        )
        page = text_of(answer)
        assert "2 reports are in the library." in page
        assert "has this very text already" in page
        assert set(Arrival.objects.all()) == {arrivals[2], twin}

    def test_of_two_with_one_text_the_later_is_not_chosen(self, client, editor, waiting):
        first, second = (make_arrival(editor, "The same. Text.") for _ in range(2))
        page = text_of(client.get(waiting))
        assert page.count("The same text as one that came before it.") == page.count(" checked") == 1
        places = [page.index(str(second.public_id)), page.index(str(first.public_id)), page.index(" checked")]
        assert places == sorted(places)

    def test_what_takes_too_long_is_left_for_another_press(self, client, editor, waiting, monkeypatch):
        monkeypatch.setattr("warreader.views.arrivals.LONGEST", -1.0)
        chosen = [make_arrival(editor).public_id for _ in range(2)]
        address = reverse("arrivals-articles", args=[editor.team.public_id])
        assert "2 are left: save them, too." in text_of(client.post(address, {"arrival": chosen}, follow=True))
        assert Arrival.objects.count() == 2

    def test_those_that_are_chosen_are_discarded(self, client, editor, waiting):
        arrivals = [make_arrival(editor) for _ in range(2)]
        address = reverse("arrivals-removal", args=[editor.team.public_id])
        answer = client.post(address, {"arrival": [arrivals[0].public_id, "nonsense"]})
        assert answer["Location"] == waiting
        assert Arrival.objects.get() == arrivals[1]
        answer = client.post(address, {"arrival": arrivals[1].public_id})
        assert answer["Location"] == reverse("library", args=[editor.team.public_id])

    def test_htmx_is_told_what_has_been_read_since_and_what_is_gone(self, client, editor, waiting):
        done, still = make_arrival(editor), make_arrival(editor, state="waiting")
        gone = uuid4()
        asked = "&".join(f"asked={one}" for one in (done.public_id, still.public_id, gone))
        page = text_of(client.get(f"{waiting}?{asked}", headers=HTMX))
        assert f'id="a-{done.public_id}" class="ready" hx-swap-oob="true"' in page
        assert f'id="a-{still.public_id}"' not in page
        assert f'id="a-{gone}" hx-swap-oob="delete"' in page
        assert "<!doctype html>" not in page
        assert "every 2s" in page
        Arrival.objects.update(state="ready")
        assert "every 2s" not in text_of(client.get(f"{waiting}?{asked}", headers=HTMX))

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_takes_the_same_few_queries_for_any_number(self, client, editor, waiting, number):
        for _ in range(number):
            make_arrival(editor, article=make_article(editor))
        assert len(queries(client, waiting)) == 7

    def test_an_empty_one_says_what_it_is_for(self, client, waiting):
        assert "Nothing waits." in text_of(client.get(waiting))


class TestPreview:
    def test_what_was_corrected_is_saved(self, client, editor, arrival):
        data = fields(text_of(client.get(at(arrival))))
        start = sentences_of(arrival)[2].start
        data |= {
            "source": " Wire ",
            "published": "2026-11-20",
            "url": "example.org/x",
            f"kind-{start}": "boilerplate",
        }
        answer = client.post(at(arrival, "arrival-article"), data)
        article = Article.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, url("article", article))
        assert list(Sentence.objects.values_list("kind", flat=True)) == ["title", "body", "boilerplate"]
        assert (article.source, article.url) == ("Wire", "https://example.org/x")
        assert "20 Nov 2026" in text_of(client.get(answer["Location"]))

    def test_saving_twice_stores_one_and_leads_to_it(self, client, arrival):
        data = fields(text_of(client.get(at(arrival))))
        answers = [client.post(at(arrival, "arrival-article"), data) for _ in range(2)]
        assert {(answer.status_code, answer["Location"]) for answer in answers} == {
            (303, url("article", Article.objects.get()))
        }
        assert Event.objects.filter(kind="article added").count() == 1
        answer = client.post(at(arrival, "arrival-article"), data, headers=HTMX)
        assert answer["HX-Redirect"] == url("article", Article.objects.get())

    def test_corrections_are_kept_at_once(self, client, arrival):
        data = fields(text_of(client.get(at(arrival))))
        answer = client.post(at(arrival, "arrival-corrections"), data | {"title": "Other"}, headers=HTMX)
        assert answer.status_code == 200
        assert len(answer.content) < 700
        assert 'value="Other"' in text_of(client.get(at(arrival)))

    def test_a_sentence_is_parted_and_joined_with_what_else_was_corrected(self, client, arrival):
        second, third = (sentences_of(arrival)[number].start for number in (1, 2))
        data = fields(text_of(client.get(at(arrival)))) | {f"kind-{third}": "caption"}
        opened = client.post(at(arrival, "arrival-corrections"), data | {"open": second}, follow=True)
        page = text_of(opened)
        assert "Divide before “said " in page
        cut = arrival.text.index("on Friday")
        assert f'name="cut" value="{cut}"' in page
        page = text_of(client.post(at(arrival, "arrival-corrections"), fields(page) | {"cut": cut}, follow=True))
        arrival.refresh_from_db()
        assert [kind for *_span, kind in arrival.spans] == ["title", "body", "body", "caption"]
        assert arrival.text[arrival.spans[2][0] :].startswith("on Friday that")
        answer = client.post(at(arrival, "arrival-corrections"), fields(page) | {"join": second}, headers=HTMX)
        assert 'id="sentences"' in text_of(answer)
        arrival.refresh_from_db()
        assert len(arrival.spans) == 3

    @pytest.mark.parametrize("what", [{"cut": "0"}, {"cut": "99999"}, {"join": "5"}, {"join": "-1"}, {"cut": "x"}])
    def test_where_nothing_can_be_parted_or_joined_is_refused(self, client, arrival, what):
        data = fields(text_of(client.get(at(arrival)))) | {"title": "Typed"} | what
        answer = client.post(at(arrival, "arrival-corrections"), data)
        assert answer.status_code == 422
        assert 'value="Typed"' in text_of(answer)
        assert Arrival.objects.get().title == "Aid arrives in Odesa"

    @pytest.mark.parametrize("name", ["arrival-corrections", "arrival-article"])
    def test_a_page_that_is_stale_changes_nothing_and_loses_nothing(self, client, arrival, name):
        start = sentences_of(arrival)[1].start
        data = fields(text_of(client.get(at(arrival))))
        Arrival.objects.update(source="Theirs")
        answer = client.post(at(arrival, name), data | {"title": "Mine", f"kind-{start}": "caption"})
        page = text_of(answer)
        assert answer.status_code == 409
        assert "was changed meanwhile" in page
        shown = fields(page)
        assert (shown["title"], shown[f"kind-{start}"]) == ("Mine", "caption")
        assert Arrival.objects.get().source == "Theirs"
        assert client.post(at(arrival, name), data | {"title": "Mine"}, headers=HTMX).status_code == 409
        assert client.post(at(arrival, name), shown | {"source": "Theirs"}).status_code == 303

    @pytest.mark.parametrize(
        ("field", "value"),
        [("url", "javascript:alert(1)"), ("published", "2026-02-30"), ("language", "English"), ("title", "x" * 501)],
    )
    def test_what_cannot_be_taken_is_said_beside_its_field(self, client, arrival, field, value):
        data = fields(text_of(client.get(at(arrival)))) | {field: value, "author": "typed <author>"}
        for name in ("arrival-corrections", "arrival-article"):
            answer = client.post(at(arrival, name), data)
            assert answer.status_code == 422
            assert re.search(rf'id="id_{field}_error">[^<]+<', text_of(answer))
            assert "typed &lt;author&gt;" in text_of(answer)
        answer = client.post(at(arrival, "arrival-corrections"), data, headers=HTMX)
        assert answer.status_code == 422
        assert 'id="trouble" hx-swap-oob="true"' in text_of(answer)
        assert not Article.objects.exists()

    def test_the_same_text_again_is_said_with_the_way_to_the_one_there(self, client, editor, arrival):
        client.post(at(arrival, "arrival-article"), fields(text_of(client.get(at(arrival)))))
        again = make_arrival(editor, REPORT.replace("\n", "\r\n"))
        page = text_of(client.get(at(again)))
        assert "has this very text already" in page
        assert "Save the report" not in page
        assert f'href="{url("article", Article.objects.get())}"' in page
        answer = client.post(at(again, "arrival-article"), fields(page))
        assert answer.status_code == 422
        assert Arrival.objects.get() == again

    def test_a_text_that_the_report_at_its_address_had_before_can_be_saved_again(self, client, editor):
        first = make_article(editor, "The very text.")
        Article.objects.update(url="https://example.org/a")
        revise(first, "Another text.")
        again = make_arrival(editor, "The very text.", url="https://example.org/a", article=first)
        page = text_of(client.get(at(again)))
        assert "It had this very text before" in page
        assert client.post(at(again, "arrival-article"), fields(page)).status_code == 303
        first.refresh_from_db()
        assert (first.revision.number, first.revision.text) == (3, "The very text.")

    def test_whoever_writes_a_known_address_is_asked_before_it_is_saved(self, client, editor, arrival):
        make_article(editor, title="The one there")
        Article.objects.update(url="https://example.org/a")
        data = fields(text_of(client.get(at(arrival)))) | {"url": "https://example.org/a"}
        answer = client.post(at(arrival, "arrival-article"), data)
        page = text_of(answer)
        assert answer.status_code == 422
        assert "from this address: “The one there”" in page
        assert 'value="later" checked' in page
        client.post(at(arrival, "arrival-article"), fields(page) | {"stored": "own"})
        assert Article.objects.count() == 2

    def test_where_one_has_come_from_its_address_meanwhile_the_choice_is_shown_and_one_press_makes_it(
        self, client, editor
    ):
        first, second = (make_arrival(editor, url="https://example.org/a") for _ in range(2))
        page = text_of(client.get(at(second)))
        save(member=editor, arrival=first)
        answer = client.post(at(second, "arrival-article"), fields(page))
        page = text_of(answer)
        assert (answer.status_code, page.count('value="later" checked')) == (422, 1)
        client.post(at(second, "arrival-article"), fields(page) | {"stored": "later"})
        assert Article.objects.get().revision.number == 2

    def test_a_form_that_is_sent_twice_at_once_leads_to_the_report(self, client, editor, arrival, monkeypatch):
        data = fields(text_of(client.get(at(arrival))))
        stored = save(member=editor, arrival=Arrival.objects.get())
        monkeypatch.setattr("warreader.views.access.arrival", lambda *_: (editor, arrival))
        answer = client.post(at(arrival, "arrival-article"), data)
        assert (answer.status_code, answer["Location"]) == (303, url("article", stored))

    def test_five_thousand_sentences_come_in_parts(self, client, editor):
        arrival = thousands(editor)
        page = text_of(client.get(at(arrival)))
        assert page.count('<select name="kind-') == PART
        assert len(page) < 120_000
        data = fields(page) | {"go": "50"}
        page = text_of(client.post(at(arrival, "arrival-corrections"), data, follow=True))
        assert "4901–5000 of 5000" in page
        last = sentences_of(arrival)[-1].start
        page = text_of(
            client.post(at(arrival, "arrival-article"), fields(page) | {f"kind-{last}": "caption"}, follow=True)
        )
        assert Sentence.objects.get(ordinal=5000).kind == "caption"

    def test_its_page_takes_the_same_few_queries_for_any_length_and_library(self, client, editor, arrival):
        Arrival.objects.update(url="https://example.org/a")
        make_article(editor)
        assert len(queries(client, at(arrival))) == 6
        arrival = thousands(editor)
        Arrival.objects.update(url="https://example.org/a")
        make_article(editor)
        make_article(editor)
        Article.objects.update(url="https://example.org/b")
        assert len(queries(client, at(arrival))) == 6

    def test_a_text_from_right_to_left_keeps_its_direction(self, client, waiting):
        text = "أعلنت القوات المسلحة اليوم أن المدينة تعرضت لقصف عنيف. ولم تقع إصابات."
        page = text_of(client.post(waiting, {"way": "text", "text": text}, follow=True))
        assert '<option value="ar" selected>' in page
        assert 'dir="auto"' in page

    def test_a_pasted_text_can_be_changed(self, client, arrival):
        page = text_of(client.get(at(arrival, "arrival-text")))
        base = re.findall(r'name="base" value="(\w+)"', page)[0]
        answer = client.post(at(arrival, "arrival-text"), {"base": base, "text": "New. Text."})
        assert (answer.status_code, answer["Location"]) == (303, at(arrival))
        answer = client.post(at(arrival, "arrival-text"), {"base": base, "text": "Mine <typed>. Text."})
        assert answer.status_code == 409
        assert "Mine &lt;typed&gt;. Text." in text_of(answer)
        assert client.post(at(arrival, "arrival-text"), {"base": base, "text": " "}).status_code == 422

    def test_discarding_it_leaves_nothing(self, client, arrival):
        answer = client.post(at(arrival, "arrival-removal"), follow=True)
        assert "The report was discarded." in text_of(answer)
        assert not Arrival.objects.exists()
        assert not Capture.objects.exists()
        assert client.get(at(arrival)).status_code == 404


class TestBeforeItIsRead:
    def test_htmx_is_told_once_it_is_there(self, client, arrival):
        Arrival.objects.update(state="waiting")
        assert "Being read" in text_of(client.get(at(arrival)))
        assert client.get(at(arrival), headers=HTMX).status_code == 204
        Arrival.objects.update(state="ready")
        assert client.get(at(arrival), headers=HTMX)["HX-Refresh"] == "true"

    def test_one_that_failed_says_why_and_can_be_tried_again(self, client, arrival):
        Arrival.objects.update(state="failed", problem="It is a picture of a text.")
        page = text_of(client.get(at(arrival)))
        assert "It is a picture of a text." in page
        answer = client.post(at(arrival, "arrival-reading"))
        assert (answer.status_code, Arrival.objects.get().state) == (303, "waiting")

    def test_it_cannot_be_corrected_or_saved(self, client, arrival):
        data = fields(text_of(client.get(at(arrival))))
        Arrival.objects.update(state="waiting")
        for name in ("arrival-corrections", "arrival-article"):
            assert client.post(at(arrival, name), data).status_code == 422
        assert not Article.objects.exists()


def thousands(editor) -> Arrival:
    """An arrival of 5,000 sentences."""
    return make_arrival(editor, "\n\n".join(f"Sentence number {number} is here." for number in range(5000)))
