"""What a receiver makes of octets, as plain values that tests compare."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from httpscope.wire.defect_kind import Defect
from httpscope.wire.framing import Framing
from httpscope.wire.receiver import ContentRead, CutOff, HeadRead, Limits, MessageEnd, Receiver, Refused

TAIL: Final = b"GET /tail HTTP/1.1\r\nHost: tail\r\n\r\n"


class Message(NamedTuple):
    """A request that was read to its end."""

    start: int
    stop: int
    method: bytes
    target: bytes
    version: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    framing: Framing
    persistent: bool
    expects_continue: bool
    content: bytes
    marks: tuple[str, ...]
    """Codes of all its defects."""
    forgiven: Defect | None
    """Why a strict server would have refused it; None for all others."""


class Verdict(NamedTuple):
    """All that came of the octets of one connection."""

    messages: tuple[Message, ...]
    refused: tuple[int, Defect] | None
    """Where the refused entry starts, and why it was refused."""
    cut_off: int | None
    """Where the entry starts in whose middle the octets ended."""
    partial_content: bytes
    """Content of the entry that did not come to its end."""

    @property
    def status(self) -> int | None:
        """What a strict server answers."""
        return self.refused[1].kind.status if self.refused else None

    @property
    def code(self) -> str | None:
        """The code of the defect."""
        return self.refused[1].kind.code if self.refused else None


def verdict(pieces: Iterable[bytes], limits: Limits | None = None, *, lenient: bool = False) -> Verdict:
    """Feed pieces to a receiver as reads would, then the end of the stream."""
    receiver = Receiver(limits, lenient)
    messages: list[Message] = []
    refused = cut_off = head = None
    content = b""

    def drain() -> None:
        nonlocal head, content, refused, cut_off
        while (event := receiver.next()) is not None:
            match event:
                case HeadRead():
                    head, content = event, b""
                    if event.whole:
                        messages.append(_message(event, b"", event.stop, (), None))
                case ContentRead(octets):
                    content += octets
                case MessageEnd(stop, defects, forgiven):
                    assert head is not None
                    messages.append(_message(head, content, stop, defects, forgiven))
                    content = b""
                case Refused():
                    refused = (event.start, event.defect)
                case CutOff():
                    cut_off = event.start

    for piece in pieces:
        receiver.feed(piece)
        drain()
    receiver.feed_eof()
    drain()
    return Verdict(tuple(messages), refused, cut_off, content)


def _message(read: HeadRead, content: bytes, stop: int, defects: Sequence[Defect], forgiven: Defect | None) -> Message:
    head = read.head
    return Message(
        read.start,
        stop,
        head.method,
        head.target,
        head.version,
        tuple((field.name, field.value) for field in head.fields),
        head.framing,
        head.persistent,
        head.expects_continue,
        content,
        tuple(defect.kind.code for defect in (*head.defects, *defects)),
        read.forgiven or forgiven,
    )


def in_octets(octets: bytes) -> list[bytes]:
    """Give the octets one by one."""
    return [octets[n : n + 1] for n in range(len(octets))]


def read_three_ways(octets: bytes, limits: Limits | None = None, *, lenient: bool = False) -> Verdict:
    """Read octets whole, one by one and with a request behind them; give the verdict when all three agree."""
    whole = verdict([octets], limits, lenient=lenient)
    assert verdict(in_octets(octets), limits, lenient=lenient) == whole
    followed = verdict([octets + TAIL], limits, lenient=lenient)
    if whole.refused or (whole.messages and whole.messages[-1].forgiven):
        assert followed == whole
    elif whole.cut_off is None:
        assert followed.messages[:-1] == whole.messages
        assert followed.messages[-1].target == b"/tail"
    return whole
