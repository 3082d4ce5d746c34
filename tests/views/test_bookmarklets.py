"""The bookmarklet's pages."""

from urllib.parse import unquote

from django.urls import reverse

from .pages import text_of


def test_the_bookmarklet_opens_this_teams_page_on_this_site(client_of, desk):
    page = client_of(desk.editor).get(reverse("bookmarklet", args=[desk.team.public_id]))
    code = unquote(page.context["script"])
    assert code.startswith("javascript:(() => {")
    assert "\n" not in code
    assert 'origin = "http://testserver"' in code
    assert f'origin + "{reverse("arrivals-page", args=[desk.team.public_id])}"' in code
    assert text_of(page).count('"javascript:') == 1


def test_only_the_receiving_page_is_within_reach_of_the_window_that_opened_it(client_of, desk):
    client = client_of(desk.editor)
    for name, policy in (
        ("arrivals-page", "unsafe-none"),
        ("bookmarklet", "same-origin"),
        ("library", "same-origin"),
    ):
        answer = client.get(reverse(name, args=[desk.team.public_id]))
        assert answer["Cross-Origin-Opener-Policy"] == policy
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_what_is_sent_on_goes_to_our_own_origin_with_the_pages_token(client_of, desk):
    page = text_of(client_of(desk.editor).get(reverse("arrivals-page", args=[desk.team.public_id])))
    form = page.partition('<form id="handover"')[2].partition("</form>")[0]
    assert f'method="post" action="{reverse("arrivals", args=[desk.team.public_id])}"' in form
    assert "csrfmiddlewaretoken" in form
    assert all(f'name="{name}"' in form for name in ("way", "url", "page"))


def test_whoever_adds_reports_finds_the_bookmarklet(client_of, desk):
    page = text_of(client_of(desk.editor).get(reverse("article-new", args=[desk.team.public_id])))
    assert f'href="{reverse("bookmarklet", args=[desk.team.public_id])}"' in page


def test_a_page_costs_the_same_number_of_queries_whatever_the_team_has(client_of, desk, django_assert_num_queries):
    client = client_of(desk.editor)
    for name in ("bookmarklet", "arrivals-page"):
        with django_assert_num_queries(3):
            client.get(reverse(name, args=[desk.team.public_id]))
