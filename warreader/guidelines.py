"""Guidelines: Markdown that people write, as HTML that is safe to show."""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

#: CommonMark without raw HTML, and without pictures, which would be asked of other sites
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def rendered(text: str) -> SafeString:
    """Return the HTML of a guideline: raw HTML shows as text, links lead only to the web or to mail addresses."""
    return mark_safe(MARKDOWN.render(text))  # noqa: S308 (raw HTML is off, and links are checked)
