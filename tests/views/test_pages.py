"""What holds for every page: headers, language, title, one heading; and the pages about the app and the account."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, judge, make_arrival, place_of, support, user_of
from tests.servers import ROOT
from warreader.keys import KEYS
from warreader.models import Membership, User

from .pages import HTMX, text_of, url


@pytest.fixture
def client(client_of, editor):
    return client_of(editor)


#: pages of allauth's that are there for who is signed in, and for who is not
OWN_ACCOUNT = ("password_change", "account_email", "mfa_index", "mfa_list_webauthn", "account_reauthenticate")
ENTRANCE = ("login", "account_signup", "account_reset_password", "account_reset_password_done")


@pytest.fixture
def addresses(article, team, editor) -> list[str]:
    place = place_of(editor, article)
    judge(place, 1, "verified", note="seen")
    own = support(place, 1)
    names = ("article", "exports")
    return [
        *(reverse(name) for name in ("help", "preferences", "teams", *OWN_ACCOUNT)),
        *(reverse(name, args=[team.public_id]) for name in ("library", "article-new", "arrivals", "team")),
        reverse("arrival", args=[make_arrival(editor).public_id]),
        *(url(name, article) for name in names),
        *(url(name, article, 1) for name in ("sentence", "history")),
        url("evidence-edit", article, 1, own.public_id),
        url("sentence", article, 99),
        "/nothing/here/",
    ]


class Outline(HTMLParser):
    """What a page is made of, as far as these tests ask."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def outlines(client: Client, addresses: list[str]) -> Iterator[tuple[str, Outline]]:
    """Every page, as somebody signed in sees it, and those that only others see."""
    for address in addresses:
        yield address, Outline(text_of(client.get(address)))
    for name in ENTRANCE:
        yield name, Outline(text_of(Client().get(reverse(name))))


def test_every_page_has_a_language_a_title_one_first_heading_and_ids_that_are_unique(client, addresses):
    for address, page in outlines(client, addresses):
        assert [one.get("lang") for one in page.all("html")] == ["en"], address
        assert (len(page.all("title")), len(page.all("h1")), len(page.all("main"))) == (1, 1, 1), address
        ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
        assert sorted(ids) == sorted(set(ids)), address


def test_no_page_has_a_script_or_style_or_handler_in_it(client, addresses):
    for address, page in outlines(client, addresses):
        assert not page.all("style"), address
        inline = [one for one in page.all("script") if "src" not in one and one.get("type") != "application/json"]
        assert not inline, address
        names = {name for _, attributes in page.elements for name in attributes}
        assert not {name for name in names if name == "style" or name.startswith(("on", "hx-on"))}, address


def test_every_form_that_posts_carries_its_token_and_every_field_a_name_for_screen_readers(client, addresses):
    for address in addresses:
        text = text_of(client.get(address))
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
            assert "csrfmiddlewaretoken" in form, address
        labels = {one.get("for") for one in Outline(text).all("label")}
        for field in [*Outline(text).all("input"), *Outline(text).all("select"), *Outline(text).all("textarea")]:
            if field.get("type") not in ("hidden", "checkbox") and "id" in field:
                assert field["id"] in labels or "aria-label" in field, (address, field)


def test_every_answer_has_the_headers_that_guard_it(client, addresses):
    for address in addresses:
        for headers in ({}, HTMX):
            answer = client.get(address, headers=headers)
            policy = answer["Content-Security-Policy"]
            assert "unsafe-" not in policy, address
            assert "default-src 'none'" in policy, address
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["X-Frame-Options"] == "DENY"
            assert answer["Referrer-Policy"] == "same-origin"
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_an_address_of_nothing_says_so_and_leads_back(client, client_of, desk, article):
    page = text_of(client.get("/nothing/here/"))
    assert "There is nothing at this address" in page
    assert f'href="{reverse("home")}"' in page
    answer = client_of(desk.viewer).post(url("tags", article), {"sentences": "1", "tag": "opinion"})
    assert answer.status_code == 403
    assert "Your role in this team does not allow it." in text_of(answer)


class TestHealth:
    def test_it_answers_when_the_database_does(self, db):
        answer = Client().get(reverse("healthz"))
        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.thorough
    def test_it_says_503_when_the_database_does_not(self, tmp_path):
        program = """
import django; django.setup()
from django.test import Client
answer = Client(headers={"host": "127.0.0.1"}).get("/healthz")
print(answer.status_code, answer.content.decode())
"""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("WARREADER_")}
        environ |= {
            "DJANGO_SETTINGS_MODULE": "warreader.settings",
            "WARREADER_DATA": str(tmp_path),
            "WARREADER_DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3",
        }
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("503 The database does not answer.")


