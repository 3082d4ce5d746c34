"""The rows of the permission matrix for teams, their members and invitations."""

from typing import Any

from warreader.models import Ability, Evidence, Role

from .rules import ANYBODY, NOBODY, SIGNED_IN, Rule

TOKEN = "a-token-of-an-invitation"


def mate(own: Evidence) -> list[Any]:
    return [own.team.memberships.get(role=Role.VIEWER).public_id]


IN_TEAM = dict.fromkeys([str(role.label) for role in Role], 302)
RULES_OF_TEAMS = {
    "teams": Rule(SIGNED_IN, SIGNED_IN, posted=(303, 303), data=lambda _own: {"name": "New desk"}),
    "team": Rule(Ability.READ, of_team=True),
    "team-name": Rule(
        NOBODY, Ability.MANAGE_TEAM, posted=(303, 303), data=lambda _own: {"name": "New name"}, of_team=True
    ),
    "team-ownership": Rule(
        NOBODY, Ability.MANAGE_TEAM, posted=(303, 303), data=lambda own: {"member": mate(own)[0]}, of_team=True
    ),
    "team-fetching": Rule(NOBODY, Ability.MANAGE_TEAM, posted=(303, 303), of_team=True),
    "team-licence": Rule(
        NOBODY, Ability.MANAGE_TEAM, posted=(303, 303), data=lambda _own: {"licence": "CC0-1.0"}, of_team=True
    ),
    "bookmarklet": Rule(Ability.ADD_ARTICLE, of_team=True),
    "arrivals-page": Rule(Ability.ADD_ARTICLE, of_team=True),
    "team-departure": Rule(NOBODY, Ability.READ, posted=(303, 303), posted_apart={"owner": 422}, of_team=True),
    "member-role": Rule(
        NOBODY,
        Ability.MANAGE_TEAM,
        posted=(303, 303),
        args=mate,
        data=lambda _own: {"role": Role.EDITOR.value},
        of_team=True,
    ),
    "member-removal": Rule(NOBODY, Ability.MANAGE_TEAM, posted=(303, 303), args=mate, of_team=True),
    "invitations": Rule(
        NOBODY,
        Ability.INVITE,
        posted=(201, 201),
        data=lambda _own: {"role": Role.VIEWER.value, "days": "7", "most_uses": "2"},
        of_team=True,
    ),
    "invitation-revocation": Rule(
        NOBODY,
        Ability.INVITE,
        posted=(303, 303),
        args=lambda own: [own.team.invitations.get().public_id],
        of_team=True,
    ),
    "invitation": Rule(
        ANYBODY,
        ANYBODY,
        posted=(303, 303),
        args=lambda _own: [TOKEN],
        data=lambda _own: {"name": "Newcomer"},
        got_apart=IN_TEAM,
        posted_apart=IN_TEAM,
    ),
}
