"""Which rules are in force while people edit their files."""

import os
from pathlib import Path

import pytest

from httpscope.rules.file import seen
from httpscope.rules.file.read import save_text
from httpscope.rules.file.watch import Watch
from httpscope.rules.rule import DEFAULT, Ruleset


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the name of a rules file that is not there yet."""
    return tmp_path / "rules.toml"


def rule(name: str) -> str:
    """Give the text of one rule."""
    return f'[[rule]]\nname = "{name}"\n'


def names(watch: Watch) -> list[str]:
    """Give the names of the rules in force."""
    return [rule.name for rule in watch.current.rules]


def test_without_a_file_the_default_rules_are_in_force(path: Path) -> None:
    """A named file may come later."""
    watch = Watch([path], DEFAULT)

    assert watch.refresh() is None
    assert watch.current is DEFAULT


def test_the_first_look_takes_up_what_is_there(path: Path) -> None:
    """The ruleset says where it came from, and speaks of files as the default did."""
    path.write_text(rule("a"))
    watch = Watch([path], Ruleset(base="/srv"))

    change = watch.refresh()

    assert change is not None
    assert change.ruleset is watch.current
    assert (watch.current.source, watch.current.base, names(watch)) == (str(path), "/srv", ["a"])


def test_every_edit_is_seen_at_the_next_look(path: Path) -> None:
    """Also one of the same length, within the same tick of the file system's clock."""
    watch = Watch([path], DEFAULT)

    for number in range(200):
        path.write_text(rule(f"{number:03}"))
        watch.refresh()

        assert names(watch) == [f"{number:03}"]


def test_an_edit_that_leaves_no_trace_in_the_stamps_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File systems count in ticks: within one, an edit of the same length changes nothing but the octets."""
    monkeypatch.setattr(seen, "signature_of", lambda found: (0, 0, 0, 0, 0))
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()

    path.write_text(rule("b"))
    watch.refresh()

    assert names(watch) == ["b"]


def test_every_replacement_is_seen_at_the_next_look(path: Path) -> None:
    """Editors that save by replacing are followed to the new file."""
    watch = Watch([path], DEFAULT)

    for number in range(50):
        save_text(path, rule(f"{number:03}"))
        watch.refresh()

        assert names(watch) == [f"{number:03}"]


def test_an_edit_that_sets_the_time_back_is_seen(path: Path) -> None:
    """`cp -p` and archives bring old times with them."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()
    stamps = path.stat()

    path.write_text(rule("b"))
    os.utime(path, ns=(stamps.st_atime_ns, stamps.st_mtime_ns))
    watch.refresh()

    assert names(watch) == ["b"]


def test_a_file_that_rests_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once its stamps are old enough to show any change, looking at them is all the work."""
    path.write_text(rule("a"))
    now = path.stat().st_ctime_ns + 10 * 10**9
    monkeypatch.setattr("time.time_ns", lambda: now)
    watch = Watch([path], DEFAULT)
    watch.refresh()
    monkeypatch.setattr(seen, "read_octets", lambda name: pytest.fail(f"{name} was read"))

    assert watch.refresh() is None


def test_the_same_text_again_is_no_change(path: Path) -> None:
    """Saving without an edit, or touching the file, says nothing to anybody."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()
    before = watch.current

    save_text(path, rule("a"))

    assert watch.refresh() is None
    assert watch.current is before


def test_a_file_that_cannot_be_read_as_rules_leaves_the_last_good_ones(path: Path) -> None:
    """The fault is told once, not at every look."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()

    path.write_text('[[rule]]\nname = "b')
    change = watch.refresh()

    assert change is not None
    assert change.ruleset is None
    assert (change.fault and change.fault.line, names(watch)) == (2, ["a"])
    assert watch.refresh() is None


def test_another_fault_is_told_again(path: Path) -> None:
    """People mend one thing after the other."""
    watch = Watch([path], DEFAULT)
    places = []

    for text in ("x", "[[rule]]\nx", "[[rule]]\nx\n# still", "[[rule]]\n\nx"):
        path.write_text(text)
        change = watch.refresh()
        places.append(change and change.fault and change.fault.line)

    assert places == [1, 2, None, 3]


def test_going_back_to_the_rules_in_force_ends_a_fault(path: Path) -> None:
    """Whoever shows the fault has to hear that it is over."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()
    path.write_text("[[rule")
    watch.refresh()

    path.write_text(rule("a"))
    change = watch.refresh()

    assert change is not None
    assert (change.fault, names(watch)) == (None, ["a"])


def test_a_file_that_goes_leaves_its_rules_in_force(path: Path) -> None:
    """Some editors delete and write anew; whichever comes next is taken up."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()

    path.unlink()
    gone = watch.refresh()
    path.write_text(rule("b"))
    back = watch.refresh()

    assert gone is None
    assert back is not None
    assert names(watch) == ["b"]


def test_a_file_that_comes_back_the_same_is_no_change(path: Path) -> None:
    """Deleted and restored, it says what it said."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()
    path.unlink()
    watch.refresh()

    path.write_text(rule("a"))

    assert watch.refresh() is None


def test_a_file_that_is_being_written_does_not_empty_the_rules(path: Path) -> None:
    """An editor that writes in place cuts the file to nothing first."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()

    with path.open("w") as file:
        change = watch.refresh()
        assert change is not None
        assert (change.ruleset, names(watch)) == (None, ["a"])
        file.write(rule("b"))
    watch.refresh()

    assert names(watch) == ["b"]


def test_an_empty_file_put_in_its_place_has_no_rules(path: Path) -> None:
    """The screen replaces the file as a whole, and may well have deleted the last rule."""
    path.write_text(rule("a"))
    watch = Watch([path], DEFAULT)
    watch.refresh()

    save_text(path, "")
    watch.refresh()

    assert names(watch) == []


def test_of_two_files_the_one_that_changed_last_counts(tmp_path: Path) -> None:
    """The named file and the working copy are edited in turn, and each edit is live."""
    named, working = tmp_path / "named.toml", tmp_path / "working.toml"
    named.write_text(rule("named"))
    watch = Watch([named, working], DEFAULT)
    seen = []

    for path, text in ((None, ""), (working, "typed"), (named, "saved"), (working, "typed on")):
        if path:
            save_text(path, rule(text))
        watch.refresh()
        seen += names(watch)

    assert seen == ["named", "typed", "saved", "typed on"]


@pytest.mark.parametrize("last", ["named", "working"])
def test_of_two_changes_between_two_looks_the_later_counts(tmp_path: Path, last: str) -> None:
    """The stamps of the files decide, not their order."""
    files = [tmp_path / "named.toml", tmp_path / "working.toml"]
    for file in files:
        file.write_text(rule(file.stem))
    later = files[1].stat().st_mtime_ns + 10**9
    os.utime(tmp_path / f"{last}.toml", ns=(later, later))
    watch = Watch(files, DEFAULT)

    watch.refresh()

    assert names(watch) == [last]


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path) -> None:
    """So is what is no regular file: a folder, a FIFO that would hold the server for ever."""
    os.mkfifo(tmp_path / "fifo")
    faults = []

    for name in ("fifo", "."):
        watch = Watch([tmp_path / name], DEFAULT)
        change = watch.refresh()
        faults.append(change and change.fault and change.fault.message)
        assert watch.refresh() is None

    assert faults == ["not a regular file"] * 2
