"""What the text tests share: the seeds, and the promise every list of spans must keep."""

from pathlib import Path

from warreader.text import Sentence

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent.parent / "seeds").glob("*.txt"))


def read(path: Path) -> str:
    """The file's text with its line ends as they are."""
    return path.read_bytes().decode()


def assert_whole(text: str, spans: list[Sentence]) -> None:
    """Spans in order, not empty, without outer spaces; nothing but spaces between them."""
    last = paragraph = 0
    for span in spans:
        assert last <= span.start < span.end
        assert not text[last : span.start].strip()
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        assert span.paragraph >= paragraph
        last, paragraph = span.end, span.paragraph
    assert not text[last:].strip()
