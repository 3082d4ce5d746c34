"""Invitations into a team."""

import hashlib
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .base import Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer, teams_where
from .choices import Ability, InvitationKind, Role
from .teams import Membership

#: roles that an invitation may give: a link that goes astray must not make an owner
ROLES = (Role.VIEWER, Role.ANNOTATOR, Role.EDITOR)
MOST_USES = 500


class InvitationQuerySet(TeamQuerySet):
    """Invitations; seen by those who may invite."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the invitations of the teams into which the viewer may invite."""
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return super().visible_to(viewer)
        return self.filter(team__in=teams_where(viewer, Ability.INVITE))

    def open(self) -> Self:
        """Return the invitations that still let people in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("most_uses"))

    def by_token(self, token: str) -> Self:
        """Return the invitation whose link has this token; whoever has the token may see it."""
        return self.filter(digest=digest_of(token))


class Invitation(PublicIdModel, TeamModel):
    """A way into a team for whoever has its link, of which only a digest is kept.

    ``email`` is where an invitation by e-mail was sent.
    """

    class State(models.TextChoices):
        """Whether an invitation still lets people in, or why not."""

        OPEN = "open", _("open")
        REVOKED = "revoked", _("revoked")
        USED_UP = "used up", _("used up")
        EXPIRED = "expired", _("expired")

    team = models.ForeignKey("warreader.Team", on_delete=models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=9, choices=InvitationKind, default=InvitationKind.LINK)
    digest = models.CharField(max_length=64, unique=True)
    role = models.PositiveSmallIntegerField(choices=[(role.value, role.label) for role in ROLES])
    email = models.EmailField(blank=True)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    most_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InvitationKind.values), name="invitation_kind_known"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="invitation_role_known"),
            models.CheckConstraint(condition=~Q(digest=""), name="invitation_has_digest"),
            models.CheckConstraint(
                condition=Q(most_uses__gte=1, most_uses__lte=MOST_USES, uses__lte=F("most_uses")),
                name="invitation_uses_within_limit",
            ),
            models.CheckConstraint(
                condition=(Q(kind=InvitationKind.MAIL, most_uses=1) & ~Q(email=""))
                | (~Q(kind=InvitationKind.MAIL) & Q(email="")),
                name="invitation_by_mail_has_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_role_display()}"

    @property
    def state(self) -> "Invitation.State":
        """Whether it still lets people in, or why not."""
        if self.revoked_at:
            return self.State.REVOKED
        if self.uses >= self.most_uses:
            return self.State.USED_UP
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.OPEN

    def get_state_display(self) -> str:
        """The word for whether it still lets people in, or why not."""
        return str(self.state.label)


def digest_of(token: str) -> str:
    """Return what is kept of a link's token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
