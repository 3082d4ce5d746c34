"""Pages fetched from sites on this machine: what is kept of them, and what is refused."""

import contextlib
import gzip
import io
import socket
import ssl
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from warreader.fetching import Fetched, FetchRefused, Limits, Reach, Reason, fetch, looking_up
from warreader.fetching.bodies import DOCX, MOST_PIECES
from warreader.fetching.connecting import is_this_machine
from warreader.fetching.looking_up import look_up

from .sites import HERE, PAGE, SHORT, SMALL, Answer, Names, Site, answer, leads_to, reaching, site


def fetched(content: Answer, path: str = "/", *, limits: Limits = SMALL) -> Fetched:
    """What is fetched from a site that answers so."""
    with site({path: content}) as here:
        return fetch(here.url(path), reach=reaching(here), limits=limits)


def refused(content: Answer, *, limits: Limits = SMALL) -> Reason:
    """Why nothing is fetched from a site that answers so."""
    with pytest.raises(FetchRefused) as found:
        fetched(content, limits=limits)
    return found.value.reason


def test_a_page_comes_with_all_that_its_site_said():
    with site({"/a?b=c": answer(PAGE, "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Name: Київ")}) as here:
        found = fetch(here.url("/a?b=c#part"), reach=reaching(here))
    assert (found.content, found.media_type, found.status) == (PAGE, "text/html; charset=utf-8", 200)
    assert (found.url, found.address, found.redirects) == (here.url("/a?b=c"), str(HERE), ())
    assert [value for name, value in found.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert ("X-Name", "Київ") in found.headers


def test_a_site_is_asked_by_its_name_and_told_nothing_of_anybody(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    monkeypatch.setenv("NETRC", "/dev/null")
    with site({"/": answer()}) as here:
        fetch(here.url(), reach=reaching(here))
    lines = here.asked[0].decode().split("\r\n")
    names = sorted(line.split(":")[0].lower() for line in lines[1:] if line)
    assert lines[0] == "GET / HTTP/1.1"
    assert f"Host: news.example:{here.port}" in lines
    assert names == ["accept", "accept-encoding", "connection", "host", "user-agent"]
    assert "Warreader" in here.asked[0].decode()


def test_redirects_are_followed_and_recorded():
    with site({"/old": leads_to("new?a=1#part", "301 Moved"), "/new?a=1": answer()}) as here:
        second = f"http://other.example:{here.port}/last"
        here.answers |= {"/new?a=1": leads_to(second, "308 Moved"), "/last": answer()}
        found = fetch(here.url("/old"), reach=reaching(here))
    assert found.url == second
    assert found.redirects == (
        {"url": here.url("/old"), "status": 301, "address": str(HERE), "location": "new?a=1#part"},
        {"url": here.url("/new?a=1"), "status": 308, "address": str(HERE), "location": second},
    )


LEADS_ASTRAY = {
    "to this machine": ("http://127.0.0.2/", Reason.PRIVATE),
    "to a cloud's metadata": ("http://169.254.169.254/latest/", Reason.PRIVATE),
    "to localhost": ("//localhost/", Reason.PRIVATE),
    "to a number": ("http://2130706434/", Reason.NUMERIC),
    "to IPv6 mapped": ("http://[::ffff:10.0.0.1]/", Reason.PRIVATE),
    "to a file": ("file:///etc/passwd", Reason.SCHEME),
    "to gopher": ("gopher://127.0.0.1:6379/_x", Reason.SCHEME),
    "to data": ("data:text/html,x", Reason.SCHEME),
    "to javascript": ("javascript:alert(1)", Reason.SCHEME),
    "with credentials": ("http://a:b@news.example/", Reason.CREDENTIALS),
    "to another port": ("http://news.example:6379/", Reason.PORT),
    "over a backslash": ("/\\127.0.0.2/", Reason.MALFORMED),
    "to a broken bracket": ("http://[::1/", Reason.MALFORMED),
    "with a tab": ("http://127.0.0.2\t/", Reason.MALFORMED),
    "to an inner name": ("http://inner.example/", Reason.PRIVATE),
    "to a name that is half inside": ("http://mixed.example/", Reason.PRIVATE),
    "to no name": ("http://nobody.example/", Reason.UNKNOWN),
    "nowhere": ("", Reason.BROKEN),
}


@pytest.mark.parametrize(("location", "reason"), LEADS_ASTRAY.values(), ids=LEADS_ASTRAY.keys())
def test_a_redirect_is_checked_like_any_address(location, reason):
    names = Names(
        {"inner.example": [["10.0.0.7"]], "mixed.example": [[str(HERE), "10.0.0.7"]], "nobody.example": [[]]}
    )
    with site({"/": leads_to(location)}) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(), reach=reaching(here, names))
    assert found.value.reason == reason
    assert here.paths == ["/"]
    assert "10.0.0.7" not in str(found.value)


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], [str(HERE), "192.168.0.1"], ["192.168.0.1", str(HERE)], [str(HERE), "::1"], [str(HERE)] * 65],
    ids=["private", "private after public", "private before public", "the other family", "very many"],
)
def test_every_address_of_a_name_has_to_be_public(addresses):
    with site({"/": answer()}) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(), reach=reaching(here, Names({"news.example": [addresses]})))
    assert found.value.reason == Reason.PRIVATE
    assert here.asked == []


