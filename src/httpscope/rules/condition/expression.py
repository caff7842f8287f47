"""Regular expressions that people write into rules, applied to what a client sends without ever holding the server up.

They are found anywhere in a text; `^` and `$` pin them to its ends. Python's `re` decides what is one. It cannot be
interrupted, and an expression such as `(a+)+$` takes years for forty octets that a client chose well, so `regex` looks,
with a limit in time. Both are the same language here.
"""

import re
import time
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.text.check import Unfit

LONGEST: Final = 500
"""Characters of an expression."""
_MOST_REPEATS: Final = 1000
"""Product of all counts such as `{3}`: each is memory once the expression is made ready."""
_REPEAT: Final = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_LEAST: Final = 0.001
"""Seconds below which a limit is no limit to `regex`."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression that was checked."""

    text: str

    def search(self, text: str, asked: Asked) -> dict[str, str] | None:
        """Give the named groups of the first place in a text where it is found, None where it is not found.

        The time is taken from the patience with the request. When that is used up nothing is found any more.
        """
        if asked.patience <= 0:
            return None
        began = time.perf_counter()
        try:
            found = _ready(self.text).search(text, timeout=max(asked.patience, _LEAST))
        except TimeoutError:
            asked.patience = 0.0
            return None
        asked.patience -= time.perf_counter() - began
        return None if found is None else {name: value or "" for name, value in found.groupdict().items()}


def expression(text: str) -> Expression:
    """Check a regular expression. Raises Unfit."""
    expected = _("a regular expression of at most {0} characters").format(LONGEST)
    if len(text) > LONGEST:
        raise Unfit(expected)
    repeats = 1
    for low, high in _REPEAT.findall(text):
        repeats *= max(int(low or 1), int(high or 1), 1)
        if repeats > _MOST_REPEATS:
            raise Unfit(_("a regular expression with repetitions of at most {0:,} in all").format(_MOST_REPEATS))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what may once mean something else still means what it says
            re.compile(text)
            _ready(text)
    except (re.error, RecursionError, OverflowError) as fault:
        raise Unfit(expected, str(fault)) from None
    except Exception as fault:
        # `regex` has an error of its own, which is known only once it is loaded.
        if type(fault).__module__.partition(".")[0] not in {"regex", "_regex_core"}:
            raise
        raise Unfit(expected, str(fault)) from None
    return Expression(text)


@lru_cache(maxsize=2048)
def _ready(text: str) -> Any:  # noqa: ANN401 - the package has no types
    import regex  # noqa: PLC0415 - 30 ms, and only where a rule has an expression

    return regex.compile(text)
