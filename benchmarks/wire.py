"""Reading one request head: ours, beside h11 and httptools in the same run. Microseconds, best of several repeats."""

import statistics
import timeit
from collections.abc import Callable

import h11
import httptools
from tests.octets import CHROME_GET

from httpscope.wire.anatomy import anatomy_of_request
from httpscope.wire.receiver import HeadRead, Receiver

NUMBER = 5_000
REPEATS = 7


def ours(receiver: Receiver) -> None:
    """Read all that a session asks of a head."""
    receiver.feed(CHROME_GET)
    event = receiver.next()
    assert isinstance(event, HeadRead)
    head = event.head
    _ = head.method, head.target, head.version, head.framing, head.persistent, head.refusal, head.defects


def by_h11() -> None:
    """Read with h11, a connection each time, as it must be."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(CHROME_GET)
    connection.next_event()


class _Ignored:
    def on_url(self, url: bytes) -> None:
        """Take the target."""

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field."""


def by_httptools() -> None:
    """Read with httptools (llhttp, C)."""
    httptools.HttpRequestParser(_Ignored()).feed_data(CHROME_GET)


def main(number: int = NUMBER, repeats: int = REPEATS) -> None:
    """Measure and print a table."""
    receiver = Receiver()
    cases: dict[str, Callable[[], object]] = {
        "h11": by_h11,
        "httptools": by_httptools,
        "ours, for a session": lambda: ours(receiver),
        "ours, every octet named": lambda: anatomy_of_request(CHROME_GET),
    }
    measured = {name: timeit.repeat(case, number=number, repeat=repeats) for name, case in cases.items()}
    base = statistics.median(measured["h11"])
    print(f"a browser's GET, {len(CHROME_GET)} octets   (medians of {repeats} repeats)")
    print(f"{'':26}{'us':>8}{'of h11':>9}")
    for name, times in measured.items():
        print(f"{name:26}{statistics.median(times) / number * 1e6:8.1f}{statistics.median(times) / base:9.2f}")


if __name__ == "__main__":
    main()
