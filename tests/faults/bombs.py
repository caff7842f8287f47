"""`python -m tests.faults.bombs [NAME...]`: contents made to hurt who looks at them, in every view of the real screen.

Each is sent to a real server, and its capture opened in a fresh screen on a pseudo-terminal. Printed: how long the loop
of the screen stood still, and the peak of its memory beside that of a plain request. Asserted, and nothing timed: each
view is reached, the body view says what it did, a key is answered, the memory stays in bounds, it ends in order.
"""

import asyncio
import gzip
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import brotli

from httpscope.store.reader import Reader
from httpscope.ui import app as app_module
from httpscope.ui.app import HttpScope
from httpscope.ui.loading import Parts
from httpscope.ui.settings import Settings
from tests.faults.trial import Lost, status_of
from tests.running import ask, environment, poll, serving
from tests.terminal import Terminal

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEMORY: Final = 300
"""MiB that the process of the screen may ever have held, with any of them in view."""

PATIENCE: Final = 3.0
"""Seconds that a view may go on painting before the next key is pressed regardless."""

_BEAT: Final = 0.005
_ZEROS: Final = bytes(2**20)


class Bomb(NamedTuple):
    """A content, what is declared of it, and what the body view says."""

    make: Callable[[int], bytes]
    """Gives the content for a size."""
    size: int
    declared: str
    """Field lines, without the last line end."""
    says: str


class Seen(NamedTuple):
    """What a screen was seen to need."""

    stall: float
    """Seconds that its event loop stood still at the longest."""
    memory: float
    """Its peak in MiB."""


def _deflated(size: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(_ZEROS) for _ in range(size)) + packer.flush()


def _brotli(size: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    packed: bytes = b"".join(packer.process(_ZEROS) for _ in range(size)) + packer.finish()
    return packed


def _zstd(size: int) -> bytes:
    packer = zstd.ZstdCompressor(level=3)
    return b"".join(packer.compress(_ZEROS) for _ in range(size)) + packer.flush()


def _nested(size: int) -> bytes:
    return gzip.compress(gzip.compress(_deflated(size, 31)))


def _multipart(size: int) -> bytes:
    return b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n' * size


def _entities(size: int) -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, size))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{lines}]><l>&l{size - 1};</l>'.encode()


def _png(size: int) -> bytes:
    head = b"IHDR" + size.to_bytes(4) * 2 + b"\x08\x06\0\0\0"
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + head + zlib.crc32(head).to_bytes(4)


def _gif(size: int) -> bytes:
    return b"GIF89a" + min(size, 65_535).to_bytes(2, "little") * 2 + b"\x80\0\0" + bytes(6)


def _text(codec: str) -> Callable[[int], bytes]:
    return lambda size: ("漢字 and words, é\n" * size).encode(codec)


_JSON: Final = "Content-Type: application/json"
_FORM: Final = "Content-Type: application/x-www-form-urlencoded"
_PLAIN: Final = "Content-Type: text/plain"
_GROWS: Final = "200 to 1"
_STOPS: Final = "stopped at 16 MiB"

