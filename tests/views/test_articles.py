"""Adding a report, and the library."""

import hashlib
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import judge, make_article, place_of, user_of
from warreader.forms.articles import MOST_KINDS
from warreader.models import Article, Capture, Event, Sentence

from .pages import HTMX, text_of, url

REPORT = "Aid arrives in Odesa\n\nThe ministry said on Friday that aid had arrived. It was late."


@pytest.fixture
def client(client_of, editor):
    return client_of(editor)


@pytest.fixture
def library(team) -> str:
    return reverse("library", args=[team.public_id])


@pytest.fixture
def preview(team) -> str:
    return reverse("article-preview", args=[team.public_id])


def hidden(page: str, name: str) -> str:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)[0]


def kinds(page: str) -> dict[str, str]:
    selects = re.findall(r'<select name="(kind-\d+)".*?</select>', page, re.DOTALL)
    chosen = re.findall(r'<option value="(\w+)" selected>', page)
    return dict(zip(selects, chosen, strict=True))


def stored_kinds() -> list[str]:
    return list(Sentence.objects.order_by("ordinal").values_list("kind", flat=True))


class TestAdding:
    def test_the_preview_shows_each_sentence_with_its_kind_and_stores_nothing(self, client, preview):
        answer = client.post(preview, {"text": REPORT})
        page = text_of(answer)
        assert answer.status_code == 200
        assert list(kinds(page).values()) == ["title", "body", "body"]
        assert "The ministry said on Friday that aid had arrived." in page
        assert not Article.objects.exists()

    def test_what_was_previewed_is_saved_with_the_kinds_that_were_corrected(self, client, preview, library):
        page = text_of(client.post(preview, {"text": REPORT}))
        data = kinds(page) | {"kind-3": "boilerplate", "text": REPORT, "digest": hidden(page, "digest")}
        answer = client.post(library, data | {"published": "2026-11-20", "url": "example.org/x", "source": " Wire "})
        article = Article.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, url("article", article))
        assert stored_kinds() == ["title", "body", "boilerplate"]
        assert (article.title, article.source, article.url) == (
            "Aid arrives in Odesa",
            "Wire",
            "https://example.org/x",
        )
        assert "published: " in text_of(client.get(answer["Location"]))
        assert "20 Nov 2026" in text_of(client.get(answer["Location"]))

    def test_a_second_preview_keeps_the_kinds_that_were_corrected(self, client, preview):
        page = text_of(client.post(preview, {"text": REPORT}))
        data = kinds(page) | {"kind-2": "caption", "text": REPORT, "digest": hidden(page, "digest"), "title": "Other"}
        again = text_of(client.post(preview, data))
        assert list(kinds(again).values()) == ["title", "caption", "body"]

    def test_a_text_changed_after_its_preview_is_shown_again_before_it_is_saved(self, client, preview, library):
        page = text_of(client.post(preview, {"text": REPORT}))
        data = kinds(page) | {"kind-2": "caption", "text": "New. " + REPORT, "digest": hidden(page, "digest")}
        answer = client.post(library, data)
        assert answer.status_code == 422
        assert "has changed since the preview" in text_of(answer)
        assert "caption" not in kinds(text_of(answer)).values()
        assert not Article.objects.exists()

    def test_the_longest_text_whose_kinds_can_be_corrected_can_be_saved(self, client, preview, library):
        text = "\n\n".join(f"Sentence number {number} is here." for number in range(MOST_KINDS))
        page = text_of(client.post(preview, {"text": text}))
        chosen = kinds(page)
        data = chosen | {"text": text, "digest": hidden(page, "digest"), "action": hidden(page, "action")}
        answer = client.post(library, data)
        assert (len(chosen), answer.status_code) == (MOST_KINDS, 303)

    def test_a_text_of_more_sentences_is_previewed_without_choices_and_saved(self, client, preview, library):
        text = "\n\n".join(f"Sentence number {number} is here." for number in range(MOST_KINDS + 1))
        page = text_of(client.post(preview, {"text": text}))
        assert kinds(page) == {}
        answer = client.post(library, {"text": text, "digest": hidden(page, "digest")})
        assert (answer.status_code, Sentence.objects.count()) == (303, MOST_KINDS + 1)

    def test_saving_twice_by_the_previews_button_adds_one_report(self, client, preview, library):
        page = text_of(client.post(preview, {"text": REPORT}))
        data = {"text": REPORT, "action": hidden(page, "action")}
        answers = [client.post(library, data) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert Event.objects.filter(kind="article added").count() == Article.objects.count() == 1

    def test_each_preview_is_an_action_of_its_own(self, client, preview):
        pages = [text_of(client.post(preview, {"text": REPORT, "action": str(uuid4())})) for _ in range(2)]
        assert hidden(pages[0], "action") != hidden(pages[1], "action")

    def test_the_same_text_again_is_refused_with_the_way_to_the_one_there(self, client, library):
        client.post(library, {"text": REPORT})
        answer = client.post(library, {"text": REPORT.replace("\n", "\r\n"), "title": "Other <title>"})
        page = text_of(answer)
        assert answer.status_code == 422
        assert f'href="{url("article", Article.objects.get())}"' in page
        assert 'value="Other &lt;title&gt;"' in page

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            ({"text": ""}, "text"),
            ({"text": " \r\n\t\0 "}, "text"),
            ({"text": REPORT, "url": "javascript:alert(1)"}, "url"),
            ({"text": REPORT, "url": "ftp://example.org"}, "url"),
            ({"text": REPORT, "published": "yesterday"}, "published"),
            ({"text": REPORT, "published": "2026-02-30"}, "published"),
            ({"text": REPORT, "language": "English"}, "language"),
            ({"text": REPORT, "title": "x" * 501}, "title"),
            ({"text": REPORT, "source": "x" * 201}, "source"),
            ({"text": "x" * 2_000_001}, "text"),
        ],
    )
    def test_what_cannot_be_taken_is_said_beside_its_field(self, client, preview, library, data, error):
        for address in (preview, library):
            answer = client.post(address, data | {"author": "typed <author>"})
            page = text_of(answer)
            assert answer.status_code == 422
            assert re.search(rf'id="id_{error}_error">[^<]+<', page)
            assert "typed &lt;author&gt;" in page
        assert not Article.objects.exists()

    def test_without_a_date_the_report_is_undated(self, client, library):
        answer = client.post(library, {"text": REPORT})
        assert "undated" in text_of(client.get(answer["Location"]))
        assert "undated" in text_of(client.get(library))

    @pytest.mark.parametrize(
        "text",
        [
            "One.\r\nTwo.\0 Three.\rFour.\n",
            "\ufeff  Mark first. ",
            "Ребро e\u0301 \u202e\U0001f4a3.\u2028Next.\x85End.",
        ],
    )
    def test_the_received_bytes_are_kept_and_given_back_exactly_as_posted(self, client, library, text):
        answer = client.post(library, {"text": text})
        article, capture = Article.objects.get(), Capture.objects.get()
        download = client.get(url("original", article))
        assert download.content == text.encode() == bytes(capture.content)
        assert capture.sha256 == hashlib.sha256(text.encode()).hexdigest()
        assert download["Content-Type"] == "application/octet-stream"
        assert download["X-Content-Type-Options"] == "nosniff"
        assert re.fullmatch(r'attachment; filename="[\w.-]+\.txt"', download["Content-Disposition"])
        assert "\0" not in article.revision.text
        assert "\r" not in article.revision.text
        assert answer.status_code == 303

    def test_a_megabyte_of_text_is_saved(self, client, library):
        text = ("Війська відбили атаку біля міста" + " і біля села" * 20 + ". ") * 2_000
        answer = client.post(library, {"text": text})
        assert answer.status_code == 303
        assert Article.objects.get().revision.text == text

    def test_the_forms_send_long_texts_as_parts_which_take_no_more_than_their_bytes(self, client, preview, team):
        for page in (
            client.get(reverse("article-new", args=[team.public_id])),
            client.post(preview, {"text": REPORT}),
        ):
            assert 'enctype="multipart/form-data"' in text_of(page)

    def test_a_text_from_right_to_left_is_shown_in_its_direction_and_language(self, client, library):
        text = "أعلنت القوات المسلحة اليوم أن المدينة تعرضت لقصف عنيف. ولم تقع إصابات."
        page = text_of(client.get(client.post(library, {"text": text}).headers["Location"]))
        assert '<article id="article" lang="ar" dir="rtl">' in page


