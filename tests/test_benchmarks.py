"""Each benchmark still runs, in a tiny size. What it measures is looked at by hand."""

import benchmarks.connections
import benchmarks.downloads
import benchmarks.growth
import benchmarks.latency
import benchmarks.million
import benchmarks.rules
import benchmarks.screen
import benchmarks.server
import benchmarks.start
import benchmarks.store
import benchmarks.uploads
import benchmarks.wire
import pytest

pytestmark = pytest.mark.slow
NO_WRK = "wrk is not installed"


def rows(told: str) -> list[str]:
    """Give the names of the rows of a table, which two blanks at least end."""
    return [line.strip().split("  ")[0] for line in told.splitlines()]


def test_the_wire_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each reader, with its ratio to h11."""
    benchmarks.wire.main(number=2, repeats=2)

    assert "of h11" in capsys.readouterr().out


def test_the_rules_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each kind of rules, with its ratio to one rule; the last rule answers in all of them."""
    benchmarks.rules.main(number=2, repeats=1)

    assert "200 rules of 10 kinds" in capsys.readouterr().out


@pytest.mark.slow
def test_the_store_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each size of batch."""
    benchmarks.store.main(exchanges=200, rounds=1, long=1_000)

    assert len(capsys.readouterr().out.splitlines()) > 3


@pytest.mark.slow
def test_the_screen_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each message and each key."""
    benchmarks.screen.main(rounds=1, rows=2_000, scale=200, most=2)

    assert "row down" in capsys.readouterr().out


@pytest.mark.slow
def test_the_server_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each way to be asked, many rules and the screen among them; without wrk, a word on how to get it."""
    benchmarks.server.main(rounds=1, seconds=1)

    told = capsys.readouterr().out
    assert {"200 rules, the last", "serve, connection each", "httpscope, screen on"} <= set(
        rows(told)
    ) or NO_WRK in told


@pytest.mark.slow
def test_uploads_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for the server and one for the baseline, also where more is sent than kept."""
    benchmarks.uploads.main(rounds=1, octets=2**21)

    assert "httpscope serve" in capsys.readouterr().out


def test_idle_connections_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for the server and one for the baseline."""
    benchmarks.connections.main(count=20, rounds=1, asked=10)

    assert "httpscope serve" in capsys.readouterr().out


def test_the_start_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """From the first connection that is taken to the first picture, beside the loading of Textual."""
    benchmarks.start.main(rounds=1)

    assert "screen: painted" in capsys.readouterr().out


@pytest.mark.slow
def test_downloads_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for the server and one for the baseline, and what many answers of one file add to a capture."""
    benchmarks.downloads.main(rounds=1, octets=2**24, answers=20)

    assert "httpscope serve" in (told := capsys.readouterr().out)
    assert "20 answers of one file" in told


def test_latency_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """Five figures, of the client, the screen, a key and rest."""
    benchmarks.latency.main(rounds=1, asked=300, shown=2, keys=1, idle=0.1)

    assert "a key under load" in capsys.readouterr().out


def test_a_million_exchanges_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each key and for the memory of the screen."""
    benchmarks.million.main(rows=500, rounds=1, steps=2)

    assert "memory of the screen" in capsys.readouterr().out


def test_growth_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each stretch of a capture, each answer of which is kept; without wrk, a word on how to get it."""
    benchmarks.growth.main(most=2, rounds=1, seconds=1)

    assert {"a new capture", "beyond"} <= set(rows(told := capsys.readouterr().out)) or NO_WRK in told
