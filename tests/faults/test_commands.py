"""What the commands of this folder say of themselves, and of what went wrong."""

from pathlib import Path

import pytest

from tests.faults import __main__ as faults
from tests.faults import bombs
from tests.faults.trial import Lost, report


@pytest.mark.parametrize("failure", [Lost("three requests"), AssertionError("waited 15 s for the end")])
def test_a_trial_that_fails_is_told_and_the_next_one_is_tried(
    failure: AssertionError, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether it lost something or waited for something in vain."""

    def failing(_folder: Path, _size: int) -> list[str]:
        raise failure

    monkeypatch.setattr(faults, "COMMANDS", {"first": failing, "second": lambda _folder, size: [f"{size} held"]})

    assert faults.main(["first", "second", "--size", "3"]) == 1
    assert capsys.readouterr().out == f"first\n  LOST: {failure}\nsecond\n  3 held\n"


def test_the_names_of_all_faults_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """And none is tried."""
    assert faults.main(["--list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == [*faults.FAULTS, *faults.COMMANDS]


def test_no_percentile_is_above_the_worst() -> None:
    """Also where few answers came, one of them late."""
    assert report([0.001] * 20 + [0.2755]).endswith("p99 220.6 ms, worst 275.5 ms")


def test_an_unknown_bomb_is_told_with_those_there_are() -> None:
    """Names have spaces and commas in them, and are quoted."""
    with pytest.raises(SystemExit, match=r"^no such bomb: 'gzipp'; there are 'gzip', 'deflate', 'br'"):
        bombs.main("gzipp")
