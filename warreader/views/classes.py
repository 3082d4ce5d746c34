"""Keys: naming one for an article of a blind session, and how people stand against it after the reveal."""

import csv
from collections.abc import Iterator
from functools import partial
from io import StringIO
from typing import Any
from uuid import UUID

from defusedcsv import csv as defused
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from warreader.actions.classes import drop_key, name_key
from warreader.agreement import MISSING, TAGS
from warreader.exports.csv_ import guarded
from warreader.forms.classes import NameKeyForm
from warreader.models import Ability, AnnotationSession, Membership, SessionArticle
from warreader.queries.classes import Person, compared

from . import access
from .access import Request
from .sessions import steered

COLUMNS = (
    "session", "person", "report", "practice", "finished", "key_sentences", "judged", "correct", "share",
    *(f"{key} as {own}" for key in TAGS for own in (*TAGS, MISSING)),
)  # fmt: skip


@require_POST
def name(request: Request, session: UUID, article: UUID) -> HttpResponse:
    """Say that one's own annotation of an article is its key, for practice or not, or that it is none."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    rows = SessionArticle.objects.visible_to(request.user).filter(session=found, article__public_id=article)
    part = rows.filter(article__deleted_at=None).select_related("session", "article").first()
    if part is None:
        raise Http404
    form = NameKeyForm(request.POST)
    asked = form.cleaned_data.get("key") if form.is_valid() else ""
    act = partial(name_key, member=member, part=part, practice=asked == "practice")
    if asked == "none":
        act = partial(drop_key, member=member, part=part)
    return steered(request, member, found, act, _("The key is changed."), form)


@require_safe
def show(request: Request, session: UUID) -> HttpResponse:
    """Show people's confusion tables, to participants only their own; 403 before a blind session's reveal."""
    member, found, people = _compared(request, session)
    context: dict[str, Any] = {
        "team": found.team,
        "member": member,
        "session": found,
        "people": people,
        "tags": TAGS,
        "leads": member.may(Ability.LEAD_SESSIONS),
    }
    return render(request, "sessions/key.html", context)


@require_safe
def file(request: Request, session: UUID) -> HttpResponse:
    """Give the same as CSV, a line per person and report."""
    _member, found, people = _compared(request, session)
    buffer = StringIO()
    writer = defused.writer(buffer, dialect=csv.excel)
    for row in [COLUMNS, *_rows(found, people)]:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    disposition = content_disposition_header(as_attachment=True, filename=f"{found.name}.csv") or "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(buffer.getvalue().encode(), content_type="text/csv; charset=utf-8", headers=headers)


def _compared(request: Request, session: UUID) -> tuple[Membership, AnnotationSession, list[Person]]:
    member, found = access.session(request, session)
    if found.concealed:
        raise PermissionDenied(_("Until the reveal nobody sees how people stand against the key."))
    return member, found, compared(member, found)


def _rows(session: AnnotationSession, people: list[Person]) -> Iterator[tuple[object, ...]]:
    for person in people:
        for one in person.results:
            counts = one.confusion.counts
            practice = "yes" if one.part.practice else "no"
            share = "" if one.share is None else f"{one.share:.4f}"
            about = (session.name, person.member.name, one.part.article.title, practice, one.finish.value)
            numbers = [counts.get((key, own), 0) for key in TAGS for own in (*TAGS, MISSING)]
            yield (*about, sum(numbers), one.judged, one.correct, share, *numbers)
