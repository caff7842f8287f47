"""One connection's life, without a socket and without a clock."""

import pytest

from httpscope.exchange import INBOUND
from httpscope.rules.rule import Canned, Then
from httpscope.rules.settings import Limits, Settings
from httpscope.wire.limits import Limits as SizeLimits
from tests.server.player import Player
from tests.server.transcript import ANSWER, MILLISECOND, Transcript, played

GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n0\r\nT: 1\r\n\r\n"


@pytest.mark.parametrize(("octets", "facts"), [(GET, ("GET", "/a")), (POST, ("POST", "/p")), (CHUNKED, ("POST", "/c"))])
@pytest.mark.parametrize("way", ["whole", "octet by octet"])
def test_a_request_is_one_exchange_and_is_answered_once(octets: bytes, facts: tuple[str, str], way: str) -> None:
    """However its octets are split, a request becomes one exchange that ends with its last octet."""
    transcript = played(octets)[way]

    assert transcript.exchanges() == [(1, *facts, "", len(octets))]
    assert transcript.answers() == [(1, 200, 0, len(ANSWER), "rule")]


@pytest.mark.parametrize("way", ["whole", "octet by octet"])
def test_every_octet_is_in_a_segment(way: str) -> None:
    """The segments, one behind the other, are what was sent."""
    transcript = played(GET + POST)[way]
    segments = [row for row in transcript.batch.segments if row.direction == INBOUND]

    assert b"".join(row.octets for row in segments) == GET + POST
    assert [row.start for row in segments] == [0, *range(1, len(segments))]


@pytest.mark.parametrize("way", ["whole", "octet by octet"])
def test_pipelined_requests_are_answered_in_order(way: str) -> None:
    """Two requests in one go are two exchanges, each with its own octets (RFC 9112 §9.3.2)."""
    transcript = played(GET + POST)[way]

    assert [row[:3] for row in transcript.exchanges()] == [(1, "GET", "/a"), (2, "POST", "/p")]
    assert [row.start for row in transcript.batch.exchanges] == [0, len(GET)]
    assert transcript.send_all() == ["send HTTP/1.1 200 OK", "send HTTP/1.1 200 OK"]


def test_a_request_shows_from_its_first_octet() -> None:
    """Half a request line is an exchange already, and its row tells what has come of it."""
    transcript = Transcript().feed(b"G")
    after_one = transcript.exchanges()
    transcript.feed(b"E", b"T", b" ", b"/he", b"llo")

    assert [after_one, transcript.exchanges()] == [[(1, "G", "", "", None)], [(1, "GET", "/hello", "", None)]]


def test_a_long_half_request_line_does_not_write_a_row_for_nothing() -> None:
    """Once the request line is known, header octets alone write segments and no rows."""
    transcript = Transcript().feed(b"GET /a HTTP/1.1\r\n")
    rows = len(transcript.batch.progress)
    transcript.feed_octets(b"Host: h\r\nX-A: " + b"b" * 200)

    assert len(transcript.batch.progress) == rows


def test_a_client_that_asks_first_is_told_to_go_on() -> None:
    """100 (Continue) comes before the content, and counts to the answer's octets (RFC 9110 §10.1.1)."""
    head = b"PUT /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    transcript = Transcript().feed(head)
    interim = transcript.send_all()
    transcript.feed(b"hi")

    assert [interim, transcript.send_all()] == [["send HTTP/1.1 100 Continue"], ["send HTTP/1.1 200 OK"]]
    assert transcript.answers()[0][2:4] == (0, 25 + len(ANSWER))


def test_no_100_goes_to_a_client_that_sends_at_once() -> None:
    """With content in hand an interim answer would only confuse."""
    transcript = Transcript().feed(b"PUT /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi")

    assert transcript.send_all() == ["send HTTP/1.1 200 OK"]


@pytest.mark.parametrize("way", ["whole", "octet by octet"])
def test_what_a_strict_server_refuses_is_answered_400_and_nothing_behind_it_is_read(way: str) -> None:
    """Two lengths: the poison and all that follows belong to one entry, and the connection closes."""
    octets = b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde" + GET
    transcript = played(octets)[way]
    sent = transcript.send_all()
    transcript.session.lost(transcript.now, transcript.batch)

    assert sent == ["send HTTP/1.1 400 Bad Request", "close"]
    assert [row[:3] + row[4:] for row in transcript.exchanges()] == [(1, "POST", "/x", len(octets))]


