"""Policy and limits on the screen: what is in force, what struck, and changing either right there."""

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from httpscope.rules.file.read import read_rules
from httpscope.ui.screens.ask import Entry
from httpscope.ui.screens.limits import LimitsScreen
from httpscope.ui.widgets.choice import Choice
from httpscope.ui.widgets.limit_list import LimitList
from httpscope.ui.widgets.status_bar import StatusBar
from tests.ui.shell import Shell, shell
from tests.ui.struck import struck_capture, unseen_capture

pytestmark = pytest.mark.slow


def working(folder: Path) -> str:
    """Give the rules as the server reads them."""
    return (folder / "working.toml").read_text()


async def open_limits(running: Shell) -> LimitList:
    """Open the limits by their key, and wait until it is counted what struck."""
    await running.press("L")
    await running.until(lambda: isinstance(running.app.screen, LimitsScreen), "the limits")
    await running.until(lambda: "Struck 0" in running.screen_text(), "counts")
    return running.one(LimitList)


async def choose(running: Shell, name: str) -> None:
    """Put the cursor on a limit."""
    await running.press("home")
    for _step in range(30):
        if f" {name} " in running.lines()[-7]:
            return
        await running.press("down")
        await running.pilot.pause()
    raise AssertionError(f"no limit {name} in\n{running.screen_text()}")


async def retype(running: Shell, text: str) -> None:
    """Open the line for a value, and type another."""
    await running.press("enter")
    await running.until(lambda: isinstance(running.app.focused, Input), "the line to type in")
    await running.press("end", "ctrl+u", *text, "enter")


async def test_one_key_switches_the_policy_and_u_takes_it_back(tmp_path: Path) -> None:
    """P brings the other policy into force, in the working copy too; undo in the list of rules knows it."""
    async with shell(tmp_path, size=(80, 24)) as running:
        await running.shows("strict")
        await running.press("P")
        await running.shows("⚠ LENIENT")
        assert 'policy = "lenient"\n' in working(tmp_path)

        await running.press("3", "u")
        await running.until(lambda: "LENIENT" not in running.screen_text(), "the strict policy")
        assert "policy" not in working(tmp_path)


async def test_a_click_on_the_policy_switches_it(tmp_path: Path) -> None:
    """On the word alone, not beside it."""
    async with shell(tmp_path, size=(80, 24)) as running:
        line = next(line for line in running.lines() if "8001/  strict" in line)
        await running.pilot.click(StatusBar, offset=(line.index("strict") - 1, 0))
        await running.pilot.click(StatusBar, offset=(line.index("strict") + 6, 0))
        assert "policy" not in working(tmp_path)

        await running.pilot.click(StatusBar, offset=(line.index("strict") + 5, 0))
        await running.shows("⚠ LENIENT")
        await running.pilot.click(StatusBar, offset=(line.index("strict"), 0))
        await running.until(lambda: "LENIENT" not in running.screen_text(), "the strict policy")


@pytest.mark.parametrize("typed", ["policy", "strict", "lenient", "limits"])
async def test_the_palette_knows_policy_and_limits_by_many_words(tmp_path: Path, typed: str) -> None:
    """Only the policy that is not in force is offered."""
    async with shell(tmp_path) as running:
        await running.press("ctrl+p")
        await running.until(lambda: isinstance(running.app.screen, CommandPalette), "the palette")
        running.app.screen.query_one(Input).value = typed

        await running.shows("Limits and policy" if typed == "limits" else "Read leniently")
        assert "Read strictly" not in running.screen_text()


async def test_the_policy_of_another_editor_is_told(tmp_path: Path) -> None:
    """A save of the named file is taken up, its policy and limits too."""
    async with shell(tmp_path) as running:
        await open_limits(running)
        file = tmp_path / "rules.toml"
        file.write_text('policy = "lenient"\n\n[limits]\nhead = "1 MiB"\n\n' + file.read_text())

        await running.shows("● 1 MiB")
        assert running.one(Choice).value == "lenient"
        await running.press("escape")
        await running.shows("⚠ LENIENT")


async def test_every_limit_is_told_with_how_often_it_struck(tmp_path: Path) -> None:
    """Counted from the capture; of what strikes nobody a word says why there is no count."""
    async with shell(tmp_path, capture=struck_capture, size=(200, 60)) as running:
        await open_limits(running)
        counts = {words[1]: words for line in running.lines() if len(words := line.split()) > 5}

        assert counts["head"][2:5] == ["64", "KiB", "2"]
        assert (counts["head_time"][3], counts["idle_time"][3], counts["read_time"][3]) == ("1", "1", "0")
        assert counts["patience"][3:5] == ["with", "times"]


async def test_what_strikes_while_one_looks_is_counted(tmp_path: Path) -> None:
    """The count follows the capture."""
    async with shell(tmp_path, capture=struck_capture) as running:
        await open_limits(running)
        await choose(running, "idle_time")
        await running.shows("Struck 1 times")
        client = running.talk.connect("127.0.0.1:50999")
        client.close("idle-timeout")
        running.talk.commit()

        await running.shows("Struck 2 times")


