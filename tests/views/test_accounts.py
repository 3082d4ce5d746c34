"""Signing in and up, passwords, addresses: allauth's pages, as they are set up here."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, invite, make_user
from warreader.models import InvitationKind, Membership, User

from .pages import text_of

pytestmark = pytest.mark.django_db

NEW = "five six seven eight"
ACCOUNT = {"username": "olha", "password1": NEW, "password2": NEW}
SIGN_UP = "/accounts/signup/"


def sign_in(login: str, password: str = PASSWORD, **extra):
    return Client(**extra).post(reverse("login"), {"login": login, "password": password})


def link_in(text: str) -> str:
    return re.findall(r"https?://[^/\s]+(/accounts/\S+)", text)[0]


@pytest.fixture
def person() -> User:
    user = make_user("olena")
    user.email = "olena@example.org"
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


class TestSigningIn:
    def test_by_user_name_or_by_address(self, person):
        for login in ("olena", "olena@example.org", "OLENA@example.org"):
            assert sign_in(login).status_code == 302

    def test_an_account_that_was_there_before_signs_in_by_its_address_too(self):
        User.objects.create_user("old", "old@example.org", PASSWORD)
        assert sign_in("old@example.org").status_code == 302

    def test_who_is_inactive_does_not_come_in(self, person):
        User.objects.update(is_active=False)
        client = Client()
        client.post(reverse("login"), {"login": "olena", "password": PASSWORD})
        assert client.get(reverse("preferences")).status_code == 302

    def test_after_five_wrong_passwords_the_right_one_has_to_wait_from_wherever_it_comes(self, person):
        for number in range(5):
            assert sign_in("olena", "wrong", REMOTE_ADDR=f"192.0.2.{number}").status_code == 422
        answer = sign_in("olena", REMOTE_ADDR="192.0.2.99")
        assert answer.status_code == 422
        assert "Too many failed" in text_of(answer)

    def test_a_class_behind_one_address_signs_in_within_a_minute(self):
        for number in range(60):
            make_user(f"pupil{number}")
            assert sign_in(f"pupil{number}").status_code == 302

    def test_too_many_tries_from_one_address_are_answered_with_a_page(self, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        sign_in("nobody")
        answer = sign_in("nobody")
        assert answer.status_code == 429
        assert "Wait a few minutes" in text_of(answer)

    def test_administrators_come_in_by_the_same_door(self):
        make_user("root", is_superuser=True)
        answer = Client().post("/admin/login/", {"username": "root", "password": PASSWORD, "next": "/admin/"})
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("login"))
        assert Client().get("/admin/")["Location"].startswith(reverse("login"))

    def test_signing_out_takes_a_post(self, client_of, person):
        client = client_of(person)
        assert client.get(reverse("logout")).status_code == 200
        assert client.get(reverse("preferences")).status_code == 200
        assert client.post(reverse("logout")).status_code == 302
        assert client.get(reverse("preferences")).status_code == 302


class TestSigningUp:
    def test_without_an_invitation_it_is_shut(self):
        for ask in (Client().get, Client().post):
            answer = ask(SIGN_UP, ACCOUNT)
            assert answer.status_code == 403
            assert "by invitation" in text_of(answer)
        assert not User.objects.exists()

    @pytest.mark.parametrize("target", ["/", "/help/", "/invitations/nosuchtoken/", "https://evil.example/", "//["])
    def test_another_page_is_no_invitation(self, target):
        assert Client().post(SIGN_UP, ACCOUNT | {"next": target}).status_code == 403

    def test_where_it_is_set_so_anybody_may(self, settings):
        settings.OPEN_SIGN_UP = True
        assert Client().post(SIGN_UP, ACCOUNT)["Location"] == "/"
        assert User.objects.get().username == "olha"

    def test_who_is_invited_lands_in_the_teams_library(self, desk):
        _made, token = invite(desk.owner)
        link = reverse("invitation", args=[token])
        client = Client()
        way = re.findall(r'href="(/accounts/signup/[^"]+)"', text_of(client.get(link)))[0]
        page = text_of(client.get(way))
        assert f'name="next" value="{link}"' in page
        answer = client.post(SIGN_UP, ACCOUNT | {"next": link}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("library", args=[desk.team.public_id])
        assert Membership.objects.get(user__username="olha").team == desk.team

    def test_an_invitation_that_is_over_opens_nothing(self, desk):
        made, token = invite(desk.owner)
        made.uses = 1
        made.save()
        answer = Client().post(SIGN_UP, ACCOUNT | {"next": reverse("invitation", args=[token])})
        assert answer.status_code == 403

    def test_an_address_that_was_invited_is_known_to_be_theirs(self, desk):
        _made, token = invite(desk.owner, kind=InvitationKind.MAIL, email="Olha@example.org")
        data = ACCOUNT | {"next": reverse("invitation", args=[token]), "email": "olha@example.org"}
        assert Client().post(SIGN_UP, data).status_code == 302
        assert EmailAddress.objects.get().verified
        assert mail.outbox == []

    def test_another_address_has_to_be_confirmed(self, desk):
        _made, token = invite(desk.owner, kind=InvitationKind.MAIL, email="olha@example.org")
        data = ACCOUNT | {"next": reverse("invitation", args=[token]), "email": "other@example.org"}
        client = Client()
        assert client.post(SIGN_UP, data).status_code == 302
        assert not EmailAddress.objects.get().verified
        client.post(link_in(str(mail.outbox[0].body)))
        assert EmailAddress.objects.get().verified

    @pytest.mark.parametrize(
        ("field", "value"), [("username", "olena"), ("username", ""), ("password1", "short"), ("email", "no address")]
    )
    def test_what_cannot_be_is_refused_beside_the_field(self, settings, person, field, value):
        settings.OPEN_SIGN_UP = True
        answer = Client().post(SIGN_UP, ACCOUNT | {field: value, "password2": value if "pass" in field else NEW})
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in text_of(answer)

    def test_a_mail_server_that_is_down_breaks_nothing(self, settings):
        settings.OPEN_SIGN_UP = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        assert Client().post(SIGN_UP, ACCOUNT | {"email": "olha@example.org"}).status_code == 302
        assert Client().post("/accounts/password/reset/", {"email": "olha@example.org"}).status_code == 302


class TestPasswords:
    def test_a_forgotten_one_is_replaced_by_a_letter_once(self, person):
        client = Client()
        client.post("/accounts/password/reset/", {"email": "olena@example.org"})
        link = link_in(str(mail.outbox[0].body))
        form = client.get(link, follow=True).redirect_chain[-1][0]
        answer = client.post(form, {"password1": NEW, "password2": NEW})
        assert answer.status_code == 302
        assert sign_in("olena", NEW).status_code == 302
        assert Client().get(link).status_code == 410

    def test_an_unknown_address_is_answered_like_a_known_one(self, person):
        answers = [
            Client().post("/accounts/password/reset/", {"email": email})
            for email in ("olena@example.org", "nobody@example.org")
        ]
        assert {(answer.status_code, answer["Location"]) for answer in answers} == {
            (302, "/accounts/password/reset/done/")
        }

    def test_a_new_one_needs_the_old_one_and_leads_to_the_preferences(self, client_of, person):
        client = client_of(person)
        data = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
        wrong = client.post(reverse("password_change"), data)
        assert wrong.status_code == 422
        assert 'id="id_oldpassword_error"' in text_of(wrong)
        done = client.post(reverse("password_change"), data | {"oldpassword": PASSWORD})
        assert (done.status_code, done["Location"]) == (302, reverse("preferences"))
        assert client.get(reverse("preferences")).status_code == 200

    def test_who_came_by_a_pseudonym_sets_one_and_comes_back_by_it(self, desk):
        _made, token = invite(desk.owner, kind=InvitationKind.PSEUDONYM)
        client = Client()
        client.post(reverse("invitation", args=[token]), {"name": "Fox"})
        user = User.objects.get(first_name="Fox")
        page = text_of(client.get(reverse("preferences")))
        assert user.username in page
        assert "/accounts/password/set/" in page
        answer = client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
        assert answer.status_code == 302
        assert sign_in(user.username, NEW).status_code == 302


class TestAddress:
    @pytest.fixture
    def client(self, person) -> Client:
        client = Client()
        client.post(reverse("login"), {"login": person.username, "password": PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        return client

    def test_it_changes_once_the_new_one_is_confirmed(self, client, person):
        assert client.post("/accounts/email/", {"email": "new@example.org", "action_add": "1"}).status_code == 302
        assert "new@example.org" in text_of(client.get("/accounts/email/"))
        assert User.objects.get().email == "olena@example.org"
        letter = next(letter for letter in mail.outbox if letter.to == ["new@example.org"])
        client.post(link_in(str(letter.body)))
        assert User.objects.get().email == "new@example.org"
        assert [address.email for address in EmailAddress.objects.all()] == ["new@example.org"]

    def test_who_finds_an_open_session_has_to_know_the_password(self, client_of, person):
        client = client_of(person)
        answer = client.post("/accounts/email/", {"email": "thief@example.org", "action_add": "1"})
        assert answer["Location"].startswith("/accounts/reauthenticate/")
        assert not EmailAddress.objects.filter(email="thief@example.org").exists()
        # What was asked for is done once the password is given: nothing is typed twice.
        client.post(answer["Location"], {"password": PASSWORD, "next": "/accounts/email/"})
        assert EmailAddress.objects.filter(email="thief@example.org").exists()

    def test_what_is_no_address_is_refused_beside_the_field(self, client):
        answer = client.post("/accounts/email/", {"email": "no address", "action_add": "1"})
        assert answer.status_code == 422
        assert 'id="id_email_error"' in text_of(answer)


def test_letters_by_which_people_are_invited_are_limited_by_person(client_of, desk, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invite": "1/h/user"}
    client, address = client_of(desk.owner), reverse("invitations", args=[desk.team.public_id])
    data = {"role": "20", "days": "1", "email": "a@example.org"}
    assert [client.post(address, data).status_code for _ in range(2)] == [201, 429]
    assert client.post(address, data | {"email": ""}).status_code == 201
