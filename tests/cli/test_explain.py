"""`httpscope explain`: a dry run of the rules, as people use it."""

import re
from pathlib import Path

import pytest

from httpscope.cli import main
from httpscope.cli.explain_options import built
from tests.running import ask, run, serving

RULES = """
[[rule]]
name = "busy at first"
match.path = "/users/{id}"
match.nth = "1-2"
answer.status = 503
answer.delay = "250ms"

[[rule]]
name = "form"
match.form.name = "Ada"
answer.body = "hello Ada"
answer.headers = ["X-A: b"]

[[rule]]
name = "rest"
match.method = "GET"
answer.body = "rest"
"""


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Give the name of a rules file."""
    path = tmp_path / "rules.toml"
    path.write_text(RULES, encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Give what is printed."""
    assert main(["explain", *arguments]) == 0
    return re.sub(r"Date: [^␍]*", "Date: now", capsys.readouterr().out)


def test_it_tells_who_answers_and_what(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each earlier rule says why not; lines that the server supplies have a plus."""
    assert told(capsys, rules, "http://localhost:8001/", "-d", "name=Ada") == (
        "POST /\n"
        '  1 busy at first: path is "/"; wanted: "/users/{id}"\n'
        "  2 form: answers\n"
        "\n"
        "  HTTP/1.1 200 OK␍␊\n"
        "  X-A: b␍␊\n"
        "+ Content-Length: 9␍␊\n"
        "+ Date: now␍␊\n"
        "  ␍␊\n"
        "  hello Ada\n"
    )


def test_the_n_th_time_is_asked_for_with_times(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The requests before are counted as a server counts them."""
    assert "1 busy at first: answers" in told(capsys, rules, "http://h/users/7", "--times", "2")
    third = told(capsys, rules, "http://h/users/7", "--times", "3")

    assert "1 busy at first: it is request 3 of this rule; wanted: 1-2" in third
    assert "3 rest: answers" in third


def test_a_wait_and_what_becomes_of_the_connection_are_told(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In brackets, where they happen."""
    shown = told(capsys, rules, "http://h/users/7", "-H", "Connection: close")

    assert "\n(after 250ms)\n  HTTP/1.1 503" in shown
    assert shown.endswith("(then the connection is closed)\n")


def test_an_answer_that_drips_is_told_by_its_rate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its lines are whole, with the signs of what is supplied, and not a line for each octet."""
    rules = tmp_path / "drip.toml"
    rules.write_text('[[rule]]\nname = "drip"\nanswer.body = "slowly"\nanswer.rate = 20\n', encoding="utf-8")
    assert told(capsys, str(rules), "http://localhost/").split("\n")[3:] == [
        "(at 20 B/s)",
        "  HTTP/1.1 200 OK␍␊",
        "+ Content-Length: 6␍␊",
        "+ Date: now␍␊",
        "  ␍␊",
        "  slowly",
        "",
    ]


def test_several_requests_are_told_one_by_one(rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As they would be on one connection; a request that a strict server refuses is refused."""
    path = tmp_path / "requests"
    path.write_bytes(b"GET /a HTTP/1.1\r\nHost: h\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: h\r\n\r\nGET  / HTTP/1.1\r\n\r\n")
    shown = told(capsys, rules, str(path))

    assert "GET /a\n" in shown
    assert "OPTIONS *\n" in shown
    assert "httpscope answers this by itself" in shown
    assert "The request is refused before any rule is asked" in shown
    assert shown.count("  HTTP/1.1 ") == 3


def test_what_a_request_holds_cannot_act_on_a_terminal(rules: str, tmp_path: Path) -> None:
    """Raw octets come in by the standard input and go out as pictures."""
    done = run(tmp_path, "explain", rules, stdin=b"GET /\x1b[31m HTTP/1.1\r\nHost: h\r\n\r\n")

    assert done.returncode == 0
    assert b"\x1b" not in done.stdout


def test_the_octets_are_those_of_a_real_server(rules: str, tmp_path: Path) -> None:
    """But for the date: every octet as it is on the wire."""
    requests = [
        b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        b"HEAD /a HTTP/1.0\r\n\r\n",
        built("POST", "http://h/x", ("Connection: close",), "name=Ada"),
        b"TRACE / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
    ]
    with serving(tmp_path, rules) as server:
        real = [ask(server.port, octets) for octets in requests]
    dry = [run(tmp_path, "explain", rules, "--octets", stdin=octets).stdout for octets in requests]

    undated = [[re.sub(rb"Date: [^\r]*", b"", octets) for octets in answers] for answers in (real, dry)]
    assert undated[0] == undated[1]
    assert all(octets.startswith(b"HTTP/1.1 ") for octets in real)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing.toml", "http://h/"), "nothing.toml: No such file or directory"),
        (("RULES", "nothing"), "nothing: No such file or directory; a file with a request is expected there"),
        (("RULES", "-r", "a", "-X", "GET"), "the request is a file and described too"),
        (("RULES", "http://h/", "--times", "0"), "'0' is no number of times from 1 to 100,000"),
        (("RULES", "http://h/", "--times", "9999999999"), "'9999999999' is no number of times from 1 to 100,000"),
        (("RULES", "http://[/"), "http://[/ is no URL"),
        (("RULES", "/dev/null"), "there is no request in these octets"),
        ((), "the following arguments are required: RULES"),
    ],
)
def test_what_cannot_begin_is_told_in_a_sentence(
    rules: str, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit status 2."""
    assert main(["explain", *(rules if each == "RULES" else each for each in arguments)]) == 2
    assert said in capsys.readouterr().err


def test_a_request_is_described_as_to_curl() -> None:
    """What a line says is not said twice."""
    assert built(None, "/a b?q=\u00e9", (), None) == (
        b"GET /a%20b?q=%C3%A9 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n"
    )
    assert built("PUT", "https://u@h:1/", ("content-type: text/plain", "Host: other"), "x") == (
        b"PUT / HTTP/1.1\r\nAccept: */*\r\nContent-Length: 1\r\ncontent-type: text/plain\r\nHost: other\r\n\r\nx"
    )


def test_of_a_large_file_the_beginning_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And how many octets there are; they are not read for it."""
    with (tmp_path / "disk.img").open("wb") as file:
        file.truncate(2**40)
    (tmp_path / "rules.toml").write_text('[[rule]]\nanswer.file = "disk.img"\n')

    assert main(["explain", str(tmp_path / "rules.toml"), "http://h/"]) == 0

    told = capsys.readouterr().out.splitlines()
    assert "+ Content-Length: 1099511627776␍␊" in told
    assert told[-1] == "(and so on: content of 1,099,511,627,776 octets, read from the file while it is sent)"
