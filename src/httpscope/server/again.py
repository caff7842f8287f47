"""Answers given a moment ago, to be given again to the same request: most clients of a test ask for one thing.

Only what depends on nothing but method, target, version and persistence is kept, for a second at most, since Date is
in it; and for a request without content or remark what depends on nothing but its octets: when these come once more
they need not even be read, as `known` has what its rows say. Which rules answer so is known here; what, it is told.
"""

from itertools import takewhile
from typing import Final, NamedTuple

from httpscope.rules.answer import Reply
from httpscope.rules.method import ANSWERED_BY_THE_SERVER
from httpscope.rules.rule import LAST_RESORT, Rule, Ruleset, Then
from httpscope.rules.settings import Settings
from httpscope.server.entry import control_data
from httpscope.wire.framing import NO_BODY
from httpscope.wire.head import RequestHead

KEPT: Final = 256
"""Different requests of one second; then all are forgotten."""

LONGEST: Final = 4_096
"""Octets of a request, and of the content of its answer, that is known as a whole."""

_LOOKED_AT: Final = frozenset(method.encode() for method in ANSWERED_BY_THE_SERVER)
"""Methods whose answer depends on more than the request line."""

Key = tuple[bytes, bytes, bytes, bool]


class Known(NamedTuple):
    """A whole request, known by its octets, with its answer of this second."""

    settings: Settings
    """Those by which it was read."""
    method: str
    """As its row has them, target and version too."""
    target: str
    version: str
    request: bytes
    """All of its octets: those of the first that came, the same object for each."""
    answer: bytes
    """The whole answer."""
    closes: bool
    """The connection closes behind it."""
    status: int
    rule: str
    ruleset: int


class Again:
    """The answers of this second."""

    def __init__(self) -> None:
        self._second = 0
        self._replies: dict[Key, Reply] = {}
        self._known: dict[bytes, Known] = {}
        self._canned: frozenset[int] = frozenset()
        self._plain: frozenset[int] = frozenset()

    def enter(self, ruleset: Ruleset) -> None:
        """Other rules are in force."""
        self._replies.clear()
        self._known.clear()
        rules = (*ruleset.in_force, LAST_RESORT)
        self._canned = frozenset(id(rule) for rule in rules if _is_canned(rule))
        # Whether a rule with conditions answers depends on more than the request line, and so does who answers behind.
        plain = takewhile(lambda rule: not rule.match.conditions, rules)
        self._plain = self._canned.intersection(map(id, plain))

    def find(self, head: RequestHead, second: int, *, persistent: bool) -> Reply | None:
        """Give the answer that this request got in the same second."""
        if second != self._second:
            return None
        return self._replies.get((head.method, head.target, head.version, persistent))

    def known(self, octets: bytes, second: int) -> Known | None:
        """Give what is known of the request of exactly these octets in the same second."""
        return self._known.get(octets) if second == self._second else None

    def is_canned(self, rule: Rule) -> bool:
        """Tell whether the rule says the same to the same request."""
        return id(rule) in self._canned

    def know(self, head: RequestHead, reply: Reply, settings: Settings, ruleset: int, second: int) -> None:
        """Note the answer to a request that gets it, in this second, whenever it comes with the same octets."""
        plain = reply.then is not Then.RESET and not reply.delay and len(reply.content) <= LONGEST
        whole = head.framing is NO_BODY and not head.expects_continue and not head.defects
        if not (plain and whole) or head.method in _LOOKED_AT or len(head.octets) > LONGEST:
            return
        self._enter_second(second)
        if len(self._known) >= KEPT:
            self._known.clear()
        octets = reply.head + reply.content
        said = control_data(head)
        closes = reply.then is Then.CLOSE
        self._known[head.octets] = Known(
            settings, *said, head.octets, octets, closes, reply.status, reply.rule, ruleset
        )

    def keep(self, rule: Rule, reply: Reply, head: RequestHead, second: int, *, persistent: bool) -> None:
        """Keep an answer, if the next request of its kind gets the same."""
        if id(rule) not in self._plain or head.method in _LOOKED_AT:
            return
        self._enter_second(second)
        if len(self._replies) >= KEPT:
            self._replies.clear()
        self._replies[head.method, head.target, head.version, persistent] = reply

    def _enter_second(self, second: int) -> None:
        """Forget the answers of another second: Date is in them."""
        if second != self._second:
            self._second = second
            self._replies.clear()
            self._known.clear()


def _is_canned(rule: Rule) -> bool:
    answer = rule.answer
    return answer.file is None and answer.folder is None and answer.sequence is None and not answer.features
