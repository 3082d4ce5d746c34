"""Typesetting in a process of its own, which a limit ends: ``python typeset.py < {template, data, time, fonts}``.

It imports nothing of ours: it has no settings, no database, no connection. It writes the PDF to standard output.
"""

import json
import resource
import sys
from contextlib import suppress

import typst

#: how long it may take, in seconds of the processors together, and how much memory it may ask for, in bytes
MOST_SECONDS = 20
MOST_MEMORY = 3 << 30
#: how the compiler calls a letter that no font has, which PDF/UA forbids
MISSING = "could not be displayed"


def main() -> None:
    """Read what is to be set, and write it."""
    for limit, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    asked = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(**asked))


def typeset(template: str, data: str, time: int, fonts: list[str]) -> bytes:
    """Return a PDF/UA; where letters are in no font, a tagged PDF that says so."""
    try:
        return _compiled(template, data, time, fonts, accessible=True)
    except typst.TypstError as error:
        if MISSING not in str(error):
            raise
        return _compiled(template, data, time, fonts, accessible=False)


def _compiled(template: str, data: str, time: int, fonts: list[str], *, accessible: bool) -> bytes:
    compiler = typst.Compiler(
        template.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=fonts),
        ignore_system_fonts=True,
        sys_inputs={"data": data, "ua": "yes" if accessible else "no"},
    )
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"] if accessible else [], timestamp=time)
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


if __name__ == "__main__":
    main()
