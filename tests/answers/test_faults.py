"""Every fault arrives octet by octet as the preview says, over a real socket, and the capture has what left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from httpscope.rules.feature.fault_kinds import FAULT_KINDS
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.store.reader import Reader
from tests.answers.shaped import HEAD, got, previewed, served
from tests.running import Serve, exported, poll

ENDLESS = {name for name, kind in FAULT_KINDS.items() if kind.endless}
ENDS = {
    "no-answer": "FIN", "stop": "FIN", "reset": "RST", "reset-in-content": "RST", "stop-in-status-line": "FIN",
    "stop-in-header": "FIN", "stop-in-head": "FIN", "stop-in-content": "FIN", "stop-in-chunk": "FIN",
    "no-last-chunk": "FIN", "no-head": "FIN", "no-empty-line": "FIN",
}  # fmt: skip
"""How the connection ends; the others leave it open."""


def _rule(name: str, fault: str) -> str:
    return f"""
[[rule]]
name = "{name}"
match.path = "/{name}"
answer.headers = ["Date: Sun, 06 Nov 1994 08:49:37 GMT", "X-Lesson: faults"]
answer.body = "what was meant"
answer.fault = {fault}
"""


RULES = "".join(_rule(name, f'"{name}"') for name in FAULT_KINDS) + "".join(
    _rule(name, fault)
    for name, fault in {
        "reset-at-20": '{ kind = "reset", at = 20 }',
        "stop-at-20-and-hang": '{ kind = "stop", at = 20, then = "hang" }',
        "half-a-chunk-and-hang": '{ kind = "stop-in-chunk", then = "hang" }',
        "much-too-large": '{ kind = "length-too-large", by = "1 KiB", then = "close" }',
        "never-of-all": '{ kind = "garbage", share = 0 }',
        "words": '{ kind = "garbage", octets = "ready>" }',
        "hundred-first": '{ kind = "interim-chain", count = 100 }',
    }.items()
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A server with a rule for every fault."""
    with served(tmp_path_factory.mktemp("faults"), RULES, "--limit", "sent=1MiB") as running:
        yield running


@pytest.mark.parametrize("name", [name for name in FAULT_KINDS if name not in ENDLESS])
def test_a_fault_is_what_the_preview_says(server: Serve, name: str) -> None:
    """Octets and end of the connection."""
    promised = previewed(RULES, f"/{name}")
    end = ENDS.get(name, "open")
    found = got(server.port, HEAD % f"/{name}".encode(), size=len(promised.octets), stays=end == "open")
    assert (found.octets, found.end) == (promised.octets, end)
    assert any(name in note.text for note in promised.notes)


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_what_is_endless_comes_to_the_limit_and_no_further(server: Serve, name: str) -> None:
    """The preview shows the first of it; the limit `sent` ends it with a FIN."""
    promised = previewed(RULES, f"/{name}")
    found = got(server.port, HEAD % f"/{name}".encode())
    assert len(found.octets) == 2**20
    assert found.end == "FIN"
    assert found.octets.startswith(promised.octets)
    assert len(promised.octets) >= 2**16
    assert promised.notes[-1].text.endswith("and so on without an end")
    poll(lambda: "endless-answer" in _ends(server), "the end to be recorded, with its reason")


def _ends(server: Serve) -> list[str]:
    reader = Reader(server.capture)
    try:
        return [facts.closing.reason for facts in reader.connections(None, 100) if facts.closing]
    finally:
        reader.close()


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("reset-at-20", "RST"),
        ("stop-at-20-and-hang", "open"),
        ("half-a-chunk-and-hang", "open"),
        ("much-too-large", "FIN"),
        ("words", "open"),
        ("hundred-first", "open"),
    ],
)
def test_a_person_says_more_about_a_fault(server: Serve, name: str, end: str) -> None:
    """Where it strikes, how much, and what comes then."""
    promised = previewed(RULES, f"/{name}").octets
    found = got(server.port, HEAD % f"/{name}".encode(), size=len(promised), stays=end == "open")
    assert (found.octets, found.end) == (promised, end)
    assert len(found.octets) == 20 or "20" not in name


