"""The database: users, teams, articles, sessions, annotations, evidence, events, invitations.

Each queryset has ``visible_to(viewer)``, the only way to reach rows for somebody.
"""

from .annotations import Annotation, Evidence
from .articles import Article, Capture, Revision, Sentence
from .base import OPERATOR, Operator, Viewer
from .choices import Ability, EventKind, Flag, InvitationKind, Kind, Mode, Phase, Role, Round, Tag
from .events import Event, EventText
from .invitations import Invitation
from .sessions import AnnotationSession, Assignment, SessionArticle
from .teams import EventCounter, Membership, Team
from .users import User

__all__ = [
    "OPERATOR",
    "Ability",
    "Annotation",
    "AnnotationSession",
    "Article",
    "Assignment",
    "Capture",
    "Event",
    "EventCounter",
    "EventKind",
    "EventText",
    "Evidence",
    "Flag",
    "Invitation",
    "InvitationKind",
    "Kind",
    "Membership",
    "Mode",
    "Operator",
    "Phase",
    "Revision",
    "Role",
    "Round",
    "Sentence",
    "SessionArticle",
    "Tag",
    "Team",
    "User",
    "Viewer",
]
