"""Addresses that are refused before anything is asked; and those that are taken."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from warreader.fetching import FetchRefused, Reason, fetch
from warreader.fetching.addresses import is_public, parse
from warreader.fetching.connecting import connect
from warreader.fetching.looking_up import addresses_of

PORTS = frozenset({80, 443})
TRICKS = {
    "loopback": ("http://127.0.0.1/", Reason.PRIVATE),
    "loopback elsewhere": ("http://127.255.3.4/", Reason.PRIVATE),
    "nothing but zeros": ("http://0.0.0.0/", Reason.PRIVATE),
    "this network": ("http://0.1.2.3/", Reason.PRIVATE),
    "private 10": ("http://10.1.2.3/", Reason.PRIVATE),
    "private 172.16": ("http://172.16.0.1/", Reason.PRIVATE),
    "private 172.31": ("http://172.31.255.255/", Reason.PRIVATE),
    "private 192.168": ("http://192.168.1.1/", Reason.PRIVATE),
    "carrier": ("http://100.64.0.1/", Reason.PRIVATE),
    "a cloud's metadata": ("http://169.254.169.254/latest/meta-data/", Reason.PRIVATE),
    "another cloud's metadata": ("http://100.100.100.200/", Reason.PRIVATE),
    "a third cloud's metadata": ("http://192.0.0.192/", Reason.PRIVATE),
    "a cloud's public-looking service": ("http://168.63.129.16/", Reason.PRIVATE),
    "link-local": ("http://169.254.1.1/", Reason.PRIVATE),
    "benchmarking": ("http://198.18.0.1/", Reason.PRIVATE),
    "documentation": ("http://203.0.113.9/", Reason.PRIVATE),
    "6to4 relay": ("http://192.88.99.1/", Reason.PRIVATE),
    "multicast": ("http://224.0.0.1/", Reason.PRIVATE),
    "reserved": ("http://240.0.0.1/", Reason.PRIVATE),
    "broadcast": ("http://255.255.255.255/", Reason.PRIVATE),
    "dot at the end": ("http://127.0.0.1./", Reason.PRIVATE),
    "https, too": ("https://127.0.0.1/", Reason.PRIVATE),
    "large letters": ("HTTP://LOCALHOST/", Reason.PRIVATE),
    "decimal": ("http://2130706433/", Reason.NUMERIC),
    "decimal with a dot": ("http://2130706433./", Reason.NUMERIC),
    "decimal past 32 bits": ("http://4294967297/", Reason.NUMERIC),
    "hexadecimal": ("http://0x7f000001/", Reason.NUMERIC),
    "hexadecimal large": ("http://0X7F000001/", Reason.NUMERIC),
    "hexadecimal parts": ("http://0x7f.0x0.0x0.0x1/", Reason.NUMERIC),
    "hexadecimal without digits": ("http://127.0.0.0x/", Reason.NUMERIC),
    "octal": ("http://017700000001/", Reason.NUMERIC),
    "octal parts": ("http://0177.0.0.1/", Reason.NUMERIC),
    "zeros before": ("http://127.0.0.001/", Reason.NUMERIC),
    "mixed": ("http://0177.0.0x0.1/", Reason.NUMERIC),
    "short, two parts": ("http://127.1/", Reason.NUMERIC),
    "short, three parts": ("http://127.0.1/", Reason.NUMERIC),
    "short, zero": ("http://0/", Reason.NUMERIC),
    "five parts": ("http://1.127.0.0.1/", Reason.NUMERIC),
    "part too large": ("http://127.0.0.257/", Reason.NUMERIC),
    "name that ends in a number": ("http://news.example.1/", Reason.NUMERIC),
    "full-width digits": ("http://１２７．０．０．１/", Reason.PRIVATE),
    "full-width dots": ("http://127。0。0。1/", Reason.PRIVATE),
    "half-width dots": ("http://127｡0｡0｡1/", Reason.PRIVATE),
    "circled digits": ("http://①②⑦.⓪.⓪.①/", Reason.PRIVATE),
    "mathematical digits": ("http://𝟏𝟐𝟕.𝟎.𝟎.𝟏/", Reason.PRIVATE),
    "arabic digits": ("http://١٢٧.٠.٠.١/", Reason.MALFORMED),
    "full-width localhost": ("http://ｌｏｃａｌｈｏｓｔ/", Reason.PRIVATE),
    "circled localhost": ("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", Reason.PRIVATE),
    "soft hyphen in localhost": ("http://local\u00adhost/", Reason.MALFORMED),
    "zero-width joiner": ("http://local\u200dhost/", Reason.MALFORMED),
    "right-to-left mark": ("http://news.example\u200f/", Reason.MALFORMED),
    "IPv6 loopback": ("http://[::1]/", Reason.PRIVATE),
    "IPv6 loopback in full": ("http://[0:0:0:0:0:0:0:1]/", Reason.PRIVATE),
    "IPv6 nothing": ("http://[::]/", Reason.PRIVATE),
    "IPv6 mapped": ("http://[::ffff:127.0.0.1]/", Reason.PRIVATE),
    "IPv6 mapped in hexadecimal": ("http://[::ffff:7f00:1]/", Reason.PRIVATE),
    "IPv6 mapped public": ("http://[::ffff:93.184.215.14]/", Reason.PRIVATE),
    "IPv6 compatible": ("http://[::127.0.0.1]/", Reason.PRIVATE),
    "IPv6 translated": ("http://[::ffff:0:7f00:1]/", Reason.PRIVATE),
    "6to4": ("http://[2002:7f00:1::]/", Reason.PRIVATE),
    "Teredo": ("http://[2001:0:53aa:64c::]/", Reason.PRIVATE),
    "NAT64": ("http://[64:ff9b::7f00:1]/", Reason.PRIVATE),
    "NAT64 with dots": ("http://[64:ff9b::169.254.169.254]/", Reason.PRIVATE),
    "NAT64 of one's own": ("http://[64:ff9b:1::7f00:1]/", Reason.PRIVATE),
    "ISATAP": ("http://[2606:4700::5efe:7f00:1]/", Reason.PRIVATE),
    "IPv6 link-local": ("http://[fe80::1]/", Reason.PRIVATE),
    "IPv6 site-local": ("http://[fec0::1]/", Reason.PRIVATE),
    "IPv6 unique local": ("http://[fd12:3456::1]/", Reason.PRIVATE),
    "IPv6 metadata": ("http://[fd00:ec2::254]/", Reason.PRIVATE),
    "IPv6 multicast": ("http://[ff02::1]/", Reason.PRIVATE),
    "IPv6 documentation": ("http://[2001:db8::1]/", Reason.PRIVATE),
    "IPv6 newer documentation": ("http://[3fff::1]/", Reason.PRIVATE),
    "IPv6 benchmarking": ("http://[2001:2::1]/", Reason.PRIVATE),
    "IPv6 discard": ("http://[100::1]/", Reason.PRIVATE),
    "zone": ("http://[fe80::1%eth0]/", Reason.MALFORMED),
    "zone, escaped": ("http://[fe80::1%25eth0]/", Reason.MALFORMED),
    "zone on a public address": ("http://[2606:4700::1111%251]/", Reason.MALFORMED),
    "IPv6 without brackets": ("http://::1/", Reason.MALFORMED),
    "IPv4 in brackets": ("http://[127.0.0.1]/", Reason.MALFORMED),
    "name in brackets": ("http://[localhost]/", Reason.MALFORMED),
    "future kind of address": ("http://[v1.a:b]/", Reason.MALFORMED),
    "bracket not closed": ("http://[::1/", Reason.MALFORMED),
    "localhost": ("http://localhost/", Reason.PRIVATE),
    "localhost with a dot": ("http://localhost./", Reason.PRIVATE),
    "localhost with two dots": ("http://localhost../", Reason.MALFORMED),
    "below localhost": ("http://admin.localhost/", Reason.PRIVATE),
    "localhost.localdomain": ("http://localhost.localdomain/", Reason.PRIVATE),
    "multicast names": ("http://printer.local/", Reason.PRIVATE),
    "cloud's inner names": ("http://metadata.google.internal/", Reason.PRIVATE),
    "router": ("http://router.home.arpa/", Reason.PRIVATE),
    "onion": ("http://news.onion/", Reason.PRIVATE),
    "name of one part": ("http://intranet/", Reason.PRIVATE),
    "reverse names": ("http://1.0.0.127.in-addr.arpa/", Reason.PRIVATE),
    "user": ("http://reader@news.example/", Reason.CREDENTIALS),
    "user and password": ("http://reader:secret@news.example/", Reason.CREDENTIALS),
    "public name before the true one": ("http://news.example@127.0.0.1/", Reason.CREDENTIALS),
    "public address before the true one": ("http://93.184.215.14:80@127.0.0.1:80/", Reason.CREDENTIALS),
    "two at signs": ("http://a@127.0.0.1@news.example/", Reason.CREDENTIALS),
    "nothing before the at sign": ("http://@127.0.0.1/", Reason.CREDENTIALS),
    "at sign, escaped": ("http://news.example%40127.0.0.1/", Reason.MALFORMED),
    "fragment before the at sign": ("http://127.0.0.1#@news.example/", Reason.PRIVATE),
    "query before the at sign": ("http://127.0.0.1?@news.example/", Reason.PRIVATE),
    "backslash for a slash": ("http://127.0.0.1\\@news.example/", Reason.MALFORMED),
    "backslash in the path": ("http://news.example/\\..\\a", Reason.MALFORMED),
    "backslashes all along": ("http:\\\\127.0.0.1\\", Reason.MALFORMED),
    "escaped dots": ("http://127%2e0%2e0%2e1/", Reason.MALFORMED),
    "escaped host": ("http://%6c%6f%63%61%6c%68%6f%73%74/", Reason.MALFORMED),
    "slash that is none": ("http://127.0.0.1∕news.example/", Reason.MALFORMED),
    "question mark that is none": ("http://127.0.0.1？.news.example/", Reason.MALFORMED),
    "account-of sign": ("http://news.example℀.org/", Reason.MALFORMED),
    "file": ("file:///etc/passwd", Reason.SCHEME),
    "file on a host": ("file://localhost/etc/passwd", Reason.SCHEME),
    "gopher": ("gopher://127.0.0.1:70/_x", Reason.SCHEME),
    "ftp": ("ftp://news.example/a", Reason.SCHEME),
    "data": ("data:text/html,<p>x</p>", Reason.SCHEME),
    "javascript": ("javascript:alert(1)", Reason.SCHEME),
    "dict": ("dict://127.0.0.1:11211/stat", Reason.SCHEME),
    "ldap": ("ldap://127.0.0.1/", Reason.SCHEME),
    "jar": ("jar:http://127.0.0.1!/", Reason.SCHEME),
    "view-source": ("view-source:http://127.0.0.1/", Reason.SCHEME),
    "url:": ("url:http://127.0.0.1/", Reason.SCHEME),
    "unix socket": ("http+unix://%2Fvar%2Frun%2Fdocker.sock/", Reason.SCHEME),
    "no scheme": ("//127.0.0.1/", Reason.SCHEME),
    "no scheme, a name": ("news.example/a", Reason.SCHEME),
    "nothing": ("", Reason.SCHEME),
    "one slash": ("http:/127.0.0.1/", Reason.MALFORMED),
    "no slash": ("http:127.0.0.1", Reason.MALFORMED),
    "three slashes": ("http:///127.0.0.1/", Reason.MALFORMED),
    "no host": ("http://", Reason.MALFORMED),
    "no host but a port": ("http://:80/", Reason.MALFORMED),
    "port of a mail server": ("http://news.example:25/", Reason.PORT),
    "port of a database": ("http://news.example:6379/", Reason.PORT),
    "port nought": ("http://news.example:0/", Reason.PORT),
    "port past 16 bits": ("http://news.example:65616/", Reason.PORT),
    "port too long": ("http://news.example:0000000000080/", Reason.MALFORMED),
    "port below nought": ("http://news.example:-80/", Reason.MALFORMED),
    "port with a sign": ("http://news.example:+80/", Reason.MALFORMED),
    "port in other digits": ("http://news.example:８０/", Reason.MALFORMED),
    "two ports": ("http://127.0.0.1:80:80/", Reason.MALFORMED),
    "line ends": ("http://news.example/\r\nHost: 127.0.0.1", Reason.MALFORMED),
    "line end in the host": ("http://127.0.0.1\n.news.example/", Reason.MALFORMED),
    "tab in the host": ("http://local\thost/", Reason.MALFORMED),
    "tab in the scheme": ("ht\ttp://127.0.0.1/", Reason.SCHEME),
    "space in the host": ("http://127.0.0.1 .news.example/", Reason.MALFORMED),
    "space and at sign": ("http://1.1.1.1 &@127.0.0.1# @news.example/", Reason.MALFORMED),
    "NUL": ("http://127.0.0.1\x00.news.example/", Reason.MALFORMED),
    "lone surrogate": ("http://news.example/\ud800", Reason.MALFORMED),
    "dots only": ("http://.../", Reason.MALFORMED),
    "empty part": ("http://news..example/", Reason.MALFORMED),
    "hyphen first": ("http://-news.example/", Reason.MALFORMED),
    "part too long": (f"http://{'a' * 64}.example/", Reason.MALFORMED),
    "name too long": (f"http://{'a.' * 127}example/", Reason.MALFORMED),
    "address too long": (f"http://news.example/{'a' * 2000}", Reason.TOO_LONG),
    "address too long when escaped": (f"http://news.example/{'ї' * 400}", Reason.TOO_LONG),
}


def refusal(url: str) -> Reason:
    """Why an address is refused before anybody is asked for anything."""

    def nobody(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("nothing may be looked up")

    def refuse() -> None:
        target = parse(url, PORTS)
        addresses_of(target, resolve=nobody, is_allowed=is_public, seconds=1)  # type: ignore[arg-type]

    with pytest.raises(FetchRefused) as refused:
        refuse()
    return refused.value.reason


@pytest.mark.parametrize(("url", "reason"), TRICKS.values(), ids=TRICKS.keys())
def test_a_trick_is_refused(url, reason):
    assert refusal(url) == reason


def test_tricks_are_refused_by_the_whole_of_fetching_too(monkeypatch, settings):
    """The table above goes around ``fetch``; that it is the same way is seen here."""
    settings.BASE_URL = "https://desk.example"
    monkeypatch.setattr(f"{connect.__module__}.socket", None)
    for url, reason in TRICKS.values():
        with pytest.raises(FetchRefused) as refused:
            fetch(url)
        assert refused.value.reason == reason


def test_messages_are_whole_sentences_and_tell_nothing_of_what_is_inside():
    for reason in Reason:
        said = str(FetchRefused(reason, status=500, meaning="it is out of order."))
        assert said.endswith(".")
        assert "%" not in said
    assert str(FetchRefused(Reason.PRIVATE)) == str(FetchRefused(Reason.UNKNOWN))


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://news.example", "https://news.example/"),
        ("  HTTPS://News.Example:443/A?b=c#d\n", "https://news.example/A?b=c"),
        ("http://news.example.:80/", "http://news.example/"),
        ("http://news.example?q=1", "http://news.example/?q=1"),
        (
            "https://новини.укр/звіт?про=міст",
            "https://xn--b1amarcd.xn--j1amh/%D0%B7%D0%B2%D1%96%D1%82?%D0%BF%D1%80%D0%BE=%D0%BC%D1%96%D1%81%D1%82",
        ),
        ("https://news.example/%D0%B7?a=%2F|b", "https://news.example/%D0%B7?a=%2F|b"),
        ("https://my_paper.news.example/", "https://my_paper.news.example/"),
        ("https://news.example/a b?c d", "https://news.example/a%20b?c%20d"),
        (
            "https://news.example/می\u200cخواهم",
            "https://news.example/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85",
        ),
        ("https://news.example/@reader/a", "https://news.example/@reader/a"),
        ("http://93.184.215.14/", "http://93.184.215.14/"),
        ("http://[2606:4700:0::1111]:443/", "http://[2606:4700::1111]:443/"),
    ],
)
def test_an_address_is_written_in_one_way(url, written):
    assert parse(url, PORTS).url == written
    assert parse(written, PORTS).url == written


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:80b::200e"])
def test_what_is_public_is_public(address):
    assert is_public(ip_address(address))


#: pieces that addresses are made of, and what people and sites put between them
PIECES = """http https : / // \\ @ # ? [ ] % . .. 127.0.0.1 0x7f 1 ::1
    news.example localhost %2e 。 １ ß İ xn-- 80 -""".split()
WRITTEN = st.lists(st.sampled_from([*PIECES, "\t", "\n", " ", "\0", "\u200d", "\ud800"]), max_size=9).map("".join)


@given(st.one_of(WRITTEN, WRITTEN.map("http://{}".format), WRITTEN.map("https://news.example{}".format)))
def test_any_text_is_refused_or_read_as_everybody_reads_it(text):
    try:
        target = parse(text, PORTS)
    except FetchRefused:
        return
    assert parse(target.url, PORTS) == target
    assert target.url.isascii()
    for read in (urlsplit(target.url), parse_url(target.url)):
        assert (read.scheme, (read.hostname or "").strip("[]")) == (target.scheme, target.host)
        assert (read.port or {"http": 80, "https": 443}[target.scheme]) == target.port


@given(st.ip_addresses(v=4), st.data())
def test_an_ipv4_address_is_taken_in_one_notation_only(address, data):
    number = int(address)
    octets = [number >> shift & 255 for shift in (24, 16, 8, 0)]
    parts = [data.draw(st.sampled_from([f"{octet}", f"0{octet:o}", f"0x{octet:x}"])) for octet in octets]
    other = data.draw(st.sampled_from([str(number), hex(number), f"0{number:o}", f"{octets[0]}.{number & 0xFFFFFF}"]))
    for written in (".".join(parts), other):
        if written == str(address):
            continue
        with pytest.raises(FetchRefused) as refused:
            parse(f"http://{written}/", PORTS)
        assert refused.value.reason == Reason.NUMERIC
    assert parse(f"http://{address}/", PORTS).literal == address
