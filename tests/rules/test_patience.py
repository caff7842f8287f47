"""Files that are broken for a moment, as while somebody writes them, and files that are no files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from httpscope.rules.file.watch import Watch
from httpscope.rules.rule import DEFAULT

GOOD = '[[rule]]\nname = "{0}"\n'


class Clock:
    """The watch's clock, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr("time.monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Give the clock that the watch goes by."""
    return Clock(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a rules file with a rule."""
    path = tmp_path / "rules.toml"
    path.write_text(GOOD.format("a"))
    return path


@pytest.fixture
def watch(path: Path, clock: Clock) -> Watch:
    """Give a watch with a second's patience that has seen the file."""
    watch = Watch([path], DEFAULT, patience=1.0)
    assert watch.refresh() is not None
    return watch


def fault(watch: Watch) -> str | None:
    """Look, and give what is told of a fault."""
    change = watch.refresh()
    return change.fault.message if change and change.fault else None


@pytest.mark.parametrize("broken", ["", "[[rule", "\x00"])
def test_a_file_that_is_being_written_is_not_told_of(watch: Watch, path: Path, broken: str) -> None:
    """The last good rules answer meanwhile, and what comes then is in force with the next look."""
    path.write_text(broken)
    assert watch.refresh() is None
    assert watch.current.rules[0].name == "a"

    path.write_text(GOOD.format("b"))
    watch.refresh()

    assert watch.current.rules[0].name == "b"
    assert watch.refresh() is None


def test_a_file_that_stays_broken_is_told_of_once(watch: Watch, path: Path, clock: Clock) -> None:
    """After the patience, without another change of the file."""
    path.write_text("[[rule")
    told = []

    for clock.now in (0.0, 0.9, 1.0, 5.0):
        told.append(fault(watch))

    assert [bool(each) for each in told] == [False, False, True, False]


def test_a_hundred_faults_a_second_are_told_once_a_patience(watch: Watch, path: Path, clock: Clock) -> None:
    """A program gone wild does not fill the capture with sentences."""
    told = []

    for number in range(300):
        clock.now = number / 100
        path.write_text("\n" * number + "x")
        told.append(fault(watch))

    assert sum(map(bool, told)) == 2


def test_a_broken_file_that_is_deleted_is_a_fault_no_more(watch: Watch, path: Path, clock: Clock) -> None:
    """Whoever shows the fault hears that it is over; when it comes back, it is told again."""
    path.write_text("[[rule")
    for clock.now in (0.0, 1.0):
        watch.refresh()

    path.unlink()
    assert watch.refresh() is None
    clock.now = 2.0
    change = watch.refresh()
    assert change is not None
    assert (change.fault, change.gone, change.ruleset) == (None, True, watch.current)

    path.write_text("[[rule")
    told = []
    for clock.now in (3.0, 4.0):
        told.append(fault(watch))
    assert [bool(each) for each in told] == [False, True]


def test_deleted_and_created_anew_it_is_never_without_rules(watch: Watch, path: Path) -> None:
    """Between creating and writing a new file is empty."""
    path.unlink()
    watch.refresh()

    with path.open("w") as file:
        watch.refresh()
        assert watch.current.rules[0].name == "a"
        file.write(GOOD.format("b"))
    watch.refresh()

    assert watch.current.rules[0].name == "b"


def test_whatever_is_put_in_its_place_is_told_and_left_again(watch: Watch, path: Path, clock: Clock) -> None:
    """A link to itself, a folder, a FIFO, a device, another encoding: a sentence, and back to rules with the next."""
    told = []
    others: dict[str, Callable[[], object]] = {
        "loop": lambda: path.symlink_to(path.name),
        "folder": path.mkdir,
        "fifo": lambda: os.mkfifo(path),
        "device": lambda: path.symlink_to("/dev/zero"),
        "utf-16": lambda: path.write_text(GOOD, encoding="utf-16"),
        "through a file": lambda: path.symlink_to("/dev/null/rules.toml"),
    }

    for put in others.values():
        path.unlink()
        put()
        watch.refresh()
        clock.now += 1
        told.append(fault(watch))
        path.rmdir() if path.is_dir() else path.unlink()
        path.write_text(GOOD.format(clock.now))
        watch.refresh()
        assert watch.current.rules[0].name == str(clock.now)

    assert told == [
        "Too many levels of symbolic links",
        "not a regular file",
        "not a regular file",
        "not a regular file",
        "binary data; expected a TOML text",
        "Not a directory",
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_any_more_is_told(watch: Watch, path: Path, clock: Clock) -> None:
    """And taken up again when it may."""
    path.chmod(0)
    watch.refresh()
    clock.now = 1.0
    assert fault(watch) == "Permission denied"

    path.chmod(0o600)

    assert watch.refresh() is not None


def test_a_link_that_is_turned_to_another_file_is_followed(tmp_path: Path) -> None:
    """With the very next look, also where both files are of the same length and age."""
    for name in "ab":
        (tmp_path / name).write_text(GOOD.format(name))
        os.utime(tmp_path / name, ns=(10**18, 10**18))
    (tmp_path / "link").symlink_to("a")
    watch = Watch([tmp_path / "link"], DEFAULT, patience=1.0)
    watch.refresh()

    (tmp_path / "new").symlink_to("b")
    os.replace(tmp_path / "new", tmp_path / "link")
    watch.refresh()

    assert watch.current.rules[0].name == "b"


def test_line_ends_of_windows_and_a_byte_order_mark_are_read(watch: Watch, path: Path) -> None:
    """Notepad writes both."""
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.format("b").replace("\n", "\r\n").encode())

    watch.refresh()

    assert watch.current.rules[0].name == "b"
