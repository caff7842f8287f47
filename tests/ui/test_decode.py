"""Content codings undone within bounds, and charsets found without guessing."""

import gzip
import itertools
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.ui import decode
from httpscope.ui.decode import charset_of, codec_of, is_utf8, looks_like_text, undo_codings

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"The empty line ends the head. " * 200
CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
coders = pytest.mark.parametrize("coding", CODERS)


@coders
def test_each_coding_comes_off(coding: str) -> None:
    """What was put in comes out."""
    assert undo_codings(CODERS[coding](TEXT), [coding]) == (TEXT, (coding,), "")


@coders
def test_a_coding_cut_short_gives_what_there_is_and_says_so(coding: str) -> None:
    """Half a message shows half a page, not an error."""
    undone = undo_codings(CODERS[coding](bytes(range(256)) * 2000)[:-9], [coding])

    assert (bytes(range(256)) * 2000).startswith(undone.octets)
    assert undone.problem == "the coded octets are broken from here on"


@coders
def test_octets_that_are_not_coded_stay_as_they_are(coding: str) -> None:
    """A lie in Content-Encoding shows the octets that came."""
    assert undo_codings(b"plain text", [coding]) == (b"plain text", (), "the coded octets are broken from here on")


@coders
@given(octets=st.binary(max_size=200))
def test_no_octets_make_it_raise(coding: str, octets: bytes) -> None:
    """Whatever a client sends is only a view."""
    assert isinstance(undo_codings(octets, [coding]).octets, bytes)


@pytest.mark.parametrize("coding", ["gzip", "deflate", pytest.param("br", marks=pytest.mark.slow), "zstd"])
def test_a_bomb_stops_early(coding: str) -> None:
    """256 MiB of zeros never come to be."""
    undone = undo_codings(CODERS[coding](bytes(2**28)), [coding])

    assert len(undone.octets) <= decode.MAX_OCTETS
    assert undone.problem.startswith("stopped")


def test_members_of_gzip_follow_each_other() -> None:
    """RFC 1952 §2.2: a gzip file is one or more members."""
    assert undo_codings(gzip.compress(b"one ") + gzip.compress(b"two"), ["gzip"]).octets == b"one two"


def test_deflate_without_its_wrapper_is_taken() -> None:
    """RFC 9110 §8.4.1.2 notes that some senders leave it off."""
    bare = zlib.compressobj(wbits=-15)

    assert undo_codings(bare.compress(TEXT) + bare.flush(), ["deflate"]).octets == TEXT


@pytest.mark.parametrize(("coding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
@pytest.mark.parametrize("around", [2**16, 2**17, 3 * 2**16])
def test_content_comes_off_whole_whatever_its_length(coding: str, wbits: int, around: int) -> None:
    """No octet is lost where content ends at, or a little behind, the end of a step, coded well or badly."""
    for pattern in (b"\0", bytes(range(256))):
        for length in (*range(around - 300, around + 700, 7), around - 1, around, around + 1):
            plain = (pattern * (length // len(pattern) + 1))[:length]
            coder = zlib.compressobj(wbits=wbits)
            undone = undo_codings(coder.compress(plain) + coder.flush(), [coding])

            assert (undone.octets == plain, undone.problem) == (True, ""), length


def test_codings_come_off_in_the_opposite_order() -> None:
    """The one named last was applied last (RFC 9110 §8.4)."""
    octets = brotli.compress(gzip.compress(TEXT))

    assert undo_codings(octets, ["gzip", "br"]) == (TEXT, ("br", "gzip"), "")


def test_codings_without_end_are_left_alone() -> None:
    """A hundred layers are an attack."""
    assert undo_codings(b"x", ["gzip"] * 100) == (b"x", (), "too many codings over each other")


def test_an_unknown_coding_is_named_and_identity_is_none() -> None:
    """What cannot be undone is shown as it is."""
    assert undo_codings(b"x", ["identity"]) == (b"x", (), "")
    assert undo_codings(b"x", ["compress"]) == (b"x", (), "a coding that httpscope does not know")


def test_it_stops_when_time_is_up() -> None:
    """A view that takes long is no view."""
    seconds = itertools.count()
    undone = undo_codings(gzip.compress(bytes(2**21)), ["gzip"], clock=lambda: float(next(seconds)))

    assert undone.problem == "stopped: it takes too long"


@pytest.mark.parametrize(
    ("declared", "octets", "expected"),
    [
        ("utf-8", b"\xff", ("utf-8", "declared")),
        ("ISO-8859-1", "é".encode(), ("iso8859-1", "declared")),
        ('"gb18030"', b"x", ("gb18030", "declared")),
        (None, "é".encode(), ("utf-8", "not declared")),
        (None, b"\xe9", ("iso8859-1", "not declared")),
        ("klingon", b"x", ("utf-8", "declared as something unknown")),
    ],
)
def test_the_charset_is_the_declared_one_then_utf8_then_latin1(
    declared: str | None, octets: bytes, expected: tuple[str, str]
) -> None:
    """And it is told which."""
    assert charset_of(declared, octets) == expected


@pytest.mark.parametrize(
    "label", ["hex", "rot13", "punycode", "idna", "unicode_escape", "zlib", "utf-7", "\0", "x" * 999]
)
def test_codecs_that_are_no_charset_of_the_web_are_refused(label: str) -> None:
    """Python knows codecs that decompress, or take quadratic time."""
    assert codec_of(label) is None


def test_text_is_told_from_other_octets() -> None:
    """UTF-8 without controls, and a sample may end inside a character."""
    assert looks_like_text("caf\u00e9".encode()[:-1])
    assert not looks_like_text(b"\x89PNG\r\n\x1a\n\0")
    assert not is_utf8("é".encode()[:-1])
