"""A published table of 20,000 judgements, loaded: ``python -m tests.benchmarks.replays``.

Three people a sentence, once in articles of thirty sentences, once without articles. Prints the seconds that passed and
those of this process's processor, for the first run and for the second, which finds all of it there. On an SQLite of
its own, in a folder that goes with it.
"""

import csv
import os
import tempfile
import time
from io import StringIO
from pathlib import Path
from random import Random

ROWS, PEOPLE, LENGTH = 20_001, 3, 30


def main() -> None:
    """Prepare the tables, load them, print."""
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as folder:
        os.environ.pop("WARREADER_DATABASE_URL", None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": folder}
        measure(Path(folder))


def measure(folder: Path) -> None:
    """Load each table twice."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from tests.factories import make_user  # noqa: PLC0415

    owner = make_user("owner")
    for name, columns in (("articles", ",article=article"), ("no articles", "")):
        path = write(folder / f"{name}.csv")
        given = ["--columns", f"sentence=text,annotator=who,label=label{columns}"]
        given += ["--labels", "a=verified,b=unverified,c=opinion", "--as", owner.username, "--quiet"]
        for run, where in (("first", ["--new-team", name]), ("again", ["--team", name])):
            began, busy = time.perf_counter(), time.process_time()
            call_command("replay_dataset", str(path), *where, *given, stdout=StringIO())
            print(f"{name:15} {run}: {time.perf_counter() - began:5.1f} s, {time.process_time() - busy:5.1f} s busy")


def write(path: Path) -> Path:
    """Write a table of made-up sentences."""
    random = Random(5)
    words = "army city claims fire people said officials reported the on near before Friday attack river".split()
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["article", "text", "who", "label"])
        for number in range(ROWS // PEOPLE):
            text = f"{' '.join(random.choices(words, k=18))} {number}."
            for person in range(PEOPLE):
                rows.writerow([f"Report {number // LENGTH}", text, person, random.choice("abbc")])
    return path


if __name__ == "__main__":
    main()
