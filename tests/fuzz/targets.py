"""What is fuzzed: each target takes any octets and raises AssertionError, or whatever else, where a promise is broken.

A target spends its octets itself: the first few decide how it is played, so that a guided fuzzer can learn that.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from httpscope.rules.file.read import RulesFault, read_rules, text_of, write_rules
from httpscope.rules.rule import Canned, Rule, Then
from httpscope.rules.settings import Limits as Patience
from httpscope.rules.settings import Settings
from httpscope.ui.body import present
from httpscope.ui.media import Media
from httpscope.visible import visible
from httpscope.wire.anatomy import anatomy_of_request, anatomy_of_response
from httpscope.wire.limits import Limits
from tests.fuzz import seeds
from tests.fuzz.mutator import split
from tests.server import ledger
from tests.server.player import Player
from tests.wire.reading import Verdict, in_octets, verdict
from tests.wire.reference import extents

CONTROLS: Final = 4
"""Octets at the front that decide how a target is played."""
SMALL: Final = Limits(
    request_line=24, field_line=24, head=70, fields=4, chunk_line=8, extensions=12, trailers=20, content=6
)


class Target(NamedTuple):
    """Something to fuzz."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    about: str


class Decisions:
    """Answers questions by the octets at the front of a fuzzer's input, then by sums of them."""

    def __init__(self, octets: bytes) -> None:
        self._state = int.from_bytes(octets[:CONTROLS])

    def __call__(self, n: int) -> int:
        """Give a number from 0 to n - 1."""
        # The generator of Knuth's MMIX: the low octets of input move all later answers.
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % n


def receiver(octets: bytes) -> None:
    """Any split gives one verdict, with any limits; what is taken, the reference reader takes the same way."""
    choose, whole = Decisions(octets), octets[CONTROLS:]
    limits = (None, SMALL)[choose(2)]
    for lenient in (False, True):
        at_once = verdict([whole], limits, lenient=lenient)
        assert verdict(split(whole, choose), limits, lenient=lenient) == at_once, "the verdict depends on the split"
        assert verdict(in_octets(whole), limits, lenient=lenient) == at_once, "octet by octet differs"
    strict = verdict([whole])
    ours = [(one.start, one.stop, one.method, one.target, one.content) for one in strict.messages]
    theirs = [(one.start, one.stop, one.method, one.target, one.content) for one in extents(whole)]
    assert theirs[: len(ours)] == ours, "the reference reader finds other extents"
    _forgives(strict, verdict([whole], lenient=True))


def _forgives(strict: Verdict, lenient: Verdict) -> None:
    """A lenient reader takes what a strict one takes, and at most the one that it refuses."""
    clean = [one for one in lenient.messages if one.forgiven is None]
    forgiven = [one for one in lenient.messages if one.forgiven is not None]
    assert tuple(clean) == strict.messages, "a lenient reader reads a clean request otherwise"
    assert not forgiven or ([*clean, *forgiven] == list(lenient.messages) and len(forgiven) == 1), "it goes on behind"
    if forgiven:
        assert strict.refused is not None, "forgiven what is not refused"
        assert strict.refused[0] == forgiven[0].start, "forgiven elsewhere"
        assert strict.refused[1] == forgiven[0].forgiven, "another reason"


def anatomy(octets: bytes) -> None:
    """The pieces cover every octet once, as a request and as a response, and the receiver agrees."""
    choose, whole = Decisions(octets), octets[CONTROLS:]
    method = ("GET", "HEAD", "CONNECT")[choose(3)]
    for found in (anatomy_of_request(whole), anatomy_of_response(whole, method, closed=bool(choose(2)))):
        at = 0
        for piece in found.pieces:
            assert piece.start == at < piece.stop, "pieces overlap or leave a gap"
            at = piece.stop
        assert at == len(whole), "the pieces do not reach the end"
        spans = [defect.span for defect in found.defects]
        assert all(0 <= start <= stop <= at for start, stop in spans), "a defect out of place"
        assert spans == sorted(spans, key=lambda span: span.start), "defects out of order"
    request = anatomy_of_request(whole)
    read = verdict([whole])
    if read.messages:
        assert request.complete, "the receiver takes what the anatomy calls incomplete"
        assert request.content_octets() == read.messages[0].content, "the content differs"


