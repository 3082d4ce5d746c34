"""What was said about a sentence as lines of plain text, for tables that have a cell for it."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from .document import RemarkItem, ThreadItem
from .words import stamp

#: what stands before an answer
ANSWER = "↳ "


def spoken(threads: Iterable[ThreadItem]) -> str:
    """Return the remarks, one a line, each with its time and author; behind those of a thread, who resolved it."""
    return "\n".join(line for thread in threads for line in _lines(thread))


def _lines(thread: ThreadItem) -> Iterator[str]:
    for number, remark in enumerate(thread.remarks):
        yield f"{ANSWER if number else ''}{stamp(remark.created)} {remark.author.name}: {_words(remark)}"
    if thread.resolved and thread.resolved_by:
        yield f"{ANSWER}{stamp(thread.resolved)} {thread.resolved_by.name}: {_('resolved')}"


def _words(remark: RemarkItem) -> str:
    return _("(deleted)") if remark.deleted else " ".join(remark.text.split())
