"""What is known about a report in the library: its page, and correcting it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from warreader.actions.articles import Details
from warreader.actions.details import describe, state_of
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.forms.details import ArticleDetailsForm
from warreader.models import Ability, Article
from warreader.places import Place
from warreader.queries.details import Correction, corrections_of

from .access import Request, place


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: Request, article: UUID) -> HttpResponse:
    """Show what is known about a report, to be corrected; a POST corrects it."""
    here = place(request, article, None, Ability.ADD_ARTICLE, closed=True)
    if request.method == "POST":
        return _describe(request, here)
    return _page(request, here, ArticleDetailsForm(stored=Details.of(here.article)))


def _describe(request: Request, here: Place) -> HttpResponse:
    form = ArticleDetailsForm(request.POST, stored=Details.of(here.article))
    if not form.is_valid():
        return _page(request, here, form, status=422)
    given = form.cleaned_data
    try:
        describe(place=here, details=form.details(), base=given["base"], action=given["action"])
    except Repeated:
        pass
    except Stale as stale:
        return _stale(request, here, stale)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, here, form, status=422)
    messages.success(request, _("What is known about the report is corrected."))
    return HttpResponseRedirect(here.url(), status=303)


def _stale(request: Request, here: Place, stale: Stale) -> HttpResponse:
    """Answer with what was typed, and what is stored by now: sent again, it replaces that."""
    now = Details.of(Article.objects.visible_to(request.user).get(pk=here.article.pk))
    typed = request.POST.copy()
    typed["base"] = state_of(now)
    form = ArticleDetailsForm(typed, stored=now)
    form.add_error(None, str(stale))
    return _page(request, here, form, status=409, now=now)


def _page(
    request: Request, here: Place, form: ArticleDetailsForm, *, status: int = 200, now: Details | None = None
) -> HttpResponse:
    context = {"place": here, "team": here.team, "form": form, "now": now, "corrections": _corrections(here, form)}
    return render(request, "articles/details.html", context, status=status)


def _corrections(here: Place, form: ArticleDetailsForm) -> list[tuple[object, Correction]]:
    """Return what was corrected, each with what its field is called."""
    return [(form.fields[one.field].label, one) for one in corrections_of(here)]