_ANSWERS: Final = (
    Canned(body="ok"),
    Canned(body="ok", delay=0.25),
    Canned(body="ok", then=Then.CLOSE),
    Canned(body="ok", then=Then.RESET),
    Canned(body="ok", supply=False),
)


def session(octets: bytes) -> None:
    """Whatever befalls a session in whatever order, the book of its rows is right at every moment."""
    choose, whole = Decisions(octets), octets[CONTROLS:]
    canned = _ANSWERS[choose(len(_ANSWERS))]
    patience = Patience(pipelined=(1, 2, 16)[choose(3)], unread=16, requests=(0, 0, 2)[choose(3)])
    player = Player(canned, Settings(bool(choose(2)), (Limits(), SMALL)[choose(2)], patience))
    player.crowded = bool(choose(2))
    usual = (player.turn, player.turn, player.leave, player.wait_over)
    rare = (player.expire, player.end, player.lose, player.switch)
    for piece in split(whole, choose, 12):
        player.feed(piece)
        for _ in range(choose(3)):
            match choose(16):
                case 0:
                    player.turn(recorded=False)
                case 1 | 2:
                    player.turn(leave=False)
                case 3:
                    rare[choose(len(rare))]()
                case _:
                    usual[choose(len(usual))]()
            ledger.check(player)
    player.finish()
    ledger.check_the_end(player)


def rules(octets: bytes) -> None:
    """A file is read or refused with a place in one line; what was read, and what of it is kept, is written back."""
    try:
        text = text_of(octets[CONTROLS:], "rules.toml")
        ruleset = read_rules(text, "rules.toml", "/")
    except RulesFault as fault:
        said = str(fault)
        assert visible(said) == said, "the fault holds octets that act on a terminal"
        return
    assert write_rules(text, ruleset) == text, "rules written back without a change are changed"
    choose = Decisions(octets)
    kept = list(ruleset.rules)
    if choose(2):
        kept.reverse()
    elif kept:
        del kept[choose(len(kept))]
    edited = read_rules(write_rules(text, replace(ruleset, rules=tuple(kept))), "rules.toml", "/")
    # A rule without a name is named by its place.
    assert _nameless(edited.rules) == _nameless(kept), "edited rules are read back otherwise"


def _nameless(rules: Iterable[Rule]) -> list[Rule]:
    return [replace(rule, name="") for rule in rules]


_CODINGS: Final = ((), ("gzip",), ("deflate",), ("br",), ("zstd",), ("gzip", "br"), ("x",))
_TYPES: Final = ("", "text/plain", "application/json", "application/x-www-form-urlencoded", "image/png", "text/html")
_CHARSETS: Final = (None, None, "utf-8", "utf-16", "shift_jis", "gb18030", "iso-8859-1", "x-unknown")


def body(octets: bytes) -> None:
    """Content of any octets under any head is shown as text in UTF-8 or by value, its tones in order and within it."""
    choose, content = Decisions(octets), octets[CONTROLS:]
    media = Media(_TYPES[choose(6)], _CHARSETS[choose(8)], _CODINGS[choose(7)])
    shown = present(content, media, received=len(octets), clock=lambda: 0.0)
    assert visible(shown.title) == shown.title, "the title holds octets that act on a terminal"
    assert not shown.is_text or b"\t" not in shown.octets, "a TAB is left in a text"
    at = 0
    for start, stop, _ in shown.tones:
        assert at <= start <= stop <= len(shown.octets), "a tone out of place"
        at = stop


def _requests() -> Sequence[bytes]:
    return [bytes([number % 251, number // 251, 7, 1]) + one for number, one in enumerate(seeds.REQUESTS)]


def _messages() -> Sequence[bytes]:
    return [*_requests(), *(bytes(CONTROLS) + one for one in seeds.RESPONSE_SEEDS)]


def _files() -> Sequence[bytes]:
    return [bytes(CONTROLS) + one for one in seeds.rules()]


def _contents() -> Sequence[bytes]:
    return [bytes([number, 0, 0, way]) + one for number, one in enumerate(seeds.contents()) for way in range(8)]


TARGETS: Final = {
    "receiver": Target(receiver, _requests, "wire.receiver: any split, and against the reference reader"),
    "anatomy": Target(anatomy, _messages, "wire.anatomy: every octet in one piece"),
    "session": Target(session, _requests, "server.session: any octets, any order of events"),
    "rules": Target(rules, _files, "rules.file: any file"),
    "body": Target(body, _contents, "ui.body: any content under any head"),
}