def test_a_share_of_none_strikes_no_answer(server: Serve) -> None:
    """The answer is as it was meant; the preview shows what the rule is about, and says the share."""
    size = len(previewed(RULES, "/two-status-lines").octets) - len(b"HTTP/1.1 200 OK\r\n")
    found = got(server.port, HEAD % b"/never-of-all", size=size, stays=True)
    assert found.octets.endswith(b"\r\n\r\nwhat was meant")
    notes = [note.text for note in previewed(RULES, "/never-of-all").notes]
    assert any("in 0% of the answers" in note for note in notes)


def test_an_early_answer_comes_before_the_content(server: Serve) -> None:
    """The head is enough; what is sent afterwards belongs to the request, and the next one is answered."""
    head = b"POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    size = len(previewed(RULES, "/early").octets)
    early = got(server.port, head, size=size, stays=True)
    assert early.octets.startswith(b"HTTP/1.1 200 OK\r\n")
    assert early.octets.endswith(b"what was meant")
    both = got(server.port, head + b"12345" + HEAD % b"/early", size=2 * size, stays=True)
    assert both.octets.count(b"what was meant") == 2


def test_the_capture_has_what_left(server: Serve, tmp_path: Path) -> None:
    """Each answer is recorded with its octets and the rule that gave it, none of them with octets of another."""
    for name in ("reset-at-20", "never", "stop-in-content"):
        got(server.port, HEAD % f"/{name}".encode(), stays=name == "never")
    poll(lambda: "reset-at-20" in str(exported(tmp_path, server.capture)), "the exchanges")
    rows = [row for row in exported(tmp_path, server.capture) if row["rule"]]
    told = {str(row["rule"]): row for row in rows}
    assert told["reset-at-20"]["answer_octets"] == 20
    assert (told["never"]["answer_octets"], told["never"]["status"]) == (0, 0)
    promised = previewed(RULES, "/stop-in-content").octets
    assert told["stop-in-content"]["answer_text"] == promised.decode()


def test_of_a_sequence_too_one_answer_may_come_early(tmp_path: Path) -> None:
    """The first one; the second waits for the content."""
    text = """[[rule]]
answer.body = "what was meant"
answer.sequence = [{ fault = "early" }, { status = 201 }]
[[rule]]
name = "behind"
"""
    head = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n"
    with served(tmp_path, text) as server:
        early = got(server.port, head, size=10, stays=True)
        assert early.octets.endswith(b"what was meant")
        assert got(server.port, head, stays=True).octets == b""
        assert got(server.port, head + b"12345", size=10, stays=True).octets.startswith(b"HTTP/1.1 201 ")


def test_an_early_answer_and_a_look_at_content_are_refused_in_one_rule() -> None:
    """Neither could have its way; by chance nobody would know at the head whether it is early."""
    for text, place in (
        ('[[rule]]\nmatch.path = "/a"\nmatch.json."$.a" = 1\nanswer.fault = "early"\n', ":3:7: match.json: looks at"),
        ('[[rule]]\nanswer.sequence = [{ fault = "early" }]\nmatch.body = { contains = "x" }\n', ":3:7: match.body"),
        (
            '[[rule]]\nanswer.sequence_then = "random"\nanswer.sequence = [{ fault = "early" }]\n',
            ":3:22: answer.sequence.fault: which answer comes by chance",
        ),
    ):
        with pytest.raises(RulesFault) as caught:
            read_rules(text, "r.toml", "")
        assert str(caught.value).startswith(f"r.toml{place}")


def test_an_early_answer_says_which_rules_it_passes_over(tmp_path: Path) -> None:
    """The preview and a notice name those in front of it that look at content, where a request may fit both."""
    text = """[[rule]]
name = "elsewhere"
match.path = "/b/*"
match.body = { contains = "x" }
[[rule]]
name = "looks"
match.path = "/{id}"
match.body = { contains = "x" }
[[rule]]
name = "hurries"
match.path = "/a"
answer.fault = "early"
"""
    said = (
        "“hurries” answers before the content has come: of earlier rules “looks” is passed over, which looks at content"
    )
    assert said in [note.text for note in previewed(text, "/a").notes]
    with served(tmp_path, text) as server:
        reader = Reader(server.capture)
        poll(lambda: [notice.text for notice in reader.notices()] == [f"{said}."], "the notice")
        reader.close()
