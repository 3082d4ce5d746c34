"""Files as other tools write them, after their own documentation, read into what is stored here."""

import json

from tests.factories import judge, make_article, place_of
from tests.readback.conftest import brought_in, file_of
from warreader.actions.returning import Became
from warreader.models import Annotation, Evidence
from warreader.readback import read

TEXTS = ("Smoke rose. \U0001f525", "They fled to the north.", "They fled.")
LONGER = (
    "Smoke rose over the harbour all night.",
    "They fled to the north of the town.",
    "Nobody came back from there that day.",
)


def said() -> list[tuple[int, str, str, list[str]]]:
    rows = Annotation.objects.order_by("sentence__ordinal", "author__name").select_related("sentence", "author")
    return [(row.sentence.ordinal, row.author.name, row.tag, row.flags) for row in rows]


def test_doccanos_sequence_labelling(desk):
    article = make_article(desk.editor, *TEXTS)
    text = "\n\n".join(TEXTS)
    # doccano's page counts UTF-16: the fire is two
    one = {"id": 1, "text": text, "label": [[0, 14, "opinion"], [16, 39, "VERIFIED"], [16, 39, "loaded"]]}
    other = {
        "id": 2,
        "text": text,
        "username": "ann",
        "entities": [{"id": 3, "label": "opinion", "start_offset": 41, "end_offset": 51}],
        "Comments": [],
    }
    told = brought_in(desk.editor, "\n".join(map(json.dumps, [one, other])).encode())
    assert [line.words for line in told.of(Became.MATCHED)] == [article.title]
    assert said() == [
        (1, "doccano", "opinion", []),
        (2, "doccano", "verified", ["loaded"]),
        (3, "ann", "opinion", []),
    ]


def test_doccanos_text_classification_is_of_the_report_that_has_most_of_its_lines(desk):
    make_article(desk.editor, *LONGER[:2], "Another end of it all.")
    make_article(desk.editor, *LONGER)
    lines = [{"text": text, "label": [tag]} for text, tag in zip(LONGER[1:], ("opinion", "nothing"), strict=True)]
    told = brought_in(desk.editor, "\n".join(map(json.dumps, lines)).encode())
    assert said() == [(2, "doccano", "opinion", []), (3, "doccano", "nothing", [])], told


def test_label_studios_tasks_of_several_people(desk):
    make_article(desk.editor, *TEXTS)
    text = "\n\n".join(TEXTS)

    def result(start, end, kind, **value):
        return {
            "id": "kRtTp",
            "from_name": "any",
            "to_name": "text",
            "type": kind,
            "value": {"start": start, "end": end, "text": text[start:end], **value},
        }

    works = [
        {
            "id": 7,
            "completed_by": 3,
            "result": [result(0, 13, "labels", labels=["Opinion"])],
            "created_at": "2021-03-09T22:16:08.728353Z",
            "was_cancelled": False,
        },
        {
            "id": 8,
            "completed_by": {"id": 4, "email": "ann@example.org", "first_name": "Ann", "last_name": "Lee"},
            "result": [
                result(15, 38, "choices", choices=["verified", "quoted"]),
                result(15, 38, "textarea", text=["Bulletin 7"]) | {"from_name": "evidence"},
            ],
        },
        {"id": 9, "completed_by": 3, "was_cancelled": True, "result": [result(40, 50, "labels", labels=["opinion"])]},
    ]
    task = {"id": 1, "data": {"text": text}, "annotations": works, "predictions": [{"result": []}]}
    content = json.dumps([task]).encode()
    assert read(content).remarks == ("Predictions were left out: 1",)
    brought_in(desk.editor, content)
    assert said() == [(1, "Label Studio 3", "opinion", []), (2, "Ann Lee", "verified", ["quoted"])]
    assert Evidence.objects.get().citation == "Bulletin 7"
    assert not brought_in(desk.editor, content).changes


def test_ours_comes_back_from_label_studio_which_makes_it_all_the_importers(desk):
    article = make_article(desk.editor, *TEXTS)
    judge(place_of(desk.annotator, article), 1, "opinion")
    judge(place_of(desk.owner, article), 1, "verified")
    tasks = json.loads(file_of(article, "labelstudio"))
    for number, work in enumerate(tasks[0]["annotations"], 13):
        work |= {"id": number, "completed_by": 1, "parent_annotation": None, "created_at": "2026-11-27T01:02:03Z"}
    told = brought_in(desk.editor, json.dumps(tasks).encode())
    assert not told.changes
    assert sum(told.there.values()) == 2
    # somebody there copied what one said, and thinks otherwise
    copied = json.loads(json.dumps(tasks[0]["annotations"][0]))
    copied |= {"id": 15, "completed_by": 2, "parent_annotation": 13}
    tasks[0]["annotations"].append(copied)
    brought_in(desk.editor, json.dumps(tasks).encode())
    assert Annotation.objects.get(author__name="Label Studio 2").tag == said()[0][2]


