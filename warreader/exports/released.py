"""What of an annotated article goes out to everybody: how a session settled it, and what an editor chose beside it.

People's own tags and flags never do. Nor does anything by which a page with pseudonyms could be put together with one
with names: the ids of people are made anew, from the secret of the installation, for each article and either way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from warreader.marks import State
from warreader.models import Round

from .document import SETTLED, AnnotationItem, Document, EvidenceItem, Options, Person, SentenceItem, SettledItem
from .people import pseudonyms, whose_words

#: how the article is read before it is picked from
READ = Options(names=True, notes=True, evidence=True)


@dataclass(frozen=True, slots=True)
class Choices:
    """What goes out beside the settled tags."""

    #: real names instead of pseudonyms
    names: bool = False
    #: how many people gave each tag
    votes: bool = False
    #: the sources recorded for settled sentences, without the notes on them
    evidence: bool = False
    #: why a sentence was settled so
    reasons: bool = False
    #: the notes on settled sentences whose authors let them leave the app
    notes: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, bool]) -> "Choices":
        """Return the choices that were stored with an edition."""
        return cls(**{name: bool(stored.get(name)) for name in asdict(cls())})


def released(document: Document, choices: Choices) -> Document:
    """Return what of ``document``, read with ``READ``, goes out."""
    picker = Picker(choices, _called(document, choices))
    sentences = tuple(picker.sentence(one) for one in document.sentences)
    options = replace(
        document.options,
        names=choices.names,
        notes=choices.notes or choices.reasons,
        evidence=choices.evidence,
        discussion=False,
        history=False,
        filter="",
        whose=SETTLED,
    )
    shown = [person for one in sentences for person in _people(one)]
    return replace(
        document,
        sentences=sentences,
        people=tuple(dict.fromkeys(shown)),
        options=options,
        whose=whose_words(None, settled=True),
        filter="",
        history=None,
    )


@dataclass(frozen=True, slots=True)
class Picker:
    """Picks what was chosen; ``called`` has what each person is called outside, by id."""

    choices: Choices
    called: Mapping[str, Person]

    def sentence(self, one: SentenceItem) -> SentenceItem:
        """Return a sentence; bare where nobody settled it."""
        bare = SentenceItem(one.ordinal, one.start, one.end, one.paragraph, one.kind, one.text, state=State.OPEN)
        if one.settled is None:
            return bare
        sources = [*one.evidence, *(source for item in one.annotations for source in item.evidence or ())]
        return bare._replace(
            state=one.state,
            settled=self._settled(one.settled),
            annotations=tuple(self._notes(one.annotations)) if self.choices.notes else (),
            evidence=tuple(self._source(source) for source in sources) if self.choices.evidence else (),
        )

    def _settled(self, item: SettledItem) -> SettledItem:
        return item._replace(
            by=self.called[item.by.id],
            reason=item.reason if self.choices.reasons else "",
            votes=item.votes if self.choices.votes else {},
        )

    def _notes(self, items: Iterable[AnnotationItem]) -> Iterable[AnnotationItem]:
        """Yield each person's last note, without what they judged."""
        latest = {one.author.id: one for one in sorted(items, key=lambda one: one.round == Round.DISCUSSED)}
        for one in latest.values():
            if one.note:
                yield one._replace(
                    author=self.called[one.author.id], tag="", flags=(), evidence=None, look_again=False
                )

    def _source(self, item: EvidenceItem) -> EvidenceItem:
        return item._replace(author=self.called[item.author.id], note="")


def _people(sentence: SentenceItem) -> Iterable[Person]:
    if sentence.settled:
        yield sentence.settled.by
    yield from (item.author for item in sentence.annotations)
    yield from (item.author for item in sentence.evidence)


def _called(document: Document, choices: Choices) -> Mapping[str, Person]:
    """Return what people are called outside, by the ids that they have inside."""
    ids = {person.id: _outside(document, person, choices) for person in document.people}
    if choices.names:
        return {person.id: Person(str(ids[person.id]), person.name) for person in document.people}
    ordered = sorted(ids, key=lambda inside: ids[inside])
    numbers = pseudonyms(ids[inside] for inside in ordered)
    called = [_("Annotator %(number)s") % {"number": number} for number in numbers]
    return {inside: Person(str(ids[inside]), name) for inside, name in zip(ordered, called, strict=True)}


def _outside(document: Document, person: Person, choices: Choices) -> UUID:
    value = f"{document.id} {choices.names} {person.id}"
    return UUID(bytes=salted_hmac("warreader.released", value, algorithm="sha256").digest()[:16], version=4)
