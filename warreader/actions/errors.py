"""Why an action was not done. Nothing of it is kept."""

from collections.abc import Sequence


class Refused(Exception):
    """The action cannot be done; the text says why, for the person who asked."""


class Stale(Refused):
    """The sentences named have changed since the page that asked was made."""

    def __init__(self, message: str, ordinals: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.ordinals = tuple(ordinals)


class Unsupported(Refused):
    """The sentences named are said to be verified, and lack the evidence that the session demands."""

    def __init__(self, message: str, ordinals: Sequence[int]) -> None:
        super().__init__(message)
        self.ordinals = tuple(ordinals)


class Repeated(Exception):
    """This person has done this very action before: its first result stands."""
