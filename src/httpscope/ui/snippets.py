"""What can be inserted into the text of a rule: each key that a rule may have, with a line of plain words.

Every snippet reads without a fault by itself, in a rule. Beginners read these lines, so they say what the client sees.
"""

from typing import Final, NamedTuple

from httpscope.i18n import N_


class Snippet(NamedTuple):
    """Lines of TOML that say one thing of a rule."""

    key: str
    """The key as people write it: `answer.status`."""
    words: str
    """What it is for, untranslated."""
    text: str
    """The lines, in the form of dotted keys, without a line end behind the last."""


_PLAIN: Final = (
    Snippet("name", N_("Name of the rule, by which answers are told apart"), 'name = "my rule"'),
    Snippet("group", N_("Heading under which the rule stands in the list"), 'group = "Lesson 1"'),
    Snippet("off", N_("The rule is switched off: requests pass it by"), "off = true"),
    Snippet("match.method", N_("Methods that it answers; * is any at all"), 'match.method = ["GET", "POST"]'),
    Snippet("match.path", N_("A path; * is a run without a slash, ** any run"), 'match.path = "/img/**"'),
    Snippet("answer.status", N_("Status code, 000 to 999"), "answer.status = 404"),
    Snippet("answer.reason", N_("Reason phrase behind the status; empty for none"), 'answer.reason = "Not Here"'),
    Snippet("answer.type", N_("Content-Type: what kind of content it is"), 'answer.type = "text/html; charset=utf-8"'),
    Snippet("answer.headers", N_("Header lines, exactly as typed"), 'answer.headers = [\n    "X-Lesson: 1",\n]'),
    Snippet("answer.body", N_("Content as a text"), 'answer.body = """\n<h1>Hello</h1>\n"""'),
    Snippet("answer.body_base64", N_("Content as octets in base64"), 'answer.body_base64 = "AAEC/w=="'),
    Snippet("answer.file", N_("Content from a file"), 'answer.file = "index.html"'),
    Snippet("answer.folder", N_("Content from a folder, by the path asked for"), 'answer.folder = "public"'),
    Snippet("answer.delay", N_("Wait before the first octet of the answer"), 'answer.delay = "2s"'),
    Snippet(
        "answer.connection",
        N_("Behind the answer: auto, keep-alive, close, or reset (RST)"),
        'answer.connection = "close"',
    ),
    Snippet(
        "answer.supply",
        N_("Whether Date, Content-Length and Connection are added and set right"),
        "answer.supply = false",
    ),
    Snippet(
        "answer.raw",
        N_("Exactly these octets, nothing added"),
        'answer.raw = "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"',
    ),
    Snippet("answer.raw_base64", N_("Exactly these octets, in base64"), 'answer.raw_base64 = "AAEC/w=="'),
    Snippet(
        "answer.chunks",
        N_("Sizes of chunks, the last one again and again"),
        'answer.headers = ["Transfer-Encoding: chunked"]\nanswer.chunks = [5, 10]',
    ),
    Snippet(
        "answer.trailers",
        N_("Lines behind the last chunk"),
        'answer.headers = ["Transfer-Encoding: chunked", "Trailer: X-Sum"]\nanswer.trailers = ["X-Sum: 42"]',
    ),
)

_CONDITIONS: Final[tuple[Snippet, ...]] = ()
"""Those of `rules.conditions`."""

_FEATURES: Final[tuple[Snippet, ...]] = ()
"""Those of `rules.features`."""

SNIPPETS: Final = (*_PLAIN, *_CONDITIONS, *_FEATURES)
"""All of them, in the order of a message: what asks, what answers, what is odd about it."""
