"""Pages that are the same for everybody, kept by this process as they were made."""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Kept:
    """The pages that were asked for last, packed, since a long one has megabytes of which little is left then."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def page(self, key: Hashable, make: Callable[[], str]) -> bytes:
        """Return the page of a key, which names all that it is made from; made where it is not kept."""
        with self._lock:
            packed = self._pages.get(key)
            if packed is not None:
                self._pages.move_to_end(key)
        if packed is not None:
            return zlib.decompress(packed)
        made = make().encode()
        packed = zlib.compress(made, 1)
        with self._lock:
            self._pages[key] = packed
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._pages.clear()
