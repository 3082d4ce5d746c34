"""Telling a session's people how its sentences were settled."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from warreader.actions.announcing import announce
from warreader.models import Ability

from . import access
from .access import Request
from .sessions import steered


@require_POST
def index(request: Request, session: UUID) -> HttpResponse:
    """Tell everybody in the session."""
    member, found = access.session(request, session, Ability.SETTLE)
    act = partial(announce, member=member, session=found)
    return steered(request, member, found, act, _("Everybody in the session is told."))
