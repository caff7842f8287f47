"""Content coding: what Accept-Encoding chooses, and octets that every decoder reads."""

import gzip
import importlib
import sys
import zlib
from pathlib import Path

import brotli
import pytest

from httpscope.rules.feature.coding import CODERS, LARGEST_CODED, chosen
from httpscope.rules.file.read import RulesFault, read_rules
from tests.rules.answering import answered
from tests.rules.asking import asked

TEXT = "All the same, all the same. " * 50
RULE = f'answer.body = "{TEXT}"\nanswer.encode = true'
zstd = importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
DECODERS = {"gzip": gzip.decompress, "deflate": zlib.decompress, "br": brotli.decompress, "zstd": zstd.decompress}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, "identity"),
        ([""], "identity"),
        (["gzip"], "gzip"),
        (["GZIP"], "gzip"),
        (["x-gzip"], "gzip"),
        (["gzip, deflate, br, zstd"], "br"),
        (["gzip;q=1.0, br;q=0.5"], "gzip"),
        (["gzip ; q=0.2", "br;q=0.1"], "gzip"),
        (["gzip;q=0"], "identity"),
        (["*"], "br"),
        (["*;q=0.1, gzip"], "gzip"),
        (["br;q=0, *"], "zstd"),
        (["identity, gzip;q=0.5"], "identity"),
        (["gzip, identity"], "gzip"),
        (["compress"], "identity"),
        (["identity;q=0, compress"], None),
        (["*;q=0"], None),
        (["*;q=0, identity"], "identity"),
        (["*;q=0, gzip"], "gzip"),
        (["gzip;q=2, gzip;q=, ;, q=1, é"], "identity"),
        (["identity;q=1, *;q=0"], "identity"),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(accepted: list[str] | None, coding: str | None) -> None:
    """RFC 9110 §12.5.3, with malformed elements asking for nothing."""
    assert chosen(accepted, tuple(CODERS)) == coding


@pytest.mark.parametrize("coding", CODERS)
def test_content_is_coded_as_announced(coding: str) -> None:
    """A decoder that nobody here wrote gives the content back; the length is that of what is sent."""
    found = answered(RULE, asked("GET", b"/", f"Accept-Encoding: {coding}"))

    assert found.one("Content-Encoding") == coding
    assert DECODERS[coding](found.content) == TEXT.encode()
    assert found.one("Content-Length") == str(len(found.content))
    assert f"Content-Encoding: {coding}\r\n".encode() in found.supplied


@pytest.mark.parametrize("fields", [(), ("Accept-Encoding: gzip",), ("Accept-Encoding: *;q=0",)])
def test_every_answer_says_that_it_varies(fields: tuple[str, ...]) -> None:
    """A cache must not give gzip to whoever cannot read it, nor the other way round."""
    assert answered(RULE, asked("GET", b"/", *fields)).one("Vary") == "Accept-Encoding"


def test_a_vary_that_was_typed_is_not_said_twice() -> None:
    """Whoever typed it has said it."""
    assert answered(RULE + '\nanswer.headers = ["Vary: Origin, accept-encoding"]').all("Vary") == [
        "Origin, accept-encoding"
    ]


def test_nothing_acceptable_is_406_and_only_for_success() -> None:
    """An answer that tells of a fault is told as it is."""
    nothing = asked("GET", b"/", "Accept-Encoding: *;q=0")

    assert answered(RULE, nothing).status == 406
    assert answered(RULE + "\nanswer.status = 404", nothing).content == TEXT.encode()


def test_head_is_told_what_get_would_get() -> None:
    """The same lines, and no content."""
    fields = "Accept-Encoding: gzip"
    get, head = (answered(RULE, asked(method, b"/", fields)) for method in ("GET", "HEAD"))

    assert (head.fields, head.content) == (get.fields, b"")


@pytest.mark.parametrize(
    "more", ["answer.status = 204", "answer.status = 304", 'answer.headers = ["Content-Encoding: br"]']
)
def test_what_has_no_content_or_is_coded_already_is_left_alone(more: str) -> None:
    """No second coding, and none of nothing."""
    found = answered(f"{RULE}\n{more}", asked("GET", b"/", "Accept-Encoding: gzip"))

    assert "gzip" not in found.all("Content-Encoding")


def test_the_same_content_gives_the_same_octets() -> None:
    """No time and no name is in them."""
    request = asked("GET", b"/", "Accept-Encoding: gzip")

    assert CODERS["gzip"](TEXT.encode())[4:8] == b"\0\0\0\0"
    assert answered(RULE, request, now=1.0).content == answered(RULE, request, now=9e8).content


def test_what_is_very_long_is_not_coded(tmp_path: Path) -> None:
    """Coding it would keep everybody waiting."""
    request = asked("GET", b"/", "Accept-Encoding: gzip")
    with (tmp_path / "long").open("wb") as file:
        file.truncate(LARGEST_CODED + 1)
    found = answered('answer.encode = true\nanswer.file = "long"', request, folder=str(tmp_path))

    assert found.one("Content-Encoding") is None


@pytest.mark.parametrize(
    ("value", "place"), [('"gzop"', "2:17"), ('["gzip", "x"]', "2:26"), ("1", "2:17"), ("[]", "2:17")]
)
def test_other_codings_are_refused_in_their_place(value: str, place: str) -> None:
    """With those that there are."""
    with pytest.raises(RulesFault, match=f'{place}: answer.encode: expected true, or a list of "br", "zstd"'):
        read_rules(f"[[rule]]\nanswer.encode = {value}\n", "r", "")


def test_a_rule_can_offer_fewer_or_none() -> None:
    """In the order of its preference."""
    request = asked("GET", b"/", "Accept-Encoding: br, gzip, deflate")

    assert (
        answered('answer.encode = ["deflate", "gzip"]\nanswer.body = "a"', request).one("Content-Encoding") == "deflate"
    )
    assert answered('answer.encode = false\nanswer.body = "a"', request).all("Vary") == []