async def test_a_limit_is_changed_right_there(tmp_path: Path) -> None:
    """What is typed is checked, comes into force at once, is undone, and set back."""
    async with shell(tmp_path, size=(80, 24)) as running:
        await open_limits(running)
        await choose(running, "head")
        await retype(running, "64 horses")
        await running.shows("Expected a number of octets")
        await running.press("end", "ctrl+u", *"16Ki", "enter")
        await running.shows("● 16 KiB")
        assert '[limits]\nhead = "16 KiB"\n' in working(tmp_path)

        await running.press("u")
        await running.until(lambda: "[limits]" not in working(tmp_path), "the undo")
        await running.press("ctrl+r")
        await running.shows("16 KiB; the default is 64 KiB")
        await running.press("d")
        await running.shows("64 KiB, the default")
        assert read_rules(working(tmp_path), "", "").settings.sizes.head == 65_536
        assert "[limits]" not in working(tmp_path)


async def test_the_mouse_changes_limits_and_policy(tmp_path: Path) -> None:
    """A double click opens a limit, a click on a word chooses the policy."""
    async with shell(tmp_path) as running:
        await open_limits(running)
        await running.pilot.click(LimitList, offset=(6, 5), times=2)
        await running.until(lambda: isinstance(running.app.screen, Entry), "the line to type in")
        await running.shows("head: Request line and headers together")
        await running.press("escape")
        await running.until(lambda: isinstance(running.app.screen, LimitsScreen), "the limits")
        await running.pilot.click(Choice, offset=(12, 0))

        await running.until(lambda: 'policy = "lenient"' in working(tmp_path), "the lenient policy")


async def test_over_a_capture_that_is_only_read_nothing_is_offered_to_change(tmp_path: Path) -> None:
    """No policy on the line; the limits tell what struck, and no key changes one."""
    async with shell(tmp_path, capture=struck_capture, viewing=True) as running:
        assert "strict" not in running.screen_text()
        await running.press("P", "L")
        await running.until(lambda: isinstance(running.app.screen, LimitsScreen), "the limits")
        await running.shows("Struck 0 times")
        await running.press("enter", "d", "P", "u")
        await running.pilot.pause()

        assert isinstance(running.app.screen, LimitsScreen)
        assert "Change" not in running.screen_text()


async def test_an_exchange_says_which_limit_struck(tmp_path: Path) -> None:
    """With its value as it is now, above the octets, and among the facts of the connection."""
    async with shell(tmp_path, capture=struck_capture) as running:
        await running.press("home")
        await running.shows("limit head: 64 KiB · ctrl+p Limits changes it")
        assert running.draft is not None
        await running.press("down", "down", "enter", "v", "v", "v", "v")
        await running.shows("limit head_time: 10s, patience: 1m · ctrl+p")


async def test_help_over_the_limits_is_their_own(tmp_path: Path) -> None:
    """F1 tells what can be done here, and nothing about following."""
    async with shell(tmp_path) as running:
        await open_limits(running)
        await running.press("f1")
        await running.shows("Strict or lenient")

        assert "follow" not in running.screen_text()


async def test_strikes_that_refuse_nobody_are_counted(tmp_path: Path) -> None:
    """Requests that wait, bodies that are not kept, holds that nobody ended or that were too many."""
    async with shell(tmp_path, capture=unseen_capture, size=(200, 60)) as running:
        await open_limits(running)
        counts = {words[1]: words[2:] for line in running.lines() if len(words := line.split()) > 5}
        struck = {name: row[2 if row[1] in {"KiB", "MiB", "octets/s"} else 1] for name, row in counts.items()}

        names = ("pipelined", "unread", "kept", "held", "hold_time", "write_time", "send_rate")
        assert [struck[name] for name in names] == ["1", "0", "1", "1", "1", "1", "1"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("crowd", "No count of its own"),
        ("slice", "it only says how much goes out at a time"),
        ("linger_time", "it bounds a wait of httpscope itself"),
        ("hold_time", "Times of rules count too."),
    ],
)
async def test_a_limit_without_a_count_says_why(tmp_path: Path, name: str, words: str) -> None:
    """On a small screen too."""
    async with shell(tmp_path, size=(80, 24)) as running:
        await open_limits(running)
        await choose(running, name)
        await running.shows(words)


async def test_an_open_connection_says_that_requests_wait_on_it(tmp_path: Path) -> None:
    """In the list of connections, and in that of requests, with the limit and its value above the message."""
    async with shell(tmp_path, capture=unseen_capture, size=(140, 40)) as running:
        await running.press("home", "down")
        await running.shows("⚠ sent ahead, waits")
        await running.shows("The client sends requests without waiting for answers")
        await running.press("down", "down")
        await running.shows("limit held: 100 · ctrl+p Limits changes it")
        await running.press("c")
        await running.shows("open · further requests wait unread")