def test_a_name_that_changes_its_address_meanwhile_is_looked_up_once():
    names = Names({"news.example": [[str(HERE)], ["10.0.0.1"]]})
    with site({"/": answer()}) as here:
        assert fetch(here.url(), reach=reaching(here, names)).address == str(HERE)
    assert names.asked == ["news.example"]


def test_a_name_that_changes_its_address_before_a_redirect_is_refused():
    names = Names({"news.example": [[str(HERE)], ["10.0.0.1"]]})
    with site({"/": leads_to("/b"), "/b": answer()}) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(), reach=reaching(here, names))
    assert found.value.reason == Reason.PRIVATE
    assert here.paths == ["/"]


def test_nothing_but_a_checked_address_is_ever_connected_to(monkeypatch):
    """The system's own look-up must not be asked a second time by whatever makes the connection."""
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert fetched(answer()).content == PAGE


def test_an_address_that_does_not_answer_gives_way_to_the_next():
    names = Names({"news.example": [[str(HERE)]]})
    with site({"/": answer()}) as here:
        reach = reaching(here, names)
        closed = ip_address("127.0.0.3")
        both = Reach(resolve=lambda *_: [closed, HERE], is_allowed=lambda _: True, ports=reach.ports)
        assert fetch(here.url(), reach=both).address == str(HERE)
        neither = Reach(resolve=lambda *_: [closed], is_allowed=lambda _: True, ports=reach.ports)
        with pytest.raises(FetchRefused) as found:
            fetch(here.url(), reach=neither)
    assert found.value.reason == Reason.UNREACHABLE


@pytest.mark.parametrize(
    ("here", "there", "this"),
    [
        ("93.184.215.14", "93.184.215.14", True),
        ("2606:4700::1111", "2606:4700::1111", True),
        ("10.0.0.5", "93.184.215.14", False),
        ("127.0.0.1", "127.0.0.1", False),  # never allowed but in tests
    ],
)
def test_this_machine_is_known_by_its_own_public_address_too(here, there, this):
    class Connected:
        def getsockname(self):
            return (here, 1)

        def getpeername(self):
            return (there, 2)

    assert is_this_machine(Connected()) is this  # type: ignore[arg-type]


def test_the_app_itself_is_no_site(settings):
    settings.BASE_URL = "https://desk.example"
    with site({"/": leads_to("https://desk.example/")}) as here:
        for address in ("https://desk.example/articles/", here.url()):
            with pytest.raises(FetchRefused) as found:
                fetch(address, reach=reaching(here))
            assert found.value.reason == Reason.OWN


