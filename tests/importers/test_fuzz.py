"""A share of ``python -m tests.fuzz``: damaged files are read or refused, and nothing else."""

from collections import Counter

import pytest

from tests.fuzz import outcome

CASES = 200


@pytest.mark.thorough
def test_damaged_files_are_read_or_refused_in_time():
    outcomes = [outcome(number) for number in range(CASES)]
    assert [one for one in outcomes if one.problem] == []
    counts = Counter(one.what for one in outcomes)
    # Most damages leave something to read; else nothing would be tried.
    assert min(counts["plain"], counts["html"], counts["docx"], counts["pdf"], counts["refused"]) > 3
