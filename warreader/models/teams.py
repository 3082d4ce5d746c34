"""Teams, and who is in them."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import USER, Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer
from .choices import ROLE_NEEDED, Ability, Role


class TeamsQuerySet(TeamQuerySet):
    """Teams; visible to their members."""

    team_column = "pk"


class Team(PublicIdModel):
    """People who work together on a library of articles."""

    name = models.CharField(max_length=200)
    #: nobody may have the server fetch a page for this team: its site would see that somebody is interested
    forbids_fetching = models.BooleanField(default=False)
    #: under which the team gives its annotations away: an SPDX id or a few words, for data sheets
    licence = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeamsQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class EventCounter(models.Model):
    """The number of a team's last event. Its row lock puts the team's writers in line."""

    team = models.OneToOneField(Team, on_delete=models.PROTECT, primary_key=True, related_name="event_counter")
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.team_id}: {self.last}"


class MembershipQuerySet(TeamQuerySet):
    """Memberships."""

    def current(self) -> Self:
        """Return the memberships of people who have not left."""
        return self.filter(left_at=None)

    def of(self, viewer: Viewer) -> Self:
        """Return the viewer's own current memberships."""
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return self.none()
        return self.current().filter(user=viewer)


class Membership(PublicIdModel, TeamModel):
    """A person in a team: the author of all they do there, and never deleted.

    ``user`` is None for somebody erased or imported; ``name`` stays as the team knows them.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships")
    name = models.CharField(max_length=200)
    role = models.PositiveSmallIntegerField(choices=Role, default=Role.ANNOTATOR)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                name="membership_one_per_user_and_team",
                violation_error_message=_("This person is in the team already."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def viewer(self) -> Any:
        """The account that looks at the team's rows as this member.

        Raises ``TypeError`` for somebody who has no account.
        """
        if self.user is None:
            raise TypeError("Somebody who has no account sees nothing.")
        return self.user

    def others(self) -> MembershipQuerySet:
        """Return the other people who are in the team now."""
        return Membership.objects.current().filter(team_id=self.team_id).exclude(pk=self.pk)

    def may(self, ability: Ability) -> bool:
        """Say whether this member's role allows ``ability``."""
        return self.left_at is None and self.role >= ROLE_NEEDED[ability]