def test_a_site_that_leads_on_for_ever_is_left():
    with site({f"/{turn}": leads_to(f"/{turn + 1}") for turn in range(9)}) as here:
        with pytest.raises(FetchRefused) as found:
            fetch(here.url("/0"), reach=reaching(here))
        assert found.value.reason == Reason.REDIRECTS
        assert len(here.paths) == 6
        here.answers["/5"] = answer()
        assert len(fetch(here.url("/0"), reach=reaching(here)).redirects) == 5


@pytest.mark.parametrize("path", ["/", "/#other", "/b"])
def test_a_site_that_sends_in_a_circle_is_left(path):
    with site({"/": leads_to(path), "/b": leads_to("/")}) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(), reach=reaching(here))
    assert found.value.reason == Reason.LOOP
    assert len(here.paths) <= 2


def drip(start: bytes, piece: bytes) -> Answer:
    """Send something, then a little at a time for ever."""

    def pieces() -> Iterator[bytes]:
        yield start
        while True:
            time.sleep(0.05)
            yield piece

    return pieces


def flood(start: bytes, piece: bytes) -> Answer:
    """Send something, then as much as goes."""

    def pieces() -> Iterator[bytes]:
        yield start
        while True:
            yield piece

    return pieces


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
SLOW = {
    "says nothing": drip(b"", b""),
    "status line drips": drip(b"HTTP/1.1 200 ", b"O"),
    "headers drip": drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "body drips": drip(ENDLESS, b"x"),
    "body drips within its length": drip(answer(b"x" * 9999)[:-9999], b"x"),
    "chunks drip": drip(CHUNKED, b"1\r\nx\r\n"),
    "chunk's size drips": drip(CHUNKED, b"0"),
    "only promises": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("content", SLOW.values(), ids=SLOW.keys())
def test_a_site_that_is_slow_in_any_way_is_left_at_the_deadline(content):
    begun = time.monotonic()
    assert refused(content, limits=SHORT) == Reason.SLOW
    assert time.monotonic() - begun < SHORT.seconds + 2


LARGE = {
    "body without a length": flood(ENDLESS, b"x" * 65_536),
    "body within its length": answer(b"x" * 300_000),
    "chunks": flood(CHUNKED, b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
    "empty-looking chunks": flood(CHUNKED, b"1;" + b"x" * 5000 + b"\r\nx\r\n"),
    "promises": flood(b"", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 1000),
    "headers": b"HTTP/1.1 200 OK\r\n" + b"".join(b"X%d: %s\r\n" % (n, b"x" * 1500) for n in range(80)) + b"\r\n",
    "gzip bomb": answer(gzip.compress(b"\0" * 30_000_000), "Content-Encoding: gzip"),
    "gzip bomb of many pieces": answer(gzip.compress(b"") * (MOST_PIECES + 1), "Content-Encoding: gzip"),
    "bomb in the other packing": answer(zlib.compress(b"\0" * 30_000_000), "Content-Encoding: deflate"),
}


@pytest.mark.parametrize("content", LARGE.values(), ids=LARGE.keys())
def test_what_is_too_large_in_any_way_is_left(content):
    assert refused(content) == Reason.TOO_LARGE


BROKEN = {
    "nothing": b"",
    "no HTTP": b"<html>\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "less than its length": answer(PAGE)[:-5],
    "two lengths": answer(PAGE, "Content-Length: 5"),
    "chunk's size is no number": CHUNKED + b"zz\r\nx\r\n0\r\n\r\n",
    "chunk's size below nought": CHUNKED + b"-5\r\nx\r\n0\r\n\r\n",
    "chunk's size has no end": flood(CHUNKED, b"0" * 65_536),
    "chunks break off": CHUNKED + b"5\r\nabc",
    "a header without end": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 150 + b"\r\n",
    "gzip breaks off": answer(gzip.compress(PAGE)[:-12], "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_an_answer_that_makes_no_sense_is_refused(content):
    assert refused(content) == Reason.BROKEN


def test_bytes_after_the_stated_length_are_no_part_of_the_page():
    assert fetched(answer(PAGE) + b"<p>more").content == PAGE


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), "GZIP"),
        (zlib.compress(PAGE), "deflate"),
        (PAGE, "identity"),
    ],
    # Not by the body: gzip notes the time in it, and the two workers would have tests of different names.
    ids=["gzip", "two pieces", "deflate", "as it is"],
)
def test_packing_is_undone(body, encoding):
    assert fetched(answer(body, f"Content-Encoding: {encoding}")).content == PAGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "x"])
