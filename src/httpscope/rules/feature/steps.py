"""What shapes of an answer do with its steps: find the final response among them, cut them, join them. Pure."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from httpscope.rules.step import Close, Hold, Reset, Send, Step

_INTERIM: Final = re.compile(rb"HTTP/\d\.\d 1(?!01)\d\d[ \r\n]")
_FIELD: Final = rb"(?im)^%b[ \t]*:[ \t]*([^\r\n]*)\r?\n"


class FinalResponse(NamedTuple):
    """The final response among the steps."""

    head: bytes
    content: bytes
    rest: Iterator[Step]
    """What comes behind it."""

    def steps(self) -> Iterator[Step]:
        """Give it as steps again."""
        return chain((Send(self.head, self.content),), self.rest)


def is_interim(step: Send) -> bool:
    """Tell whether a step sends the head of an interim response (RFC 9110 §15.2) and nothing else."""
    return not step.content and _INTERIM.match(step.octets) is not None and step.octets.endswith(b"\n")


def cut(steps: Iterator[Step], at: int, end: Step) -> Iterator[Step]:
    """Let only so many octets leave, and then the end come; it comes even where there are fewer."""
    for step in steps:
        if isinstance(step, Close | Reset | Hold):
            break
        if isinstance(step, Send):
            size = len(step.octets) + len(step.content)
            if size >= at:
                if at:
                    yield Send(step.octets[:at], step.content[: max(at - len(step.octets), 0)])
                break
            at -= size
        yield step
    yield end


def field(head: bytes, name: bytes) -> bytes | None:
    """Give the value of the first header line with the name, in lower or upper case."""
    found = re.search(_FIELD % re.escape(name), head)
    return found[1].rstrip() if found else None


def without(head: bytes, name: bytes) -> bytes:
    """Give the head without the header lines of that name."""
    return re.sub(_FIELD % re.escape(name), b"", head)


def with_line(head: bytes, line: bytes) -> bytes:
    """Give the head with one header line more, behind all others."""
    stop = head.find(b"\r\n\r\n")
    return head + line if stop < 0 else head[: stop + 2] + line + head[stop + 2 :]


def says_chunked(head: bytes) -> bool:
    """Tell whether the head says that the content is in the chunked coding."""
    return b"chunked" in (field(head, b"Transfer-Encoding") or b"").lower()
