"""Finding articles by words: the same answers from both databases, whatever is asked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_article
from warreader.models import Article
from warreader.search import matching

TEXTS = {
    "english": "Counter-attack near Kharkiv: at least 3.5 tonnes of aid, say a café’s owners. NEAR the river AND road.",
    "ukrainian": "Українські військові відбили атаку біля Харкова, повідомив речник.",
    "arabic": "أعلنت القوات المسلحة اليوم أن المدينة تعرضت لقصف عنيف.",
    "chinese": "烏克蘭軍隊星期五表示,他們擊落了十二架無人機。",
    "hindi": "यूक्रेन की सेना ने शुक्रवार को कहा।",
    "decomposed": "The Cafe\u0301 Gu\u0308nther was hit on 2026-11-20.",
    "spanish": "El ejército atacó la ciudad según fuentes locales.",
}


@pytest.fixture
def library(desk):
    for title, text in TEXTS.items():
        make_article(desk.editor, text, title=f"Report in {title}")
    make_article(desk.editor, "Nothing of note.", title="Drones over Odesa")
    return Article.objects.filter(team=desk.team)


def found(library, query: str) -> set[str]:
    return {article.title.removeprefix("Report in ") for article in matching(library, query)}


EVERYTHING = {*TEXTS, "Drones over Odesa"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kharkiv", {"english"}),
        ("KHARKIV tonnes", {"english"}),
        ("tonnes kharkiv", {"english"}),
        ("kharkiv odesa", set()),
        ("drones", {"Drones over Odesa"}),
        ("odesa note", {"Drones over Odesa"}),
        ("khark", {"english"}),
        ("khark tonnes", set()),
        ("tonnes khark", {"english"}),
        ("arkiv", set()),
        ("Харкова", {"ukrainian"}),
        ("УКРАЇНСЬКІ харк", {"ukrainian"}),
        ("القوات", {"arabic"}),
        ("المدي", {"arabic"}),
        ("無人機", {"chinese"}),
        ("星期五 烏克蘭", {"chinese"}),
        ("無人機 kharkiv", set()),
        ("सेना", {"hindi"}),
        ("ejército", {"spanish"}),
        ("café", {"english", "decomposed"}),
        ("cafe\u0301", {"english", "decomposed"}),
        ("günther", {"decomposed"}),
        ("3.5 tonnes", {"english"}),
        ("2026-11-20", {"decomposed"}),
        ("counter-attack", {"english"}),
        ("attack", {"english"}),
        ("café’s", {"english"}),
        ("", EVERYTHING),
        ("   ", EVERYTHING),
        ("?!", set()),
        ('"', set()),
    ],
)
def test_words_find_the_articles_that_have_them_all_the_last_may_be_begun(library, query, titles):
    assert found(library, query) == titles


SIGNS = (
    *('"kharkiv"', "kharkiv*", "(kharkiv)", "title:kharkiv", "NEAR(kharkiv river)", "kharkiv AND river"),
    *("kharkiv -river", "kharkiv'", "kharkiv & river", "kharkiv | river", "!kharkiv", "kharkiv:*", "kharkiv\\"),
    *("^kharkiv", "kharkiv <-> x", "kharkiv \0 river", "{kharkiv}", "kharkiv; DROP TABLE x", "%kharkiv%"),
    *("_", "½", "kharkiv_", "''", "\u0301"),
)


@pytest.mark.parametrize("query", SIGNS)
def test_the_databases_own_signs_are_only_signs(library, query):
    assert found(library, query) <= {"english"}


def test_the_words_near_and_and_are_words(library):
    assert found(library, "NEAR AND") == {"english"}
    assert found(library, "NOT") == {"Drones over Odesa"}, "the beginning of “note” and “Nothing”"
    assert found(library, "title") == set()


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(query=st.text(max_size=30))
def test_no_query_is_an_error(library, query):
    assert found(library, query.encode("utf-8", "replace").decode()) <= EVERYTHING


def test_each_word_of_a_text_finds_it(library):
    for title, text in TEXTS.items():
        for word in text.split():
            assert title in found(library, word), word


def test_only_the_articles_asked_about_are_found(library):
    assert not matching(library.none(), "kharkiv").exists()
