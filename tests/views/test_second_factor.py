"""Second factors: an authenticator app, its recovery codes, and what they guard."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_user
from warreader.models import User

from .pages import text_of

pytestmark = pytest.mark.django_db

ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"


def code_of(secret: str, later: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def half_signed_in(next_page: str = "") -> Client:
    """Somebody who has given the right password, and not the code."""
    client = Client()
    answer = client.post(reverse("login"), {"login": "olena", "password": PASSWORD, "next": next_page})
    assert answer["Location"].startswith(AUTHENTICATE)
    return client


@pytest.fixture
def secret() -> str:
    """The secret of an app that somebody has just set up."""
    make_user("olena", is_superuser=True)
    client = Client()
    client.post(reverse("login"), {"login": "olena", "password": PASSWORD})
    asked = client.get(ACTIVATE)
    client.post(asked["Location"], {"password": PASSWORD, "next": ACTIVATE})
    page = text_of(client.get(ACTIVATE))
    assert 'src="data:image/svg+xml' in page
    secret = re.findall(r'id="authenticator_secret"[^>]*value="([A-Z2-7]{32})"', page)[0]
    wrong = client.post(ACTIVATE, {"code": "12345"})
    assert wrong.status_code == 422
    assert client.post(ACTIVATE, {"code": code_of(secret, -1)}).status_code == 302
    return secret


def test_the_password_alone_does_not_sign_in_any_more(secret):
    client = half_signed_in()
    assert client.get(reverse("preferences")).status_code == 302
    assert client.get("/", headers={"HX-Request": "true"}).status_code == 401


def test_the_apps_code_does_and_the_page_asked_for_is_kept(secret):
    client = half_signed_in("/help/")
    answer = client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert client.get(reverse("preferences")).status_code == 200


def test_a_wrong_code_is_refused_beside_the_field(secret):
    answer = half_signed_in().post(AUTHENTICATE, {"code": "000000"})
    assert answer.status_code == 422
    assert 'id="id_code_error"' in text_of(answer)


def test_guessing_codes_ends_soon(secret):
    answers = [half_signed_in().post(AUTHENTICATE, {"code": f"{number:06}"}) for number in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    client = Client()
    answer = client.post(reverse("login"), {"login": "olena", "password": PASSWORD})
    if answer.status_code == 302:
        answer = client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert answer.status_code in (422, 429)
    assert client.get(reverse("preferences")).status_code == 302


def test_the_administration_is_behind_it_too(secret):
    client = half_signed_in("/admin/")
    assert client.get("/admin/").status_code == 302
    assert client.post("/admin/login/", {"username": "olena", "password": PASSWORD})["Location"].startswith(
        reverse("login")
    )
    client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_signs_in_once(secret):
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert half_signed_in().post(AUTHENTICATE, {"code": codes[0]}).status_code == 302
    assert half_signed_in().post(AUTHENTICATE, {"code": codes[0]}).status_code == 422


def test_who_finds_an_open_session_cannot_take_it_off(secret, client_of):
    client = client_of(User.objects.get())
    for page in ("/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/"):
        assert "reauthenticate" in client.post(page)["Location"]
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