def test_connection_close_is_obeyed_and_what_follows_is_shown_but_not_answered() -> None:
    """After `Connection: close` nothing is read as a request (RFC 9112 §9.6)."""
    closing = b"GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    transcript = Transcript().feed(closing + GET)
    sent = transcript.send_all()
    transcript.session.lost(transcript.now, transcript.batch)

    assert sent == ["send HTTP/1.1 200 OK", "close"]
    assert transcript.exchanges() == [
        (1, "GET", "/last", "", len(closing)),
        (2, "", "", "after-close", len(closing) + len(GET)),
    ]


def test_http_1_0_closes_after_its_answer() -> None:
    """A client of 1.0 that does not ask for more gets one answer."""
    assert Transcript().feed(b"GET / HTTP/1.0\r\n\r\n").send_all() == ["send HTTP/1.1 200 OK", "close"]


def test_a_client_that_ends_its_side_is_answered() -> None:
    """`printf ... | nc -N` sends and half-closes; the answer comes, then the close."""
    assert Transcript().feed(GET).end().send_all() == ["send HTTP/1.1 200 OK", "close"]


def test_a_client_that_leaves_without_an_octet_gets_nothing() -> None:
    """It is no exchange; the connection ends and is named silent."""
    transcript = Transcript().end()

    assert [transcript.send_all(), transcript.exchanges(), transcript.session.outcome] == [["close"], [], "silent"]


@pytest.mark.parametrize("octets", [b"GET /half HTTP/1.1\r\nHost: h\r\nX-A", POST[:-1], CHUNKED[:-3], b"G"])
def test_a_request_that_breaks_off_is_kept_and_never_answered_2xx(octets: bytes) -> None:
    """The client ended its side in the middle: 400, and the entry ends with what came."""
    transcript = Transcript().feed(octets).end()

    assert transcript.exchanges()[0][3:] == ("cut-off", len(octets))
    assert transcript.send_all() == ["send HTTP/1.1 400 Bad Request", "close"]


def test_a_connection_that_vanishes_in_a_request_ends_the_entry() -> None:
    """Nobody is there to be answered, but what came is shown whole."""
    transcript = Transcript().feed(POST[:-1])
    transcript.session.lost(transcript.now, transcript.batch)

    assert transcript.exchanges() == [(1, "POST", "/p", "cut-off", len(POST) - 1)]
    assert transcript.answers() == []


def test_only_so_many_pipelined_requests_are_answered_ahead() -> None:
    """A flood waits in the buffers until answers are out; then all of it is answered."""
    transcript = Transcript(limits=Limits(pipelined=4)).feed(GET * 10)
    at_first = len(transcript.answers())
    sent = transcript.send_all()

    assert [at_first, len(sent), len(transcript.answers())] == [4, 10, 10]


def test_a_client_that_vanishes_behind_a_flood_leaves_entries_for_all_it_sent() -> None:
    """What was read and never answered is listed all the same."""
    transcript = Transcript(limits=Limits(pipelined=2)).feed(GET * 5)
    transcript.session.lost(transcript.now, transcript.batch)

    assert [len(transcript.exchanges()), len(transcript.answers())] == [5, 2]


def test_patience_with_a_head_is_counted_from_its_first_octet() -> None:
    """Octets that trickle in do not prolong it: a slow head gets 408."""
    transcript = Transcript(limits=Limits(head_time=1.0, patience=0)).feed(b"GET / HT", b"TP/1.1\r\n")
    due = transcript.session.due(crowded=False)

    assert due == (transcript.now - MILLISECOND + 1_000_000_000, "head-timeout")

    transcript.session.expire("head-timeout", transcript.now, transcript.batch)

    assert transcript.send_all() == ["send HTTP/1.1 408 Request Timeout", "close"]


def test_patience_with_content_is_counted_from_the_last_octet() -> None:
    """An upload may take long, as long as it moves."""
    transcript = Transcript(limits=Limits(read_time=2.0, patience=0)).feed(POST[:-3], b"l")

    assert transcript.session.due(crowded=False) == (transcript.now + 2_000_000_000, "content-timeout")


