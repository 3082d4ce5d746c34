"""Guidelines: Markdown that people write, as HTML that is safe to show; and the codebook, which is the usual one."""

from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

#: CommonMark without raw HTML, and without pictures, which would be asked of other sites
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
#: what a session judges by unless it says otherwise; each session keeps the text that it was made with
CODEBOOK = Path(__file__).with_name("codebook.md").read_text().strip()
#: the level below the page's own heading of the guideline
TOP = 3


def lower_headings(state: StateCore) -> None:
    """Put the guideline's headings below the page's."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + TOP - 1, 6)}"


MARKDOWN.core.ruler.push("lower_headings", lower_headings)


def rendered(text: str) -> SafeString:
    """Return the HTML of a guideline: raw HTML shows as text, links lead only to the web or to mail addresses."""
    return mark_safe(MARKDOWN.render(text))  # noqa: S308 (raw HTML is off, and links are checked)