class TestLibrary:
    def titles(self, client, address: str, **headers: str) -> list[str]:
        return re.findall(r'<h2 [^>]*><a href="[^"]+">([^<]+)</a>', text_of(client.get(address, headers=headers)))

    @pytest.fixture
    def articles(self, editor):
        made = []
        for title, source, length in (("beta", "Wire", 2), ("Alpha", "Gazette", 4), ("gamma", "Wire", 3)):
            article = make_article(editor, title=title, length=length)
            Article.objects.filter(pk=article.pk).update(source=source)
            made.append(article)
        Article.objects.filter(title="beta").update(published="2026-11-20")
        Article.objects.filter(title="Alpha").update(published="2026-11-21")
        return made

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["gamma", "Alpha", "beta"]),
            ("sort=title", ["Alpha", "beta", "gamma"]),
            ("sort=source", ["Alpha", "beta", "gamma"]),
            ("sort=published", ["Alpha", "beta", "gamma"]),
            ("sort=length", ["Alpha", "gamma", "beta"]),
            ("sort=progress", ["gamma", "beta", "Alpha"]),
            ("source=Wire", ["gamma", "beta"]),
            ("source=Nobody", []),
            ("q=alpha", ["Alpha"]),
            ("q=sentence+1&source=Wire", ["gamma", "beta"]),
            ("progress=none", ["gamma"]),
            ("progress=some", ["beta"]),
            ("progress=all", ["Alpha"]),
            ("state=opinion", ["Alpha", "beta"]),
            ("state=open", ["gamma", "beta"]),
            ("state=split", []),
            ("state=split&whose=team", ["beta"]),
            ("page=99", ["gamma", "Alpha", "beta"]),
            ("page=0", ["gamma", "Alpha", "beta"]),
        ],
    )
    def test_it_is_sorted_and_filtered(  # noqa: PLR0917
        self, client, library, articles, desk, query, titles
    ):
        beta, alpha, _gamma = articles
        judge(place_of(desk.editor, beta), 1, "opinion")
        judge(place_of(desk.annotator, beta), 1, "verified")
        for ordinal in range(1, 5):
            judge(place_of(desk.editor, alpha), ordinal, "opinion")
        assert self.titles(client, f"{library}?{query}") == titles
        assert self.titles(client, f"{library}?{query}", **HTMX) == titles

    def test_pages_follow_each_other_and_keep_the_filter(self, client, library, editor):
        for number in range(21):
            make_article(editor, title=f"Report {number:02}", length=1)
        first = f"{library}?q=report&sort=title"
        assert self.titles(client, first)[-1] == "Report 19"
        assert "?q=report&amp;sort=title&amp;page=2" in text_of(client.get(first))
        assert self.titles(client, f"{first}&page=2") == self.titles(client, f"{first}&page=99") == ["Report 20"]

    def test_a_row_says_what_is_known_how_far_it_is_and_shows_its_fingerprint(
        self, client, library, articles, editor
    ):
        judge(place_of(editor, articles[0]), 1, "opinion")
        page = text_of(client.get(f"{library}?q=beta"))
        for words in ("Wire", "20 Nov 2026", "2 sentences", "1 of 2 judged", "Fingerprint: 1 opinion, 1 not judged"):
            assert words in page, words

    def test_an_empty_library_says_what_to_do_next(self, client_of, desk, library):
        assert "Add the first one" in text_of(client_of(desk.editor).get(library))
        assert "An editor of your team adds them." in text_of(client_of(desk.viewer).get(library))
        assert "No report fits." in text_of(client_of(desk.viewer).get(f"{library}?q=x"))

    def test_a_viewer_sees_the_teams_tags_and_an_annotator_their_own(self, client_of, desk, library, articles):
        assert "the team’s tags" in text_of(client_of(desk.viewer).get(library))
        assert "your tags" in text_of(client_of(desk.annotator).get(library))


