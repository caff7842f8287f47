"""A served rule and its preview side by side: what the screen promises, and what a socket gets."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules
from httpscope.ui.forecast import Forecast, forecast
from httpscope.wire.head import read_request_head
from tests.running import Serve, serving

HEAD = b"GET %b HTTP/1.1\r\nHost: h\r\n\r\n"


class Got(NamedTuple):
    """What a client got."""

    octets: bytes
    end: str
    """`FIN`, `RST`, or `open` where nothing more came and the connection stayed."""


@contextmanager
def served(folder: Path, rules: str, *arguments: str) -> Iterator[Serve]:
    """Run `httpscope serve` with these rules."""
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    with serving(folder, "--rules", str(folder / "rules.toml"), *arguments) as server:
        yield server


def previewed(rules: str, path: str) -> Forecast:
    """Give what the screen promises for a GET of the path, of the rule that has this path."""
    ruleset = read_rules(rules, "rules.toml", "")
    rule = next(rule for rule in ruleset.rules if rule.match.path == path)
    return forecast(ruleset, rule, read_request_head(HEAD % path.encode()), Contents(), 0.0)


def got(port: int, request: bytes, *, size: int = 0, stays: bool = False, most: int = 1 << 22) -> Got:
    """Send a request and give what comes back until the end, or so many octets.

    `stays`: the connection is to stay open behind `size` octets, so a short silence behind them says enough.
    """
    octets = b""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(request)
        while len(octets) < most:
            client.settimeout(0.05 if stays and len(octets) >= size else 5)
            try:
                piece = client.recv(65_536)
            except TimeoutError:
                return Got(octets, "open")
            except ConnectionResetError:
                return Got(octets, "RST")
            if not piece:
                return Got(octets, "FIN")
            octets += piece
        # Gone without a word, as a program that is killed.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return Got(octets[:most], "enough")
