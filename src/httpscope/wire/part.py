"""Every named part of a message: a plain word, the RFC's term, its section, and what it is for (RFC 9110, RFC 9112).

A table and nothing else; which octets are which part is the business of `anatomy`.
"""

from enum import Enum

from httpscope.i18n import N_


class Part(Enum):
    """A named part of a request or a response."""

    def __init__(self, title: str, term: str, section: str, meaning: str) -> None:
        self.title = title
        """Plain words, marked for translation."""
        self.term = term
        """The name in the RFC's grammar; empty where it has none."""
        self.section = section
        """As `RFC 9110 §5.1`."""
        self.meaning = meaning
        """One or two sentences for a class of beginners, marked for translation."""

    METHOD = (
        N_("method"),
        "method",
        "RFC 9110 §9",
        N_("What the client wants done: GET fetches, POST hands something in. Capitals matter."),
    )
    TARGET = (
        N_("target"),
        "request-target",
        "RFC 9112 §3.2",
        N_("What the request is about: mostly a path, from the first slash, and after ? the query."),
    )
    VERSION = (
        N_("version"),
        "HTTP-version",
        "RFC 9112 §2.3",
        N_("The form the message is written in. With HTTP/1.1 the connection stays open for the next request."),
    )
    STATUS_CODE = (
        N_("status code"),
        "status-code",
        "RFC 9110 §15",
        N_("How it went, in three digits. The first is the class: 2 well, 3 elsewhere, 4 your fault, 5 my fault."),
    )
    REASON = (
        N_("reason"),
        "reason-phrase",
        "RFC 9112 §4",
        N_("The status in words, for people only. Clients ignore it."),
    )
    SPACE = (
        N_("space"),
        "SP",
        "RFC 9112 §3",
        N_("Exactly one space separates the parts of the first line."),
    )
    LINE_END = (
        N_("line end"),
        "CRLF",
        "RFC 9112 §2.2",
        N_("Two octets, CR and LF, end every line of a head: carriage return and line feed, as on a teleprinter."),
    )
    LEADING_EMPTY_LINE = (
        N_("empty line before the request"),
        "CRLF",
        "RFC 9112 §2.2",
        N_("Not part of the request. Some old clients send a line end too many; servers ignore one."),
    )
    FIELD_NAME = (
        N_("header name"),
        "field-name",
        "RFC 9110 §5.1",
        N_("Says what the value is about. Upper and lower case are the same."),
    )
    COLON = (
        N_("colon"),
        '":"',
        "RFC 9112 §5",
        N_("Separates the name from the value. It follows the name at once."),
    )
    WHITESPACE = (
        N_("white space"),
        "OWS",
        "RFC 9110 §5.6.3",
        N_("Spaces or tabs around a value do not belong to it. One space behind the colon is usual."),
    )
    FIELD_VALUE = (
        N_("header value"),
        "field-value",
        "RFC 9110 §5.5",
        N_("What the header says. Each name has its own rules for what stands here."),
    )
    FOLD = (
        N_("folded line"),
        "obs-fold",
        "RFC 9112 §5.2",
        N_("A line end and white space that continue the value on the next line. Obsolete; servers refuse it."),
    )
    NOT_A_FIELD = (
        N_("line without a colon"),
        "",
        "RFC 9112 §5",
        N_("Stands where a header should. Without a colon it has neither name nor value."),
    )
    EMPTY_LINE = (
        N_("empty line"),
        "CRLF",
        "RFC 9112 §2.1",
        N_("Ends the headers. What follows, if anything, is the content."),
    )
    CONTENT = (
        N_("content"),
        "message-body",
        "RFC 9112 §6",
        N_("What the message carries: a page, a form, a picture. Often called the body."),
    )
    CHUNK_SIZE = (
        N_("chunk size"),
        "chunk-size",
        "RFC 9112 §7.1",
        N_("How many octets of data follow, as a hexadecimal number: a is ten, 10 is sixteen."),
    )
    CHUNK_EXTENSION = (
        N_("chunk extension"),
        "chunk-ext",
        "RFC 9112 §7.1.1",
        N_("More about this chunk, after a semicolon. Hardly anybody uses it, and every server ignores it."),
    )
    CHUNK_DATA = (
        N_("chunk data"),
        "chunk-data",
        "RFC 9112 §7.1",
        N_("A piece of the content, exactly as long as the chunk size says."),
    )
    CHUNK_DATA_END = (
        N_("end of chunk data"),
        "CRLF",
        "RFC 9112 §7.1",
        N_("A line end behind the data. It is not counted in the chunk size."),
    )
    LAST_CHUNK = (
        N_("last chunk"),
        "last-chunk",
        "RFC 9112 §7.1",
        N_("A size of zero: no more content follows."),
    )
    TRAILER_NAME = (
        N_("trailer name"),
        "field-name",
        "RFC 9112 §7.1.2",
        N_("A header that comes after the content, such as a checksum that was not known before."),
    )
    TRAILER_VALUE = (
        N_("trailer value"),
        "field-value",
        "RFC 9112 §7.1.2",
        N_("What the trailer says."),
    )
    CHUNKED_END = (
        N_("empty line after the last chunk"),
        "CRLF",
        "RFC 9112 §7.1",
        N_("Ends the trailers, if there are any, and with them the message."),
    )
    UNREADABLE = (
        N_("unreadable octets"),
        "",
        "RFC 9112 §7.1",
        N_("From the defect on nobody can say which part these octets are."),
    )
    SURPLUS = (
        N_("surplus octets"),
        "",
        "RFC 9112 §6.3",
        N_("By its headers the message has ended before. On an open connection these begin the next message."),
    )
    NOT_HTTP = (
        N_("not HTTP/1.x"),
        "",
        "RFC 9112 §2",
        N_("Octets of another protocol, or none at all."),
    )
