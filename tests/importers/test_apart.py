"""Files are read in a process that can be killed, and the next file is read all the same."""

import signal
import subprocess
import sys

import psutil
import pytest

from tests.servers import ROOT
from warreader.importers import Received, Unreadable, apart, read, read_safely

PAGE = Received(b"<html><body><p>The army shelled the town on Monday, he said.</p></body></html>", "a.html")


@pytest.mark.thorough
def test_a_file_is_read_as_in_this_process():
    assert read_safely(PAGE, language="uk") == read(PAGE, language="uk")
    assert read_safely(PAGE).language == "en"


def test_a_refusal_comes_back_with_its_reason():
    with pytest.raises(Unreadable, match="This is a picture"):
        read_safely(Received(b"\x89PNG\r\n"))


def test_what_takes_too_long_is_ended_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.1)
    paragraphs = "".join(f"<p>The army shelled town {number} on Monday.</p>" for number in range(30_000))
    with pytest.raises(Unreadable, match="takes too long"):
        read_safely(Received(f"<html><body><article>{paragraphs}</article></body></html>".encode()))
    monkeypatch.undo()
    assert read_safely(PAGE).sentences


def test_processes_that_are_ended_from_outside_are_replaced():
    assert read_safely(PAGE).sentences
    for process in children():
        process.kill()
        process.wait()
    assert read_safely(PAGE).sentences


@pytest.mark.thorough
def test_no_process_outlives_the_one_that_reads():
    script = (
        "import os, signal, sys\nfrom warreader.importers import Received, read_safely\n"
        "print(read_safely(Received(b'The army shelled the town.')).importer, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    # Its output ends when the last process that has it ends.
    process = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=30)
    assert (process.returncode, process.stdout) == (-signal.SIGKILL, b"plain\n")


def children() -> list[psutil.Process]:
    """The processes that read: forked from the one that has the readers."""
    servers = [one for one in psutil.Process().children() if "forkserver" in " ".join(one.cmdline())]
    return [child for server in servers for child in server.children()]
