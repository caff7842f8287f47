"""Defects of framing and of message bodies (RFC 9112 §6 to §8)."""

from typing import Final

from httpscope.i18n import N_
from httpscope.wire.defect_kind import DefectKind

INVALID_CONTENT_LENGTH: Final = DefectKind(
    "invalid-content-length",
    N_("Content-Length is not a number"),
    N_("Only digits may stand here, without sign, space or comma. A reader that guesses may find a different end."),
    "RFC 9112 §6.3",
    400,
)
REPEATED_CONTENT_LENGTH: Final = DefectKind(
    "repeated-content-length",
    N_("More than one Content-Length"),
    N_("If two programs go by different lines, they see a different end: the classic way to smuggle a request."),
    "RFC 9112 §6.3",
    400,
)
CONTENT_LENGTH_AND_TRANSFER_ENCODING: Final = DefectKind(
    "content-length-and-transfer-encoding",
    N_("Content-Length and Transfer-Encoding together"),
    N_(
        "Both say where the content ends, in different ways. A proxy that believes the one and a server that believes "
        "the other see different requests; servers may refuse it, and strict ones do."
    ),
    "RFC 9112 §6.3",
    400,
)
INVALID_TRANSFER_ENCODING: Final = DefectKind(
    "invalid-transfer-encoding",
    N_("Transfer-Encoding other than chunked"),
    N_("In a request this must be exactly one chunked, and last. Otherwise nobody can tell where the content ends."),
    "RFC 9112 §6.3",
    400,
)
UNSUPPORTED_TRANSFER_CODING: Final = DefectKind(
    "unsupported-transfer-coding",
    N_("Transfer coding that is not supported"),
    N_(
        "Besides chunked, content may be compressed for the way; hardly a server can do that. Content-Encoding is used."
    ),
    "RFC 9112 §6.1",
    501,
)
TRANSFER_ENCODING_IN_HTTP_1_0: Final = DefectKind(
    "transfer-encoding-in-http-1-0",
    N_("Transfer-Encoding in HTTP/1.0"),
    N_("HTTP/1.0 does not know chunks. Somebody on the way has mixed versions, so the end of the content is not sure."),
    "RFC 9112 §6.1",
    400,
)
CONTENT_TOO_LARGE: Final = DefectKind(
    "content-too-large",
    N_("More content than is taken"),
    N_("The content passes the limit of this server, which refuses it before all of it has come."),
    "RFC 9110 §15.5.14",
    413,
)
UNEXPECTED_CONTENT: Final = DefectKind(
    "unexpected-content",
    N_("Content with a method that has no use for it"),
    N_("Content in a GET, HEAD, DELETE, CONNECT or TRACE request has no meaning. Many servers and proxies drop it."),
    "RFC 9110 §9.3.1",
    None,
)
INVALID_CHUNK_SIZE: Final = DefectKind(
    "invalid-chunk-size",
    N_("Chunk size is not a hexadecimal number"),
    N_("Each chunk begins with its size in 1 to 16 hexadecimal digits, without sign, 0x or space."),
    "RFC 9112 §7.1",
    400,
)
INVALID_CHUNK_EXTENSION: Final = DefectKind(
    "invalid-chunk-extension",
    N_("Wrong text after a chunk size"),
    N_("After the size only extensions may follow, each a semicolon, a name and perhaps = and a value."),
    "RFC 9112 §7.1.1",
    400,
)
CHUNK_EXTENSIONS_TOO_LARGE: Final = DefectKind(
    "chunk-extensions-too-large",
    N_("More chunk extensions than are taken"),
    N_("The extensions of all chunks together pass the limit: a server that takes them without end can be filled up."),
    "RFC 9112 §7.1.1",
    400,
)
CHUNK_LINE_TOO_LONG: Final = DefectKind(
    "chunk-line-too-long",
    N_("Chunk size line too long"),
    N_(
        "The line with the size of a chunk passes the limit. Only someone who wants a server to read forever sends"
        " that."
    ),
    "RFC 9112 §7.1.1",
    400,
)
MISSING_CHUNK_END: Final = DefectKind(
    "missing-chunk-end",
    N_("No line end after chunk data"),
    N_(
        "The data of a chunk is as long as its size says, then CR LF follows. Here something else does: the size "
        "is wrong."
    ),
    "RFC 9112 §7.1",
    400,
)
TRAILERS_TOO_LARGE: Final = DefectKind(
    "trailers-too-large",
    N_("Trailers too large"),
    N_("The headers after the last chunk pass the limit that this server has for them."),
    "RFC 6585 §5",
    431,
)
FORBIDDEN_TRAILER: Final = DefectKind(
    "forbidden-trailer",
    N_("Header that may not follow the content"),
    N_("What says how long a message is or whom it is for comes too late after the content, and must not stand here."),
    "RFC 9110 §6.5.1",
    400,
)
INCOMPLETE_CONTENT: Final = DefectKind(
    "incomplete-content",
    N_("Content is not complete"),
    N_("Less has come than the head announced. A server waits a while and then answers 408."),
    "RFC 9112 §8",
    408,
)
SURPLUS_OCTETS: Final = DefectKind(
    "surplus-octets",
    N_("More octets than the message has"),
    N_(
        "By its head the message has ended before these octets. On a connection that stays open they begin the "
        "next one."
    ),
    "RFC 9112 §6.3",
    None,
)
