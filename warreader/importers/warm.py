"""Imported once by the process from which readers are forked, so that each of them starts with its libraries."""

from warreader import text as texts

from .formats import FORMATS

for _one in FORMATS.values():
    _ = _one.read
# The first language told loads the model.
texts.language("Soldiers entered the town on Monday.")
