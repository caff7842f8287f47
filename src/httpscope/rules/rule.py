"""A rule and what it consists of, as immutable values: what it matches, and the answer it gives.

A ruleset is swapped whole, never changed. Nothing here reads a file or a clock, checks what a person typed (see
`check.py`) or knows the octets of an answer (see `answer.py`).
"""

import codecs
import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from httpscope.rules.first import FIRST_BODY, FIRST_TEXT
from httpscope.rules.part import AtHead, Part
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings

if TYPE_CHECKING:
    from httpscope.rules.asked import Asked
    from httpscope.rules.memory import Memory
    from httpscope.rules.part import Condition, Feature
    from httpscope.rules.sequence import Sequence

_CHARSET: Final = re.compile(r""";[ \t]*charset[ \t]*=[ \t]*"?([^";, \t]+)""", re.IGNORECASE)
_LONGEST_CHARSET: Final = 40
_OF_HOST_NAMES: Final = frozenset({"idna", "punycode"})


class Then(Enum):
    """What happens to the connection behind an answer."""

    AUTO = "auto"
    """As the version and the request say; raw octets close."""
    KEEP = "keep-alive"
    CLOSE = "close"
    RESET = "reset"
    """Broken off with an RST."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests a rule answers. Without a word it is every ordinary request."""

    methods: tuple[str, ...] = ()
    """Methods by name. Empty: any but CONNECT, TRACE and OPTIONS, which the server answers itself. `("*",)`: any."""
    path: str | None = None
    """A path, or a glob: `*` is any run of characters without `/`, `**` any run. None: every path."""
    conditions: tuple["Condition", ...] = ()
    """What else must fit, cheapest first."""
    more: tuple[tuple[str, str], ...] = ()
    """The keys that the conditions come from, each with its value in TOML."""


def charset_of(content_type: str | None) -> str | None:
    """Give the charset that a content type names, as typed."""
    found = _CHARSET.search(content_type or "")
    return found[1] if found else None


def encoded(text: str, charset: str, errors: str = "strict") -> bytes:
    """Encode a text in a charset. Raises LookupError where nobody has it, UnicodeError where it cannot write this."""
    # The encodings of host names take time quadratic in the length, and no body is written in them.
    if len(charset) > _LONGEST_CHARSET or codecs.lookup(charset).name in _OF_HOST_NAMES:
        raise LookupError(charset)
    return text.encode(charset, errors)


def _encoded(body: str | bytes, charset: str | None) -> bytes:
    return body if isinstance(body, bytes) else _encoded_text(body, charset)


@lru_cache(maxsize=32)
def _encoded_text(body: str, charset: str | None) -> bytes:
    """Encode once for all that features make of the same answer."""
    try:
        return encoded(body, charset or "utf-8", "replace")
    except (LookupError, UnicodeError):
        # `check.py` refuses such a charset; here a preview of half-typed text must still show something.
        return body.encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer written beforehand. At most one of `body`, `file`, `folder` and `raw` says what it carries."""

    status: int = 200
    """Status code, 0 to 999."""
    reason: str | None = None
    """Reason phrase; None is the usual one of the status, an empty text is none at all."""
    content_type: str | None = None
    headers: tuple[str, ...] = ()
    """Lines `Name: value` as typed, in order, duplicates and all."""
    body: str | bytes = ""
    file: str | None = None
    """Name of the file whose octets are the content; relative names start from the ruleset's base."""
    folder: str | None = None
    """Folder in which the request's path is looked up."""
    delay: float = 0.0
    """Seconds to wait before the first octet leaves."""
    then: Then = Then.AUTO
    raw: bytes | None = None
    """Exactly these octets, nothing added. All but `delay` and `then` is without effect beside them."""
    supply: bool = True
    """Whether Date, Content-Length and Connection are supplied and framing is put right."""
    added: tuple[str, ...] = ()
    """Header lines that features of the answer add: marked as supplied."""
    chunks: tuple[int, ...] = ()
    """Sizes of chunks, the last one again and again; empty: everything in one chunk. Counts where chunked is."""
    trailers: tuple[str, ...] = ()
    """Lines of a trailer section, behind the last chunk."""
    features: tuple["Feature", ...] = ()
    """What else the answer does, in the order of their stages."""
    more: tuple[tuple[str, str], ...] = ()
    """The keys that the features come from, in the order of these, each with its value in TOML."""
    sequence: "Sequence | None" = None
    """Answers that take turns; each falls back on this one for what it leaves out."""
    octets: bytes = field(init=False, repr=False, compare=False)
    """The body as octets, in the charset of the content type (UTF-8 where none is named)."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Encode and hash once: each request asks for both."""
        object.__setattr__(self, "octets", _encoded(self.body, charset_of(self.named_type())))
        said = (self.status, self.reason, self.content_type, self.headers, self.body, self.raw, self.then, self.supply)
        object.__setattr__(self, "_hash", hash((said, self.added, self.more)))

    def __hash__(self) -> int:
        """Give the hash that was reckoned at the start."""
        return self._hash

    def named_type(self) -> str | None:
        """Give the content type that the person named: in its own place or, failing that, in a header line."""
        if self.content_type is not None:
            return self.content_type
        for line in self.headers:
            name, colon, value = line.partition(":")
            if colon and name.lower() == "content-type":
                return value.strip(" \t")
        return None


