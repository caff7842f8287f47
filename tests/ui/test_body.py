"""Content made readable, and what is said about it."""

import gzip
import itertools
import threading

import pytest

from httpscope.ui.body import MAX_FORM_OCTETS, MAX_NESTING, Body, present
from httpscope.ui.media import NOTHING_DECLARED, Media, media_of
from httpscope.ui.paint import Tone


def body_of(content: bytes, kind: str = "", charset: str | None = None, codings: tuple[str, ...] = ()) -> Body:
    """Present content that is declared so."""
    return present(content, Media(kind, charset, codings))


def test_json_is_indented_with_its_duplicates_and_digits() -> None:
    """What the client wrote stays; only white space is added."""
    body = body_of(b'{"a":1.50,"a":10000000000000000000001,"b":[]}', "application/json")

    assert body.octets == b'{\n  "a": 1.50,\n  "a": 10000000000000000000001,\n  "b": []\n}'
    assert body.title == "45 octets · read as utf-8 (not declared) · JSON indented anew"


def test_broken_json_is_shown_as_it_came_with_the_reason() -> None:
    """A trailing comma is what one looks for."""
    body = body_of(b'{"a":1,}', "application/json")

    assert body.octets == b'{"a":1,}'
    assert "⚠ no valid JSON: JSON is malformed: trailing comma in object (byte 7)" in body.title


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'["\\"[", '])
def test_json_nested_without_end_is_left_as_it_came(opening: bytes) -> None:
    """No recursion, whatever the nesting."""
    octets = opening * 100_000

    assert body_of(octets, "application/json").octets == octets
    assert "nested too deep" in body_of(octets, "application/json").title


def test_json_nested_as_deep_as_people_write_is_indented() -> None:
    """The limit is far above what programs send."""
    octets = b"[" * (MAX_NESTING - 1) + b"]" * (MAX_NESTING - 1)

    assert "JSON indented anew" in body_of(octets, "application/json").title


def test_json_that_would_grow_without_end_is_left_as_it_came() -> None:
    """Indentation multiplies: 400 levels around a million commas are a gigabyte."""
    octets = b"[" * 400 + b"0," * 1_000_000 + b"0" + b"]" * 400

    assert "JSON too large to indent" in body_of(octets, "application/json").title


def test_json_that_takes_long_to_look_at_is_left_as_it_came() -> None:
    """A clock decides, not only sizes."""
    seconds = itertools.count()
    octets = b"[" + b"[]," * 5_000 + b"0]"
    body = present(octets, Media("application/json", None, ()), clock=lambda: float(next(seconds)))

    assert body.octets == octets


def test_an_open_string_costs_no_more_than_its_length() -> None:
    """Possessive repetition: no backtracking over a megabyte."""
    octets = b"[" * 60 + b'"' + b"a\\" * 500_000

    assert body_of(octets, "application/json").octets == octets


def test_codings_and_chunks_are_undone_and_counted() -> None:
    """The title tells how the view differs from the wire."""
    packed = gzip.compress(b"hello", mtime=0)
    body = present(packed, Media("text/plain", "utf-8", ("gzip",)), received=40)

    assert body.octets == b"hello"
    assert body.title == (
        f"chunks joined: 40 → {len(packed)} octets · gzip undone: {len(packed)} → 5 octets · read as utf-8 (declared)"
    )


def test_a_hundred_codings_hide_nothing_of_what_is_said_of_them() -> None:
    """The line above a content is short, and the reason stands at its end."""
    title = body_of(b"x", "text/plain", codings=("gzip",) * 100).title

    assert "too many codings over each other" in title[:100]


def test_a_text_is_read_in_its_declared_charset() -> None:
    """And given in UTF-8, with LF as line end and no TAB."""
    assert body_of("\tñ\r\n".encode("latin-1"), "text/plain", "iso-8859-1").octets == "    ñ\n".encode()


@pytest.mark.parametrize(
    ("charset", "octets"),
    [("gb18030", "漢字 words, é\n".encode("gb18030")), ("utf-16", b"\0\xd8"), ("shift_jis", "漢".encode("shift_jis"))],
)
def test_a_large_text_is_decoded_in_short_steps_with_a_rest_between(
    charset: str, octets: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen paints meanwhile; and no character is lost where one step ends and the next begins."""
    rests: list[float] = []
    monkeypatch.setattr(threading.Event, "wait", lambda _event, seconds: rests.append(seconds))
    whole = octets * 30_000
    body = body_of(whole, "text/plain", charset)

    assert body.octets.decode() == whole.decode("utf-16-le" if charset == "utf-16" else charset, "replace")
    assert len(rests) >= len(whole) // 2**16


@pytest.mark.parametrize("before", [2**18 - 1, 2**18 - 2, 2**18, 3 * 2**18 - 1])
def test_line_ends_and_tabs_of_a_large_text_are_settled_wherever_a_step_ends(before: int) -> None:
    """CR LF is one line end also where it lies across the border."""
    octets = b"x" * before + b"\r\n\ty\r\n" * 100_000 + b"\r"

    assert body_of(octets, "text/plain").octets == b"x" * before + b"\n    y\n" * 100_000 + b"\r"


def test_octets_that_are_no_text_are_left_to_be_shown_by_value() -> None:
    """A picture stays a picture, and is called what it is declared."""
    body = body_of(b"\x89PNG\0", "image/png")

    assert (body.is_text, body.octets) == (False, b"\x89PNG\0")
    assert "image/png, not a text" in body.title


def test_a_declared_type_cannot_act_on_the_terminal() -> None:
    """What the client declares passes the choke point before it is in a title."""
    assert "\x1b" not in body_of(b"\0", "image/\x1b]0;x\x07").title


def test_form_fields_are_listed_decoded_and_harmless() -> None:
    """One a line, in order, duplicates and empty ones too; a line end in a value does not make a new line."""
    body = body_of(b"name=Ann+Lee&a=%C3%A9&a=&b&c=%1b%0A", "application/x-www-form-urlencoded")

    assert body.octets.decode() == "name = Ann Lee\na = é\na = \nb\nc = ␛␊\n"
    assert body.tones[0] == (0, 4, Tone.NAME)


def test_form_fields_without_end_are_cut() -> None:
    """A thousand are listed, the rest is counted."""
    body = body_of(b"a=1&" * 5_000, "application/x-www-form-urlencoded")

    assert body.octets.count(b"\n") == 1_000
    assert "… the rest is not listed: 16,000 octets" in body.octets.decode()


def test_a_form_that_is_one_field_without_end_is_cut() -> None:
    """Fifteen megabytes of percent signs would take three gigabytes to undo; the rest is counted, not read."""
    body = body_of(b"a=" + b"%" * (MAX_FORM_OCTETS + 8), "application/x-www-form-urlencoded")

    assert len(body.octets) < MAX_FORM_OCTETS + 100
    assert body.octets.endswith("… the rest is not listed: 10 octets".encode())


def test_no_content_says_so() -> None:
    """An empty view explains itself."""
    assert present(b"", NOTHING_DECLARED).title == "no content"


def test_a_head_tells_type_charset_and_codings() -> None:
    """In any case, with white space and quotes; the first Content-Type counts."""
    fields = {b"content-type": [b'Text/HTML ; Charset="utf-8"', b"x/y"], b"content-encoding": [b"GZIP, br", b"zstd"]}

    assert media_of(lambda name: fields.get(name, [])) == Media("text/html", "utf-8", ("gzip", "br", "zstd"))
    assert media_of(lambda _name: []) == NOTHING_DECLARED
