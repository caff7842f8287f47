"""The words of the filter language: keys, states, and examples of what can be said. What is typed is completed here."""

import re
from types import MappingProxyType
from typing import Final, NamedTuple

from httpscope.i18n import N_

TEXTS: Final = ("method", "path", "version", "remark", "rule", "client")
"""Keys whose value is looked for in a text."""
NUMBERS: Final = ("status", "took", "in", "out", "connection", "number")
"""Keys whose value is a number or a range."""
IS: Final = "is"
KEYS: Final = (*TEXTS, *NUMBERS, IS)
WORDS: Final = ("and", "or", "not")
"""Bare words that join or negate."""

STATES: Final = MappingProxyType(
    {
        "defect": N_("a remark tells what is wrong, or that it is no HTTP"),
        "unanswered": N_("there is no answer, or not yet"),
        "arriving": N_("more of the request may come"),
        "held": N_("the answer waits for a person"),
        "open": N_("the answer goes on, and nobody knows for how long"),
    }
)
"""What can stand behind `is:`, and what it means."""


class Example(NamedTuple):
    """Something that can be said."""

    text: str
    meaning: str
    """A few plain words, marked for translation."""


EXAMPLES: Final = (
    Example("login", N_("in method, path, remark, rule or client")),
    Example('"no Host"', N_("as it stands, blanks and signs too")),
    Example("method:POST", N_("this method")),
    Example("path:/api/*.js", N_("in the path and query; * is anything")),
    Example("status:404", N_("this status; also 4xx, 400-499, status>=500")),
    Example("took>100ms", N_("slower; also us, s, m, and ranges: took:1s-5s")),
    Example("in>1kB", N_("larger request; out is the answer; also KiB, MB")),
    Example("rule:name", N_("what this rule answered")),
    Example("client:127.0.0.1", N_("from there; with a port too")),
    Example("is:defect", N_("also unanswered, arriving, held, open")),
    Example("remark:host", N_("in the words of the remark")),
    Example("version:1.0", N_("this version")),
    Example("connection:5", N_("on this connection; also number:10-20")),
    Example("-status:404", N_("not so; also: not status:404")),
    Example("a b", N_("both; a or b: one of them; ( ) groups")),
)
"""All of the language, as short as can be."""

SHORTEST: Final = "word  status:5xx  method:POST  path:/api  took>1s  is:defect  -word  or  ( )"
"""What is shown beside an empty filter: it fits a narrow terminal."""

_METHODS: Final = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT")
_CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
_LAST: Final = re.compile(r"(?:([a-z]+)([:=]))?([^\s()\"*:=<>-]+)\Z", re.IGNORECASE)


def half_typed(text: str) -> str:
    """Give the last word where a key may be about to stand there, as after `sta`; else an empty text.

    Looked for at once, it would empty the list on the way to `status:`.
    """
    found = _LAST.search(text)
    if found is None or found[1] is not None or _inside(text, found.start()):
        return ""
    begun = found[3].lower()
    return begun if any(name.startswith(begun) for name in (*KEYS, *WORDS)) else ""


def example_of(begun: str) -> Example | None:
    """Give the first example that begins so."""
    return next((each for each in EXAMPLES if begun and each.text.startswith(begun)), None)


def _inside(text: str, place: int) -> bool:
    """Tell whether a word that begins here is part of a longer one, or of what stands in quotation marks."""
    return (place > 0 and text[place - 1] not in " \t(-") or text.count('"', 0, place) % 2 == 1


def complete(text: str) -> str | None:
    """Give the text with its last word completed, where there is a word that it may become."""
    found = _LAST.search(text)
    if found is None or _inside(text, found.start()):
        return None
    key, _sign, begun = found.groups()
    if key is None:
        choices = tuple(f"{name}:" for name in KEYS)
    else:
        choices = {IS: tuple(STATES), "method": _METHODS, "status": _CLASSES}.get(key.lower(), ())
    for choice in choices:
        if choice.lower().startswith(begun.lower()) and len(choice) > len(begun):
            return text + choice[len(begun) :]
    return None
