"""How many files the server may have open: it asks for as many as it may have, and says where that is too few."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from httpscope.cli.open_files import raise_open_files, too_few
from tests.running import poll, serving

SOFT, HARD = resource.getrlimit(resource.RLIMIT_NOFILE)


@pytest.fixture
def few_files() -> Iterator[int]:
    """Let this process, and those it starts, begin with fewer files than they may have."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, HARD))
    yield 256
    resource.setrlimit(resource.RLIMIT_NOFILE, (SOFT, HARD))


def test_the_server_raises_the_limit_by_itself(few_files: int, tmp_path: Path) -> None:
    """Nobody has to know of `ulimit -n` before a load test."""
    with serving(tmp_path, "--limit", "connections=300") as server:
        soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)

        assert soft > few_files
        assert hard == HARD
        assert "The system lets this process open" not in server.stderr()


def test_what_may_be_open_by_now_is_given_back(few_files: int) -> None:
    """None stands for any number."""
    given = raise_open_files()

    assert given is None or given > few_files


@pytest.mark.skipif(HARD == resource.RLIM_INFINITY or HARD > 900_000, reason="this system lets a process open more")
def test_where_the_limit_may_not_be_raised_far_enough_the_server_says_so(tmp_path: Path) -> None:
    """In a sentence for people, with both numbers."""
    with serving(tmp_path, "--limit", "connections=1000000") as server:
        poll(lambda: "the limit connections is 1,000,000" in server.stderr(), "word of the limit")

        assert f"The system lets this process open {HARD:,} files" in server.stderr()


def test_enough_files_are_not_worth_a_word() -> None:
    """Some files are for other things than connections."""
    assert not too_few(None, 12_000)
    assert not too_few(12_064, 12_000)
    assert too_few(12_063, 12_000)


def test_where_files_are_very_few_no_number_of_connections_is_told() -> None:
    """It would be none, and some are answered."""
    assert "open 64 files, of which it needs up to 64 besides connections; the limit" in too_few(64, 12_000)
    assert "open 1,024 files, so about 960 connections at once; the limit" in too_few(1_024, 12_000)
