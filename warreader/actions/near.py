"""Finding the reports that a new text has much in common with: called by what stores texts, in its transaction.

Plain SQL on columns, not models: every report that comes in waits for it, and a migration does the same to old ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.db import connection

from warreader.models import Article, Kind, Revision, Sentence, SessionArticle, Shingle
from warreader.text import near

COMMON = 64
"""Texts that one shingle leads to: what stands in more of them is the site's rather than a report's."""

USUAL = 8
"""Texts from which on a shingle tells of a source only where most of them have much else in common."""

FEWEST = 3
TELLING = 0.15
"""Telling shingles in common from which on two texts are compared: so many, and so large a share of either's."""

CLOSEST = 40
"""Texts that one is compared with: those with the most in common."""

AT_ONCE = 900
"""Values in one statement; SQLite takes a thousand in its older versions."""


@dataclass(frozen=True)
class Text:
    """What of a text is compared: its shingles, those of the site's own sentences aside."""

    team: int
    article: int
    revision: int
    shingles: frozenset[int]

    @cached_property
    def sample(self) -> frozenset[int]:
        """The shingles that the text is found by."""
        return near.sample(self.shingles)


Found = dict[int, set[int]]


def index_texts(texts: Iterable[tuple[Revision, Sequence[Sentence]]]) -> None:
    """Make new texts, all of one team, findable by their copies, and note which reports are copies of theirs."""
    index([_text(revision, sentences) for revision, sentences in texts])


def forget_earlier_texts(article: Article) -> None:
    """Have a report no longer found by its texts so far, but for those that sessions have.

    Else the texts of one report that changes every hour would be all that another is compared with.
    """
    in_sessions = SessionArticle.objects.filter(article=article).values("revision")
    Shingle.objects.filter(revision__article=article).exclude(revision__in=in_sessions).delete()


def _text(revision: Revision, sentences: Sequence[Sentence]) -> Text:
    spans = [(row.start, row.end) for row in sentences if row.kind != Kind.BOILERPLATE]
    shingles = near.shingles(revision.text[start:end] for start, end in spans)
    return Text(revision.team_id, revision.article_id, revision.pk, shingles)


def index(texts: Sequence[Text]) -> None:
    """Do it; the texts are of one team, and none of them is indexed yet."""
    if not texts:
        return
    found = _known(texts[0].team, {value for text in texts for value in text.sample})
    kept = [row for text in texts for row in _kept(text, found)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO warreader_shingle (team_id, revision_id, value) VALUES (%s, %s, %s)", kept)
    _store_pairs(texts, {text.revision: Search.by(text, found) for text in texts})


def _known(team: int, values: set[int]) -> Found:
    """Return the texts that each of the values leads to so far."""
    found: Found = defaultdict(set)
    for part in _parts(sorted(values)):
        marks = ",".join(["%s"] * len(part))
        sql = f"SELECT value, revision_id FROM warreader_shingle WHERE team_id = %s AND value IN ({marks})"  # noqa: S608
        for value, revision in _rows(sql, [team, *part]):
            found[value].add(revision)
    return found


def _kept(text: Text, found: Found) -> list[tuple[int, int, int]]:
    """Return the rows by which the text is found, but for what leads to many already; ``found`` has them then."""
    kept = [value for value in text.sample if len(found[value]) < COMMON]
    for value in kept:
        found[value].add(text.revision)
    return [(text.team, text.revision, value) for value in kept]


@dataclass(frozen=True)
class Search:
    """What a text led to."""

    #: those of its kept shingles that are not on every page of a site, nor a set phrase
    telling: frozenset[int]
    #: how many of these it shares with other texts, those with the most
    shared: Mapping[int, int]

    @classmethod
    def by(cls, text: Text, found: Found) -> "Search":
        """Search what is found for a text."""
        counts = Counter(revision for value in text.sample for revision in found[value])
        close = {revision for revision, count in counts.items() if count * 4 >= len(text.sample)}
        telling = {
            value
            for value in text.sample
            if len(found[value]) < USUAL or 2 * len(found[value] & close) >= len(found[value])
        }
        shared = Counter(revision for value in telling for revision in found[value])
        del shared[text.revision]
        most = {revision: count for revision, count in shared.most_common(CLOSEST) if count >= FEWEST}
        return cls(frozenset(telling), most)

    def tells_of(self, text: Text, other: Text) -> bool:
        """Whether what the text shares with another is enough, set phrases aside."""
        usual = len((text.sample & other.sample) - self.telling)
        return self.shared[other.revision] >= TELLING * min(len(self.telling), len(other.sample) - usual)


def _store_pairs(texts: Sequence[Text], searches: Mapping[int, Search]) -> None:
    """Compare the texts with those that come into question, and store which are copies, either way round."""
    known = {text.revision: text for text in texts}
    known |= {
        text.revision: text for text in _loaded({*chain(*(one.shared for one in searches.values()))} - {*known})
    }
    done: set[tuple[int, int]] = set()
    for text in texts:
        search = searches[text.revision]
        for other in (known[revision] for revision in search.shared):
            apart = other.article == text.article or (text.revision, other.revision) in done
            if not apart and search.tells_of(text, other) and near.are_copies(text.shingles, other.shingles):
                done |= {(text.revision, other.revision), (other.revision, text.revision)}
    rows = [_pair(known[one], known[other]) for one, other in sorted(done)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO warreader_nearduplicate (team_id, one_id, other_id, resemblance, containment)"
            " VALUES (%s, %s, %s, %s, %s)",
            rows,
        )


def _pair(one: Text, other: Text) -> tuple[int, int, int, float, float]:
    resemblance = near.resemblance(one.shingles, other.shingles)
    return one.team, one.revision, other.revision, resemblance, near.containment(one.shingles, other.shingles)


def _loaded(revisions: set[int]) -> list[Text]:
    """Return texts that are stored, with all of their shingles."""
    if not revisions:
        return []
    texts, spans = [], defaultdict(list)
    for part in _parts(sorted(revisions)):
        marks = ",".join(["%s"] * len(part))
        sentences = f'SELECT revision_id, start, "end", kind FROM warreader_sentence WHERE revision_id IN ({marks})'  # noqa: S608
        for revision, start, end, kind in _rows(f"{sentences} ORDER BY revision_id, ordinal", part):
            if kind != Kind.BOILERPLATE:
                spans[revision].append((start, end))
        sql = f"SELECT id, team_id, article_id, text FROM warreader_revision WHERE id IN ({marks})"  # noqa: S608
        for revision, team, article, text in _rows(sql, part):
            shingles = near.shingles(text[start:end] for start, end in spans[revision])
            texts.append(Text(team, article, revision, shingles))
    return texts


def _parts(values: Sequence[int]) -> list[Sequence[int]]:
    return [values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]


def _rows(sql: str, parameters: Sequence[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