def test_an_idle_connection_is_closed_without_a_word() -> None:
    """Nothing was asked, so nothing is answered."""
    transcript = Transcript()
    transcript.session.expire("idle-timeout", transcript.now, transcript.batch)

    assert [transcript.send_all(), transcript.answers()] == [["close"], []]


@pytest.mark.parametrize(("then", "step"), [(Then.CLOSE, "close"), (Then.RESET, "reset")])
def test_a_rule_may_close_or_reset(then: Then, step: str) -> None:
    """What happens to the connection is part of the answer."""
    transcript = Transcript(Canned(body="ok", supply=False, then=then, delay=0.25)).feed(GET + GET)

    assert transcript.send_all() == ["wait 0.25", "send HTTP/1.1 200 OK", step]


def test_nothing_goes_out_that_could_not_be_recorded() -> None:
    """The capture is full: planned steps are dropped, and the answer to send instead is a 503 that says why."""
    transcript = Transcript().feed(GET)
    reply = transcript.session.unrecorded("no room")

    assert [transcript.send_all(), reply.status, b"no room" in reply.content] == [[], 503, True]


def test_a_lone_line_end_is_shown_though_nothing_follows_it() -> None:
    """An empty line alone is no request, but it was sent, and the export gives it back."""
    transcript = Transcript().feed(b"\r\n").end()
    transcript.session.committed()
    transcript.session.lost(transcript.now, transcript.batch)

    assert transcript.exchanges() == [(1, "", "", "leading-empty-line", 2)]


def test_what_was_refused_behind_a_flood_that_vanished_ends_with_its_last_octet() -> None:
    """The entry is complete once the connection is gone, whoever was still to be answered."""
    bad = b"GET / HTTP/1.1\r\n\r\n"
    transcript = Transcript(limits=Limits(pipelined=2)).feed(GET * 3 + bad)
    transcript.session.lost(transcript.now, transcript.batch)

    assert transcript.exchanges()[-1] == (4, "GET", "/", "missing-host", len(GET * 3 + bad))


# What fuzzing found


def test_an_entry_whose_end_could_not_be_recorded_ends_with_what_was() -> None:
    """One octet is in the capture, and the turn with the rest of the request is not."""
    player = Player()
    player.feed(GET[:1])
    player.turn()
    player.feed(GET[1:] + GET[:5])
    player.turn(recorded=False)
    player.finish()

    assert [(row.id, row.start, row.stop, row.remark) for row in player.exchanges()] == [(1, 0, 1, "unrecorded")]


def test_octets_behind_an_answer_that_could_not_be_recorded_twice_are_no_news_of_another_exchange() -> None:
    """The number of an entry that was in no capture is given again, perhaps to another connection."""
    player = Player()
    player.feed(GET[:1])
    player.turn(recorded=False)
    player.feed(GET[1:2])
    player.turn(recorded=False)
    player.finish()

    assert [player.capture.exchanges, player.capture.progress] == [[], []]


def test_requests_read_ahead_and_given_up_for_a_full_disk_are_listed() -> None:
    """Their octets are in the capture, so an entry says what became of them."""
    player = Player(settings=Settings(limits=Limits(pipelined=1)))
    player.feed(GET * 3)
    player.turn()
    player.turn(recorded=False)
    player.finish()

    assert [(row.start, row.stop, row.remark) for row in player.exchanges()] == [
        (0, len(GET), ""),
        (len(GET), 3 * len(GET), "unrecorded"),
    ]


def test_a_client_that_vanishes_in_the_turn_of_its_last_octets_leaves_them_all() -> None:
    """End of the stream and loss of the connection fall into one turn."""
    player = Player()
    player.feed(GET[:5])
    player.end()
    player.lose()
    player.turn()

    assert [(row.stop, row.remark) for row in player.exchanges()] == [(5, "cut-off")]


def test_what_looked_like_a_method_is_none_once_it_is_no_http() -> None:
    """The row of an entry that turns out to be some text tells no method, however it came."""
    transcript = Transcript().feed(b"he", b"llo\r\n").end()

    assert transcript.exchanges() == [(1, "", "", "text", None)]


