"""The rows of the permission matrix for what is published."""

from typing import Any

from warreader.models import Ability, Evidence, Publication

from .rules import ANYBODY, NOBODY, Rule

ANSWERS = {"prisoners": "none", "private": "none", "graphic": "none", "correction": "A date was wrong."}


def published(own: Evidence) -> list[Any]:
    return [Publication.objects.get(team=own.team).public_id]


def linked(own: Evidence) -> list[Any]:
    return [Publication.objects.get(team=own.team).token]


RULES_OF_PUBLICATIONS = {
    "published": Rule(ANYBODY, args=linked),
    "published-annotations": Rule(ANYBODY, args=linked),
    "team-publications": Rule(Ability.READ, of_team=True),
    # without the digest of what was looked at it is not what was looked at
    "publications": Rule(Ability.READ, Ability.PUBLISH, posted=(409, 409), data=lambda _own: ANSWERS),
    "publication-new": Rule(Ability.PUBLISH, Ability.PUBLISH, posted=(200, 200)),
    "publication-correction": Rule(Ability.PUBLISH, Ability.PUBLISH, posted=(200, 200), args=published),
    "publication-editions": Rule(
        NOBODY, Ability.PUBLISH, posted=(409, 409), args=published, data=lambda _own: ANSWERS
    ),
    "publication-withdrawal": Rule(
        NOBODY, Ability.PUBLISH, posted=(303, 303), args=published, data=lambda _own: {"reason": "It was wrong."}
    ),
}
