"""Invitations: from the team's page to the newcomer in the library."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import hold_session, invite, make_article
from warreader.models import Event, Invitation, InvitationKind, Membership, Role, User

from .pages import text_of

TERMS = {"role": Role.ANNOTATOR.value, "days": "7", "most_uses": "3", "email": ""}


@pytest.fixture
def client(client_of, desk) -> Client:
    return client_of(desk.owner)


def library(team) -> str:
    return reverse("library", args=[team.public_id])


def make(client, team, **terms):
    return client.post(reverse("invitations", args=[team.public_id]), TERMS | terms)


def link_in(text: str) -> str:
    return re.findall(r"http://127\.0\.0\.1:8000(/invitations/[\w-]{43}/)", text)[0]


class TestMaking:
    def test_the_link_is_shown_once_and_lets_a_newcomer_in(self, client, client_of, team, outsider):
        answer = make(client, team)
        assert answer.status_code == 201
        assert "no-store" in answer["Cache-Control"]
        link = link_in(text_of(answer))
        assert link not in text_of(client.get(reverse("team", args=[team.public_id])))
        newcomer = client_of(outsider)
        page = text_of(newcomer.get(link))
        assert "Desk" in page
        assert "annotator" in page
        joined = newcomer.post(link)
        assert (joined.status_code, joined["Location"]) == (303, library(team))
        assert newcomer.get(library(team)).status_code == 200

    def test_it_has_a_qr_code_that_needs_no_style_of_its_own(self, client, team):
        page = text_of(make(client, team))
        code = re.findall(r"<svg.*?</svg>", page, re.DOTALL)[0]
        assert "<path" in code
        assert "style=" not in code
        assert "<?xml" not in page

    @pytest.mark.parametrize(
        ("field", "value"),
        [("role", "40"), ("days", "0"), ("days", "x"), ("most_uses", "501"), ("email", "no address")],
    )
    def test_what_cannot_be_is_refused_beside_the_field_and_kept_in_it(self, client, team, field, value):
        answer = make(client, team, **{field: value})
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in text_of(answer)
        assert field == "role" or f'value="{value}"' in text_of(answer)
        assert not Invitation.objects.exists()

    def test_by_e_mail_it_goes_to_one_person_and_the_page_does_not_show_it(self, client, client_of, team, outsider):
        answer = make(client, team, email="olha@example.org")
        assert "/invitations/" not in text_of(answer).partition("<main")[2].partition("teams/")[0]
        letter = mail.outbox[0]
        assert letter.to == ["olha@example.org"]
        assert "Desk" in letter.subject
        assert client_of(outsider).post(link_in(str(letter.body))).status_code == 303
        assert Invitation.objects.get().most_uses == 1
        assert "olha" not in str(list(Event.objects.values_list("data", flat=True)))

    def test_where_no_mail_goes_out_the_link_is_shown_instead(self, client, team, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        answer = make(client, team, email="olha@example.org")
        assert answer.status_code == 201
        assert "could not be sent" in text_of(answer)
        link_in(text_of(answer))

    def test_a_mail_that_only_reaches_the_console_is_not_said_to_be_sent(self, client, team, settings, capsys):
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        link_in(text_of(make(client, team, email="olha@example.org")))
        assert "olha@example.org" in capsys.readouterr().out

    def test_a_line_break_in_a_teams_name_does_not_add_headers(self, client, team):
        team.name = "Desk\nBcc: all@example.org"
        team.save()
        answer = make(client, team, email="olha@example.org")
        assert answer.status_code == 201
        assert all(letter.recipients() == ["olha@example.org"] for letter in mail.outbox)

    def test_an_editor_invites_and_revokes_too(self, client_of, desk):
        client = client_of(desk.editor)
        assert make(client, desk.team).status_code == 201
        invitation = Invitation.objects.get()
        answer = client.post(reverse("invitation-revocation", args=[desk.team.public_id, invitation.public_id]))
        assert answer.status_code == 303
        assert Invitation.objects.get().state == "revoked"

    def test_for_a_class_a_pseudonym_is_enough(self, client, team):
        link = link_in(text_of(make(client, team, pseudonym="on", most_uses="60")))
        assert Invitation.objects.get().kind == InvitationKind.PSEUDONYM
        assert Client().post(link, {"name": "Fox"}).status_code == 303

    def test_a_pseudonym_is_not_invited_by_e_mail_nor_to_edit(self, client, team):
        for field, terms in (("pseudonym", {"email": "a@example.org"}), ("role", {"role": Role.EDITOR.value})):
            answer = make(client, team, pseudonym="on", **terms)
            assert answer.status_code == 422
            assert f'id="id_{field}_error"' in text_of(answer)


class TestTheLink:
    @pytest.fixture
    def invitation(self, desk) -> tuple[Invitation, str]:
        made, token = invite(desk.owner)
        return made, reverse("invitation", args=[token])

    def test_its_page_says_no_more_than_the_teams_name_and_the_role(self, desk, article):
        _made, token = invite(desk.owner, kind=InvitationKind.MAIL, email="olha@example.org")
        page = text_of(Client().get(reverse("invitation", args=[token])))
        assert "Desk" in page
        for secret in ("olha@example.org", desk.owner.name, article.title, str(desk.team.public_id)):
            assert secret not in page

    def test_who_is_not_signed_in_is_shown_the_way_to_and_back(self, invitation):
        made, link = invitation
        page = text_of(Client().get(link))
        assert f'href="{reverse("login")}?next={link}"' in page
        assert Client().post(link)["Location"] == f"{reverse('login')}?next={link}"
        assert Invitation.objects.get().uses == made.uses == 0

    def test_looking_at_it_changes_nothing(self, client_of, invitation, outsider):
        assert client_of(outsider).get(invitation[1]).status_code == 200
        assert Invitation.objects.get().uses == 0

    def test_who_is_in_the_team_goes_to_its_library(self, client, invitation, team):
        for ask in (client.get, client.post):
            assert ask(invitation[1])["Location"] == library(team)
        assert Invitation.objects.get().uses == 0

    @pytest.mark.parametrize(
        ("end", "words"),
        [
            ({"revoked_at": timezone.now()}, "was revoked"),
            ({"expires_at": timezone.now() - timedelta(days=1)}, "has expired"),
            ({"uses": 1}, "as often as it may be"),
        ],
    )
    def test_one_that_has_ended_says_why_and_lets_nobody_in(self, client_of, invitation, outsider, end, words):
        Invitation.objects.update(**end)
        for client in (Client(), client_of(outsider)):
            for ask in (client.get, client.post):
                answer = ask(invitation[1])
                assert answer.status_code == 410
                assert words in text_of(answer)
        assert not Membership.objects.filter(user=outsider).exists()

    def test_one_that_never_was_is_not_found(self, db):
        for ask in (Client().get, Client().post):
            assert ask(reverse("invitation", args=["x" * 43])).status_code == 404


class TestPseudonym:
    @pytest.fixture
    def link(self, desk) -> str:
        _made, token = invite(desk.owner, kind=InvitationKind.PSEUDONYM, most_uses=100)
        return reverse("invitation", args=[token])

    def test_a_name_is_enough(self, link, team):
        client = Client()
        assert 'name="name"' in text_of(client.get(link))
        answer = client.post(link, {"name": "Fox"})
        assert (answer.status_code, answer["Location"]) == (303, library(team))
        assert "Fox" in text_of(client.get(library(team)))

    def test_who_finds_work_on_coming_in_lands_where_it_stands(self, link, desk, team):
        hold_session(desk.editor, desk.annotator, articles=[make_article(desk.editor)], takes_newcomers=True)
        answer = Client().post(link, {"name": "Fox"})
        assert answer["Location"] == reverse("sessions", args=[team.public_id])

    @pytest.mark.parametrize("name", ["", "  ", "\u202e\u2066", "n" * 61])
    def test_a_name_that_cannot_be_is_refused_beside_the_field(self, link, name):
        answer = Client().post(link, {"name": name})
        assert answer.status_code == 422
        assert 'id="id_name_error"' in text_of(answer)

    def test_a_name_that_is_taken_is_refused_and_kept_in_the_field(self, link, desk):
        answer = Client().post(link, {"name": desk.viewer.name})
        assert answer.status_code == 422
        assert "called so already" in text_of(answer)
        assert f'value="{desk.viewer.name}"' in text_of(answer)

    def test_a_name_is_one_line_without_what_nobody_sees_in_it(self, link, desk):
        taken = Client().post(link, {"name": f"\u202e{desk.viewer.name}\u200b"})
        assert "called so already" in text_of(taken)
        assert Client().post(link, {"name": "Fox\r\n\r\nhttps://evil.example/"}).status_code == 303
        assert User.objects.latest("pk").label == "Fox https://evil.example/"

    def test_who_is_signed_in_comes_in_as_themselves(self, link, client_of, outsider):
        before = User.objects.count()
        assert client_of(outsider).post(link, {"name": "Fox"}).status_code == 303
        assert User.objects.count() == before

    def test_sixty_people_behind_one_address_get_in(self, link, team):
        for number in range(60):
            answer = Client(REMOTE_ADDR="192.0.2.1").post(link, {"name": f"Pupil {number}"})
            assert answer.status_code == 303
        assert team.memberships.filter(user__password__startswith="!").count() == 60
