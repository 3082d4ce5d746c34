"""The rows of the permission matrix for reports on their way in."""

from typing import Any

from warreader.actions.previews import state_of
from warreader.models import OPERATOR, Ability, Arrival, Evidence

from .rules import CHANGED, NOBODY, Rule

#: whoever may add no reports sees none that wait
UNSEEN = dict.fromkeys(["viewer", "annotator"], 404)
REPORT = {"way": "text", "text": "A report. It has two sentences."}


def waiting(own: Evidence) -> Arrival:
    return Arrival.objects.visible_to(OPERATOR).filter(team=own.team).earliest("pk")


def named(own: Evidence) -> list[Any]:
    return [waiting(own).public_id]


def chosen(own: Evidence) -> dict[str, Any]:
    return {"arrival": named(own)}


def corrected(own: Evidence) -> dict[str, Any]:
    return {"base": state_of(waiting(own)), "title": "Another title", "text": "Another text."}


def change(posted: tuple[int, int] = CHANGED, get: str = NOBODY) -> Rule:
    apart = UNSEEN if get != NOBODY else {}
    return Rule(
        get,
        Ability.ADD_ARTICLE,
        posted=posted,
        args=named,
        data=corrected,
        got_apart=apart,
        posted_apart=UNSEEN,
    )


RULES_OF_ARRIVALS = {
    "article-new": Rule(Ability.ADD_ARTICLE, of_team=True),
    "arrivals": Rule(
        Ability.ADD_ARTICLE, Ability.ADD_ARTICLE, posted=(303, 303), data=lambda _own: REPORT, of_team=True
    ),
    "arrivals-articles": Rule(NOBODY, Ability.ADD_ARTICLE, posted=(303, 303), data=chosen, of_team=True),
    "arrivals-removal": Rule(NOBODY, Ability.ADD_ARTICLE, posted=(303, 303), data=chosen, of_team=True),
    "arrival": Rule(Ability.ADD_ARTICLE, args=named, got_apart=UNSEEN),
    "arrival-text": change((303, 303), get=Ability.ADD_ARTICLE),
    "arrival-corrections": change(),
    "arrival-article": change(),
    "arrival-reading": change((303, 303)),
    "arrival-removal": change((303, 303)),
}
