"""Our own scripts: small, and without what the content-security policy forbids."""

import gzip
import re

from tests.servers import ROOT

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
#: 8 kB, of 1,024 bytes, each script gzipped by itself as it is sent
MOST = 8 * 1024


def test_our_scripts_weigh_at_most_8_kilobytes_gzipped():
    assert SCRIPTS
    assert sum(len(gzip.compress(script.read_bytes(), 9, mtime=0)) for script in SCRIPTS) <= MOST


def test_our_scripts_need_no_eval_and_no_inline_code():
    for script in SCRIPTS:
        assert not re.search(r"\beval\(|new Function|innerHTML\s*\+?=\s*`|\bon\w+=", script.read_text()), script.name
