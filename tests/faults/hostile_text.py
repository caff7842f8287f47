"""`python -m tests.faults.hostile_text`: hostile text in every place, every view opened, and what reached the terminal.

Real clients' octets against the real screen in a pseudo-terminal, the three formats of `serve`, rules files, arguments
and pictures. Prints what was tried and what leaked; the exit status is 1 where anything did. About six minutes.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from httpscope.ui.pictured import octets_to_editor
from tests.faults.attacks import ATTACKS, PLACES, RULES, in_toml
from tests.faults.terminal_octets import foreign_to_lines, foreign_to_the_screen
from tests.running import COMMAND, ask, environment, poll, run, serving
from tests.terminal import Screen, Terminal

Leak = tuple[str, str]
"""Where something leaked, and what."""

_MODES: Final = ("octets", "headers", "body", "hex", "connection")


def groups() -> dict[str, bytes]:
    """Put attacks together that leave each other as they are: what is no UTF-8 makes the whole text none."""
    joined = {"characters": b"", "controls": b"", "octets": b"", "line ends": b""}
    for attack in ATTACKS.values():
        text = attack.decode("utf-8", "replace")
        if len(text.splitlines()) > 1 or "\0" in text:
            group = "line ends"
        elif "\ufffd" in text:
            group = "octets"
        else:
            group = "controls" if any(character < " " for character in text) else "characters"
        joined[group] += attack + b" "
    return joined


def requests(bad: bytes) -> Iterator[tuple[str, bytes]]:
    """Give a request with the text for each place."""
    for place, make in PLACES.items():
        yield place, make(bad)


class Watch:
    """Looks at what a terminal gets, a stretch at a time."""

    def __init__(self, terminal: Terminal) -> None:
        self.leaks: list[Leak] = []
        self._terminal = terminal
        self._seen = 0

    def look(self, where: str) -> None:
        """Wait until the terminal is quiet, and judge what came since the last look."""
        self._terminal.settle()
        raw = bytes(self._terminal.raw[self._seen :])
        self._seen += len(raw)
        self.leaks += [(where, what) for what in sorted(foreign_to_the_screen(raw))]


def in_views(screen: Screen, watch: Watch, where: str) -> None:
    """Open each view of the selected exchange, request and answer, and let the cursor name its parts."""
    screen.press("enter")
    for side in "[]":
        screen.press(side)
        for _mode in _MODES:
            screen.press("v", "w", "w", "w", "n")
            watch.look(f"{where}, a view")
    screen.press("[", "1")


def in_list(folder: Path) -> list[Leak]:
    """Send every attack in every place, each alone, and page through the list."""
    screen = Screen(folder, columns=160, rows=48)
    watch = Watch(screen)
    try:
        port = screen.port
        sent = 0
        for attack in ATTACKS.values():
            for _place, octets in requests(attack):
                ask(port, octets, half_close=True)
                sent += 1
        screen.wait_for(f" {sent:,} requests")
        for page in range(sent // 10):
            screen.press("pageup")
            watch.look(f"list, page {page} from the end")
        screen.press("c")
        watch.look("connections")
        print(f"list: {sent} requests looked at")
    finally:
        screen.close()
    return watch.leaks


def in_exchange(folder: Path) -> list[Leak]:
    """Send the attacks together in every place, and open every view of each."""
    screen = Screen(folder, columns=160, rows=60)
    watch = Watch(screen)
    try:
        screen.press("plus", "plus", "plus")
        for number, (group, bad) in zip(count(1), groups().items(), strict=False):
            for place, octets in requests(bad):
                ask(screen.port, octets, half_close=True)
                screen.settle()
                in_views(screen, watch, f"{group} in {place}")
            print(f"views: group {number}, {len(PLACES)} requests looked at in {2 * len(_MODES)} views")
    finally:
        screen.close()
    return watch.leaks


def in_made_rule(folder: Path) -> list[Leak]:
    """Make a rule of an answer that repeats what the client sent, a text in each line, and open all that shows it."""
    screen = Screen(folder, columns=160, rows=60)
    watch = Watch(screen)
    characters = [text for text in ATTACKS.values() if text in groups()["characters"]]
    # A text that no editor gives back exactly is not put into one; floods come first, where they are in sight.
    texts = sorted((text for text in characters if octets_to_editor(text) is not None), key=len, reverse=True)
    lines = b"".join(b"X-%d: %s\r\n" % (number, text) for number, text in enumerate(texts))
    try:
        ask(screen.port, b"TRACE / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + lines + b"\r\n")
        screen.wait_for("TRACE /")
        for key in ("s", "tab", "tab", "tab", "enter", "escape", "3", "e", "f3", "pagedown", "escape", "1", "W", "end"):
            screen.press(key)
            watch.look(f"a rule made of an answer, {key}")
        if "X-0: " not in exported_rules(folder):
            watch.leaks.append(("a rule made of an answer", "it was not made"))
    finally:
        screen.close()
    print(f"a made rule: {len(texts)} texts in the form, in its text and in the reasons")
    return watch.leaks


def exported_rules(folder: Path) -> str:
    """Give the rules of the run as its server reads them."""
    return "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.toml"))


def fetched(svg: str) -> set[str]:
    """Name what somebody who opens the picture would ask others for: all but texts, names and its own parts."""
    addresses = {f"url({url})" for url in re.findall(r"url\(\s*([^)]*)\)", svg) if not url.startswith("#")}
    names = ("href", "src", "data")
    elements = ET.fromstring(svg).iter()
    linked = {f"{each.tag} {name}" for each in elements for name in each.attrib if name.endswith(names)}
    return addresses | linked | set(re.findall(r"@import|@font-face|<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", svg))


def in_picture(folder: Path) -> list[Leak]:
    """Save a picture of the screen, and read it as XML."""
    screen = Screen(folder, columns=160, rows=48, HOME=str(folder), XDG_DOWNLOAD_DIR=str(folder))
    try:
        for bad in groups().values():
            ask(screen.port, PLACES["body as text"](bad), half_close=True)
            ask(screen.port, PLACES["target, escaped"](bad), half_close=True)
            ask(screen.port, PLACES["method"](bad), half_close=True)
        screen.press("ctrl+p", *"Save a picture")
        screen.wait_for("An SVG file")
        screen.press("enter")
        (picture,) = poll(lambda: list(folder.rglob("*.svg")), "the picture")
        poll(picture.read_bytes, "the picture to be written")
        screen.settle()
        octets = picture.read_bytes()
        scripts = {element.tag for element in ET.fromstring(octets).iter() if "script" in element.tag}
        found = foreign_to_lines(octets.replace(b"\xc2\xa0", b" ")) | scripts | fetched(octets.decode())
        if picture.stat().st_mode & 0o777 != 0o600:
            found.add("others may read it")
        return [("picture", what) for what in found]
    finally:
        screen.close()


def in_rules(folder: Path) -> list[Leak]:
    """Open rules files with hostile texts in every value, names with hostile texts, and files that do not parse."""
    leaks = []
    for group, bad in groups().items():
        named = folder / f"{group}.toml"
        named.write_text(RULES.format(bad=in_toml(bad)), encoding="utf-8")
        screen = Screen(folder, "--rules", str(named), columns=160, rows=60)
        watch = Watch(screen)
        try:
            ask(screen.port, b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            watch.look(f"{group} in rules, started")
            for _rule in range(3):
                screen.press("3", "enter")
                for _field in range(12):
                    screen.press("tab")
                    watch.look(f"{group} in rules, a field")
                screen.press("escape", "3", "down", "f2")
                watch.look(f"{group} in rules, the list and the preview")
            broken = RULES.format(bad=in_toml(bad)) + f'[["{in_toml(bad)}"]]\nx = 1\n'
            named.write_text(broken, encoding="utf-8")
            watch.look(f"{group} in rules that are faulty")
            named.write_bytes(broken.encode() + bad)
            watch.look(f"{group} in rules that are broken")
        finally:
            screen.close()
        leaks += watch.leaks
    print("rules: 4 files looked at")
    return leaks


def in_lines(folder: Path) -> list[Leak]:
    """Read what `serve` writes in each of its formats: lines whose every character is plain."""
    leaks = []
    for form in ("text", "jsonl", "octets"):
        place = folder / form
        place.mkdir()
        with serving(place, "--format", form) as server:
            for attack in ATTACKS.values():
                for _place, octets in requests(attack):
                    ask(server.port, octets, half_close=True)
            server.stop()
            found = foreign_to_lines(server.stdout().encode()) | foreign_to_lines(server.stderr().encode())
        leaks += [(f"serve --format {form}", what) for what in sorted(found)]
        print(f"serve --format {form}: {len(ATTACKS) * len(PLACES)} requests looked at")
    return leaks


def in_octets(folder: Path) -> list[Leak]:
    """Ask at a terminal for the octets of a capture, and for those of an answer."""
    with serving(folder) as server:
        for attack in ATTACKS.values():
            for _place, octets in requests(attack):
                ask(server.port, octets, half_close=True)
        server.stop()
    (folder / "body").write_bytes(b"\n".join(ATTACKS.values()))
    (folder / "rules.toml").write_text("[[rule]]\nanswer.file = 'body'\n", encoding="utf-8")
    leaks = []
    for arguments in (
        ("export", str(server.capture), "--format", "raw"),
        ("export", str(server.capture), "--format", "jsonl"),
        ("explain", str(folder / "rules.toml"), "/", "-X", "GET", "--octets"),
        ("explain", str(folder / "rules.toml"), "/", "-X", "GET"),
    ):
        terminal = Terminal([*COMMAND, *arguments], environment(folder), columns=160, rows=48)
        try:
            terminal.wait()
        finally:
            terminal.close()
        shown = bytes(terminal.raw).replace(b"\r\n", b"\n")
        found = foreign_to_lines(shown) | (set() if shown else {"nothing at all"})
        leaks += [(f"{' '.join(arguments[::2])} at a terminal", what) for what in sorted(found)]
    print(f"octets at a terminal: {len(ATTACKS) * len(PLACES)} requests and an answer looked at")
    return leaks


def in_arguments(folder: Path) -> list[Leak]:
    """Give hostile texts as arguments, and read what is said about them."""
    leaks = []
    for name, attack in ATTACKS.items():
        bad = attack.replace(b"\0", b"").decode("utf-8", "surrogateescape")
        for arguments in (
            ("serve", "--rules", bad),
            ("serve", "--port", bad),
            ("serve", "--bind", bad),
            ("serve", "--capture", f"/dev/null/{bad}"),
            ("serve", "--format", bad),
            ("view", bad),
            ("export", bad),
            ("export", "--redact-field", bad),
            ("serve", "--policy", bad),
            ("serve", "--limit", bad),
            ("serve", "--keep", bad),
            ("captures", "--remove", bad),
            ("explain", bad),
            (bad,),
            (f"--{bad}",),
        ):
            done = run(folder, *arguments)
            found = foreign_to_lines(done.stdout) | foreign_to_lines(done.stderr)
            if b"Traceback" in done.stderr or done.stderr.count(b"\n") > (1 if arguments[1:] else 2):
                found.add(f"not one sentence: {done.stderr[:200]!r}")
            leaks += [(f"{name} in {' '.join(arguments[:-1]) or 'an argument'}", what) for what in sorted(found)]
    print(f"arguments: {len(ATTACKS)} texts in 15 places")
    return leaks


_PARTS: Final = (in_lines, in_octets, in_arguments, in_list, in_exchange, in_made_rule, in_rules, in_picture)


def main(*chosen: str) -> int:
    """Try all, or the parts that are named, and say what leaked; 2 where there is no such part."""
    names = [part.__name__ for part in _PARTS]
    if unknown := sorted({*chosen} - {*names}):
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(names)}", file=sys.stderr)
        return 2
    leaks: list[Leak] = []
    for part in _PARTS:
        if not chosen or part.__name__ in chosen:
            with tempfile.TemporaryDirectory() as folder:
                leaks += part(Path(folder))
    for where, what in leaks:
        print(f"LEAK  {where}: {what}")
    print(f"{len(ATTACKS)} texts, {len(PLACES)} places in a request: {len(leaks)} leaks")
    return bool(leaks)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
