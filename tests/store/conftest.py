"""A capture to write to and to read from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.sample import Capture


@pytest.fixture
def capture(tmp_path: Path) -> Iterator[Capture]:
    """Give a new capture with its writer and a reader."""
    capture = Capture(tmp_path / "capture.httpscope")
    yield capture
    capture.close()
