"""The database: users, teams, articles, sessions, annotations, evidence, settled tags, comments, events, invitations.

Each queryset has ``visible_to(viewer)``, the only way to reach rows for somebody.
"""

from .annotations import Annotation, Evidence
from .arrivals import Arrival
from .articles import Article, Capture, Revision, Sentence
from .base import OPERATOR, Operator, Viewer
from .bundles import KeptBundle
from .choices import (
    Ability,
    ArrivalState,
    BundleState,
    EventKind,
    Fit,
    Flag,
    InvitationKind,
    Kind,
    Mode,
    NoticeKind,
    Outcome,
    Phase,
    Role,
    Round,
    Tag,
)
from .continuity import LostPlace, NearDuplicate, Shingle, Succession
from .discussion import Comment, Notice
from .events import Event, EventText
from .invitations import Invitation
from .publishing import Edition, Publication
from .sessions import AnnotationSession, Assignment, SessionArticle
from .settling import Adjudication, WorkItem
from .teams import EventCounter, Membership, Team
from .users import User

__all__ = [
    "OPERATOR",
    "Ability",
    "Adjudication",
    "Annotation",
    "AnnotationSession",
    "Arrival",
    "ArrivalState",
    "Article",
    "Assignment",
    "BundleState",
    "Capture",
    "Comment",
    "Edition",
    "Event",
    "EventCounter",
    "EventKind",
    "EventText",
    "Evidence",
    "Fit",
    "Flag",
    "Invitation",
    "InvitationKind",
    "KeptBundle",
    "Kind",
    "LostPlace",
    "Membership",
    "Mode",
    "NearDuplicate",
    "Notice",
    "NoticeKind",
    "Operator",
    "Outcome",
    "Phase",
    "Publication",
    "Revision",
    "Role",
    "Round",
    "Sentence",
    "SessionArticle",
    "Shingle",
    "Succession",
    "Tag",
    "Team",
    "User",
    "Viewer",
    "WorkItem",
]
