"""Which addresses lead to the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warreader.text.web import host_of, same_page

PLAIN = "https://example.org/news/tanks"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/news/tanks",
        "https://EXAMPLE.org/news/tanks/",
        "https://www.example.org:443/news/tanks#comments",
        "https://example.org./news/tanks?utm_source=x&utm_medium=y",
        "https://example.org/news/tanks?fbclid=1&GCLID=2&at_campaign=3#top",
        " https://example.org/news/%74anks ",
    ],
)
def test_ways_to_one_page_are_the_same(url):
    assert same_page(url) == same_page(PLAIN) == "example.org/news/tanks"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/tanks",
        "https://live.example.org/news/tanks",
        "https://example.org/news/Tanks",
        "https://example.org/news/tanks?page=2",
        "https://example.org:8443/news/tanks",
        "https://example.org/news",
        "ftp://example.org/news/tanks",
    ],
)
def test_other_pages_are_others(url):
    assert same_page(url) != same_page(PLAIN)


def test_the_order_of_what_is_asked_does_not_matter():
    assert same_page("https://example.org/?b=2&a=1") == same_page("http://example.org?a=1&utm_id=9&b=2")


def test_a_host_in_its_own_script_is_the_same_as_written_for_machines():
    assert same_page("https://пример.рф/а") == same_page("https://xn--e1afmkfd.xn--p1ai/%D0%B0")
    assert host_of("https://www.Пример.рф/а") == "xn--e1afmkfd.xn--p1ai"


@given(st.text())
def test_any_text_at_all_has_an_answer(url):
    assert isinstance(same_page(url), str)
    assert isinstance(same_page(f"http://{url}"), str)
    assert isinstance(host_of(f"http://{url}"), str)


@pytest.mark.parametrize("url", ["", "no address", "http://[::1", "https://a:99999/", "https:///x"])
def test_what_is_no_address_comes_back_as_it_is(url):
    assert same_page(url) == url
