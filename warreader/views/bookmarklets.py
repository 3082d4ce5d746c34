"""The bookmarklet that hands over the page one is reading, and the page that receives it.

The page comes by ``postMessage`` from the window that the bookmarklet was pressed in. Nothing of it is stored or shown
until the person sends it on, from our own page and with its token: cookies and CSRF protection stay as they are.
"""

import json
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from warreader.models import Ability

from . import access
from .access import Request

#: characters of a page that are taken
LONGEST = 2_000_000
#: runs on the page that somebody reads: it opens ours, and gives the page to our origin only, when asked from there
SCRIPT = """(() => {
const origin = %(origin)s, opened = open(origin + %(path)s + "#" + encodeURIComponent(location.href));
if (!opened) return alert(%(blocked)s);
addEventListener("message", (event) => {
if (event.source !== opened || event.origin !== origin || event.data !== "warreader:ready") return;
const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "";
opened.postMessage({ warreader: "page", url: location.href, html: type + document.documentElement.outerHTML }, origin);
});
})()"""


@require_safe
def show(request: Request, team: UUID) -> HttpResponse:
    """Show the bookmarklet, and how it is used."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    path = reverse("arrivals-page", args=[member.team.public_id])
    context = {"team": member.team, "member": member, "script": script(request.build_absolute_uri("/"), path)}
    return render(request, "bookmarklets/show.html", context)


@require_safe
def receive(request: Request, team: UUID) -> HttpResponse:
    """Show the page that receives what the bookmarklet hands over, to be sent on by the person."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    context = {"team": member.team, "member": member, "most": LONGEST}
    response = render(request, "bookmarklets/receive.html", context)
    # The window that opened this one is another site's. Every other page of ours stays cut off from such windows.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def script(root: str, path: str) -> str:
    """Return the bookmarklet for a site at ``root`` whose receiving page is at ``path``: one line, to be a link."""
    blocked = _("Your browser has kept Warreader’s page from opening: allow this site to open windows.")
    values = {"origin": root.rstrip("/"), "path": path, "blocked": blocked}
    code = SCRIPT % {name: json.dumps(value) for name, value in values.items()}
    return "javascript:" + quote(code.replace("\n", ""), safe="!'()*,;:@&=+$/?~-_.")
