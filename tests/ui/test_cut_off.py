"""Who cut a request off, told from what a real server recorded, wherever an exchange is shown."""

import socket
import struct
from pathlib import Path

import pytest

from httpscope.store.reader import Reader
from httpscope.store.row import Row
from httpscope.ui.cut_off import cut_sentence, cut_title
from httpscope.ui.exchange_cells import exchange_cells, exchange_columns
from httpscope.ui.feed import read_facts
from httpscope.ui.reading import read, sources_of
from httpscope.ui.why import reason_of
from httpscope.ui.widgets.connection_facts import facts_of
from tests.running import poll, serving

HALF = b"POST /login HTTP/1.1\r\nHost: h\r\nContent-Length: 120\r\n\r\nuser=ad"
RESET = f"The client reset the connection (RST) after {len(HALF)} octets of the request"
CLOSED = f"The client closed the connection (FIN) after {len(HALF)} octets of the request"


def send_half(port: int, *, reset: bool) -> None:
    """Send half a request and leave, by a reset or in order; in order the answer is read, as a client does."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(HALF)
        if reset:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        client.shutdown(socket.SHUT_WR)
        assert client.recv(65_536).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("reset", "sentence", "title"),
    [(True, RESET, "cut off: client reset"), (False, CLOSED, "cut off: client closed")],
    ids=["RST", "FIN"],
)
def test_how_the_client_left_is_told_everywhere(tmp_path: Path, reset: bool, sentence: str, title: str) -> None:
    """In the list, above the message, among the facts of the connection and by Why, with how much had come."""
    capture = tmp_path / "run.httpscope"
    with serving(tmp_path, "--capture", str(capture)) as server:
        reader = Reader(capture)
        send_half(server.port, reset=reset)
        poll(lambda: reader.snapshot(None).connections_open == 0 < reader.snapshot(None).exchanges, "the end")
        facts = read_facts(reader, 1)
        assert facts is not None
        columns = exchange_columns(120, 1)
        path = exchange_cells(facts.row, columns)[[column.name for column in columns].index("path")]
        reader_says = reason_of(facts, reader).said
        reader.close()

    assert title in path[0]
    assert read(sources_of(facts)[0]).notes[0].text == f"⚠ {sentence}."
    assert dict(facts_of(facts, 0, request_complete=False))["cut off"] == sentence
    assert reader_says.startswith(f"{sentence}.")


def row(remark: str, reason: str, rule: str = "") -> Row:
    """Make a row of one octet."""
    return Row(
        1, 1, "GET", "/", "HTTP/1.1", None, 1, 0, None, "", remark, 1, 1, rule, True, bool(reason), reason=reason
    )


def test_what_the_capture_cannot_tell_is_not_told() -> None:
    """A server that died knows of nobody who left, and what is whole was cut off by nobody."""
    assert cut_sentence(row("cut-off", "server-died")) == "The connection ended after 1 octet of the request"
    assert cut_title(row("cut-off", "server-died")) == "cut off: the client left"
    assert cut_sentence(row("", "client-reset")) == ""


def test_a_reset_behind_the_answer_to_a_fin_is_no_reset_of_the_request() -> None:
    """Who closed its side in the middle got a 400; that it did not read it comes later."""
    assert cut_sentence(row("cut-off", "client-reset", "(cut off)")).startswith("The client closed")
    assert cut_sentence(row("cut-off", "client-reset", "a rule that answers early")).startswith("The client reset")