def test_packing_that_nobody_asked_for_is_refused(encoding):
    assert refused(answer(PAGE, f"Content-Encoding: {encoding}")) == Reason.ENCODING


def test_what_says_that_it_is_packed_and_is_not_is_refused():
    assert refused(answer(PAGE, "Content-Encoding: gzip")) == Reason.ENCODING


def docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "declared", "taken_for"),
    [
        (PAGE, "text/html", "text/html"),
        (PAGE, "Text/HTML;charset=windows-1251", "Text/HTML;charset=windows-1251"),
        (PAGE, "application/xhtml+xml", "application/xhtml+xml"),
        (b"A report.", "text/plain", "text/plain"),
        (b"%PDF-1.7", "application/pdf", "application/pdf"),
        (docx(), DOCX, DOCX),
        (PAGE, "", "text/html"),
        (b"\xef\xbb\xbf\n <HTML lang=uk>", "application/octet-stream", "text/html"),
        (b"%PDF-1.7", "application/octet-stream", "application/pdf"),
        (docx(), "binary/octet-stream", DOCX),
    ],
)
def test_what_a_report_may_come_as_is_taken(body, declared, taken_for):
    assert fetched(answer(body, kind=declared)).media_type == taken_for


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (b"\x89PNG", "image/png"),
        (b"{}", "application/json"),
        (b"a { }", "text/css"),
        (PAGE, "text/javascript"),
        (PAGE, "image/svg+xml"),
        (b"PK\x03\x04", "application/zip"),
        (b"MZ\x90", "application/octet-stream"),
        (b"PK\x03\x04 nothing of Word", "application/octet-stream"),
        (b"A text that nobody declares.", ""),
    ],
)
def test_what_no_report_comes_as_is_refused(body, declared):
    assert refused(answer(body, kind=declared)) == Reason.TYPE


@pytest.mark.parametrize("status", [201, 204, 206, 300, 304, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 999])
def test_an_answer_that_is_no_page_is_refused_with_what_it_means(status):
    with pytest.raises(FetchRefused) as found:
        fetched(answer(status=f"{status} Anything"))
    assert found.value.reason == Reason.STATUS
    assert str(status) in str(found.value)


def test_an_empty_page_is_refused():
    assert refused(answer(b"")) == Reason.EMPTY


def test_a_server_that_may_not_fetch_does_not(settings):
    settings.FETCHING = False
    assert refused(answer()) == Reason.OFF


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A site's certificate for news.example, and somebody who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder: Path = tmp_path_factory.mktemp("tls")
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(public, private)
    return server, ssl.create_default_context(cafile=str(public))


def test_over_https_the_site_is_named_and_proves_its_name(contexts):
    server, trusting = contexts
    named = []
    server.sni_callback = lambda _socket, name, _context: named.append(name)
    with site({"/": answer()}, server) as here:
        found = fetch(here.url(scheme="https"), reach=reaching(here, tls=trusting))
        assert (found.content, found.url) == (PAGE, f"https://news.example:{here.port}/")
        with pytest.raises(FetchRefused) as refusal:
            fetch(here.url(scheme="https", name="other.example"), reach=reaching(here, tls=trusting))
    assert refusal.value.reason == Reason.CERTIFICATE
    assert named == ["news.example", "other.example"]


