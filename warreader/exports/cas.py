"""UIMA CAS, for INCEpTION and whatever else reads it: a zip with the article, the type system and how to bring them in.

* ``….json`` is the article as UIMA CAS JSON 0.4.0 (https://github.com/apache/uima-uimaj-io-jsoncas), which INCEpTION
  reads and writes as "UIMA CAS JSON", whole. Of its two forms it is the one that carries its types and tells numbers
  from references; XML 1.0, in which XMI is written, also has no way to hold some letters that a text may have.
* ``TypeSystem.xml`` has those of the types that are ours: INCEpTION makes no layers of what a document brings but drops
  types that the project has not, and its page of layers takes UIMA type systems. Features are strings and booleans,
  since it leaves out types with others (https://github.com/inception-project/inception/issues/2868).
* ``README.txt`` says what every file says, and how to bring the two in.

The article's types, with offsets in UTF-16 code units, as UIMA counts them:

* DKPro's ``Sentence``, by which INCEpTION breaks lines, and its ``DocumentMetaData``: title, address, language;
* ``warreader.Kind``: the kind of each sentence that is no body text;
* ``warreader.Judgement``, one for what each person said of a sentence in each round: ``tag`` ("open" where it is only
  flags, a note or a source), ``flags`` (with a space between), ``author``, ``authorId``, ``round``, ``note``,
  ``evidence`` (a line for each source), ``lookAgain``, ``identifier``, ``created``, ``updated``. What is settled is
  one, too, with ``settled``, the outcome for a tag, the reason for a note, whoever settled it for an author, and
  ``how``, by hand or by which rule, and how many gave which tag;
* ``warreader.File``, once: what the file says of itself (``sayings.about()``).

One view has everybody's work: INCEpTION tells annotators apart by project, and a document that is brought in is what
all of them begin with.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from itertools import islice
from typing import Any, Final

import cassis
from cassis.typesystem import TYPE_NAME_ANNOTATION, TYPE_NAME_BOOLEAN, TYPE_NAME_STRING
from django.utils.text import slugify
from django.utils.translation import gettext as _

from warreader.models import Kind

from .doccano import utf16_offsets
from .document import Document
from .sayings import Saying, about, evidence_words, sayings
from .words import facts, notice, stamps

JUDGEMENT: Final = "warreader.Judgement"
KIND: Final = "warreader.Kind"
FILE: Final = "warreader.File"
SENTENCE: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
METADATA: Final = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
#: how hard it is packed: half the time of the usual for a third more bytes
QUICK: Final = 1
#: of a title in a file's name, in characters; of the digest
SLUG_LENGTH, DIGEST_LENGTH = 40, 8

_SAID = "identifier tag flags author authorId round note evidence how created updated".split()
_ABOUT = (
    "notice exported whose team session session_id title url source author published article revision digest language "
    "filter held_back"
).split()
#: types that INCEpTION has: type -> (supertype, features that are strings, features that are yes or no)
THEIRS: Final[Mapping[str, tuple[str, Iterable[str], Iterable[str]]]] = {
    SENTENCE: (TYPE_NAME_ANNOTATION, (), ()),
    METADATA: ("uima.tcas.DocumentAnnotation", ("documentTitle", "documentId", "documentUri"), ()),
}
#: and those of ours
OURS: Final[Mapping[str, tuple[str, Iterable[str], Iterable[str]]]] = {
    KIND: (TYPE_NAME_ANNOTATION, ("kind",), ()),
    JUDGEMENT: (TYPE_NAME_ANNOTATION, _SAID, ("lookAgain", "settled")),
    FILE: ("uima.cas.AnnotationBase", _ABOUT, ()),
}


def write(document: Document) -> Iterable[bytes]:
    """Yield the zip."""
    title = slugify(document.title)[:SLUG_LENGTH].strip("-_") or "article"
    name = f"{title}-{document.revision.digest[:DIGEST_LENGTH]}.json"
    parts = {
        name: text_of(document),
        "TypeSystem.xml": typesystem(OURS).to_xml(),
        "README.txt": _readme(document, name),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(_entry(part, document), text.encode(), compresslevel=QUICK)
    yield written.getvalue()


def typesystem(types: Mapping[str, tuple[str, Iterable[str], Iterable[str]]]) -> cassis.TypeSystem:
    """Return types as a type system."""
    system = cassis.TypeSystem()
    for name, (parent, texts, switches) in types.items():
        made = system.create_type(name, parent)
        for feature in texts:
            system.create_feature(made, feature, TYPE_NAME_STRING)
        for feature in switches:
            system.create_feature(made, feature, TYPE_NAME_BOOLEAN)
    return system


def text_of(document: Document) -> str:
    """Return the article as UIMA CAS JSON.

    Of its judgements, cassis writes the first, which brings their type in; the others are written after it. Each takes
    cassis twenty times as long as it takes to make a dict.
    """
    units = utf16_offsets(document.revision.text)
    said = sayings(document)
    found = json.loads(cas_of(document, islice(said, 1)).to_json())
    structures, [view] = found["%FEATURE_STRUCTURES"], found["%VIEWS"].values()
    for number, saying in enumerate(said, structures[-1]["%ID"] + 1):
        named = {"%ID": number, "%TYPE": JUDGEMENT, "@sofa": view["%SOFA"]}
        structures.append(named | _judgement(saying, units))
        view["%MEMBERS"].append(number)
    return json.dumps(found, ensure_ascii=False, allow_nan=False)


def cas_of(document: Document, said: Iterable[Saying]) -> cassis.Cas:
    """Return the article, with these judgements; its offsets are code points until it is written."""
    types = typesystem({**THEIRS, **OURS})
    made = {name: types.get_type(name) for name in (*THEIRS, *OURS)}
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = document.revision.text
    cas.sofa_mime = "text/plain"
    cas.add(made[METADATA](**_metadata(document)))
    cas.add(made[FILE](**about(document)))
    for sentence in document.sentences:
        cas.add(made[SENTENCE](begin=sentence.start, end=sentence.end))
        if sentence.kind != Kind.BODY:
            cas.add(made[KIND](begin=sentence.start, end=sentence.end, kind=str(sentence.kind)))
    for saying in said:
        cas.add(made[JUDGEMENT](**_judgement(saying, range(saying.sentence.end + 1))))
    return cas


def _metadata(document: Document) -> dict[str, Any]:
    found = {
        "begin": 0,
        "end": len(document.revision.text),
        "language": document.revision.language or "x-unspecified",
    }
    named = {"documentTitle": document.title, "documentId": document.id, "documentUri": document.url}
    return found | {name: value for name, value in named.items() if value}


def _judgement(saying: Saying, offsets: Sequence[int]) -> dict[str, Any]:
    """Return the features, in the order of the type's; ``offsets`` has one for each in code points.

    What is left out is null in UIMA, or false.
    """
    created, updated = stamps(saying.created, saying.updated)
    found: dict[str, Any] = {
        "begin": offsets[saying.sentence.start],
        "end": offsets[saying.sentence.end],
        "identifier": saying.id,
        "tag": saying.tag,
    }
    if saying.flags:
        found["flags"] = " ".join(saying.flags)
    found |= {"author": saying.author.name, "authorId": saying.author.id}
    if saying.round:
        found["round"] = saying.round
    if saying.note:
        found["note"] = saying.note
    if saying.evidence:
        found["evidence"] = "\n".join(map(evidence_words, saying.evidence))
    if saying.how:
        found["how"] = saying.how
    found |= {"created": created, "updated": updated}
    if saying.look_again:
        found["lookAgain"] = True
    if saying.settled:
        found["settled"] = True
    return found


def _readme(document: Document, name: str) -> str:
    lines = [
        document.title,
        "",
        notice(),
        *(f"{fact.label}: {fact.value}" for fact in facts(document)),
        "",
        _("To bring this into INCEpTION:"),
        _("1. In the project’s settings, under Layers, import TypeSystem.xml as a UIMA type system."),
        _("2. Let the layer warreader.Judgement stack, and its annotations span sentences."),
        _("3. Under Documents, import %(name)s as “UIMA CAS JSON”.") % {"name": name},
    ]
    return "\n".join(lines) + "\n"


def _entry(name: str, document: Document) -> zipfile.ZipInfo:
    """Return the entry of a file whose bytes depend on nothing but the document."""
    entry = zipfile.ZipInfo(name, document.exported.astimezone(UTC).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
