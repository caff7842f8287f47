"""The library of ready answers: every file reads, answers over a real socket, and is wrong only where it says so."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

import httpscope
from httpscope.rules.feature.fault_kinds import FAULT_KINDS
from httpscope.rules.file.block import flat_values, new_block
from httpscope.rules.library import FOLDERS, Ready, ready_answers
from httpscope.ui.screens.ready import TITLES, rules_for
from httpscope.wire.anatomy import anatomy_of_response
from httpscope.wire.compose import REASONS
from tests.running import Serve, serving

pytestmark = pytest.mark.slow

LIBRARY = ready_answers()
ENOUGH = 2**18
"""Octets of an answer after which it is told whether it is wrong: some never end."""
PATIENCE = 2.5
"""Seconds without a further octet after which an answer is taken as it is: some never come."""
CLIENTS = 12
"""At the same time: there is a limit to the connections of one client."""
MAY_PASS = {"incomplete-response", "missing-final-response", "content-shorter-than-length"}
"""Defects of an answer that is not whole: none while octets may still come."""


def name_of(ready: Ready) -> str:
    """Name a test after the file."""
    return f"{ready.folder}/{ready.name}"


def path_of(ready: Ready) -> str:
    """Give the path under which it answers here."""
    return f"/{name_of(ready)}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """All of the library at once, each under a path of its own, written as the screen writes rules."""
    folder = tmp_path_factory.mktemp("library")
    rules = [rule for ready in LIBRARY for rule in rules_for(ready, path_of(ready))]
    file = folder / "rules.toml"
    file.write_text("\n".join(new_block(flat_values(rule, "")) for rule in rules), encoding="utf-8")
    with serving(folder, str(file)) as running:
        yield running


def answer_of(port: int, ready: Ready) -> tuple[bytes, bool]:
    """Ask for it with the method it answers; give the octets, and whether the connection ended behind them."""
    method = next(iter(ready.rules()[-1].match.methods), "GET")
    request = f"{method} {path_of(ready)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    request += "Content-Length: 0\r\n" if method != "GET" else ""
    octets = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
        client.sendall(f"{request}\r\n".encode())
        try:
            while len(octets) < ENOUGH:
                piece = client.recv(ENOUGH)
                if not piece:
                    return octets, True
                octets += piece
        except TimeoutError:
            return octets, False
        except ConnectionResetError:
            return octets, True
    return octets, False


@pytest.fixture(scope="module")
def answers(server: Serve) -> dict[str, tuple[bytes, bool]]:
    """Every answer of the library, all asked for at the same time: some take seconds, as they should."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        found = clients.map(lambda ready: answer_of(server.port, ready), LIBRARY)
        return dict(zip(map(name_of, LIBRARY), found, strict=True))


@pytest.mark.parametrize("ready", LIBRARY, ids=name_of)
def test_an_answer_says_what_it_is_and_is_wrong_only_where_it_says_so(
    ready: Ready, answers: dict[str, tuple[bytes, bool]]
) -> None:
    """Read as a careful client reads what came over the socket; none but the faults is wrong at all."""
    octets, ended = answers[name_of(ready)]
    method = next(iter(ready.rules()[-1].match.methods), "GET")
    found = {defect.kind.code for defect in anatomy_of_response(octets, method, closed=ended).defects}
    found -= set() if ended else MAY_PASS

    assert ready.title
    assert ready.words
    assert found == set(ready.wrong)
    assert ready.folder == "faults" or not found


def test_no_answer_is_empty_but_those_that_are_to_be(answers: dict[str, tuple[bytes, bool]]) -> None:
    """Two faults send nothing; what is held for a person waits longer than this test."""
    empty = {name for name, (octets, _ended) in answers.items() if not octets}

    assert empty == {"faults/never", "faults/no-answer", "time/hold"}


@pytest.mark.parametrize("ready", [each for each in LIBRARY if each.folder == "status"], ids=name_of)
def test_a_client_gets_the_status_that_the_file_is_named_for(ready: Ready, server: Serve) -> None:
    """With requests, which nobody here wrote; it passes over 100, and takes any other 1xx for the answer."""
    code = int(ready.name[:3])
    got = requests.get(f"http://127.0.0.1:{server.port}{path_of(ready)}", timeout=10, allow_redirects=False)

    assert got.status_code == (200 if code == 100 else code)
    assert got.reason in {ready.title[4:], "OK"}


def test_every_registered_status_and_every_fault_is_there() -> None:
    """By the names of their files."""
    codes = {int(ready.name[:3]) for ready in LIBRARY if ready.folder == "status"}
    faults = {ready.name for ready in LIBRARY if ready.folder == "faults"}

    assert codes == {*REASONS, 306}
    assert set(FAULT_KINDS) <= faults


def test_every_folder_is_listed_and_called_something() -> None:
    """No file lies where nobody sees it."""
    root = Path(httpscope.__file__).parent / "library"

    assert {path.name for path in root.iterdir()} == set(FOLDERS) == set(TITLES)
    assert len(list(root.rglob("*.toml"))) == len(LIBRARY)
    assert (Path(__file__).parents[2] / "examples" / "answers").resolve() == root.resolve()
