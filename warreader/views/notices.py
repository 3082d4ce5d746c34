"""What concerns the user, in all their teams."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warreader.actions.notices import mark_read
from warreader.models import Notice
from warreader.queries.notices import notices_of, told, with_what_they_are_about

from .access import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """List the user's notices, the newest first."""
    return render(request, "notices/index.html", {"page": notices_of(request.user, request.GET.get("page", ""))})


@require_POST
def read(request: Request, notice: UUID) -> HttpResponse:
    """Mark a notice as read, and go to what it is about."""
    rows = Notice.objects.visible_to(request.user).filter(public_id=notice)
    found = with_what_they_are_about(rows).first()
    if found is None:
        raise Http404
    mark_read(user=request.user, notices=rows)
    return HttpResponseRedirect(told(found).url, status=303)


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark all notices as read."""
    mark_read(user=request.user)
    return HttpResponseRedirect(reverse("notices"), status=303)
