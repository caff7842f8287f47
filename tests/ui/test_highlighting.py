"""Colours for texts of clients, who choose the text and its type."""

import itertools

import pytest

from httpscope.ui.highlighting import lexer_for, stretches_by_line


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("text/html; charset=utf-8", "HTML"),
        ("application/json", "JSON"),
        ("application/problem+json", "JSON"),
        ("image/svg+xml", "XML"),
        ("text/javascript", "JavaScript"),
        ("TEXT/CSS", "CSS"),
        ("text/x-yaml", "YAML"),
    ],
)
def test_what_travels_over_http_is_coloured(content_type: str, name: str) -> None:
    """By its media type, or by the one that it is built on."""
    lexer = lexer_for(content_type)

    assert lexer is not None
    assert lexer.name == name


@pytest.mark.parametrize(
    "content_type", ["application/postscript", "text/x-markdown", "text/plain", "x/y", "/", "", "a/b+c/d+json+"]
)
def test_a_client_cannot_name_a_lexer_that_never_ends(content_type: str) -> None:
    """Pygments has hundreds; the one of PostScript takes minutes for a few zeros."""
    assert lexer_for(content_type) is None


def test_colours_end_when_time_is_up() -> None:
    """A text made to take long keeps the colours of its beginning."""
    lexer = lexer_for("application/javascript")
    assert lexer is not None
    seconds = itertools.count(0, 0.01)
    lines = stretches_by_line("let a = 1;\n" * 1_000, lexer, lambda: next(seconds))

    assert lines[0]
    assert 1 <= len(lines) < 20
