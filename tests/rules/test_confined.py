"""Files are opened inside a folder, also when links are swapped in while that happens."""

import os
from pathlib import Path

import pytest

from httpscope.rules import confined
from httpscope.rules.confined import Bar, BarredError, open_inside


def test_the_descriptor_reads_the_file(tmp_path: Path) -> None:
    """The caller closes it."""
    (tmp_path / "a").write_text("octets")

    with open(open_inside(str(tmp_path), str(tmp_path), "a"), "rb") as file:
        assert file.read() == b"octets"


@pytest.mark.parametrize("name", ["../secret", ".hidden", "fifo"])
def test_the_reason_for_a_refusal_is_given(tmp_path: Path, name: str) -> None:
    """The sentence that a person reads is made from it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for file in (tmp_path / "secret", folder / ".hidden"):
        file.write_text("secret")
    os.mkfifo(folder / "fifo")

    with pytest.raises(BarredError) as barred:
        open_inside(str(folder), str(folder), name)

    assert barred.value.bar is {"../secret": Bar.OUTSIDE, ".hidden": Bar.HIDDEN, "fifo": Bar.NOT_REGULAR}[name]


@pytest.mark.parametrize("parts", [["link"], ["folder-link", "secret"]])
def test_a_link_that_was_swapped_in_after_the_check_is_not_followed(tmp_path: Path, parts: list[str]) -> None:
    """The path that was checked has no links, so the way down follows none."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "folder-link").symlink_to(tmp_path)

    with pytest.raises(OSError, match="link"):
        confined._opened(str(folder), parts)


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    """Neither by what works nor by what fails, for a server does this for days."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_text("octets")
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0

    for name in ("a/b/c", "a/b/missing", "a/b", "../x"):
        try:
            os.close(open_inside(str(tmp_path), str(tmp_path), name))
        except (OSError, BarredError):
            continue

    assert (len(os.listdir("/proc/self/fd")) if before else 0) == before
