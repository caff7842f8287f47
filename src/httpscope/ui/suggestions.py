"""What the fields of the answer offer as one types: status codes, content types, reason phrases. Pure tables.

Codes and phrases are those of RFC 9110 §15 and its registry; what is offered is never a limit to what may be typed.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from httpscope.i18n import N_, _
from httpscope.ui.answer_form import usual_reason
from httpscope.wire.compose import REASONS


class Suggestion(NamedTuple):
    """A value that is offered."""

    value: str
    """What stands in the field once it is taken."""
    label: str
    """What the list shows of it."""
    note: str = ""
    """A few plain words beside it."""
    more: bool = False
    """Taking it is only the first step: the list stays open with what follows."""


CLASSES: Final = {
    1: N_("hold on, the answer is still to come"),
    2: N_("it worked"),
    3: N_("look elsewhere"),
    4: N_("the client made a mistake"),
    5: N_("the server failed"),
}
"""The five classes of status codes in plain words."""

_CODE_NOTES: Final = {
    200: N_("the usual one"),
    201: N_("something new was made; Location tells where"),
    204: N_("done, and there is nothing to show"),
    301: N_("moved for good; Location tells where"),
    302: N_("moved for now; Location tells where"),
    303: N_("get the result from Location"),
    304: N_("your copy is still good"),
    307: N_("as 302, with the same method"),
    308: N_("as 301, with the same method"),
    400: N_("this is no proper request"),
    401: N_("say who you are first"),
    403: N_("not for you"),
    404: N_("there is nothing here"),
    405: N_("not with this method; Allow names others"),
    409: N_("it clashes with what is there"),
    410: N_("there was something once"),
    418: N_("a joke from 1998"),
    422: N_("understood, but it makes no sense"),
    429: N_("slow down; Retry-After tells how long"),
    500: N_("something broke"),
    502: N_("a server behind answered nonsense"),
    503: N_("not now; Retry-After tells when"),
    504: N_("a server behind did not answer in time"),
}

_TYPES: Final = (
    ("text/html; charset=utf-8", N_("a web page")),
    ("text/plain; charset=utf-8", N_("plain text")),
    ("application/json", N_("JSON; always UTF-8")),
    ("text/css; charset=utf-8", N_("a style sheet")),
    ("text/javascript; charset=utf-8", N_("a script")),
    ("application/xml", N_("XML")),
    ("text/csv; charset=utf-8", N_("a table")),
    ("text/event-stream", N_("server-sent events")),
    ("text/markdown; charset=utf-8", N_("Markdown")),
    ("application/problem+json", N_("what went wrong, as JSON")),
    ("application/x-www-form-urlencoded", N_("a form's fields")),
    ("application/octet-stream", N_("octets without a meaning")),
    ("image/svg+xml", N_("a drawing")),
    ("image/png", N_("a picture")),
    ("text/html; charset=iso-8859-1", N_("a web page, one octet a letter")),
    ("text/plain", N_("plain text that names no charset")),
    ("text/html", N_("a web page that names no charset")),
)


def class_sentence(status: str) -> str:
    """Give the class of a status code in a plain line: `4xx the client made a mistake`."""
    if status[:1].isdecimal():
        meaning = CLASSES.get(int(status[0]))
        return f"{status[0]}xx {_(meaning)}" if meaning else _("no class that HTTP knows")
    return ""


def status_suggestions(typed: str) -> Sequence[Suggestion]:
    """Offer the classes, the codes of the class that is typed, or those whose phrase or meaning has the words."""
    wanted = typed.strip().lower()
    if not wanted:
        return [Suggestion(str(first), f"{first}xx", _(meaning), more=True) for first, meaning in CLASSES.items()]
    codes = [code for code in sorted(REASONS) if _means(code, wanted)]
    # The codes people know come first, because `4` alone offers thirty.
    codes.sort(key=lambda code: code not in _CODE_NOTES)
    return [Suggestion(f"{code:03}", f"{code:03} {REASONS[code]}", _note(code)) for code in codes]


def type_suggestions(typed: str) -> Sequence[Suggestion]:
    """Offer the common content types that have the words, with the charset where one belongs."""
    wanted = typed.strip().lower()
    return [Suggestion(name, name, _(note)) for name, note in _TYPES if wanted in name or wanted in _(note).lower()]


def reason_suggestions(status: str) -> Sequence[Suggestion]:
    """Offer the usual phrase of a status code, and none at all."""
    usual = usual_reason(int(status)) if status.isdecimal() else ""
    offered = [Suggestion(usual, usual, _("the usual one"))] if usual else []
    return [*offered, Suggestion("", _("(none)"), _("clients read the code, never the words"))]


def _means(code: int, wanted: str) -> bool:
    if wanted.isdecimal():
        return str(code).startswith(wanted)
    return wanted in f"{code} {REASONS[code]} {_note(code)}".lower()


def _note(code: int) -> str:
    return _(_CODE_NOTES[code]) if code in _CODE_NOTES else ""
