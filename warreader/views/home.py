"""The way in, the help page, and whether the app is well."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from warreader.exports.labelstudio import CONFIG
from warreader.exports.layout import MOST_LETTERS, MOST_PIECES
from warreader.filters import STATES
from warreader.guidelines import CODEBOOK, rendered
from warreader.keys import KEYS
from warreader.marks import State
from warreader.models import Membership

from .access import Request

#: what each state tells the reader
MEANINGS = {
    State.VERIFIED: _("confirmed, with the evidence recorded"),
    State.HOLLOW: _("tagged verified, and no evidence recorded yet: counts as unsupported"),
    State.UNVERIFIED: _("checkable, and not confirmed"),
    State.OPINION: _("nothing that evidence could settle"),
    State.SPLIT: _("people disagree, and nobody has settled it"),
    State.NOTHING: _("judged: there is nothing to assess"),
    State.NONE: _("settled: none of the tags fits"),
    State.OPEN: _("nobody has judged it yet"),
}


@require_safe
def home(request: Request) -> HttpResponse:
    """Go to the library of the team that the user joined first; say so where there is none."""
    member = Membership.objects.of(request.user).select_related("team").order_by("joined_at").first()
    if member is None:
        return render(request, "home.html")
    return redirect("library", team=member.team.public_id)


@require_safe
@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    """Show the keys and the codebook."""
    legend = [(state, STATES[state], meaning) for state, meaning in MEANINGS.items()]
    context = {"keys": KEYS, "legend": legend, "codebook": rendered(CODEBOOK)}
    most = {"pieces": f"{MOST_PIECES:,}", "letters": f"{MOST_LETTERS:,}"}
    interface = {"labeling_interface": CONFIG.replace("><", ">\n<")}
    return render(request, "help.html", context | most | interface)


@require_safe
@login_not_required
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database does, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