@dataclass(frozen=True, slots=True)
class Rule:
    """A request that fits `match` gets `answer`, while the rule is switched on."""

    name: str
    match: Match = Match()
    answer: Canned = Canned()
    on: bool = True
    group: str = ""
    """Heading under which people find it; it changes nothing else."""

    folder: str = ""
    """Folder from which relative names of files start, where it is not that of the ruleset: the rule is included."""
    source: str = ""
    """Path of the file that it is included from; empty where it stands in the ruleset's own."""

    @property
    def answers_preflights(self) -> bool:
        """Whether it answers the preflights of the methods that it matches, too (CORS)."""
        return any(key == "cors" and value != "false" for key, value in self.answer.more)

    @property
    def may_answer_early(self) -> bool:
        """Whether its answers may leave before the content of the request is read."""
        features = [*self.answer.features, *(self.answer.sequence.features if self.answer.sequence else ())]
        return self.on and any(isinstance(feature, AtHead) and feature.may_be_at_head for feature in features)

    def answers_early(self, asked: "Asked", memory: "Memory") -> bool:
        """Tell whether its next answer leaves before the content of the request is read."""
        answer = self.answer
        if answer.sequence is not None:
            answer = answer.sequence.upcoming(answer, asked, memory, self.name)
        return any(isinstance(feature, AtHead) and feature.at_head(memory) for feature in answer.features)

    @property
    def takes_turns(self) -> bool:
        """Whether what it answers may depend on the requests before: it counts them, or a template of it may."""
        counts = any(isinstance(condition, Part) and condition.counts for condition in self.match.conditions)
        return counts or self.answer.sequence is not None or any(key == "template" for key, _ in self.answer.more)

    @property
    def wants_content(self) -> bool:
        """Whether the content of a request must be kept to answer it."""
        if not self.on:
            return False
        features = [*self.answer.features, *(self.answer.sequence.features if self.answer.sequence else ())]
        wanted = any(condition.wants_content for condition in self.match.conditions)
        return wanted or any(feature.wants_content for feature in features)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules in force, in order: the first that fits answers."""

    rules: tuple[Rule, ...] = ()
    """Those of its own file, which people edit."""
    base: str = ""
    """Folder from which relative names of files and folders start; empty is the working folder."""
    text: str = ""
    """The TOML text they were read from."""
    source: str = ""
    """Path of the file they were read from; empty for the built-in ones."""
    settings: Settings = DEFAULT_SETTINGS
    """Policy and limits that the file asks for, over those of the command line."""
    before: tuple[Rule, ...] = ()
    """Rules of included files that come before its own."""
    after: tuple[Rule, ...] = ()
    """The same, behind them."""
    include: tuple[str, ...] = ()
    """Files and folders with the rules before its own, as the file names them."""
    include_after: tuple[str, ...] = ()
    """The same, of those behind them."""
    whole: str = field(compare=False, default="")
    """A text without includes that says the same; empty where there are none."""
    in_force: tuple[Rule, ...] = field(init=False, compare=False, default=())
    """All rules, included ones too, in order."""
    wants_content: bool = field(init=False, compare=False, default=False)
    """Whether any of the rules wants the content of a request kept."""

    may_answer_early: bool = field(init=False, compare=False, default=False)
    """Whether any of the rules may answer before the content of a request is read."""
    index: Any = field(init=False, compare=False, repr=False, default=None)
    """Kept by `index.index_of` once it has built one."""

    def __post_init__(self) -> None:
        """Ask the rules once."""
        object.__setattr__(self, "in_force", (*self.before, *self.rules, *self.after))
        object.__setattr__(self, "wants_content", any(rule.wants_content for rule in self.in_force))
        object.__setattr__(self, "may_answer_early", any(rule.may_answer_early for rule in self.in_force))


DEFAULT: Final = Ruleset(
    rules=(Rule("everything", Match(), Canned(content_type="text/html; charset=utf-8", body=FIRST_BODY)),),
    text=FIRST_TEXT,
)
"""The rules of a run that names no file."""

LAST_RESORT: Final = Rule(
    "(built-in)",
    Match(),
    Canned(
        content_type="text/html; charset=utf-8",
        body="<h1>No rule fits this request</h1>\n"
        "<p>httpscope is running, and your rules say nothing about this method and path.\n"
        "Add a rule without <code>match</code> at the end of the file: it answers everything that is left.</p>\n",
    ),
)
"""Answers what no rule of the person fits."""
