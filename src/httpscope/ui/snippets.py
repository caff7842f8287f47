"""What can be inserted into the text of a rule: each key that a rule may have, with a line of plain words.

Every snippet reads without a fault by itself, in a rule. Beginners read these lines, so they say what the client sees.
"""

from typing import Final, NamedTuple

from httpscope.i18n import N_
from httpscope.rules.feature.fault_kinds import FAULT_KINDS


class Snippet(NamedTuple):
    """Lines of TOML that say one thing of a rule."""

    key: str
    """The key as people write it: `answer.status`."""
    words: str
    """What it is for, untranslated."""
    text: str
    """The lines, in the form of dotted keys, without a line end behind the last."""

    @property
    def title(self) -> str:
        """What it is called in a list: its key; faults, which share one, by their whole line."""
        return self.text if self.key == "answer.fault" else self.key

    @property
    def group(self) -> str:
        """Heading that it stands under, untranslated."""
        if self.key == "answer.fault":
            return N_("wrong on purpose")
        return _GROUPS.get(self.key.partition(".")[0], N_("the rule"))


_GROUPS: Final = {"match": N_("which requests"), "answer": N_("the answer")}
_ORDER: Final = ("the rule", "which requests", "the answer", "wrong on purpose")

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
    Snippet("answer.body_hex", N_("Content as octets in hexadecimal digits"), 'answer.body_hex = "00 01 02 ff"'),
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
    Snippet("answer.raw_hex", N_("Exactly these octets, in hexadecimal digits"), 'answer.raw_hex = "00 01 02 ff"'),
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

_CONDITIONS: Final = (
    Snippet("match.host", N_("Host that the request names"), 'match.host = "*.example.com"'),
    Snippet("match.client", N_("Address or network of the client"), 'match.client = "127.0.0.1"'),
    Snippet(
        "match.query", N_("Query parameters: present, equal, containing or matching"), 'match.query = { page = "2" }'
    ),
    Snippet(
        "match.header",
        N_("Header fields: present, absent, equal, containing or matching"),
        'match.header = { Accept = { contains = "json" } }',
    ),
    Snippet("match.cookie", N_("Cookies that the client sends"), "match.cookie = { session = true }"),
    Snippet("match.form", N_("Fields of a form in the body"), 'match.form = { name = "Ada" }'),
    Snippet("match.path_regex", N_("Regular expression on the path"), "match.path_regex = '^/users/(?P<id>[0-9]+)$'"),
    Snippet("match.json", N_("Values in JSON of the body, by their path"), 'match.json = { "$.user.name" = "Ada" }'),
    Snippet("match.body", N_("Text of the body"), 'match.body = { contains = "hello" }'),
    Snippet(
        "match.nth",
        N_("Only the n-th request of this rule, connection or client"),
        'match.nth = { number = "every 2", of = "rule" }',
    ),
    Snippet("match.chance", N_("Only a share of the requests, by chance"), 'match.chance = "30%"'),
)
"""Those of `rules.condition.kinds`."""

_SEQUENCE: Final = "answer.sequence = [{ status = 503, times = 2 }, { status = 200 }]"

