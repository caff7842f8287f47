"""A message read for showing: what is said above it, what is marked, and what the part under the cursor is called."""

import pytest

from httpscope.exchange import CLOSING_REASONS
from httpscope.ui.describe import describe
from httpscope.ui.glossary import MEANINGS, meaning_of
from httpscope.ui.reading import Reading, Side, Source, read, sources_of
from httpscope.ui.widgets.connection_facts import CLOSINGS
from tests.octets import CHROME_GET, CHUNKED_POST, CURL_POST, RAW_REQUESTS
from tests.ui.exchange_app import ANSWER, facts_of

BY_NAME = {example.name: example.octets for example in RAW_REQUESTS}


def request(octets: bytes, *, is_open: bool = False) -> Reading:
    """Read octets as a request."""
    return read(Source(Side.REQUEST, octets, "GET", is_open, 0))


def notes(reading: Reading) -> list[str]:
    """Give the lines above the message."""
    return [note.text for note in reading.notes]


@pytest.mark.parametrize("octets", BY_NAME.values(), ids=BY_NAME)
def test_all_of_a_request_can_be_described(octets: bytes) -> None:
    """Each octet has a name and a meaning, whatever the request is."""
    reading = request(octets)

    assert all((said := describe(reading, at)) and said.title and said.meaning for at in range(len(octets)))
    assert describe(reading, len(octets)) is None


def test_the_method_is_named_with_section_and_octets() -> None:
    """Plain words, the RFC's section, the place, the octets."""
    said = describe(request(CHROME_GET), 1)

    assert said is not None
    assert (said.title, said.details) == ("method", 'RFC 9110 §9 · octets 0–2 "GET" (here 1: 0x45)')
    assert said.meaning.startswith("What the client wants done")


def test_a_field_is_told_by_its_own_meaning() -> None:
    """What Host means comes before what a header value is."""
    said = describe(request(CHROME_GET), CHROME_GET.index(b"127.0.0.1"))

    assert said is not None
    assert said.meaning.startswith("Host: Which site the request is for")


def test_a_defect_is_explained_where_it_is() -> None:
    """And nowhere else."""
    octets = BY_NAME["space before the colon"]
    reading = request(octets)
    at = octets.index(b" : v")

    assert [mark for mark in reading.marks if at in range(*mark)]
    said = describe(reading, at)
    assert said is not None
    assert said.warnings[0].endswith("RFC 9112 §5.1 · a strict server answers 400")
    assert describe(reading, 0) == describe(reading, 0)._replace(warnings=())  # type: ignore[union-attr]


def test_defects_are_listed_above_the_request() -> None:
    """Title, section, and what a strict server answers."""
    assert notes(request(BY_NAME["HTTP/1.1 without Host"])) == [
        "⚠ No Host header · RFC 9112 §3.2 · strict servers: 400"
    ]


def test_another_protocol_is_named_and_explained() -> None:
    """Once, in words, and not as a defect of HTTP."""
    (note,) = notes(request(BY_NAME["TLS ClientHello"]))

    assert note.startswith("⚠ TLS hello (https) · The client speaks https")


def test_a_request_that_is_arriving_is_no_defect() -> None:
    """Half a request line is half a request line; once nothing more can come, it is cut off."""
    half = CURL_POST[:30]

    assert notes(request(half, is_open=True)) == ["… still arriving: 30 octets so far"]
    assert request(half, is_open=True).marks == ()
    assert notes(request(half)) == ["⚠ Head is not complete · RFC 9112 §8 · strict servers: 408"]


def test_an_answer_tells_how_much_of_it_left() -> None:
    """While it goes out, and when the connection ended first."""
    going = sources_of(facts_of(CHROME_GET, ANSWER[:50], planned=len(ANSWER)))[1]
    cut = sources_of(facts_of(CHROME_GET, ANSWER[:50], planned=len(ANSWER), closing="client-reset"))[1]

    assert notes(read(going)) == [f"… going out: 50 of {len(ANSWER)} octets left"]
    assert notes(read(cut))[-1] == f"✂ cut off, the connection ended: 50 of {len(ANSWER)} octets left"


def test_the_header_table_has_what_stands_in_the_head() -> None:
    """Each octet of a name or a value leads back to its row."""
    reading = request(CHUNKED_POST)
    found = [(CHUNKED_POST[slice(*e.name)], CHUNKED_POST[slice(*e.value)], e.is_trailer) for e in reading.entries[3:]]

    assert found == [
        (b"Host", b"h", False),
        (b"Transfer-Encoding", b"chunked", False),
        (b"X-Sum", b"abc", True),
    ]
    assert reading.entry_at(CHUNKED_POST.index(b"abc")) == reading.entries[-1]
    assert reading.entry_at(CHUNKED_POST.index(b"hello")) is None


def test_a_folded_value_is_one_value() -> None:
    """The fold belongs to it, and shows."""
    octets = BY_NAME["obs-fold"]
    entry = request(octets).entry_at(octets.index(b"X-F"))

    assert entry is not None
    assert octets[slice(*entry.value)] == b"a\r\n b"


@pytest.mark.parametrize(
    ("fields", "content", "codec"),
    [
        (b"Content-Type: text/plain; charset=gbk", b"x", "gbk"),
        (b"Content-Type: text/plain", "é".encode(), "utf-8"),
        (b"Content-Type: text/plain", b"\xe9", "iso8859-1"),
        (b"Content-Type: image/png", b"\x89PNG\0", None),
        (b"Content-Type: text/plain\r\nContent-Encoding: gzip", b"\x1f\x8b", None),
        (b"X: y", b'{"a":1}', "utf-8"),
        (b"X: y", b"\0\1", None),
    ],
)
def test_content_is_drawn_as_text_where_it_is_text(fields: bytes, content: bytes, codec: str | None) -> None:
    """By what is declared, then by its first octets; never where it is coded."""
    head = b"POST / HTTP/1.1\r\nHost: h\r\n%b\r\nContent-Length: %d\r\n\r\n" % (fields, len(content))

    assert request(head + content).codec == codec


def test_a_hundred_fields_that_people_meet_have_a_sentence() -> None:
    """Short, and ending in a full stop; what a browser sends is all there."""
    sent = [line.partition(b":")[0] for line in CHROME_GET.split(b"\r\n")[1:-2]]

    assert [name for name in sent if not meaning_of(name)] == []
    assert len(MEANINGS) >= 60
    assert [text for text in MEANINGS.values() if not text.endswith(".") or len(text) > 100] == []


def test_every_way_to_end_has_plain_words() -> None:
    """A reason that the capture gains must be given words here."""
    assert set(CLOSINGS) == set(CLOSING_REASONS)