@pytest.mark.parametrize("name", ["library", "article"])
def test_one_address_gives_a_page_or_for_htmx_a_piece_of_it(client, article, team, name):
    address = reverse("library", args=[team.public_id]) if name == "library" else url("article", article)
    whole = [{}, HTMX | {"HX-Boosted": "true"}, HTMX | {"HX-History-Restore-Request": "true"}]
    for headers, wanted in [*((one, True) for one in whole), (HTMX, False)]:
        answer = client.get(f"{address}?state=open", headers=headers)
        assert ("<!doctype html>" in text_of(answer)) is wanted, headers
        assert "HX-Request" in answer["Vary"]


class TestReadingPage:
    def summary(self, client, article, query: str) -> str:
        page = text_of(client.get(f"{url('article', article)}?{query}"))
        return re.findall(r'<span id="says">([^<]*)</span>', page)[0]

    def test_it_says_in_a_sentence_what_it_shows_and_whose_tags(self, client, article, desk):
        judge(place_of(desk.editor, article), 1, "opinion")
        judge(place_of(desk.annotator, article), 2, "opinion")
        name, key = desk.annotator.name, desk.annotator.public_id
        assert self.summary(client, article, "") == "1 of 5 sentences judged, tagged by you"
        assert self.summary(client, article, "state=opinion") == "1 of 5 sentences: opinion, tagged by you"
        assert (
            self.summary(client, article, "whose=team&state=opinion")
            == "2 of 5 sentences: opinion, tagged by the team"
        )
        assert self.summary(client, article, f"whose={key}") == f"1 of 5 sentences judged, tagged by {name}"

    def test_what_does_not_fit_is_dimmed_or_left_out(self, client, article, editor):
        judge(place_of(editor, article), 1, "opinion")
        page = text_of(client.get(f"{url('article', article)}?state=opinion"))
        assert len(re.findall(r'<span class="s" id="s\d"', page)) == 5
        assert len(re.findall(r'class="mark \w+ dim"', page)) == 4
        page = text_of(client.get(f"{url('article', article)}?state=opinion&hide=1"))
        assert re.findall(r'<span class="s" id="s(\d)"', page) == ["1"]

    @pytest.mark.parametrize("whose", ["nobody", "00000000-0000-0000-0000-000000000000", "\0", "MINE", "x" * 99])
    def test_the_tags_of_nobody_in_the_team_are_404(self, client, article, outsider, whose):
        for name in ("article", "changes", "exports", "next"):
            for person in (whose, str(outsider.public_id)):
                assert client.get(url(name, article), {"whose": person}).status_code == 404

    def test_a_filter_that_nothing_fits_says_so_and_how_to_go_on(self, client, article):
        page = text_of(client.get(f"{url('article', article)}?q=nowhere"))
        assert "No sentence fits this filter." in page
        assert f'<a href="{url("article", article)}">Show all</a>' in page

    def test_next_to_judge_goes_on_after_a_sentence_round_the_end_and_to_the_article_where_all_is_done(
        self, client, article, editor
    ):
        place = place_of(editor, article)
        judge(place, 3, "opinion")
        steps = {"": 1, "2": 4, "5": 1, "99999999999": 1, "x": 1}
        for after, ordinal in steps.items():
            answer = client.get(url("next", article), {"after": after, "state": "open"})
            assert answer["Location"] == f"{url('sentence', article, ordinal)}?state=open#s{ordinal}"
        for ordinal in (1, 2, 4, 5):
            judge(place, ordinal, "nothing")
        assert client.get(url("next", article))["Location"] == url("article", article)

    def test_markup_in_a_report_is_only_text(self, client, editor):
        article = make_article(editor, "<script>alert(1)</script> & “it”.", title="<b>Title</b>")
        for address in (url("article", article), url("sentence", article, 1), url("history", article, 1)):
            page = text_of(client.get(address))
            assert "<script>alert" not in page
            assert "<b>Title" not in page

    def test_the_page_belongs_to_the_account_that_reads_it(self, client, article, editor):
        assert f'data-account="{user_of(editor).public_id}"' in text_of(client.get(url("article", article)))