class TestHelp:
    def test_it_is_there_without_signing_in_with_every_key_and_the_codebook(self, db):
        page = text_of(Client().get(reverse("help")))
        for item in KEYS:
            for key in item.keys:
                assert f"<kbd>{key}</kbd>" in page, item.action
        found, ids = re.findall(r'href="#([^"]+)"', page), re.findall(r'id="([^"]+)"', page)
        assert len(found) > 10, "what is on the page is listed"
        assert set(found) <= set(ids)
        for words in ("every central checkable assertion", "Nothing to assess", "Unverified does not mean false"):
            assert words in page


class TestHome:
    def test_it_leads_to_the_library_of_ones_first_team(self, client, team):
        assert client.get("/")["Location"] == reverse("library", args=[team.public_id])

    def test_somebody_in_no_team_is_told_what_to_do(self, client_of, outsider):
        assert "You are in no team" in text_of(client_of(outsider).get("/"))


class TestSigningIn:
    def test_the_right_password_leads_on_and_the_wrong_one_is_refused_in_the_form(self, editor):
        client, name = Client(), user_of(editor).username
        page = client.post(reverse("login"), {"login": name, "password": "wrong"})
        assert page.status_code == 422
        assert "password you specified are not correct" in text_of(page)
        assert f'value="{name}"' in text_of(page)
        answer = client.post(reverse("login"), {"login": name, "password": PASSWORD, "next": "/help/"})
        assert (answer.status_code, answer["Location"]) == (302, "/help/")

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
    def test_it_leads_nowhere_else(self, client, editor, target):
        data = {"login": user_of(editor).username, "password": PASSWORD, "next": target}
        assert Client().post(reverse("login"), data)["Location"] == "/"
        assert client.post(reverse("theme"), {"theme": "dark", "next": target})["Location"] == "/"

    def test_the_page_asked_for_is_kept(self, client, article):
        address = f"{url('article', article)}?state=open"
        assert (
            Client().get(address)["Location"]
            == f"{reverse('login')}?next={address.replace('?', '%3F').replace('=', '%3D')}"
        )

    def test_after_a_form_it_leads_to_the_page_of_what_was_posted_to(self, article, team, db):
        pages = {
            url("note", article, 2): url("sentence", article, 2),
            url("evidence-removal", article, 2, uuid4()): url("sentence", article, 2),
            f"{url('tags', article)}?state=open": f"{url('article', article)}?state=open",
            reverse("arrivals-removal", args=[team.public_id]): reverse("library", args=[team.public_id]),
            reverse("theme"): reverse("home"),
        }
        for address, page in pages.items():
            assert Client().post(address)["Location"] == f"{reverse('login')}?next={quote(page)}"


class TestPreferences:
    def stored(self, editor: Membership) -> User:
        return User.objects.get(pk=user_of(editor).pk)

    def save(self, client, **data):
        return client.post(reverse("preferences"), {"theme": "system", "single_keys": "on"} | data)

    def test_theme_keys_and_name_are_stored(self, client, editor):
        answer = self.save(client, theme="dark", key_verified="W", first_name="Olha")
        user = self.stored(editor)
        assert answer.status_code == 303
        assert (user.theme, user.keymap, user.first_name) == ("dark", {"verified": "w"}, "Olha")
        assert 'data-theme="dark"' in text_of(client.get(reverse("preferences")))

    def test_the_reading_page_follows_them(self, client, article, editor):
        self.save(client, key_verified="w")
        assert '"w": "verified"' in text_of(client.get(url("article", article)))
        client.post(reverse("preferences"), {"theme": "system"})
        assert '<script id="keymap" type="application/json">{}</script>' in text_of(
            client.get(url("article", article))
        )

    @pytest.mark.parametrize(
        "data", [{"key_verified": "w", "key_note": "w"}, {"key_verified": "ww"}, {"theme": "pink"}]
    )
    def test_keys_that_clash_and_what_does_not_exist_are_refused_beside_the_field(self, client, editor, data):
        answer = self.save(client, **data)
        assert answer.status_code == 422
        assert re.search(rf'id="id_{next(iter(data))}_error">[^<]+<', text_of(answer))
        assert self.stored(editor).keymap == {}

    def test_two_keys_may_be_exchanged(self, client, editor):
        assert self.save(client, key_next="k", key_previous="j").status_code == 303
        assert self.stored(editor).keymap == {"next": "k", "previous": "j"}

    def test_a_theme_is_switched_in_place(self, client, editor):
        answer = client.post(reverse("theme"), {"theme": "light", "next": "/help/?a=1"})
        assert (answer.status_code, answer["Location"]) == (303, "/help/?a=1")
        assert self.stored(editor).theme == "light"
        client.post(reverse("theme"), {"theme": "pink"})
        assert self.stored(editor).theme == "light"