BOMBS: Final[Mapping[str, Bomb]] = {
    "gzip": Bomb(lambda size: _deflated(size, 31), 1024, f"{_PLAIN}\r\nContent-Encoding: gzip", _STOPS),
    "deflate": Bomb(lambda size: _deflated(size, 15), 1024, f"{_PLAIN}\r\nContent-Encoding: deflate", _STOPS),
    "br": Bomb(_brotli, 1024, f"{_PLAIN}\r\nContent-Encoding: br", _GROWS),
    "zstd": Bomb(_zstd, 1024, f"{_PLAIN}\r\nContent-Encoding: zstd", _GROWS),
    "gzip in gzip in gzip": Bomb(_nested, 1024, "Content-Encoding: gzip, gzip, gzip", _STOPS),
    "a hundred codings": Bomb(
        lambda size: gzip.compress(bytes(size)),
        1024,
        "Content-Encoding: " + ", ".join(["gzip"] * 100),
        "too many codings",
    ),
    "JSON, deep": Bomb(lambda size: b"[" * size + b"]" * size, 100_000, _JSON, "nested too deep"),
    "JSON, never closed": Bomb(lambda size: b'{"a":' * size, 100_000, _JSON, "nested too deep"),
    "JSON, many members": Bomb(
        lambda size: b"{" + b",".join(b'"m%d":[%d]' % (n, n) for n in range(size)) + b"}", 1_000_000, _JSON, "JSON"
    ),
    "JSON, one open string": Bomb(lambda size: b'{"a":"' + b"x\\" * size, 5_000_000, _JSON, "no valid JSON"),
    "one line": Bomb(lambda size: b"x" * size, 10_000_000, _PLAIN, "octets"),
    "one line, marked up": Bomb(lambda size: b"<a>" * size, 3_300_000, "Content-Type: text/html", "octets"),
    "line ends": Bomb(lambda size: b"\n" * size, 10_000_000, _PLAIN, "octets"),
    "TABs": Bomb(lambda size: b"\t" * size, 10_000_000, _PLAIN, "octets"),
    "form, many fields": Bomb(lambda size: b"&".join(b"f%d=%%41" % n for n in range(size)), 1_000_000, _FORM, "form"),
    "form, one field": Bomb(lambda size: b"a=" + b"%41" * size, 3_300_000, _FORM, "form"),
    "multipart without end": Bomb(_multipart, 150_000, "Content-Type: multipart/form-data; boundary=b", "octets"),
    "XML entities": Bomb(_entities, 10, "Content-Type: application/xml", "octets"),
    "PNG, 2^31 wide": Bomb(_png, 2**31 - 1, "Content-Type: image/png", "not a text"),
    "GIF, 65,535 wide": Bomb(_gif, 65_535, "Content-Type: image/gif", "not a text"),
    "SVG, absurd": Bomb(
        lambda size: b'<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d"/>' % (size, size),
        10**18,
        "Content-Type: image/svg+xml",
        "octets",
    ),
    "charset punycode": Bomb(lambda size: b"a" * size, 1_000_000, f"{_PLAIN}; charset=punycode", "unknown"),
    "charset idna": Bomb(lambda size: b"a." * size, 500_000, f"{_PLAIN}; charset=idna", "unknown"),
    "charset zlib": Bomb(lambda size: _deflated(size, 15), 100, f"{_PLAIN}; charset=zlib", "unknown"),
    "gb18030": Bomb(_text("gb18030"), 500_000, f"{_PLAIN}; charset=gb18030", "gb18030"),
    "gb18030, broken": Bomb(lambda size: b"\xff" * size, 10_000_000, f"{_PLAIN}; charset=gb18030", "gb18030"),
    "shift_jis": Bomb(
        lambda size: ("漢字 words\n" * size).encode("shift_jis"), 900_000, f"{_PLAIN}; charset=shift_jis", "shift_jis"
    ),
    "utf-16": Bomb(_text("utf-16-le"), 300_000, f"{_PLAIN}; charset=utf-16", "utf-16"),
    "utf-16, halves": Bomb(lambda size: b"\0\xd8" * size, 5_000_000, f"{_PLAIN}; charset=utf-16", "utf-16"),
    "utf-7": Bomb(_text("utf-7"), 400_000, f"{_PLAIN}; charset=utf-7", "unknown"),
    "utf-8, broken": Bomb(lambda size: b"\xf0\x9f" * size, 5_000_000, f"{_PLAIN}; charset=utf-8", "utf-8"),
}


class WatchedScreen(HttpScope):
    """The screen over a capture, and a heart that beats on its event loop."""

    CSS_PATH = str(Path(app_module.__file__).with_name("app.tcss"))
    stall = 0.0
    """Seconds between two beats at the longest, above what was asked for."""
    viewing = 0.0
    """The same, until the help was asked for, which takes its time whatever is in view."""

    def action_help(self) -> None:
        """Be done with the views."""
        self.viewing = self.stall
        super().action_help()

    async def on_ready(self) -> None:
        """Begin to beat when the first picture is there: loading it is no stall."""
        self._heart = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(_BEAT)
            now = time.monotonic()
            self.stall = max(self.stall, now - last - _BEAT)
            last = now


def watched(capture: Path, told: Path) -> int:
    """Show the capture, and write to a file what the screen needed."""
    app = WatchedScreen(Parts(Reader(capture)), Settings())
    app.run()
    told.write_text(f"{app.viewing} {peak(os.getpid())}", encoding="ascii")
    return app.return_code or 0


def peak(pid: int) -> float:
    """Give the most memory that a process has held, in MiB."""
    return status_of(pid, "VmHWM") / 1024


