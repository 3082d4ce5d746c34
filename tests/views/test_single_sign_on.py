"""Single sign-on over OpenID Connect, with a small issuer of our own on this machine."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from tests.factories import invite, make_user
from warreader.models import Membership, User

from .pages import text_of

pytestmark = pytest.mark.django_db

LOGIN, CALLBACK = "/accounts/oidc/sso/login/", "/accounts/oidc/sso/login/callback/"
CLAIMS = {"sub": "s-1", "preferred_username": "olha", "email": "olha@example.org", "email_verified": True}


class Issuer(BaseHTTPRequestHandler):
    """Answers as an OpenID Connect issuer whose every code is good."""

    claims = CLAIMS

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        config = {"issuer": base, "authorization_endpoint": f"{base}/authorize", "jwks_uri": f"{base}/keys"}
        config |= {"token_endpoint": f"{base}/token", "userinfo_endpoint": f"{base}/userinfo"}
        self.answer(config if "well-known" in self.path else self.claims)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "token", "token_type": "Bearer"})

    def answer(self, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def configure(settings, issuer: str) -> None:
    app = {"provider_id": "sso", "name": "The Desk", "client_id": "me", "secret": "x"}
    app |= {"settings": {"server_url": issuer}}  # type: ignore[dict-item]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def sso(settings, issuer) -> None:
    configure(settings, issuer)


def come(client: Client, next_page: str = ""):
    """Go to the issuer by the button, and come back."""
    away = client.post(LOGIN, query_params={"next": next_page} if next_page else {})
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    return client.get(CALLBACK, {"code": "good", "state": asked["state"][0]})


def test_without_an_issuer_there_is_no_button_and_no_page():
    assert "Go on with" not in text_of(Client().get(reverse("login")))
    assert Client().post(LOGIN).status_code == 404


def test_with_one_the_button_leads_there_and_keeps_the_page_asked_for(sso):
    page = text_of(Client().get(reverse("login"), {"next": "/help/"}))
    assert "Go on with The Desk" in page
    assert re.findall(r'action="(/accounts/oidc/[^"]+)"', page) == [f"{LOGIN}?process=login&amp;next=%2Fhelp%2F"]


def test_who_is_not_invited_gets_no_account(sso):
    answer = come(Client())
    assert answer.status_code == 403
    assert "By invitation" in text_of(answer)
    assert not User.objects.exists()


def test_who_is_invited_lands_in_the_teams_library(sso, desk):
    _made, token = invite(desk.owner)
    client = Client()
    answer = come(client, reverse("invitation", args=[token]))
    assert answer.status_code == 302
    assert Membership.objects.get(user__username="olha").team == desk.team
    landed = client.get(answer["Location"])
    assert landed["Location"] == reverse("library", args=[desk.team.public_id])


def test_where_it_is_set_so_whoever_the_issuer_knows_comes_in_and_comes_back_as_the_same(sso, settings):
    settings.OIDC_SIGN_UP = True
    for _ in range(2):
        client = Client()
        assert come(client, "/help/")["Location"] == "/help/"
        assert client.get(reverse("preferences")).status_code == 200
    user = User.objects.get()
    assert (user.username, user.has_usable_password()) == ("olha", False)


def test_an_account_with_the_same_address_is_not_taken_over(sso, settings):
    settings.OIDC_SIGN_UP = True
    other = make_user("other")
    User.objects.filter(pk=other.pk).update(email="olha@example.org")
    client = Client()
    come(client)
    assert client.get(reverse("preferences")).status_code == 302
    assert not SocialAccount.objects.exists()


def test_an_answer_that_was_not_asked_for_signs_nobody_in(sso, settings):
    settings.OIDC_SIGN_UP = True
    client = Client()
    answer = client.get(CALLBACK, {"code": "good", "state": "made-up"})
    assert answer.status_code == 401
    assert "did not answer as it should" in text_of(answer)
    assert not User.objects.exists()


def test_an_issuer_that_is_down_is_said_to_be(settings):
    configure(settings, "http://127.0.0.1:1")
    answer = Client().post(LOGIN)
    assert answer.status_code == 502
    assert "did not answer" in text_of(answer)
