"""Real clients are content with the server, and what they sent is in the capture, to the octet."""

import os
from collections.abc import Iterator
from typing import Final

import pytest

from tests.clients.ground import Ground, ground, reachable
from tests.clients.table import USES
from tests.clients.use import Use

pytestmark = pytest.mark.slow

READY: Final = tuple(use for use in USES if not use.client.prepare)
"""What must be compiled first (Java, Go) is run by `python -m tests.clients` alone."""
ALL_MUST_BE_HERE: Final = bool(os.environ.get("CI"))
"""`.ci/run` installs the clients: one that is missing there is a fault and no reason to skip."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Have a server and files, for all uses."""
    with ground(tmp_path_factory.mktemp("clients")) as made:
        yield made


@pytest.mark.parametrize("use", READY, ids=lambda use: use.name)
def test_the_client_is_content_and_the_capture_holds_what_it_sent(here: Ground, use: Use) -> None:
    """Exit status and words are as they must be, and so are the exchanges, their octets, and their connections."""
    if not use.client.installed and not (ALL_MUST_BE_HERE and use.client.everywhere):
        pytest.skip(f"{use.client.name} is not installed")
    if not reachable(use.address):
        pytest.skip(f"this machine has no {use.address}")

    assert use.client.installed
    assert here.faults(use) == []
