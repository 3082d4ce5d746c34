"""What was said, as HTML."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from warreader.queries.discussion import Remark
from warreader.text.remarks import Piece, PieceKind, pieces

register = template.Library()


@register.filter
def spoken(remark: Remark) -> SafeString:
    """Return a comment's text with its line breaks, its mentions marked, and its web addresses as links."""
    parts = [_html(piece) for piece in pieces(remark.comment.text, remark.names)]
    return mark_safe("".join(parts).replace("\n", "<br>"))  # noqa: S308 (every part is escaped where it is made)


def _html(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.kind == PieceKind.NAME:
        return f'<b class="call">{text}</b>'
    if piece.kind == PieceKind.ADDRESS:
        return f'<a href="{text}" rel="noopener noreferrer nofollow">{text}</a>'
    return text
