"""The preview of an answer with switches: every octet that they add is there, and marked as supplied."""

from pathlib import Path

from httpscope.rules.content import LARGEST_HELD, Contents
from httpscope.rules.file.read import read_rules
from httpscope.ui.forecast import forecast
from httpscope.ui.foreseen import SHOWN
from httpscope.wire.head import read_request_head

RULE = """\
[[rule]]
answer.headers = ["X-Typed: yes"]
answer.body = "0123456789"
answer.type = "text/plain"
answer.encode = true
answer.etag = '"v1"'
answer.last_modified = 1994-11-06T08:49:37Z
answer.ranges = true
answer.cors = true
answer.cookies = ["a=b"]
answer.cache = "no-cache"
"""


def test_what_switches_add_is_marked_and_what_was_typed_is_not(tmp_path: Path) -> None:
    """For the request that is selected: this one asks for a part, coded."""
    ruleset = read_rules(RULE, "r", str(tmp_path))
    request = read_request_head(b"GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\nRange: bytes=0-9\r\n\r\n")

    seen = forecast(ruleset, ruleset.rules[0], request, Contents(), 1e9)

    head = seen.octets.partition(b"\r\n\r\n")[0].splitlines()
    supplied = b"".join(seen.octets[span.start : span.stop] for span in seen.supplied).splitlines()
    assert [line for line in head if line not in supplied] == [
        b"HTTP/1.1 206 Partial Content",
        b"Content-Type: text/plain",
        b"X-Typed: yes",
    ]
    assert [line.partition(b":")[0] for line in supplied] == [
        *(b"Content-Length", b"Access-Control-Allow-Origin", b"Cache-Control", b"Vary", b"Content-Encoding"),
        *(b"Last-Modified", b"ETag", b"Accept-Ranges", b"Content-Range", b"Set-Cookie", b"Date"),
    ]
    assert not seen.anatomy.defects


def test_the_preview_says_that_a_line_that_was_typed_counts_and_not_the_switch(tmp_path: Path) -> None:
    """Nobody wonders why the switch does nothing."""
    text = '[[rule]]\nanswer.redirect = "/new"\nanswer.headers = ["Location: /old"]\n'
    ruleset = read_rules(text, "r", str(tmp_path))

    seen = forecast(ruleset, ruleset.rules[0], None, Contents(), 1e9)

    assert ("!", "Location is typed: that line counts, and the switch adds none") in seen.notes
    assert seen.octets.count(b"Location:") == 1


def test_the_preview_follows_the_request(tmp_path: Path) -> None:
    """A preflight, a client that has a copy, and one that may not have it see what they would get."""
    ruleset = read_rules(RULE, "r", str(tmp_path))
    asked = {
        b"204": b"OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: http://a\r\nAccess-Control-Request-Method: PUT\r\n\r\n",
        b"304": b'GET / HTTP/1.1\r\nHost: h\r\nIf-None-Match: "v1"\r\n\r\n',
        b"406": b"GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: *;q=0\r\n\r\n",
        b"412": b"PUT / HTTP/1.1\r\nHost: h\r\nIf-None-Match: *\r\n\r\n",
    }

    for status, octets in asked.items():
        seen = forecast(ruleset, ruleset.rules[0], read_request_head(octets), Contents(), 1e9)
        assert seen.octets[9:12] == status


def test_of_a_large_file_the_head_and_the_beginning_are_seen(tmp_path: Path) -> None:
    """With words for what is cut: how many octets there are, and how much of them goes into the capture."""
    content = bytes(range(250)) * (LARGEST_HELD // 250 + 1)
    (tmp_path / "disk.img").write_bytes(content)
    text = '[limits]\nkept = "1MiB"\n[[rule]]\nanswer.file = "disk.img"\n'
    ruleset = read_rules(text, "r", str(tmp_path))

    seen = forecast(ruleset, ruleset.rules[0], None, Contents(), 1e9)

    head, _empty, shown = seen.octets.partition(b"\r\n\r\n")
    assert b"Content-Length: %d" % len(content) in head
    assert shown == content[:SHOWN]
    said = [(note.sign, note.text) for note in seen.notes]
    assert ("…", f"its first {len(seen.octets):,} octets") in said
    assert ("✂", "from a large file, read while it is sent; up to 1,048,576 octets are kept") in said
    assert ("→", f"{len(head) + 4 + len(content):,} octets, the connection stays open") in said
