"""Files of annotations, and what they become elsewhere."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.apps import apps

from tests.exports.conftest import MOMENT
from tests.factories import make_user
from warreader.actions.returning import Told, bring_in, bring_into_new_team
from warreader.exports import FORMATS, Options
from warreader.exports import read as document_of
from warreader.models import OPERATOR, Article, Membership, Team
from warreader.places import Place
from warreader.readback import read

#: all that a file can hold, and that is brought in
ALL = Options(names=True, notes=True, discussion=True)


@dataclass(frozen=True)
class Moved:
    """What a file has become in a team of its own."""

    told: Told
    team: Team
    owner: Membership

    def file(self, name: str = "json", session: UUID | None = None) -> bytes:
        """Return the team's only article as a file."""
        return file_of(Article.objects.get(team=self.team), name, session)


def file_of(article: Article, name: str = "json", session: UUID | None = None, options: Options = ALL) -> bytes:
    """Return an article as a file, as the operator sees it."""
    place = Place.find(OPERATOR, article.public_id, session)
    return b"".join(FORMATS[name].pieces(document_of(place, options, exported=MOMENT)))


def moved(content: bytes) -> Moved:
    """Bring a file into a new team, as its dry run says."""
    owner = make_user()
    bring = partial(bring_into_new_team, owner=owner, brought=read(content), name="", action=uuid4())
    planned = bring(dry_run=True)
    told = bring()
    assert told == planned
    member = Membership.objects.get(user=owner)
    return Moved(told, member.team, member)


def brought_in(member: Membership, content: bytes, *, dry_run: bool = False) -> Told:
    """Bring a file into a member's team, as its dry run says."""
    brought = read(content)
    planned = bring_in(member=member, brought=brought, action=uuid4(), dry_run=True)
    if not dry_run:
        assert bring_in(member=member, brought=brought, action=uuid4()) == planned
    return planned


def forget(team: Team) -> None:
    """Take a team's public ids away, as if it were in another installation."""
    for model in apps.get_app_config("warreader").get_models():
        names = {field.name for field in model._meta.fields}
        if "public_id" in names and ("team" in names or model is Team):
            for row in model._default_manager.filter(**({"pk": team.pk} if model is Team else {"team": team})):
                model._default_manager.filter(pk=row.pk).update(public_id=uuid4())