LENIENT = Settings(lenient=True)


@pytest.mark.parametrize("feed", ["feed", "feed_octets"])
def test_a_lenient_session_answers_by_the_rules_what_a_strict_one_refuses_and_closes(feed: str) -> None:
    """Marked with the rule that it breaks; what comes behind it belongs to it and is not read."""
    transcript = Transcript(settings=LENIENT)
    getattr(transcript, feed)(b"GET /a HTTP/1.1\nHost: h\n\n" + GET)
    transcript.session.lost(transcript.now, transcript.batch)

    assert transcript.send_all() == ["send HTTP/1.1 200 OK", "close"]
    assert transcript.exchanges() == [(1, "GET", "/a", "bare-lf", transcript.session.received)]


def test_a_lenient_session_keeps_a_clean_connection_open() -> None:
    """Nothing is forgiven in a clean request."""
    transcript = Transcript(settings=LENIENT).feed(GET * 2)

    assert transcript.send_all() == ["send HTTP/1.1 200 OK"] * 2
    assert not transcript.session.closing


def test_a_rule_that_keeps_a_forgiven_connection_open_does_not() -> None:
    """Its octets say what the rule says; the connection ends all the same, since nobody may read on."""
    transcript = Transcript(Canned(body="ok", then=Then.KEEP), settings=LENIENT).feed(b"GET / HTTP/1.1\n\n")

    assert transcript.send_all() == ["send HTTP/1.1 200 OK", "close"]


def test_a_content_that_is_forgiven_is_marked_with_its_own_rule() -> None:
    """The head was clean."""
    chunked = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"
    transcript = Transcript(settings=LENIENT).feed(chunked)
    transcript.session.lost(transcript.now, transcript.batch)

    assert transcript.send_all() == ["send HTTP/1.1 200 OK", "close"]
    assert transcript.exchanges() == [(1, "POST", "/", "bare-lf", len(chunked))]


def test_the_policy_is_that_of_the_moment_in_which_a_request_begins() -> None:
    """Switched between two requests, it counts for the second; switched within one, for the next."""
    transcript = Transcript().feed(GET + b"GET / HT")
    transcript.change(LENIENT)
    transcript.feed(b"TP/1.1\r\nHost: h\r\n\r\n", b"GET / HTTP/1.1\nHost: h\n\n")

    assert transcript.send_all() == ["send HTTP/1.1 200 OK"] * 3 + ["close"]


def test_a_limit_that_changes_counts_from_the_next_request_on() -> None:
    """As the policy does."""
    transcript = Transcript().feed(GET)
    transcript.change(Settings(sizes=SizeLimits(request_line=10)))
    transcript.feed(GET)

    assert transcript.send_all() == ["send HTTP/1.1 200 OK", "send HTTP/1.1 414 URI Too Long", "close"]


def test_the_last_request_of_a_connection_is_told_so() -> None:
    """The limit for requests on a connection closes it behind an answer that says so."""
    transcript = Transcript(Canned(body="ok"), limits=Limits(requests=2)).feed(GET * 3)

    assert transcript.send_all() == ["send HTTP/1.1 200 OK"] * 2 + ["close"]
    assert [transcript.session.outcome, len(transcript.heads)] == ["requests-used-up", 2]


def test_a_share_of_the_turn_is_answered_at_a_time() -> None:
    """What waits is read when the answers before it are out."""
    transcript = Transcript()
    transcript.session.share = 2
    transcript.feed(GET * 5)

    assert len(transcript.heads) == 2
    assert transcript.send_all() == ["send HTTP/1.1 200 OK"] * 5


def test_octets_behind_the_last_request_of_a_client_that_vanished_are_no_request() -> None:
    """HTTP/1.0 closes, also where the client has gone before its turn came."""
    last = b"GET / HTTP/1.0\r\n\r\n"
    transcript = Transcript(limits=Limits(pipelined=1)).feed(GET + last + GET)
    transcript.session.lost(transcript.now, transcript.batch)

    assert [row[3:] for row in transcript.exchanges()] == [
        ("", len(GET)),
        ("", len(GET + last)),
        ("after-close", len(GET + last + GET)),
    ]
