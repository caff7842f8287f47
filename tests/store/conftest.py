"""A capture to write to and to read from."""

import shutil
import tempfile
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


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that other users can read and enter."""
    folder = Path(tempfile.mkdtemp(prefix="httpscope-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)
