"""Colours for a body being typed: Pygments' tokens as style names by line. No Textual, and no colour by itself.

The whole text is lexed once an edit, because a comment or a script can begin many lines above the one being drawn.
Lexers are written for texts of friends: clients choose the text and the lexer, so few are trusted, for a short time.
"""

import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_for_mimetype
from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

LIMIT: Final = 40_000
"""Characters up to which a body is coloured: lexing takes about a microsecond each, and typing must stay quick."""

SECONDS: Final = 0.25
"""Time for one text. Quotes or ampersands without end take ten times as long in the lexers of JavaScript and HTML."""

_TRUSTED: Final = frozenset(
    {"bash", "css", "html", "javascript", "json", "json-ld", "python", "sql", "toml", "xml", "yaml"}
)
"""Lexers that take no step longer than a frame, whatever they read, by their first alias. That of PostScript, one of
hundreds that a client could name, takes more than a minute for ten thousand zeros, and nothing can stop it."""

_STYLES: Final[Mapping[_TokenType, str]] = {
    Comment: "comment",
    Keyword: "keyword",
    Name.Tag: "keyword",
    Name.Attribute: "name",
    Name.Function: "name",
    Number: "number",
    Literal: "number",
    String: "string",
    Operator: "operator",
}


class Stretch(NamedTuple):
    """Characters of one line, half-open, that have one style."""

    start: int
    stop: int
    style: str
    """`comment`, `keyword`, `name`, `number`, `string` or `operator`."""


@lru_cache(maxsize=32)
def lexer_for(content_type: str) -> Lexer | None:
    """Give the lexer for a content type, parameters and all; None where none is trusted."""
    media_type = content_type.partition(";")[0].strip().lower()
    base, plus, suffix = media_type.rpartition("+")
    for candidate in (media_type, f"application/{suffix}" if plus and base else ""):
        if candidate and candidate != "text/plain":
            try:
                lexer = get_lexer_for_mimetype(candidate, stripnl=False, ensurenl=False)
            except ClassNotFound:
                continue
            if _TRUSTED.intersection(lexer.aliases[:1]):
                return lexer
    return None


def stretches_by_line(text: str, lexer: Lexer, clock: Callable[[], float] = time.monotonic) -> list[list[Stretch]]:
    """Give the coloured stretches of each line of the text, in order; of fewer lines when time is up."""
    lines: list[list[Stretch]] = [[]]
    deadline = clock() + SECONDS
    column = 0
    for token, value in lexer.get_tokens(text):
        style = _style_of(token)
        for number, piece in enumerate(value.split("\n")):
            if number:
                lines.append([])
                column = 0
            if piece and style:
                lines[-1].append(Stretch(column, column + len(piece), style))
            column += len(piece)
        if clock() > deadline:
            break
    return lines


def _style_of(token: _TokenType) -> str:
    kind: _TokenType | None = token
    while kind is not None:
        if kind in _STYLES:
            return _STYLES[kind]
        kind = kind.parent
    return ""
