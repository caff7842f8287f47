"""ETag, Last-Modified, and what clients do with them: the order of RFC 9110 §13.2.2."""

import os
from pathlib import Path

import pytest

from httpscope.rules.feature.values import http_date
from httpscope.rules.file.read import RulesFault, read_rules
from tests.rules.answering import NOW, answered
from tests.rules.asking import asked

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
LATER = "Mon, 07 Nov 1994 08:49:37 GMT"
BEFORE = "Sat, 05 Nov 1994 08:49:37 GMT"
BOTH = f'answer.etag = \'"v1"\'\nanswer.last_modified = "{DATE}"\nanswer.body = "hi"'


@pytest.mark.parametrize(
    ("method", "fields", "status"),
    [
        ("GET", (), 200),
        ("GET", ('If-None-Match: "v1"',), 304),
        ("HEAD", ('If-None-Match: "v1"',), 304),
        ("GET", ('If-None-Match: W/"v1"',), 304),
        ("GET", ('If-None-Match: "a,b", "v1"',), 304),
        ("GET", ('If-None-Match: "a"', 'If-None-Match: "v1"'), 304),
        ("GET", ("If-None-Match: *",), 304),
        ("GET", ('If-None-Match: "v2"',), 200),
        ("GET", ("If-None-Match: v1",), 200),
        ("GET", ('If-None-Match: "v2"', f"If-Modified-Since: {DATE}"), 200),
        ("GET", (f"If-Modified-Since: {DATE}",), 304),
        ("GET", (f"If-Modified-Since: {LATER}",), 304),
        ("GET", (f"If-Modified-Since: {BEFORE}",), 200),
        ("GET", ("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT",), 304),
        ("GET", ("If-Modified-Since: Sun Nov  6 08:49:37 1994",), 304),
        ("GET", ("If-Modified-Since: yesterday",), 200),
        ("GET", (f"If-Modified-Since: {DATE}", f"If-Modified-Since: {DATE}"), 200),
        ("POST", (f"If-Modified-Since: {DATE}",), 200),
        ("GET", ('If-Match: "v1"',), 200),
        ("GET", ('If-Match: W/"v1"',), 412),
        ("GET", ('If-Match: "v2"', 'If-None-Match: "v1"'), 412),
        ("GET", ('If-Match: "v1"', 'If-None-Match: "v1"'), 304),
        ("GET", ('If-Match: "v1"', f"If-Unmodified-Since: {BEFORE}"), 200),
        ("GET", ('If-Match: "v1"', f"If-Modified-Since: {DATE}"), 304),
        ("GET", (f"If-Unmodified-Since: {DATE}",), 200),
        ("GET", (f"If-Unmodified-Since: {BEFORE}",), 412),
        ("GET", ("If-Unmodified-Since: yesterday",), 200),
        ("PUT", ('If-Match: "v1"',), 200),
        ("PUT", ('If-Match: "v2"',), 412),
        ("PUT", ("If-Match: *",), 200),
        ("PUT", ("If-None-Match: *",), 412),
        ("DELETE", (f"If-Unmodified-Since: {BEFORE}",), 412),
        ("OPTIONS", ('If-Match: "v2"',), 200),
    ],
)
def test_conditions_are_judged_in_the_order_of_the_rfc(method: str, fields: tuple[str, ...], status: int) -> None:
    """If-Match, else If-Unmodified-Since; then If-None-Match, else If-Modified-Since."""
    assert answered(BOTH, asked(method, b"/", *fields)).status == status


@pytest.mark.parametrize(
    ("rule", "fields", "status"),
    [
        (f'answer.last_modified = "{DATE}"', ('If-Match: "v1"',), 412),
        (f'answer.last_modified = "{DATE}"', ("If-Match: *", f"If-Modified-Since: {DATE}"), 304),
        (f'answer.last_modified = "{DATE}"', ('If-None-Match: "v1"', f"If-Modified-Since: {DATE}"), 200),
        ("answer.etag = '\"v1\"'", (f"If-Modified-Since: {DATE}",), 200),
        ("answer.etag = 'W/\"v1\"'", ('If-None-Match: "v1"',), 304),
        ("answer.etag = 'W/\"v1\"'", ('If-Match: W/"v1"',), 412),
        ("answer.etag = '\"v1\"'\nanswer.status = 404", ('If-None-Match: "v1"',), 404),
        ("answer.etag = true\nanswer.headers = ['ETag: \"mine\"']", ('If-None-Match: "mine"',), 304),
        ("answer.etag = false", ('If-Match: "v1"',), 200),
        ("", ("If-None-Match: *",), 200),
    ],
)
def test_one_validator_alone_is_judged_too(rule: str, fields: tuple[str, ...], status: int) -> None:
    """What the answer has no validator for is no match, or is ignored where the RFC says so."""
    assert answered(rule, asked("GET", b"/", *fields)).status == status


