"""Pages that a process keeps."""

from warreader.views.kept import Kept


def test_the_pages_asked_for_last_are_kept_and_the_others_made_again():
    kept, made = Kept(2), []

    def page(key):
        def make():
            made.append(key)
            return f"page {key} – ✓"

        return kept.page(key, make)

    assert [page(key) for key in "aba"] == [f"page {key} – ✓".encode() for key in "aba"]
    assert made == ["a", "b"]
    page("c")  # in place of b, which was asked for before a
    page("a")
    assert made == ["a", "b", "c"]
    page("b")
    assert made == ["a", "b", "c", "b"]
    kept.clear()
    page("b")
    assert made == ["a", "b", "c", "b", "b"]
