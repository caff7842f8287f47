"""Numbers with a fraction or an exponent, with the digits that a person typed: `1.10` stays `1.10`."""

from typing import Self


class Digits(float):
    """A float that remembers how it was written in TOML."""

    __slots__ = ("_typed",)
    _typed: str

    def __new__(cls, typed: str) -> Self:
        """Take the text of a TOML float. Raises ValueError where it is none."""
        made = super().__new__(cls, typed)
        made._typed = typed
        return made

    @property
    def json(self) -> str:
        """The number as JSON writes it: without a sign in front of what is positive, and without underscores."""
        return self._typed.removeprefix("+").replace("_", "").replace("E+", "e+").replace("E", "e")

    def __str__(self) -> str:
        """Give the text as typed."""
        return self._typed
