"""The base of values that templates may look into. It decides nothing."""

from typing import ClassVar


class Shown:
    """A value with attributes that templates may use, and no others."""

    shown: ClassVar[frozenset[str]] = frozenset()

    def __str__(self) -> str:
        return ""
