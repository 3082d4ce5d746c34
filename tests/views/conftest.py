"""What all tests of pages begin with."""

import pytest

from warreader.readback import read


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    """Read annotations that are brought back in this process: another takes seconds to start."""
    monkeypatch.setattr("warreader.views.returns.read_safely", read)
