"""Quote selectors: a span by its words, so that it can be found again in a changed text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """The three parts of a W3C TextQuoteSelector (Web Annotation Data Model, 4.2.4)."""

    exact: str
    prefix: str
    suffix: str


def quote(text: str, start: int, end: int, context: int = 32) -> Quote:
    """Return the words of ``text[start:end]`` with up to ``context`` code points on either side.

    Raises ValueError if the span is not inside the text or ``context`` is negative.
    """
    if not 0 <= start <= end <= len(text) or context < 0:
        message = f"no such span: {start}..{end} of {len(text)}, context {context}"
        raise ValueError(message)
    return Quote(text[start:end], text[max(0, start - context) : start], text[end : end + context])
