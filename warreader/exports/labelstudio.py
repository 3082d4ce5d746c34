"""Label Studio: a list with one task, in its JSON format of annotated tasks.

After https://labelstud.io/guide/task_format: the text is ``data.text``; an annotation is one person's work on the task;
its ``result`` has one region per judgement. All results of a region share its ``id``, which is the public id of the
judgement (of a source, where its author judged nothing). Controls, by ``from_name``, all ``to_name`` "text":

* ``tag``: labels of the region, one of the tags; "open" where there is none: only flags, a note or a source;
* ``flags``, ``round`` ("independent", "discussed") and ``state`` ("look again", "settled by hand", "settled by rule"):
  choices of the region; ``note``, ``evidence`` (one string per source) and ``how`` it was settled: text areas of the
  region;
* ``annotator``: a text area of the whole annotation, with the person's name or pseudonym; its ``id`` is their public
  id. It stays what it is where Label Studio makes all annotations the work of whoever brings them in.

How sentences were settled is an annotation of its own, by whoever settled them, and ground truth; nothing else is.
``predictions`` are what a machine said: nothing, and so they are empty. ``data.labeling_config`` is the labelling
interface that these names are of; beside it ``data`` has what the file says of itself (``sayings.about()``).

There is no ``completed_by``: Label Studio takes it of its own people alone, by their e-mail addresses, which we give
nobody, and else refuses the whole file. All is then whoever's who brings it in, and ``annotator`` says whose it was.

**Offsets count code points**, as Label Studio's do since its editor takes a text apart by code points
(https://github.com/HumanSignal/label-studio/pull/1559).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from warreader.models import Flag, Outcome, Round, Tag

from .document import Document, Person
from .sayings import UNTAGGED, Saying, about, evidence_words, line, sayings
from .words import stamp

LOOK_AGAIN, BY_HAND, BY_RULE = "look again", "settled by hand", "settled by rule"


#: of the labels, as on the reading page; of their own Label Studio gives "verified" and "opinion" almost the same
COLOURS: dict[str, str] = {Tag.VERIFIED: "#00745a", Tag.UNVERIFIED: "#a35200", Tag.OPINION: "#8a3b76"}


def _labels() -> str:
    colours = [(value, COLOURS.get(value, "#8d8778")) for value in (*Tag.values, Outcome.NONE, UNTAGGED)]
    return "".join(f"<Label value='{value}' background='{colour}'/>" for value, colour in colours)


def _options(element: str, values: Iterable[str]) -> str:
    return "".join(f"<{element} value='{value}'/>" for value in values)


#: the labelling interface; without a double quote or a line break, so that it can be copied out of the file
CONFIG = (
    "<View><Style>.htx-text{white-space:pre-wrap}</Style><Header value='$notice'/><Header value='$title'/>"
    f"<Labels name='tag' toName='text'>{_labels()}</Labels>"
    "<Text name='text' value='$text'/>"
    "<Choices name='flags' toName='text' perRegion='true' choice='multiple'>"
    f"{_options('Choice', Flag.values)}</Choices>"
    f"<Choices name='round' toName='text' perRegion='true'>{_options('Choice', Round.values)}</Choices>"
    "<Choices name='state' toName='text' perRegion='true' choice='multiple'>"
    f"{_options('Choice', [LOOK_AGAIN, BY_HAND, BY_RULE])}</Choices>"
    "<TextArea name='note' toName='text' perRegion='true' editable='true'/>"
    "<TextArea name='evidence' toName='text' perRegion='true' editable='true'/>"
    "<TextArea name='how' toName='text' perRegion='true'/>"
    "<TextArea name='annotator' toName='text'/></View>"
)


#: where the annotations go; inside a text of JSON its quotation marks would be escaped
_ANNOTATIONS = '"annotations":[]'


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a person at a time."""
    before, _place, after = line([_task(document)]).partition(_ANNOTATIONS)
    yield (before + _ANNOTATIONS[:-1]).encode()
    for number, annotation in enumerate(_annotations(document)):
        yield f"{',' if number else ''}{line(annotation)}".encode()
    yield f"{_ANNOTATIONS[-1]}{after}\n".encode()


def _task(document: Document) -> dict[str, Any]:
    """Return the article as a task, without its annotations."""
    data = about(document) | {"title": document.title, "text": document.revision.text, "labeling_config": CONFIG}
    data |= {"names": "real" if document.options.names else "pseudonyms"}
    return {"data": data, "annotations": [], "predictions": []}


def _annotations(document: Document) -> Iterator[dict[str, Any]]:
    works: dict[tuple[Person, bool], list[Saying]] = {}
    for saying in sayings(document):
        works.setdefault((saying.author, saying.settled), []).append(saying)
    for (person, settled), said in works.items():
        identity = uuid5(UUID(document.revision.id), f"{document.session_id} {person.id} {settled}")
        yield {
            "unique_id": str(identity),
            "created_at": stamp(min(one.created for one in said)),
            "updated_at": stamp(max(one.updated for one in said)),
            "was_cancelled": False,
            "ground_truth": settled,
            "result": [_whose(person), *(part for one in said for part in _region(one))],
        }


def _whose(person: Person) -> dict[str, Any]:
    return _result(person.id, "annotator", "textarea", {"text": [person.name]})


def _region(saying: Saying) -> Iterator[dict[str, Any]]:
    sentence = saying.sentence
    span = {"start": sentence.start, "end": sentence.end}
    yield _result(saying.id, "tag", "labels", span | {"text": sentence.text, "labels": [saying.tag]})
    chosen = {"flags": saying.flags, "round": (saying.round,), "state": tuple(_states(saying))}
    for name, choices in chosen.items():
        if any(choices):
            yield _result(saying.id, name, "choices", span | {"choices": list(choices)})
    for name, texts in _texts(saying).items():
        if any(texts):
            yield _result(saying.id, name, "textarea", span | {"text": list(texts)})


def _states(saying: Saying) -> Iterator[str]:
    if saying.look_again:
        yield LOOK_AGAIN
    if saying.settled:
        yield BY_RULE if saying.sentence.settled and saying.sentence.settled.rule else BY_HAND


def _texts(saying: Saying) -> dict[str, Sequence[str]]:
    sources = [evidence_words(one) for one in saying.evidence or ()]
    return {"note": (saying.note,), "evidence": sources, "how": (saying.how,)}


def _result(identity: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": identity,
        "from_name": name,
        "to_name": "text",
        "type": kind,
        "origin": "manual",
        "value": value,
    }
