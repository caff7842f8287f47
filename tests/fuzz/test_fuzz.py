"""Each target of the fuzzer, for a fixed number of tries; `python -m tests.fuzz` goes on from there."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import main
from tests.fuzz.seeded import fuzz, reason_of
from tests.fuzz.targets import TARGETS

SLOW = 150
TRIES = {"receiver": SLOW, "session": SLOW}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_found_in_a_few_tries(name: str) -> None:
    """Neither in the seeds nor in what the seeded mutator makes of them."""
    target = TARGETS[name]
    most = TRIES.get(name, 3 * SLOW)

    assert [reason for octets in target.seeds()[:most] if (reason := reason_of(target.run, octets))] == []
    assert fuzz(name, 1, lambda tried: tried < most) == (most, [])


def test_what_is_found_is_kept_and_told_in_hexadecimal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that it becomes a case."""

    def broken(octets: bytes) -> None:
        assert octets[5:6] != b"a", "an a in the wrong place"

    monkeypatch.setitem(TARGETS, "rules", TARGETS["rules"]._replace(run=broken, seeds=lambda: [b"....bananas"]))

    assert main(["rules", "--seconds", "1", "--unguided", "--folder", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "1 found" in said
    assert "an a in the wrong place" in said
    assert [path.read_bytes().hex() in said for path in tmp_path.glob("rules/crash-*")] == [True]
