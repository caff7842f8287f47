"""The lock names all that httpscope depends on, in versions that will do, each file by its digest and no place."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PINNED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?: ;[^\\]*)? \\\n(?P<files>(?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE
)


def _locked() -> dict[str, tuple[str, str]]:
    text = (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8")
    return {found["name"]: (found["version"], found["files"]) for found in _PINNED.finditer(text)}


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def test_every_dependency_is_locked_in_a_version_that_will_do() -> None:
    """Who changes `pyproject.toml` makes the lock anew."""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    locked = _locked()

    assert len(dependencies) > 8
    for dependency in dependencies:
        found = re.match(r"(?P<name>[\w.-]+)>=(?P<least>[\w.]+)", dependency)
        assert found is not None, dependency
        version, _files = locked[found["name"].replace(".", "-")]
        assert _numbers(version) >= _numbers(found["least"])


def test_every_file_is_known_by_its_digest_and_none_by_its_place() -> None:
    """Whichever index it comes from, it is that file."""
    text = (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8")
    locked = _locked()

    assert len(locked) == len(re.findall(r"^\w.*==", text, re.MULTILINE)) > 12
    for _version, files in locked.values():
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", file) for file in re.findall(r"--hash=\S+", files))
    assert "://" not in text