_FEATURES: Final = (
    Snippet("answer.sequence", N_("Answers that take turns: first 503 twice, then 200"), _SEQUENCE),
    Snippet(
        "answer.sequence_then",
        N_("What follows the last of a sequence: last, cycle, random, stop"),
        f'{_SEQUENCE}\nanswer.sequence_then = "cycle"',
    ),
    Snippet(
        "answer.sequence_per",
        N_("Whose requests a sequence counts together: all, client, connection"),
        f'{_SEQUENCE}\nanswer.sequence_per = "client"',
    ),
    Snippet("answer.json", N_("Content as JSON, written as TOML"), 'answer.json = { id = 1, tags = ["a", "b"] }'),
    Snippet(
        "answer.index",
        N_("Names of files that stand for a folder"),
        'answer.folder = "public"\nanswer.index = ["index.html"]',
    ),
    Snippet(
        "answer.listing",
        N_("Folders are listed where they have no index"),
        'answer.folder = "public"\nanswer.listing = true',
    ),
    Snippet("answer.hold", N_("The request waits until a person answers it"), 'answer.hold = "60s"'),
    Snippet(
        "answer.hold_then",
        N_("What a client gets whom nobody answered in time: answer, 503, drop"),
        'answer.hold = "60s"\nanswer.hold_then = "503"',
    ),
    Snippet("answer.auth", N_("User name and password, or 401"), 'answer.auth = { basic = { ann = "secret" } }'),
    Snippet("answer.cors", N_("Pages of other origins may read it; preflights too"), "answer.cors = true"),
    Snippet("answer.encode", N_("Compressed as the client accepts it, with Vary"), "answer.encode = true"),
    Snippet("answer.etag", N_("An ETag, and 304 or 412 where the client asks by it"), "answer.etag = true"),
    Snippet("answer.last_modified", N_("Last-Modified, and 304 or 412 by it"), "answer.last_modified = true"),
    Snippet("answer.ranges", N_("Parts of the content where the client asks for them: 206"), "answer.ranges = true"),
    Snippet("answer.redirect", N_("Sends the client somewhere else"), 'answer.redirect = "/new"'),
    Snippet("answer.cache", N_("How long it may be kept: Cache-Control"), 'answer.cache = "max-age=60"'),
    Snippet("answer.cookies", N_("Cookies that the client is to keep"), 'answer.cookies = ["session=1; HttpOnly"]'),
    Snippet("answer.clear_cookies", N_("Cookies that the client is to forget"), 'answer.clear_cookies = ["session"]'),
    Snippet(
        "answer.keep_alive", N_("How long the connection is kept, as a hint"), "answer.keep_alive = { timeout = 5 }"
    ),
    Snippet("answer.download", N_("The browser saves it in a file"), 'answer.download = "notes.txt"'),
)
"""Those of `rules.feature.kinds`."""

_FLOW: Final = (
    Snippet(
        "answer.template",
        N_("Values of the request in the answer, by a template"),
        'answer.template = true\nanswer.body = "You asked for {{ request.path }}\\n"',
    ),
    Snippet(
        "answer.interim",
        N_("Interim responses before the answer: 100, 102, 103 with Link"),
        'answer.interim = [{ status = 103, headers = ["Link: </a.css>; rel=preload; as=style"] }]',
    ),
    Snippet(
        "answer.events",
        N_("Server-sent events, each with a wait before it"),
        'answer.events = [\n    { data = "one" },\n    { data = "two", wait = "1s" },\n]',
    ),
    Snippet(
        "answer.events_then",
        N_("What comes behind the events: close, repeat, stay"),
        'answer.events = [{ data = "tick", wait = "1s" }]\nanswer.events_then = "repeat"',
    ),
    Snippet("answer.rate", N_("So many octets a second"), "answer.rate = 100"),
    Snippet(
        "answer.pause", N_("Nothing for a while, behind so many octets"), 'answer.pause = [{ at = 10, wait = "1s" }]'
    ),
    Snippet("answer.end_delay", N_("The last octet comes late"), 'answer.end_delay = "1s"'),
    Snippet(
        "answer.script",
        N_("Octets as typed, with waits, and FIN or RST at any of them"),
        'answer.script = ["HTTP/1.1 200 OK\\r\\n", { wait = "1s" }, "Content-Length: 2\\r\\n\\r\\nok", { fin = true }]',
    ),
    *(Snippet("answer.fault", kind.sees, f'answer.fault = "{name}"') for name, kind in FAULT_KINDS.items()),
)
"""When octets leave, and what is wrong with them."""

SNIPPETS: Final = tuple(sorted((*_PLAIN, *_CONDITIONS, *_FEATURES, *_FLOW), key=lambda each: _ORDER.index(each.group)))
"""All of them, in the order of a message: what asks, what answers, what is odd about it."""
