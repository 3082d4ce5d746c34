"""Which templates a page's rendering tells the test client of: the page's own, and none of those in it."""

from typing import Any

from django.template import Template
from django.template.context import BaseContext, RequestContext
from django.test import signals


def tell_of_pages_only() -> None:
    """Have ``response.context`` hold what a view gave its page.

    Django's tests are told of every included template and form field too, each with a copy of its context: of a
    page of many sentences, a good part of the time.
    """
    Template._render = render  # type: ignore[attr-defined]  # as Django itself does for tests


def render(self: Any, context: BaseContext) -> str:
    """Render a template; tell of it where it is the page."""
    if isinstance(context, RequestContext) and context.template is self:
        signals.template_rendered.send(sender=self, template=self, context=context)
    return self.nodelist.render(context)