def test_a_table_made_by_hand(desk):
    article = make_article(desk.editor, *TEXTS)
    table = f"""Digest;Start;End;Text;Annotator;Tag;Flags;Note
{article.revision.digest};0;13;;Ann;opinion;loaded,quoted;=1+1
{article.revision.digest};;;They fled.;Ann;Nothing to assess;;
"""
    brought_in(desk.editor, b"\xef\xbb\xbf" + table.encode())
    assert said() == [(1, "Ann", "opinion", ["quoted", "loaded"]), (3, "Ann", "nothing", [])]
    assert Annotation.objects.get(sentence__ordinal=1).note == "=1+1"


def marked(text, *labels, **more):
    return json.dumps({"id": 9, "text": text, "label": labels, "Comments": [], **more}).encode() + b"\n"


def test_spans_that_people_drew_mean_the_sentences_they_are_of(desk):
    make_article(desk.editor, *LONGER)
    text = "\n\n".join(LONGER)
    # the first without its full stop, a few words of the second, and a bit of it with all of the third
    spans = [0, 37, "opinion"], [45, 49, "verified"], [70, len(text), "unverified"]
    brought_in(desk.editor, marked(text, *spans))
    rows = Annotation.objects.order_by("sentence__ordinal").values_list("tag", "look_again")
    assert list(rows) == [("opinion", False), ("verified", True), ("unverified", False)]
    over_two = marked(text, [0, len(LONGER[0]) + 2 + len(LONGER[1]), "verified"], username="ann")
    assert brought_in(desk.editor, over_two).added.total() == 2
    twice = brought_in(desk.editor, marked(text, [0, 38, "verified"], [5, 10, "opinion"], username="bob"))
    assert "bob: here verified, in the file opinion" in twice.of(Became.CONFLICT)[0].words


def test_a_text_that_differs_in_its_spaces_or_was_changed_here_is_known_by_its_sentences(desk):
    make_article(desk.editor, *LONGER)
    crlf = "\ufeff" + "\r\n".join(LONGER) + "\r\n"
    start = crlf.index("They")
    told = brought_in(desk.editor, marked(crlf, [start, start + len(LONGER[1]), "opinion"]))
    assert said() == [(2, "doccano", "opinion", [])], told
    other = "\n\n".join((LONGER[0], "Nothing of this stands here at all, they said.", LONGER[2]))
    told = brought_in(desk.editor, marked(other, [len(other) - 9, len(other), "opinion"], title="Ours"))
    assert said()[-1] == (3, "doccano", "opinion", []), told
    unknown = brought_in(desk.editor, marked("Another story of another war.", [0, 7, "opinion"]))
    assert "add it first" in unknown.of(Became.REFUSED)[0].words


def test_lines_and_tasks_that_nobody_has_labelled_say_nothing(desk):
    make_article(desk.editor, *LONGER)
    lines = json.dumps({"text": "A story."}).encode() + b"\n" + marked("\n\n".join(LONGER), [0, 38, "opinion"])
    assert not brought_in(desk.editor, lines).of(Became.REFUSED)
    assert not read(b'[{"data": {"article": "A story."}, "annotations": []}]').reports
    short = [{"start": 0, "end": 38, "text": LONGER[0], "labels": ["verified"]}]
    content = json.dumps([{"id": 1, "article": "x", "text": "\n\n".join(LONGER), "label": short, "annotator": 3}])
    brought_in(desk.editor, content.encode())
    assert said() == [(1, "doccano", "opinion", []), (1, "doccano 3", "verified", [])]


def test_a_table_that_a_spreadsheet_saved_again(desk):
    article = make_article(desk.editor, *LONGER)
    lines = ["sep=;", "Mine;created;note;tag;flags;annotator;sentence;digest"]
    lines += ["x;26.11.2026 20:00;'=1;OPINION;quoted;Ann;1,0;DIGEST", *[";;;verified;;;2.0;DIGEST"] * 2, ";;;;;;;"]
    content = "\r\n".join(lines).replace("DIGEST", article.revision.digest)
    told = brought_in(desk.editor, content.encode("utf-16"))
    assert said() == [(1, "Ann", "opinion", ["quoted"]), (2, "CSV", "verified", [])], told
    assert not brought_in(desk.editor, content.encode("utf-8-sig")).changes