@contextmanager
def _looking(folder: Path, capture: Path) -> Iterator[tuple[Terminal, Path]]:
    told = folder / "told"
    command = [sys.executable, "-m", "tests.faults.bombs", "--show", str(capture), str(told)]
    terminal = Terminal(command, environment(folder), 160, 48)
    try:
        yield terminal, told
    finally:
        terminal.close()


def _left(terminal: Terminal) -> str:
    """Give the request's half of the screen as one line, since sentences wrap."""
    return " ".join(line[: len(line) // 2].strip(" │") for line in terminal.lines)


def _rest(terminal: Terminal) -> None:
    """Wait until nothing is painted for a moment, or until what is laid out bit by bit has had its time."""
    end = time.monotonic() + PATIENCE
    size = -1
    while size != len(terminal.raw) and time.monotonic() < end:
        size = len(terminal.raw)
        time.sleep(0.08)


def look(folder: Path, octets: bytes, says: str) -> Seen:
    """Send the octets, and open each view of them. Raises Lost where the screen does not hold."""
    with serving(folder) as server:
        ask(server.port, octets, patience=60)
    with closing(Reader(server.capture)) as reader:
        if reader.snapshot(None).exchanges != 1:
            raise Lost("it did not reach the capture as one request")
    with _looking(folder, server.capture) as (terminal, told):
        terminal.wait_for("POST", "Quit")
        terminal.press("enter")
        terminal.wait_for("v View")
        terminal.settle()
        for mode in ("headers", "body", "hex", "connection", "octets"):
            terminal.press("v")
            if mode == "body":
                poll(lambda: says in _left(terminal), f"{says!r} in the body view")
            _rest(terminal)
            terminal.press("pagedown", "end")
            _rest(terminal)
        memory = peak(terminal.pid)
        terminal.press("f1")
        terminal.wait_for("Everywhere")
        terminal.press("escape")
        poll(lambda: "Everywhere" not in terminal.text, "the help to close")
        terminal.press("q")
        if status := terminal.wait():
            raise Lost(f"the screen ended with {status}")
    stall, at_the_end = map(float, told.read_text(encoding="ascii").split())
    return Seen(stall, max(memory, at_the_end))


def request(declared: str, content: bytes) -> bytes:
    """Give a request with the content."""
    head = (
        f"POST /bomb HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {len(content)}\r\n{declared}\r\n\r\n"
    )
    return head.encode() + content


def throw(name: str, folder: Path, *, share: int = 1) -> Seen:
    """Throw one of them, made smaller so many times. Raises Lost where the screen does not hold."""
    bomb = BOMBS[name]
    seen = look(folder, request(bomb.declared, bomb.make(max(bomb.size // share, 1))), bomb.says)
    if seen.memory > MEMORY:
        raise Lost(f"{seen.memory:.0f} MiB of memory, and {MEMORY} are allowed")
    return seen


def main(*chosen: str) -> int:
    """Throw all, or those that are named; the exit status is 1 where the screen did not hold."""
    if unknown := [name for name in chosen if name not in BOMBS]:
        sys.exit(f"no such bomb: {', '.join(map(repr, unknown))}; there are {', '.join(map(repr, BOMBS))}")
    lost = 0
    with tempfile.TemporaryDirectory(prefix="httpscope-bomb-") as place:
        base = look(Path(place), request(_PLAIN, b"hello"), "octets")
    print(f"{'a plain request':24}stall {base.stall * 1000:5.0f} ms  {base.memory:4.0f} MiB", flush=True)
    for name in chosen or BOMBS:
        with tempfile.TemporaryDirectory(prefix="httpscope-bomb-") as place:
            try:
                seen = throw(name, Path(place))
                needed = f"stall {seen.stall * 1000:5.0f} ms  {seen.memory:4.0f} MiB  {seen.memory - base.memory:+5.0f}"
                print(f"{name:24}{needed}", flush=True)
            except AssertionError as why:
                lost += 1
                print(f"{name:24}LOST: {why}", flush=True)
    print(f"{len(chosen or BOMBS)} thrown: {lost} lost")
    return bool(lost)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--show"]:
        sys.exit(watched(Path(sys.argv[2]), Path(sys.argv[3])))
    sys.exit(main(*sys.argv[1:]))
