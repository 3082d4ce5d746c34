"""Whatever is posted or asked for, by whoever may: never a server error, and never a row that breaks a promise."""

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_arrival, place_of, support
from warreader.models import Article, Evidence

from .pages import HTMX, url

pytestmark = pytest.mark.thorough

TEN_MEGABYTES = b"note=" + b"x" * 10_000_000
#: bytes of a form as no browser would send them
RAW = [
    b"",
    b"&&&===",
    b"note=%ED%A0%80%ED%BF%BF&citation=%ED%A0%80&text=%ED%A0%80&q=%00",
    b"note=%FF%FE%00&citation=%FF&text=%FF",
    b"sentences=1&bases=&tag=%00opinion",
    b"action=00000000-0000-0000-0000-000000000000&sentences=1&tag=opinion",
    b"&".join(b"sentences=1" for _ in range(900)),
    b"&".join(b"f%d=1" % number for number in range(2000)),
    TEN_MEGABYTES,
]
POSTS = {
    "tags": 0, "flags": 0, "kinds": 0, "undo": 0, "exports": 0,
    "note": 1, "evidence": 1, "evidence-edit": 2, "evidence-removal": 2,
}  # fmt: skip
TEAMS = ["arrivals", "arrivals-articles", "arrivals-removal"]
ARRIVALS = ["arrival-corrections", "arrival-article", "arrival-text", "arrival-reading"]
OWN = ["theme", "preferences", "password_change", "teams", "account_email", "account_reauthenticate"]


def addresses(article: Article, own: Evidence) -> dict[str, str]:
    """Every address that takes a POST, but for signing out."""
    args: list[list[object]] = [[], [1], [1, own.public_id]]
    found = {name: url(name, article, *args[number]) for name, number in POSTS.items()}
    found |= {name: reverse(name, args=[article.team.public_id]) for name in TEAMS}
    arrival = make_arrival(article.added_by)
    found |= {name: reverse(name, args=[arrival.public_id]) for name in ARRIVALS}
    return found | {name: reverse(name) for name in OWN}


@pytest.fixture
def world(desk, article, client_of):
    return addresses(article, support(place_of(desk.editor, article), 1)), client_of(desk.editor)


@pytest.mark.parametrize("body", RAW, ids=range(len(RAW)))
def test_bodies_that_no_browser_sends_are_no_server_error(world, body):
    known, client = world
    for number, (name, address) in enumerate(known.items(), RAW.index(body)):
        with transaction.atomic():
            kind = "application/x-www-form-urlencoded"
            # with and without htmx in turn: each address with half of the bodies
            headers = HTMX if number % 2 else {}
            answer = client.post(address, body, content_type=kind, headers=headers)
            assert answer.status_code < 500, name
            if len(body) > 1_000_000:
                assert answer.status_code in (400, 413), name
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=x", "text/x"]
)
def test_bodies_of_other_types_are_no_server_error(world, kind):
    known, client = world
    for name, address in known.items():
        with transaction.atomic():
            assert client.post(address, b'--x\r\n{"a": [1', content_type=kind).status_code < 500, name
            transaction.set_rollback(True)


WORDS = """
    0 1 2 1-3 3-1 1-99999 99999999999999999999 -1 1e9 ٣ on opinion clear verified loaded caption csv json team mine
    javascript:alert(1) ,,, https://example.org/ https://[::1 2026-11-20 9999-12-31 0001-01-01 dark //evil.example
    <script> % {{7}} \u202e \U0001f4a3 e\u0301
""".split()
LONG = ["", "\0", "\r\n", "0" * 32, "a" * 33, "x" * 3000, "https://example.org/" + "x" * 2010, "x" * 20_000]
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(LONG),
    st.uuids().map(str),
    st.text(st.characters(codec="utf-8"), max_size=40),
)
#: what each form has, so that most of what is posted gets past the first field
FIELDS = {
    "tags": "sentences to bases state tag action",
    "flags": "sentences bases set unset action",
    "kinds": "sentences to kind action",
    "undo": "action",
    "exports": "format whose filtered names notes evidence discussion history bom sheet action",
    "note": "note exported base action",
    "evidence": "url citation quotation seen_on note action",
    "evidence-edit": "url citation quotation seen_on note base action",
    "evidence-removal": "base action",
    "arrivals": "way text url page files action",
    "arrivals-articles": "arrival",
    "arrivals-removal": "arrival",
    "arrival-corrections": "title url published language stored base kind-0 kind-9 cut join open close part go",
    "arrival-article": "title url source author published language stored base kind-0 kind-99999999 cut join",
    "arrival-text": "text base",
    "arrival-reading": "url",
    "theme": "theme next",
    "preferences": "first_name last_name theme single_keys key_next key_note",
    "password_change": "oldpassword password1 password2",
    "teams": "name",
    "account_email": "email action_add action_send action_remove",
    "account_reauthenticate": "password next",
}
USUAL = {"sentences": "2", "bases": "", "tag": "opinion", "kind": "caption", "format": "json", "whose": "team"}
QUERIES = st.dictionaries(st.sampled_from("state whose q with flag kind hide after".split()), TEXTS, max_size=3)
bounded = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)


@settings(bounded, max_examples=120)
@given(data=st.data())
def test_no_form_whatever_is_in_it_is_a_server_error(world, data):
    known, client = world
    name = data.draw(st.sampled_from(sorted(known)))
    fields = FIELDS[name].split()
    body = {field: value for field, value in USUAL.items() if field in fields}
    body |= data.draw(st.dictionaries(st.sampled_from(fields), TEXTS))
    headers = data.draw(st.sampled_from([{}, HTMX]))
    with transaction.atomic():
        answer = client.post(known[name], body, query_params=data.draw(QUERIES), headers=headers)
        assert answer.status_code < 500
        answer.getvalue()
        transaction.set_rollback(True)


@settings(bounded, max_examples=60)
@given(data=st.data())
def test_no_question_whatever_is_in_it_is_a_server_error(world, article, data):
    _known, client = world
    library = reverse("library", args=[article.team.public_id])
    found = [url("article", article), url("sentence", article, 1), url("next", article), url("changes", article)]
    address = data.draw(st.sampled_from([library, *found, url("exports", article), reverse("login")]))
    names = "state whose q with flag kind hide after since sort page source progress next".split()
    query = data.draw(st.dictionaries(st.sampled_from(names), TEXTS))
    answer = client.get(address, query_params=query, headers=data.draw(st.sampled_from([{}, HTMX])))
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/articles/0/",
        "/articles/00000000-0000-0000-0000-000000000000/",
        "/articles/00000000-0000-0000-0000-000000000000/sentences/1/",
        "/teams/00000000-0000-0000-0000-000000000000/articles/",
        "/articles/%00/",
        "/articles/%ED%A0%80/",
        "/%FF",
        "/articles/../../etc/passwd",
    ],
)
def test_addresses_of_nothing_are_404(world, path):
    _known, client = world
    assert client.get(path).status_code == 404


def test_questions_of_broken_bytes_are_no_server_error(world, article):
    _known, client = world
    for query in (
        "q=%ED%A0%80",
        "q=%00",
        "whose=%00",
        "since=%00",
        "state=%FF",
        "page=%D9%A3",
        "after=%D9%A3",
        "&&=&",
    ):
        for name in ("article", "next", "changes", "exports"):
            assert client.get(f"{url(name, article)}?{query}").status_code < 500, (name, query)
        assert client.get(f"{reverse('library', args=[article.team.public_id])}?{query}").status_code < 500, query
