"""doccano: JSON lines for a project of the kind "sequence labeling".

A line is ``{"text": …, "label": [[start, end, label], …], …}``, as doccano's page of imports shows it and as it
exports; it takes every other column as the example's metadata, shows it and exports it again. It has no place for who
labels what while files are brought in, so that there is one line for each person and round, and one for what is
settled; where nobody said anything, one line has the text alone. Every line has every column, empty where there is
nothing: doccano makes one table of all lines that are brought in together, and stores of a column that a line has not
"not a number", which its database refuses. The columns, beside ``text`` and ``label``:

* ``annotator``: the person's name or pseudonym; ``annotator_id``: their public id; ``round``: "independent" or
  "discussed", and empty where there are only sources of somebody who judged nothing. Of what is settled it is
  "settled", and the annotator is empty;
* ``judgements``: of each label in the order of ``label``, its ``id``, the number of its ``sentence``, ``kind``,
  ``tag``, ``created`` and ``updated``, and where there are some ``flags``, ``note``, ``look_again``, ``evidence`` (a
  list of objects), and of what is settled ``by``, ``by_id``, ``votes``, ``rule`` and, in words, ``how``. One whose tag
  is "open" has no label: only flags, a note or sources;
* ``names``: whether names are real ones; ``notice``, ``exported``, ``whose``, ``digest`` (``sha256:…`` of the text in
  UTF-8), ``article``, ``revision``, ``title``, ``url`` and more as ``sayings.about_columns()`` has
  them.

Labels are the tags; "none" where a settled sentence is none of them. **Offsets count UTF-16 code units**, as doccano's
page does in projects that do not count grapheme clusters (https://github.com/doccano/doccano/issues/2290); texts
without letters beyond U+FFFF have the same offsets in code points. The offsets in ``judgements`` are code points.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from .document import Document, EvidenceItem
from .sayings import UNTAGGED, Saying, about_columns, line, sayings
from .words import stamps

SETTLED = "settled"
#: the last code point that UTF-16 writes as one unit
_ONE_UNIT = "\uffff"
_NOBODY = {"annotator": "", "annotator_id": ""}


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a line at a time."""
    units = utf16_offsets(document.revision.text)
    shared = about_columns(document) | {"text": document.revision.text, "names": document.options.names}
    for record in _records(document, units):
        yield (line(shared | record) + "\n").encode()


def utf16_offsets(text: str) -> Sequence[int]:
    """Return, for each offset in code points, the one in UTF-16 code units."""
    if max(text, default="") <= _ONE_UNIT:
        return range(len(text) + 1)
    return [0, *accumulate(2 if letter > _ONE_UNIT else 1 for letter in text)]


def _records(document: Document, units: Sequence[int]) -> Iterator[dict[str, Any]]:
    lines: dict[tuple[str, str], list[Saying]] = {}
    for saying in sayings(document):
        key = ("", SETTLED) if saying.settled else (saying.author.id, saying.round)
        lines.setdefault(key, []).append(saying)
    for (_author, round_), said in lines.items():
        author = said[0].author
        person = _NOBODY if round_ == SETTLED else {"annotator": author.name, "annotator_id": author.id}
        yield {"round": round_, **person} | _labelled(said, units)
    if not lines:
        yield {"round": "", **_NOBODY, "label": [], "judgements": []}


def _labelled(said: Sequence[Saying], units: Sequence[int]) -> dict[str, Any]:
    tagged = [one for one in said if one.tag != UNTAGGED]
    labels = [[units[one.sentence.start], units[one.sentence.end], one.tag] for one in tagged]
    return {"label": labels, "judgements": [_judgement(one) for one in said]}


def _judgement(saying: Saying) -> dict[str, Any]:
    created, updated = stamps(saying.created, saying.updated)
    found: dict[str, Any] = {
        "id": saying.id,
        "sentence": saying.sentence.ordinal,
        "start": saying.sentence.start,
        "end": saying.sentence.end,
        "kind": saying.sentence.kind,
        "tag": saying.tag,
        "created": created,
        "updated": updated,
    }
    if saying.flags:
        found["flags"] = list(saying.flags)
    if saying.note:
        found["note"] = saying.note
    if saying.look_again:
        found["look_again"] = True
    if saying.evidence:
        found["evidence"] = [_evidence(one) for one in saying.evidence]
    return found | {name: value for name, value in _end(saying).items() if value} if saying.settled else found


def _end(saying: Saying) -> dict[str, Any]:
    end = saying.sentence.settled
    if not end:
        return {}
    rule = dict(end.rule) if end.rule else None
    return {"by": end.by.name, "by_id": end.by.id, "rule": rule, "votes": dict(end.votes), "how": saying.how}


def _evidence(item: EvidenceItem) -> dict[str, str]:
    created, updated = stamps(item.created, item.updated)
    fields = {
        "id": item.id,
        "url": item.url,
        "citation": item.citation,
        "quotation": item.quotation,
        "seen_on": item.seen_on.isoformat() if item.seen_on else "",
        "note": item.note,
        "created": created,
        "updated": updated,
    }
    return {name: value for name, value in fields.items() if value}
