"""A session under any octets, in any split and any order of events: the book of its rows is right at every moment."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from httpscope.rules.feature.fault import fault
from httpscope.rules.feature.pacing import EndDelay, Rate
from httpscope.rules.rule import Canned, Rule, Then
from httpscope.rules.settings import Limits, Settings
from httpscope.wire.limits import Limits as SizeLimits
from tests.fuzz.seeds import VALID
from tests.server import ledger
from tests.server.player import Player
from tests.wire.messages import damaged_requests, octets

SMALL = SizeLimits(request_line=24, field_line=24, head=70, fields=4, chunk_line=8, trailers=20, content=6)
ANSWERS = st.sampled_from(
    [
        Canned(body="ok"),
        Canned(body="ok", delay=0.25),
        Canned(body="ok", then=Then.CLOSE),
        Canned(body="ok", then=Then.RESET),
        Canned(body="ok", features=(Rate(400),)),
        Canned(body="ok", then=Then.CLOSE, features=(EndDelay(0.25),)),
        Canned(body="ok", features=(fault(("fault",), {"kind": "stop", "at": 20, "then": "hang"}),)),
        Canned(body="ok", features=(fault(("fault",), "reset-in-content"),)),
        Canned(body="ok", features=(fault(("fault",), "endless-content"),)),
    ]
)
TYPED = st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"Content-Length: 2\r\n\r\n", b"ok", b"anything"])
SENT = st.one_of(st.sampled_from(VALID), damaged_requests(), octets)


class AnyOrder(RuleBasedStateMachine):
    """A client, a capture and a clock that do what they like."""

    @initialize(
        canned=ANSWERS,
        pipelined=st.sampled_from([1, 2, 16]),
        sizes=st.sampled_from([SizeLimits(), SMALL]),
        lenient=st.booleans(),
        answered=st.sampled_from(["at the end", "early", "by people"]),
    )
    def begin(self, canned: Canned, pipelined: int, sizes: SizeLimits, lenient: bool, answered: str) -> None:
        """A connection is accepted."""
        self.player = Player(canned, Settings(lenient, sizes, Limits(pipelined=pipelined, unread=16, sent=150)))
        self.player.early, self.player.holds = answered == "early", answered == "by people"
        self.on_the_way = b""

    @rule(sent=SENT)
    def send(self, sent: bytes) -> None:
        """The client sends octets, which will arrive."""
        self.on_the_way += sent

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def arrive(self, data: st.DataObject) -> None:
        """Some of the octets are there."""
        size = data.draw(st.integers(1, len(self.on_the_way)))
        self.player.feed(self.on_the_way[:size])
        self.on_the_way = self.on_the_way[size:]

    @rule(leave=st.booleans())
    def turn(self, leave: bool) -> None:
        """A turn is recorded, and its answers leave, or wait for the client to read."""
        self.player.turn(leave=leave)

    @rule()
    def turn_fails(self) -> None:
        """The capture cannot be written."""
        self.player.turn(recorded=False)

    @rule()
    def answers_leave(self) -> None:
        """The client reads."""
        self.player.leave()

    @rule()
    def wait_over(self) -> None:
        """The delay of an answer is over."""
        self.player.wait_over()

    @rule()
    def policy_changes(self) -> None:
        """Somebody switches between strict and lenient."""
        self.player.switch()

    @precondition(lambda self: self.player.holds and not self.on_the_way)
    @rule(sent=st.sampled_from(VALID))
    def waits(self, sent: bytes) -> None:
        """A request comes whole and begins to wait."""
        self.player.feed(sent)
        self.player.turn()

    @precondition(lambda self: self.player.waits)
    @rule()
    def released(self) -> None:
        """A person lets the rules answer what waits."""
        self.player.release()

    @precondition(lambda self: self.player.waits)
    @rule(canned=ANSWERS)
    def answered_otherwise(self, canned: Canned) -> None:
        """A person gives another answer than the rules would."""
        self.player.release_by(Rule("rule", answer=canned))

    @precondition(lambda self: self.player.waits)
    @rule()
    def waits_too_long(self) -> None:
        """Nobody answers, and the rule wants a 503 then."""
        self.player.dismiss()

    @precondition(lambda self: self.player.waits)
    @rule(reset=st.booleans())
    def dropped(self, reset: bool) -> None:
        """A person closes the connection."""
        self.player.drop(reset=reset)

    @precondition(lambda self: self.player.waits)
    @rule()
    def taken_in_hand(self) -> None:
        """A person begins to answer by hand."""
        self.player.take_in_hand()

    @precondition(lambda self: self.player.waits)
    @rule(typed=TYPED, pause=st.sampled_from([0.0, 0.5]))
    def typed_by_hand(self, typed: bytes, pause: float) -> None:
        """A person types some of an answer."""
        self.player.say(typed, pause)

    @precondition(lambda self: self.player.waits)
    @rule(by=st.sampled_from(["keep", "fin", "rst"]))
    def ended_by_hand(self, by: str) -> None:
        """A person has typed all of it."""
        self.player.end_by_hand(by)

    @rule()
    def patience_ends(self) -> None:
        """The client does nothing for too long."""
        self.player.expire()

    @rule()
    def client_ends(self) -> None:
        """The client sends its FIN."""
        self.player.end()

    @rule()
    def vanishes(self) -> None:
        """The connection is reset."""
        self.player.lose()

    @invariant()
    def the_book_is_right(self) -> None:
        """At every moment."""
        if hasattr(self, "player"):
            ledger.check(self.player)

    def teardown(self) -> None:
        """In the end the connection is gone, and all of it is recorded."""
        if hasattr(self, "player"):
            self.player.finish()
            ledger.check_the_end(self.player)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=150, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
