"""What is sent from the page of an earlier text: nothing is done, and nothing that was typed is lost."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from .access import Outdated, Request
from .answers import answer

#: the fields that people write in
WRITTEN = ("note", "text", "url", "citation", "quotation")


class OutdatedMiddleware:
    """Answers for views that were asked to do something at an earlier text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """Answer 409 with the sentences as the earlier text has them, and what was typed."""
        if not isinstance(exception, Outdated):
            return None
        return answer(request, exception.place, _named(request), status=409, message=_message(request))


def _named(request: Request) -> list[int]:
    """Return the ordinals of the sentences that it was about."""
    match = request.resolver_match
    if match and "ordinal" in match.kwargs:
        return [match.kwargs["ordinal"]]
    numbers = [int(one) for one in re.findall(r"\d{1,6}", request.POST.get("sentences", ""))[:2]]
    return list(range(min(numbers), max(numbers) + 1)) if numbers else []


def _message(request: Request) -> str:
    said = _("The report’s text has changed since this page was loaded: this was not saved.")
    typed = [value for name in WRITTEN if (value := request.POST.get(name, "").strip())]
    return f"{said} {_('What you wrote: “%(text)s”') % {'text': ' · '.join(typed)}}" if typed else said
