"""How far a long command is: a bar where somebody looks on, else a line now and then."""

import time
from collections import Counter
from typing import Any, Final, TextIO

from tqdm import tqdm

#: seconds between two lines where nobody looks on
SELDOM: Final = 30.0


class Progress:
    """Tells on a stream how many reports there are of each state, and how many come in a second."""

    def __init__(self, stream: TextIO, total: int | None, *, quiet: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self.begun = self._told = time.monotonic()
        self._stream = stream
        self._quiet = quiet
        self._bar: Any = None
        if stream.isatty() and not quiet:
            form = "{desc}" if total is None else "{percentage:3.0f}%|{bar}| {desc} [{elapsed}<{remaining}]"
            self._bar = tqdm(total=total, unit="B", unit_scale=True, file=stream, bar_format=form, dynamic_ncols=True)

    def count(self, state: str, done: int) -> None:
        """Count one report more; ``done`` is how many bytes of all were read."""
        self.counts[state] += 1
        if self._bar is not None:
            self._bar.set_description_str(self.words(), refresh=False)
            self._bar.update(done - self._bar.n)
        elif not self._quiet and time.monotonic() - self._told > SELDOM:
            self._told = time.monotonic()
            self._stream.write(f"{self.words()}\n")
            self._stream.flush()

    def words(self) -> str:
        """Return the counts and the rate."""
        seconds = max(time.monotonic() - self.begun, 0.001)
        counts = ", ".join(f"{count:,} {state}" for state, count in sorted(self.counts.items(), reverse=True))
        return f"{counts or 'nothing'}, {self.counts.total() / seconds:,.0f} a second"

    def write(self, line: str) -> None:
        """Write a line of text beside the bar."""
        if self._bar is not None:
            self._bar.write(line, file=self._stream)
        else:
            self._stream.write(f"{line}\n")

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()
