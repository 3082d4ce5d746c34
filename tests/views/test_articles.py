"""Adding a report, and the library."""

import re

import pytest
from django.urls import reverse

from tests.factories import judge, make_article, place_of, user_of
from warreader.models import Article

from .pages import HTMX, text_of, url


@pytest.fixture
def client(client_of, editor):
    return client_of(editor)


@pytest.fixture
def library(team) -> str:
    return reverse("library", args=[team.public_id])


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
        assert '<button form="filter" name="page" value="2">Next' in text_of(client.get(first))
        assert self.titles(client, f"{first}&page=2") == self.titles(client, f"{first}&page=99") == ["Report 20"]

    def test_what_is_ticked_stays_so_under_another_filter_and_on_another_page(self, client, library, editor):
        ids = [str(make_article(editor, title=f"Report {number:02}", length=1).public_id) for number in range(21)]
        query = f"sort=title&article={ids[0]}&article={ids[20]}"

        def ticks(more: str) -> tuple[list[str], list[str]]:
            page = text_of(client.get(f"{library}?{query}&{more}", headers=HTMX))
            checked = re.findall(r'name="article" value="([^"]+)" aria-label="[^"]+" checked', page)
            return checked, re.findall(r'<input type="hidden" form="filter" name="article" value="([^"]+)"', page)

        assert ticks("") == (ids[:1], ids[20:])
        assert ticks("page=2") == (ids[20:], ids[:1])
        assert ticks("q=nowhere") == ([], [ids[0], ids[20]])
        assert ticks("all=2") == (ids[20:], ids[:1])
        assert ticks("all=1") == (ids[:20], ids[20:])
        assert ticks("none=2") == ([], [])

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
