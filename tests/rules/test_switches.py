"""All switches at once, under requests that nobody polite sends: there is always an answer, and it is whole."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.wire.anatomy import anatomy_of_response
from httpscope.wire.head import read_request_head

RULE = """
[[rule]]
answer.folder = "."
answer.listing = true
answer.encode = true
answer.etag = true
answer.last_modified = true
answer.ranges = true
answer.cors = { credentials = true, headers = ["X-Token"] }
answer.cache = "max-age=1"
answer.cookies = "a=b"
answer.keep_alive = { timeout = 5 }
answer.download = true
"""
LOCKED = RULE + 'answer.auth = { basic = { a = "b" }, bearer = "t" }\n'
NAMES = [
    *(b"Accept-Encoding", b"Authorization", b"Range", b"If-Range", b"If-Match", b"If-None-Match"),
    *(b"If-Modified-Since", b"If-Unmodified-Since", b"Origin", b"Access-Control-Request-Method"),
    b"Access-Control-Request-Headers",
]
PIECES = [
    *(b"gzip", b"*", b";q=0", b"identity", b"bytes=", b"0-", b"-1", b"9-1", b",", b" ", b'"', b"W/", b"*", b"Basic "),
    *(
        b"Bearer ",
        b"YTpi",
        b"t",
        b"http://a",
        b"null",
        b"PUT",
        b"Sun, 06 Nov 1994 08:49:37 GMT",
        b"\xff",
        b"\x80",
        b"=",
        b"\\",
    ),
]
METHODS = st.sampled_from([b"GET", b"HEAD", b"PUT", b"OPTIONS", b"X"])
TARGETS = st.sampled_from([b"/", b"/a.txt", b"/sub", b"//sub"])
VALUES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=6).map(b"".join)
LINES = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a folder to serve, with a file and a folder in it."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "sub").mkdir()
    (folder / "a.txt").write_text("0123456789" * 10)
    return str(folder)


@given(
    st.sampled_from([b"GET", b"HEAD", b"PUT", b"OPTIONS", b"X"]),
    st.sampled_from([b"/", b"/a.txt", b"/sub", b"//sub"]),
    LINES,
)
@example(b"OPTIONS", b"/", [(b"Origin", b"http://a"), (b"Access-Control-Request-Method", b"\xff")])
@example(b"OPTIONS", b"/", [(b"Origin", b"\xff"), (b"Access-Control-Request-Method", b"PUT")])
def test_whatever_is_asked_there_is_an_answer(
    folder: str, method: bytes, target: bytes, lines: list[tuple[bytes, bytes]]
) -> None:
    """With a length that is right, and nothing of the request's making a line of its own."""
    cleaned = [(name, value.translate(None, b"\r\n\x00")) for name, value in lines]
    fields = b"".join(b"%b: %b\r\n" % pair for pair in cleaned)
    request = Asked(read_request_head(b"%b %b HTTP/1.1\r\nHost: h\r\n%b\r\n" % (method, target, fields)))
    for text in (RULE, LOCKED):
        rule = read_rules(text, "r", folder).rules[0]
        reply = reply_of(rule, folder, request, Contents(), Memory(), persistent=True, now=1e9)

        anatomy = anatomy_of_response(reply.head + reply.content, method.decode())
        assert [defect.kind.title for defect in anatomy.defects] == []
        assert reply.status in {200, 204, 206, 301, 304, 400, 401, 403, 406, 412, 416}
