"""Bringing reports: the ways in, and the list of those that wait to be saved."""

from time import monotonic
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.arrivals import MOST, ask_for, receive, receive_page, receive_text, save
from warreader.actions.errors import Refused, Repeated
from warreader.actions.previews import remove
from warreader.fetching import may_fetch
from warreader.forms.arrivals import MOST_BYTES, WAYS, AddressForm, FilesForm, PageForm, TextForm, ids
from warreader.importers import ACCEPTED
from warreader.models import Ability, Arrival, Membership
from warreader.queries.arrivals import Waiting, listed, rows_of, waiting

from . import access
from .access import Request

#: seconds after which saving many leaves the rest for another press
LONGEST = 10.0
#: reports that could not be saved of which each is named
MOST_TOLD = 5
#: what may be posted to add a report
BringForm = TextForm | FilesForm | AddressForm | PageForm


@require_safe
def new(request: Request, team: UUID) -> HttpResponse:
    """Show the ways to bring reports."""
    return _ways_page(request, access.member(request, team, Ability.ADD_ARTICLE), {})


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, team: UUID) -> HttpResponse:
    """List what waits to be saved, for htmx what has been read since; a POST brings more."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    if request.method == "POST":
        return bring(request, member)
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        response = _read_meanwhile(request, member)
    else:
        found = waiting(member, batch_of(request), request.GET.get("page", ""))
        response = render(request, "arrivals/index.html", _context(member, found))
    patch_vary_headers(response, ["HX-Request"])
    return response


def bring(request: Request, member: Membership) -> HttpResponse:
    """Take what was brought, and go to it."""
    way = request.POST.get("way", "page" if "url" in request.POST else "text")
    way = way if way in WAYS else "text"
    form: BringForm = WAYS[way](request.POST, request.FILES, auto_id=f"{way}_%s")  # type: ignore[assignment]
    if not form.is_valid():
        return _ways_page(request, member, {way: form}, status=422)
    try:
        arrivals = taken(member, form)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _ways_page(request, member, {way: form}, status=422)
    if len(arrivals) == 1:
        return HttpResponseRedirect(reverse("arrival", args=[arrivals[0].public_id]), status=303)
    address = reverse("arrivals", args=[member.team.public_id])
    return HttpResponseRedirect(f"{address}?batch={arrivals[0].batch}", status=303)


def taken(member: Membership, form: BringForm) -> list[Arrival]:
    """Keep what a form has."""
    action = form.cleaned_data["action"]
    match form:
        case FilesForm():
            received = form.received()
            return receive(member=member, received=received, batch=form.batch(received))
        case AddressForm():
            return ask_for(member=member, url=form.cleaned_data["url"], batch=action)
        case PageForm():
            url, html = form.cleaned_data["url"], form.cleaned_data["page"]
            return receive_page(member=member, url=url, html=html, batch=action)
        case _:
            return receive_text(member=member, pasted=form.cleaned_data["text"], batch=action)


@require_POST
def articles(request: Request, team: UUID) -> HttpResponse:
    """Save the reports that were chosen in the list, as they are; those that cannot be stay, and say why."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    saved, problems, chosen, end = 0, [], _chosen(request, member), monotonic() + LONGEST
    while chosen and monotonic() < end:
        arrival = chosen.pop(0)
        try:
            save(member=member, arrival=arrival)
            saved += 1
        except Repeated:
            continue
        except Refused as refused:
            problems.append(f"“{arrival}”: {refused}")
    _tell(request, saved, problems, len(chosen))
    return to_the_list(request, member, batch_of(request))


def _tell(request: Request, saved: int, problems: list[str], left: int) -> None:
    """Say what has become of many."""
    if saved or not (problems or left):
        said = ngettext("%(number)s report is in the library.", "%(number)s reports are in the library.", saved)
        messages.success(request, said % {"number": saved} if saved else _("No report was chosen."))
    for problem in problems[:MOST_TOLD]:
        messages.warning(request, problem)
    if more := len(problems[MOST_TOLD:]):
        said = ngettext("%(number)s more was not saved.", "%(number)s more were not saved.", more)
        messages.warning(request, said % {"number": more})
    if left:
        said = ngettext("%(number)s is left: save it, too.", "%(number)s are left: save them, too.", left)
        messages.info(request, said % {"number": left})


@require_POST
def removal(request: Request, team: UUID) -> HttpResponse:
    """Throw away the reports that were chosen in the list."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    rows = Arrival.objects.visible_to(request.user).filter(team=member.team_id)
    gone = remove(rows.filter(public_id__in=ids(request.POST, "arrival")))
    said = ngettext("%(number)s report was discarded.", "%(number)s reports were discarded.", gone)
    messages.success(request, said % {"number": gone})
    return to_the_list(request, member, batch_of(request))


def _chosen(request: Request, member: Membership) -> list[Arrival]:
    chosen = ids(request.POST, "arrival")
    return list(listed(member).filter(public_id__in=chosen).order_by("created_at", "pk"))


def to_the_list(request: Request, member: Membership, batch: UUID | None) -> HttpResponse:
    """Go to what is left of those that came together, else to all that wait, else to the library."""
    if rest := of_batch(request, batch):
        return rest
    there = Arrival.objects.visible_to(request.user).filter(team=member.team_id).exists()
    address = reverse("arrivals" if there else "library", args=[member.team.public_id])
    return HttpResponseRedirect(address, status=303)


def of_batch(request: Request, batch: UUID | None) -> HttpResponse | None:
    """Go to the list of those that came together; None where nothing is left of them."""
    rows = Arrival.objects.visible_to(request.user).select_related("team").filter(batch=batch)
    one = rows.defer("text", "sentences").first() if batch else None
    if one is None:
        return None
    return HttpResponseRedirect(f"{reverse('arrivals', args=[one.team.public_id])}?batch={batch}", status=303)


def batch_of(request: Request) -> UUID | None:
    """Return which reports, that came together, the address asks for; None for all."""
    try:
        return UUID(request.GET.get("batch", ""))
    except ValueError:
        return None


def _read_meanwhile(request: Request, member: Membership) -> HttpResponse:
    """Answer with the rows of those that were not read when the page was made, and how far reading is."""
    asked = ids(request.GET, "asked")[:200]
    arrivals = {one.public_id: one for one in listed(member).filter(public_id__in=asked)}
    found = waiting(member, batch_of(request))
    done = rows_of(member, [one for one in arrivals.values() if one.state != "waiting"])
    context = _context(member, found) | {"rows": done, "gone": [one for one in asked if one not in arrivals]}
    return render(request, "arrivals/_progress.html", context | {"oob": True})


def _context(member: Membership, found: Waiting) -> dict[str, object]:
    return {"team": member.team, "member": member, "found": found, "rows": found.rows}


def _ways_page(
    request: Request, member: Membership, bound: dict[str, BringForm], *, status: int = 200
) -> HttpResponse:
    fresh = {way: WAYS[way](initial={"page": uuid4()}, auto_id=f"{way}_%s") for way in ("text", "files", "address")}
    if url := request.GET.get("url"):
        fresh["address"].initial["url"] = url
    context = {
        "team": member.team,
        "member": member,
        "forms": fresh | bound,
        "wrong": bound.get("page"),
        "forbidden": may_fetch(member.team),
        "waiting": Arrival.objects.visible_to(request.user).filter(team=member.team_id).count(),
        "accepted": ",".join(ACCEPTED),
        "most": MOST,
        "megabytes": MOST_BYTES // 1_000_000,
        "most_bytes": MOST_BYTES,
    }
    return render(request, "arrivals/new.html", context, status=status)