def test_a_certificate_that_nobody_vouches_for_is_refused(contexts):
    with site({"/": answer()}, contexts[0]) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(scheme="https"), reach=reaching(here))
    assert found.value.reason == Reason.CERTIFICATE
    assert here.asked == []


def test_https_leads_to_http_for_nobody(contexts):
    server, trusting = contexts
    with site({"/": leads_to("http://news.example/")}, server) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(scheme="https"), reach=reaching(here, tls=trusting))
    assert found.value.reason == Reason.DOWNGRADE


@pytest.mark.parametrize("content", [drip(ENDLESS, b"x"), drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")])
def test_over_https_a_site_that_drips_is_left_too(contexts, content):
    server, trusting = contexts
    with site({"/": content}, server) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(scheme="https"), reach=reaching(here, tls=trusting), limits=SHORT)
    assert found.value.reason == Reason.SLOW


def test_over_https_a_site_that_does_not_shake_hands_is_left():
    silent = Site({})
    with silent.listener, pytest.raises(FetchRefused) as found:
        fetch(silent.url(scheme="https"), reach=reaching(silent), limits=SHORT)
    assert found.value.reason == Reason.SLOW


def test_plain_http_where_https_was_expected_is_refused():
    with site({"/": answer()}) as here, pytest.raises(FetchRefused) as found:
        fetch(here.url(scheme="https"), reach=reaching(here))
    assert found.value.reason == Reason.UNREACHABLE


GOOD = [
    answer(),
    answer(gzip.compress(PAGE), "Content-Encoding: gzip"),
    leads_to("/a?b"),
    CHUNKED + b"5\r\nabcde\r\n0\r\n\r\n",
]


@pytest.fixture(scope="module")
def anything() -> Iterator[Site]:
    with site({}) as here:
        yield here


@settings(max_examples=80)
@given(data=st.data())
def test_whatever_a_site_sends_is_a_page_or_refused(anything, data):
    sent = bytearray(data.draw(st.sampled_from(GOOD)))
    for _change in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(sent)))
        sent[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    anything.answers["/"] = bytes(sent)
    with contextlib.suppress(FetchRefused):
        assert fetch(anything.url(), reach=reaching(anything)).content


class TestLookingUp:
    """The system's look-up, replaced by one that does what the test says."""

    def test_a_name_is_asked_for_as_it_stands_and_not_inside_the_systems_domains(self, monkeypatch):
        asked = []

        def answers(name, *_args, **_kwargs):
            asked.append(name)
            return [(0, 0, 0, "", ("93.184.215.14", 0)), (0, 0, 0, "", ("2606:4700::1111", 0, 0, 0))] * 2

        monkeypatch.setattr(socket, "getaddrinfo", answers)
        assert look_up("news.example", 1) == [ip_address("93.184.215.14"), ip_address("2606:4700::1111")]
        assert asked == ["news.example."]

    def test_a_name_that_is_not_known_has_no_addresses(self, monkeypatch):
        def fails(*_args, **_kwargs):
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", fails)
        assert look_up("nobody.example", 1) == []

    def test_a_look_up_that_hangs_is_left_and_many_that_hang_stop_the_next(self, monkeypatch):
        monkeypatch.setattr(looking_up, "_free", threading.BoundedSemaphore(1))
        answers = threading.Event()

        def hangs(*_args: object, **_kwargs: object) -> list[object]:
            answers.wait(5)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", hangs)
        for _turn in range(2):
            with pytest.raises(FetchRefused) as found:
                look_up("slow.example", 0.1)
            assert found.value.reason == Reason.SLOW
        hanging = [thread for thread in threading.enumerate() if thread.name == "look-up"]
        assert len(hanging) == 1
        answers.set()
        hanging[0].join()
        assert look_up("slow.example", 5) == []
