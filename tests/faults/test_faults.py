"""Every fault command in a small size: what must hold is asserted, what was seen is for those who run it by hand."""

from pathlib import Path

import pytest

from tests.faults.__main__ import FAULTS, few_descriptors
from tests.faults.killed import kills
from tests.faults.trial import try_fault

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", [name for name, entry in FAULTS.items() if entry.small])
def test_the_server_holds(name: str, tmp_path: Path) -> None:
    """Refused as it should be, the polite client answered, nothing left open, no traceback, an orderly end."""
    entry = FAULTS[name]
    assert try_fault(entry.fault, entry.small, tmp_path, *entry.always, *entry.arguments)


def test_it_accepts_again_when_there_are_files_again(tmp_path: Path) -> None:
    """And burns no time until then."""
    assert few_descriptors(tmp_path, 90)


def test_what_was_answered_is_recorded_though_the_server_is_killed(tmp_path: Path) -> None:
    """At random moments under load."""
    assert kills(tmp_path, 3, 7)