def test_a_304_carries_what_renews_and_nothing_of_the_content() -> None:
    """RFC 9110 §15.4.5: Content-Location, Date, ETag, Vary, Cache-Control, Expires."""
    lines = '["Content-Location: /a", "Expires: 0", "Content-Type: text/plain", "Content-Language: en", "X: y"]'
    rule = f'{BOTH}\nanswer.headers = {lines}\nanswer.cache = "max-age=60"\nanswer.encode = true'

    found = answered(rule, asked("GET", b"/", 'If-None-Match: "v1-gzip"', "Accept-Encoding: gzip"))

    names = ["content-location", "expires", "x", "cache-control", "vary", "etag", "date"]
    assert (found.status, [name for name, _value in found.fields], found.content) == (304, names, b"")


def test_a_strong_tag_is_another_one_for_each_coding() -> None:
    """Other octets are another representation to it; a weak one names what they mean."""
    for rule in ("answer.etag = '\"v1\"'", "answer.etag = true"):
        requests = (
            asked("GET", b"/", f"Accept-Encoding: {coding}") for coding in ("", "gzip", "br", "zstd", "deflate")
        )
        tags = [
            answered(f'{rule}\nanswer.encode = true\nanswer.body = "hi"', request).one("ETag") for request in requests
        ]
        assert len(set(tags)) == 5

    weak = answered(
        "answer.etag = 'W/\"v1\"'\nanswer.encode = true\nanswer.body = 'a'", asked("GET", b"/", "Accept-Encoding: br")
    )
    assert weak.one("ETag") == 'W/"v1"'


def test_a_digest_follows_the_content() -> None:
    """The same octets have the same tag, others another."""
    one, same, other = (answered(f'answer.etag = true\nanswer.body = "{body}"').one("ETag") for body in "aab")

    assert one == same != other


def test_only_what_is_read_carries_validators() -> None:
    """Beside the answer to a PUT they would be taken for those of what was put (RFC 9110 §9.3.4)."""
    found = answered(BOTH, asked("PUT"))

    assert (found.one("ETag"), found.one("Last-Modified")) == (None, None)


def test_a_file_tells_when_it_was_modified(tmp_path: Path) -> None:
    """To the second, and never later than the Date beside it."""
    file = tmp_path / "a.txt"
    file.write_text("a")
    os.utime(file, (0, http_date(DATE) or 0))
    rule = 'answer.file = "a.txt"\nanswer.last_modified = true'

    assert answered(rule, folder=str(tmp_path)).one("Last-Modified") == DATE
    assert answered(rule, asked("GET", b"/", f"If-Modified-Since: {DATE}"), folder=str(tmp_path)).status == 304
    os.utime(file, (0, NOW + 1000))
    assert answered(rule, folder=str(tmp_path)).one("Last-Modified") == LATER


def test_typed_content_has_no_time_of_its_own() -> None:
    """Without a date nothing is claimed."""
    assert answered('answer.last_modified = true\nanswer.body = "a"').one("Last-Modified") is None


def test_a_date_may_be_written_as_toml_has_it() -> None:
    """A teacher need not know which day of the week it was."""
    assert answered("answer.last_modified = 1994-11-06T08:49:37Z").one("Last-Modified") == DATE


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            'etag = "v1"',
            "answer.etag: expected true, or an entity tag with its quotes such as '\"v1\"' or 'W/\"v1\"', got",
        ),
        ("etag = '\"a b\"'", "answer.etag: expected true, or an entity tag"),
        ('last_modified = "today"', "answer.last_modified: expected true, or a date such as"),
        ('last_modified = "Sun, 31 Feb 1994 08:49:37 GMT"', "answer.last_modified: expected true, or a date"),
    ],
)
def test_what_is_no_validator_is_refused(value: str, expected: str) -> None:
    """A tag without quotes is the slip that everybody makes."""
    with pytest.raises(RulesFault) as caught:
        read_rules(f"[[rule]]\nanswer.{value}\n", "r", "")

    assert expected in str(caught.value)
