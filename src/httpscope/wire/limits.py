"""How much of a request is taken in before it is refused, each number with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds in octets, or in lines where the name says so. Line ends do not count towards a line.

    nginx allows 8 KiB a line, Apache 8 190 octets and 100 fields, node 16 KiB a head, Go 1 MiB, HAProxy 101 fields.
    """

    request_line: int = 8_192
    """RFC 9112 §3 asks for at least 8 000."""
    method: int = 64
    """The longest that is registered has 17 letters. RFC 9112 §3 asks for 501 beyond the longest that is known."""
    field_line: int = 8_192
    """A cookie jar of a browser is about 4 KiB; single sign-on tickets come near 8."""
    head: int = 65_536
    """All lines together: room for some long cookies, and small enough to keep a thousand half heads in memory."""
    fields: int = 100
    """Lines of a field section, of headers or of trailers. A browser sends about 15."""
    chunk_line: int = 4_096
    """Size and extensions of a chunk. Nobody sends extensions but those who want a server to swallow them forever."""
    extensions: int = 16_384
    """Chunk extensions of one message, all chunks together: a line each would let a client send without end.

    Those of a line count as 16 octets at least, since a line costs something to read however short its extension is."""
    trailers: int = 16_384
    """The whole trailer section."""
    content: int = 64 * 2**20
    """Enough for photographs and firmware; a classroom laptop survives several at once."""
