"""What `httpscope export` does about credentials, by the real command over a capture of the real server."""

import base64
import json
from pathlib import Path

import pytest

from tests.running import ask, run, serving

RULES = """
[[rule]]
answer.headers = ["Set-Cookie: id=s3cret"]
answer.body = "Set-Cookie: not a field"
"""
PLAIN = b"GET /plain HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
LOGIN = (
    b"POST /login?token=t HTTP/1.1\r\nHost: h\r\nAuthorization: Basic YTpi\r\nX-Api-Key: k3y\r\nConnection: close\r\n"
    b"Content-Length: 9\r\n\r\nCookie: x"
)
WITHOUT = LOGIN.replace(b"Basic YTpi", b"**********")
WARNING = "credentials (Authorization, Proxy-Authorization, Cookie, Set-Cookie), and they are in this export; --redact"


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Make a capture of two requests, whose answers set a cookie."""
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES, encoding="utf-8")
    with serving(tmp_path, str(rules)) as server:
        ask(server.port, PLAIN)
        ask(server.port, LOGIN)
        server.stop()
    return server.capture


def test_octets_are_exact_by_default_and_a_sentence_warns(tmp_path: Path, capture: Path) -> None:
    """Requests alone are in an export of octets; JSON lines, with the answers as well, are exact where one says so."""
    raw = run(tmp_path, "export", str(capture))
    lines = run(tmp_path, "export", str(capture), "--format", "jsonl", "--no-redact")

    assert [raw.stdout, raw.returncode, lines.returncode] == [PLAIN + LOGIN, 0, 0]
    assert raw.stderr.decode() == f"httpscope: 1 request carries {WARNING} leaves them out.\n"
    assert lines.stderr.decode() == f"httpscope: 2 requests carry {WARNING} leaves them out.\n"
    assert base64.b64decode(json.loads(lines.stdout.splitlines()[1])["request_base64"]) == LOGIN


def test_redacted_octets_have_no_credentials_and_all_else(tmp_path: Path, capture: Path) -> None:
    """The target and the body stay, though there are secrets in them too."""
    raw = run(tmp_path, "export", str(capture), "--redact")
    more = run(tmp_path, "export", str(capture), "--redact-field", "x-api-key")

    assert [raw.stdout, raw.stderr, raw.returncode] == [PLAIN + WITHOUT, b"", 0]
    assert [more.stdout, more.stderr] == [PLAIN + WITHOUT.replace(b"k3y", b"***"), b""]


def test_redacted_lines_say_what_was_replaced(tmp_path: Path, capture: Path) -> None:
    """In base64 and in text, in requests and answers; by default, and a sentence tells how to have them."""
    done = run(tmp_path, "export", str(capture), "--format", "jsonl")
    asked = run(tmp_path, "export", str(capture), "--format", "jsonl", "--redact")
    plain, login = map(json.loads, done.stdout.splitlines())
    answer = base64.b64decode(login["answer_base64"])

    told = done.stderr.decode()
    assert "2 requests carry credentials" in told
    assert told.endswith("; each octet of them is * in this export; --no-redact leaves them in.\n")
    assert [asked.stdout, asked.stderr, done.returncode] == [done.stdout, b"", 0]
    assert [done.stdout.count(b"s3cret"), done.stdout.count(b"YTpi")] == [0, 0]
    assert [login["request_text"].encode(), base64.b64decode(login["request_base64"])] == [WITHOUT, WITHOUT]
    assert login["request_redacted"] == [{"field": "Authorization", "offset": LOGIN.index(b"Basic"), "octets": 10}]
    assert "request_redacted" not in plain
    assert plain["answer_redacted"] == [{"field": "Set-Cookie", "offset": answer.index(b"*"), "octets": 9}]
    assert [b"Set-Cookie: *********\r\n" in answer, answer[-23:]] == [True, b"Set-Cookie: not a field"]


def test_a_name_that_is_none_is_refused(tmp_path: Path, capture: Path) -> None:
    """Else a slip of the keyboard would let a secret through."""
    done = run(tmp_path, "export", str(capture), "--redact-field", "X-Api-Key:")

    assert [done.returncode, done.stdout] == [2, b""]
    assert b"'X-Api-Key:' is no name of a field, such as X-Api-Key" in done.stderr
