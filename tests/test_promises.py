"""What SECURITY.md says about where its promises are tested is true: the files and commands are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_tests_that_hold_the_promises_are_there() -> None:
    """Every file and every module that the page names exists."""
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    files = set(re.findall(r"`((?:tests|src)/[\w/]+\.py)`", page))
    modules = set(re.findall(r"python -m (tests[\w.]*)", page))

    assert len(files) > 10
    assert {name for name in files if not (ROOT / name).is_file()} == set()
    places = {name: ROOT / name.replace(".", "/") for name in modules}
    missing = [name for name, place in places.items() if not place.with_suffix(".py").is_file() and not place.is_dir()]
    assert missing == []
