"""Contents made to hurt who looks at them, in a small size; all, in full: `python -m tests.faults.bombs`."""

from pathlib import Path

import pytest

from tests.faults.bombs import throw

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("name", "share"), [("br", 16), ("form, many fields", 10)])
def test_the_screen_outlives_a_bomb(name: str, share: int, tmp_path: Path) -> None:
    """Every view opens, the body says where it stopped, a key is answered, and the memory stays within its bound."""
    throw(name, tmp_path, share=share)
