"""Teams, their pages, and what becomes of their members."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import invite, make_desk, make_member, user_of
from warreader.actions.teams import add_member, leave_team
from warreader.models import Membership, Role, Team

from .pages import queries, text_of


@pytest.fixture
def client(client_of, desk) -> Client:
    return client_of(desk.owner)


def address(name: str, team: Team, *args: object) -> str:
    return reverse(name, args=[team.public_id, *args])


def stored(member: Membership) -> Membership:
    return Membership.objects.get(pk=member.pk)


class TestOnesTeams:
    def test_whoever_makes_a_team_owns_it_and_lands_on_its_page(self, client_of, outsider):
        answer = client_of(outsider).post(reverse("teams"), {"name": "New desk"})
        team = Team.objects.get(name="New desk")
        assert (answer.status_code, answer["Location"]) == (303, address("team", team))
        assert (team.memberships.get().user, team.memberships.get().role) == (outsider, Role.OWNER)

    def test_a_team_without_a_name_is_refused_beside_the_field(self, client):
        answer = client.post(reverse("teams"), {"name": " "})
        assert answer.status_code == 422
        assert 'id="id_name_error"' in text_of(answer)

    def test_somebody_in_several_teams_goes_from_one_to_another(self, client, desk):
        other = make_desk("Second").team
        add_member(team=other, user=user_of(desk.owner), role=Role.VIEWER)
        page = text_of(client.get(reverse("teams")))
        for team in (desk.team, other):
            assert f'href="{address("library", team)}"' in page

    def test_somebody_in_none_is_told_what_to_do(self, client_of, outsider):
        assert "Open the link of an invitation" in text_of(client_of(outsider).get(reverse("teams")))


class TestThePage:
    def test_everybody_in_the_team_sees_who_is_in_it_and_as_what(self, client_of, desk):
        page = text_of(client_of(desk.viewer).get(address("team", desk.team)))
        for member in desk.members.values():
            assert member.name in page
        assert "<form" not in page.partition('id="members"')[2].partition("<h2>")[0]

    def test_invitations_are_for_those_who_may_invite(self, client_of, desk):
        invite(desk.owner, kind="mail", email="olha@example.org")
        seen = {
            role: "olha@example.org" in text_of(client_of(member).get(address("team", desk.team)))
            for role, member in desk.members.items()
        }
        assert seen == {Role.VIEWER: False, Role.ANNOTATOR: False, Role.EDITOR: True, Role.OWNER: True}

    def test_who_left_is_named_apart(self, client, desk):
        leave_team(member=desk.viewer)
        before, former = text_of(client.get(address("team", desk.team))).split("Former members")
        assert f'"name">{desk.viewer.name}<' in former
        assert f'"name">{desk.viewer.name}<' not in before

    def test_it_takes_as_many_queries_for_three_rows_as_for_one(self, client, desk):
        def count() -> int:
            return len(queries(client, address("team", desk.team)))

        invite(desk.owner)
        # session, user, membership, members, who may be handed the team, invitations
        assert count() == 6
        for _ in range(2):
            invite(make_member(desk.team, Role.EDITOR))
        assert count() == 6

    def test_ones_teams_take_as_many_queries_for_three_as_for_one(self, client, desk):
        assert len(queries(client, reverse("teams"))) == 3
        for name in ("Second", "Third"):
            add_member(team=make_desk(name).team, user=user_of(desk.owner), role=Role.VIEWER)
        assert len(queries(client, reverse("teams"))) == 3


class TestChanges:
    def test_a_team_is_renamed(self, client, desk):
        assert client.post(address("team-name", desk.team), {"name": "New name"}).status_code == 303
        assert Team.objects.get().name == "New name"

    def test_a_name_that_is_too_long_is_refused_and_kept_in_the_field(self, client, desk):
        answer = client.post(address("team-name", desk.team), {"name": "n" * 201})
        assert answer.status_code == 422
        assert f'value="{"n" * 201}"' in text_of(answer)
        assert Team.objects.get().name == "Desk"

    def test_a_role_is_changed(self, client, desk):
        answer = client.post(address("member-role", desk.team, desk.viewer.public_id), {"role": Role.EDITOR.value})
        assert answer.status_code == 303
        assert stored(desk.viewer).role == Role.EDITOR

    @pytest.mark.parametrize("role", ["", "25", "king"])
    def test_a_role_that_does_not_exist_is_refused_beside_the_member(self, client, desk, role):
        answer = client.post(address("member-role", desk.team, desk.viewer.public_id), {"role": role})
        row = text_of(answer).partition(f'id="m-{desk.viewer.public_id}"')[2].partition("</li>")[0]
        assert answer.status_code == 422
        assert "Choose a role." in row

    def test_the_last_owner_is_told_why_they_stay(self, client, desk):
        for name, args in (("member-role", [desk.owner.public_id]), ("team-departure", [])):
            answer = client.post(address(name, desk.team, *args), {"role": Role.VIEWER.value})
            assert answer.status_code == 422
            assert "only owner" in text_of(answer)

    def test_a_removed_member_is_out_at_once(self, client, client_of, desk):
        theirs = client_of(desk.annotator)
        assert client.post(address("member-removal", desk.team, desk.annotator.public_id)).status_code == 303
        assert theirs.get(address("library", desk.team)).status_code == 404

    def test_a_member_of_another_team_is_not_found(self, client, desk):
        other = make_desk("Other")
        add_member(team=other.team, user=user_of(desk.owner), role=Role.OWNER)
        for name in ("member-role", "member-removal"):
            answer = client.post(address(name, desk.team, other.viewer.public_id), {"role": Role.EDITOR.value})
            assert answer.status_code == 404

    def test_a_team_is_handed_over(self, client, desk):
        answer = client.post(address("team-ownership", desk.team), {"member": desk.editor.public_id})
        assert answer.status_code == 303
        assert (stored(desk.editor).role, stored(desk.owner).role) == (Role.OWNER, Role.EDITOR)

    def test_it_is_handed_to_somebody_in_it(self, client, desk):
        answer = client.post(address("team-ownership", desk.team), {"member": make_desk("Other").editor.public_id})
        assert answer.status_code == 422
        assert stored(desk.owner).role == Role.OWNER

    def test_who_leaves_is_told_that_their_work_stays(self, client_of, desk):
        answer = client_of(desk.viewer).post(address("team-departure", desk.team), follow=True)
        assert "Your work stays there" in text_of(answer)
        assert stored(desk.viewer).left_at is not None


class TestFetching:
    def test_an_owner_forbids_it_and_allows_it_again(self, client, desk):
        page = text_of(client.get(address("team", desk.team)))
        assert "sees this server’s address" in page
        for typed, forbidden in (({"forbids_fetching": "on"}, True), ({}, False)):
            answer = client.post(address("team-fetching", desk.team), typed)
            assert (answer.status_code, answer["Location"]) == (303, address("team", desk.team))
            assert Team.objects.get(pk=desk.team.pk).forbids_fetching is forbidden

    def test_where_the_server_fetches_nothing_there_is_nothing_to_forbid(self, client, desk, settings):
        settings.FETCHING = False
        page = text_of(client.get(address("team", desk.team)))
        assert "On this server no pages are fetched." in page
        assert address("team-fetching", desk.team) not in page
