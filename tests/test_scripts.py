"""Our own scripts: small, and without what the content-security policy forbids."""

import gzip
import re

from tests.servers import ROOT
from warreader.staticfiles import without_comments

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
#: 8 kB, of 1,024 bytes, each script gzipped by itself, as it is collected and sent
MOST = 8 * 1024


def test_the_reading_pages_scripts_weigh_at_most_8_kilobytes_gzipped(place, client_of):
    page = client_of(place.author).get(place.url()).content.decode()
    named = re.findall(r'src="/static/(js/[^"]+)"', page)
    assert "js/outbox.js" in named
    scripts = [without_comments((ROOT / "static" / name).read_bytes()) for name in named]
    assert sum(len(gzip.compress(script, 9, mtime=0)) for script in scripts) <= MOST


def test_our_scripts_need_no_eval_and_no_inline_code():
    for script in SCRIPTS:
        assert not re.search(r"\beval\(|new Function|innerHTML\s*\+?=\s*`|\bon\w+=", script.read_text()), script.name


def test_a_script_is_sent_without_the_lines_that_are_only_a_comment():
    script = b"// what it does\nlet a = 1; // kept\n  // and why\n  go('http://x');\n"
    assert without_comments(script) == b"let a = 1; // kept\n  go('http://x');\n"


def test_no_text_in_our_scripts_goes_over_a_line():
    """A line of it could look like a comment."""
    for script in SCRIPTS:
        assert not [line for line in script.read_text().splitlines() if line.count("`") % 2], script.name
