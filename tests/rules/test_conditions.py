"""What a rule may ask of a request beyond method and path, as it is written in a rules file."""

import json
import time
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.asked import Asked, _pairs
from httpscope.rules.content import Contents
from httpscope.rules.file.read import RulesFault, read_rules, write_rules
from httpscope.rules.match import segments_of
from httpscope.rules.memory import Memory
from httpscope.rules.part import Stage
from httpscope.rules.plan import Plan, reply_of
from httpscope.wire.head import read_request_head
from tests.rules.asking import asked
from tests.rules.reading import answers, rule_with, rules

FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "target", "found"),
    [
        ("/users/{id}", b"/users/7", {"id": "7"}),
        ("/users/{id}", b"/users/", None),
        ("/users/{id}", b"/users/7/x", None),
        ("/users/{id}/posts/{post}", b"/users/a%20b/posts/c%2Fd", {"id": "a b", "post": "c/d"}),
        ("/{name}.{type}", b"/a.tar.gz", {"name": "a.tar", "type": "gz"}),
        ("/{name}.{type}", b"/.gz", None),
        ("/{first}{second}", b"/abc", {"first": "ab", "second": "c"}),
        ("/{first}{second}", b"/a", None),
        ("/**/{last}", b"/a/b/c", {"last": "c"}),
        ("/a%7Bb%7D", b"/a{b}", {}),
        ("/a%7Bb%7D", b"/ab", None),
        ("/{a}", b"/100%25", {"a": "100%"}),
    ],
)
def test_a_path_may_name_segments(path: str, target: bytes, found: dict[str, str] | None) -> None:
    """`{name}` is at least one character without a slash, and what it was can be read."""
    ruleset = rule_with(f'match.path = "{path}"')
    request = asked("GET", target)

    assert answers(ruleset, request) == (found is not None)
    assert segments_of(ruleset.rules[0].match, request) == (found or {})


@pytest.mark.parametrize(
    ("match", "target", "fits"),
    [
        ("path_regex = '/[0-9]+'", b"/users/12/edit", True),
        ("path_regex = '^/[0-9]+$'", b"/users/12", False),
        ("path_regex = '^/[a-z]\u00e9$'", b"/a%C3%A9", True),
        ("query.page = '2'", b"/?page=2", True),
        ("query.page = '2'", b"/?page=1&page=2", True),
        ("query.page = '2'", b"/?page=22", False),
        ("query = { page = '2', debug = true }", b"/?page=2", False),
        ("query = { page = '2', debug = true }", b"/?debug&page=2", True),
        ("query.token = false", b"/?a=b", True),
        ("query.token = false", b"/?token=", False),
        ("query.q = { matches = '^a.c$' }", b"/?q=a%20c", True),
        ("query.q = { matches = '^a', contains = 'z' }", b"/?q=ab&q=bz", False),
        ("query.q = { equals = '' }", b"/?q", True),
        ("query.q = { present = true }", b"/", False),
    ],
)
def test_path_and_query(match: str, target: bytes, fits: bool) -> None:
    """Expressions are found anywhere; of several values with a name one has to pass all that is asked of it."""
    assert answers(rule_with(f"match.{match}"), asked("GET", target)) == fits


@pytest.mark.parametrize(
    ("match", "line", "fits"),
    [
        ('header.accept = "text/html"', "Accept: text/html", True),
        ('header.accept = "text/html"', "Accept: text/html, */*", False),
        ('header.Accept = { contains = "html" }', "accept: text/html, */*", True),
        ("header.Authorization = true", "Authorization: Bearer x", True),
        ("header.Authorization = true", "Accept: */*", False),
        ("header.Authorization = false", "Accept: */*", True),
        ("header.User-Agent = { matches = '(?i)CURL/[78]' }", "User-Agent: curl/8.1", True),
        ('cookie.session = "abc"', "Cookie: a=b; session=abc", True),
        ('cookie.session = "abc"', "Cookie: session=abcd", False),
        ("cookie.session = false", "Cookie: a=b", True),
        ('host = "H"', "A: b", True),
        ('host = "*.example.com"', "A: b", False),
        ('host = ["a", "h"]', "A: b", True),
    ],
)
def test_headers_cookies_and_host(match: str, line: str, fits: bool) -> None:
    """Names of headers and hosts have no case; values do."""
    assert answers(rule_with(f"match.{match}"), asked("GET", b"/", line)) == fits


@pytest.mark.parametrize(
    ("glob", "host", "fits"),
    [
        ("*.example.com", b"a.b.example.com:8001", True),
        ("*.example.com", b"example.com", False),
        ("a*b*c", b"axbxbc", True),
        ("a*a", b"a", False),
        ("[::1]", b"[::1]:80", True),
    ],
)
def test_hosts_are_those_of_absolute_targets_too(glob: str, host: bytes, fits: bool) -> None:
    """`*` stands for any characters; the port does not count."""
    request = asked("GET", b"http://" + host + b"/")

    assert answers(rule_with(f'match.host = "{glob}"'), request) == fits


@pytest.mark.parametrize(
    ("client", "address", "fits"),
    [
        ('"127.0.0.1"', "127.0.0.1", True),
        ('"127.0.0.1"', "127.0.0.2", False),
        ('"10.0.0.0/8"', "10.200.3.4", True),
        ('["::1", "10.0.0.0/8"]', "::1", True),
        ('"10.0.0.0/8"', "::ffff:10.1.2.3", True),
        ('"fe80::/10"', "fe80::1%eth0", True),
        ('"0.0.0.0/0"', "::1", False),
        ('"0.0.0.0/0"', "", False),
    ],
)
def test_clients_by_address_or_network(client: str, address: str, fits: bool) -> None:
    """IPv4 within IPv6 is IPv4, and a zone does not count."""
    assert answers(rule_with(f"match.client = {client}"), asked(client=address)) == fits


@pytest.mark.parametrize(
    ("match", "content", "line", "fits"),
    [
        ('form.name = "Ada"', b"name=Ada&x=1", FORM, True),
        ('form.name = "Ada L."', b"name=Ada+L%2E", FORM + "; charset=utf-8", True),
        ('form.name = "Ada"', b"name=Ada", "Content-Type: text/plain", False),
        ('body = "ping"', b"ping", "A: b", True),
        ('body = "ping"', b"ping\n", "A: b", False),
        ("body = false", b"", "A: b", True),
        ("body = true", b"", "A: b", False),
        ("body = { contains = '\u00e9' }", b"caf\xe9", "Content-Type: text/plain; charset=latin-1", True),
        ("body = { contains = '\u00e9' }", b"caf\xc3\xa9", "Content-Type: text/plain; charset=punycode", True),
        ("body = { matches = '^a.b$' }", b"a\xffb", "A: b", True),
    ],
)
def test_forms_and_bodies(match: str, content: bytes, line: str, fits: bool) -> None:
    """A body is text in the charset that its type names, UTF-8 otherwise."""
    ruleset = rule_with(f"match.{match}")

    assert ruleset.wants_content
    assert answers(ruleset, asked("POST", b"/", line, content=content)) == fits


DOCUMENT = {"a": {"b": [1, 2.0, True, None]}, "two words": "x", "items": [{"id": 7}, {"id": 8}], "text": "hello"}


@pytest.mark.parametrize(
    ("test", "fits"),
    [
        ('"$.a.b[0]" = 1', True),
        ('"$.a.b[0]" = true', False),
        ('"$.a.b[1]" = 2', True),
        ('"$.a.b[2]" = true', True),
        ('"$.a.b[2]" = 1', False),
        ('"$.a.b[3]" = { type = "null" }', True),
        ('"$.a.b[-1]" = { present = true }', True),
        ('"$.a.b[9]" = { present = true }', False),
        ('"$.a.b[9]" = { present = false }', True),
        ("\"$['two words']\" = 'x'", True),
        ('"$.items[*].id" = 8', True),
        ('"$.items[*].id" = 9', False),
        ('"$.items" = [{ id = 7 }, { id = 8 }]', True),
        ('"$.items[0]" = { equals = { id = 7 } }', True),
        ('"$.text" = { contains = "ell" }', True),
        ('"$.text" = { matches = "^h.*o$", type = "string" }', True),
        ('"$.a" = { contains = "b" }', False),
        ('"$.a" = { type = "object" }', True),
        ('"$.a.b[0]" = { type = "boolean" }', False),
        ('"$.*.b" = { type = "array" }', True),
        ('"$.text[0]" = "h"', False),
    ],
)
def test_values_within_json(test: str, fits: bool) -> None:
    """A plain value is compared as it is, so that true is not 1; a table asks for more."""
    request = asked("POST", content=json.dumps(DOCUMENT).encode())

    assert answers(rule_with(f"match.json = {{ {test} }}"), request) == fits


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_fits_no_rule_about_json(content: bytes) -> None:
    """Whatever a client sends, nothing breaks."""
    assert not answers(rule_with('match.json."$" = { present = false }'), asked("POST", content=content))


@pytest.mark.timeout(30)
def test_a_client_cannot_make_an_expression_explode() -> None:
    """All expressions together have a tenth of a second for one request; then they do not fit."""
    ruleset = rules("".join(f"[[rule]]\nmatch.path_regex = '^/(a+)+{letter}$'\n" for letter in "bcdefgh"))
    began = time.process_time()

    assert not answers(ruleset, asked("GET", b"/" + b"a" * 8000))
    assert not answers(rule_with("match.query.q = { matches = '(x+x+)+y' }"), asked("GET", b"/?q=" + b"x" * 7000))
    assert time.process_time() - began < 15


def test_named_groups_are_segments() -> None:
    """An expression can name parts of a path as a template does."""
    ruleset = rule_with("match.path = '/{kind}/**'\nmatch.path_regex = '/(?P<id>[0-9]+)$'")

    assert segments_of(ruleset.rules[0].match, asked("GET", b"/users/x/12")) == {"kind": "users", "id": "12"}


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ('match.path = "/{}"', 14, "expected a named segment such as {id}"),
        ('match.path = "/{a}/{a}"', 14, "expected a name of its own for each segment"),
        ('match.path_regx = "a"', 7, "did you mean match.path_regex?"),
        ('match.path_regex = "(a"', 20, "missing ), unterminated subpattern at position 0"),
        ("match.path_regex = '((a{900}){900}){900}'", 20, "repetitions of at most 1,000"),
        ("match.query.page = 2", 20, 'match.query.page: expected "a text", true (present)'),
        ("match.query = {}", 15, "match.query: expected a table of names"),
        ("match.query.page = { contain = 'a' }", 22, "did you mean match.query.page.contains?"),
        ("match.query.page = { present = false, equals = 'a' }", 32, "match.query.page.present: expected true"),
        ('match.header."A:" = "b"', 14, "expected the name of a header"),
        ("match.header.A = { matches = '[' }", 30, "match.header.A.matches: expected a regular expression"),
        ('match.host = "example.com:80"', 14, "without port"),
        ('match.client = "10.0.0.1/8"', 16, "did you mean 10.0.0.0/8?"),
        ('match.client = ["::1", "localhost"]', 24, "expected an address or network"),
        ('match.body = { contain = "a" }', 16, "did you mean match.body.contains?"),
        ('match.json = { "a.b" = 1 }', 16, "did you mean $.a.b?"),
        ('match.json = { "$.a[" = 1 }', 16, "expected a way into JSON"),
        ('match.json."$.a" = { typ = "null" }', 22, "did you mean match.json.$.a.type?"),
        ('match.json."$.a" = { type = "text" }', 29, "expected one of string, number"),
        ('match.json."$.a" = 2026-01-01', 20, "JSON has no times"),
        ("match.nth = 0", 13, 'expected a number from 1, "1-2", "3-", "every 2"'),
        ('match.nth = "2-1"', 13, "expected a number from 1"),
        ('match.nth = { of = "client" }', 13, "expected a table with number"),
        ('match.nth = { number = 1, of = "clients" }', 32, 'expected "rule", "connection", "client"'),
        ('match.nth = { number = 1, of = "client", each = "client" }', 49, 'expected of = "rule" beside each'),
        ("match.chance = 30", 16, 'expected a share from 0 to 1, or "30%"'),
        ('match.chance = "130%"', 16, 'expected a share from 0 to 1, or "30%"'),
    ],
)
def test_bad_values_are_told_with_their_place(line: str, column: int, said: str) -> None:
    """Line, column, what was expected, and the nearest right name."""
    with pytest.raises(RulesFault) as fault:
        rule_with(line)

    assert (fault.value.line, fault.value.column) == (3, column), str(fault.value)
    assert said in str(fault.value)


def test_conditions_are_written_back_as_they_were() -> None:
    """A rule that is duplicated keeps all that it asks for."""
    ruleset = rule_with(
        "match.host = '*.a'\nmatch.query.page = '2'\nmatch.json = { \"$.a\" = { contains = 'b' } }\n"
        "match.nth = { number = '1-2', of = 'client' }\nmatch.chance = '30%'"
    )
    twice = type(ruleset)((*ruleset.rules, *ruleset.rules), text=ruleset.text)
    written = read_rules(write_rules(ruleset.text, twice), "", "")

    assert written.rules[1].match == ruleset.rules[0].match


@pytest.mark.parametrize("charset", ["utf\0", "\0", "x" * 5000, "unicode_escape", "idna", "\udc80"])
def test_a_charset_that_nobody_has_is_read_as_utf_8(charset: str) -> None:
    """NUL comes through where policy is lenient."""
    head = read_request_head(
        b"POST / HTTP/1.1\r\nContent-Type: text/plain; charset="
        + charset.encode("utf-8", "surrogateescape")
        + b"\r\n\r\n"
    )

    assert answers(rule_with('match.body = "\u00e9"'), Asked(head, "\u00e9".encode()))


@given(st.lists(st.sampled_from(["a", "%", "%4", "%41", "%c3%A9", "%FF", "+", "=", "&", "\u00e9"]), max_size=12))
def test_a_query_is_decoded_as_forms_are(pieces: list[str]) -> None:
    """A percent sign that encodes nothing stands for itself, and no octet is lost."""
    query = "".join(pieces)

    assert _pairs(query.encode()) == tuple(parse_qsl(query, keep_blank_values=True, errors="surrogateescape"))


@given(st.lists(st.sampled_from(["a", "b", "=", "&", "é", ";", " "]), max_size=12))
def test_a_query_without_encodings_is_read_quickly_and_the_same(pieces: list[str]) -> None:
    """As one with an encoding at its end is."""
    query = "".join(pieces).encode()

    assert _pairs(query + b"&end=x") == tuple(parse_qsl(query.decode() + "&end=x", keep_blank_values=True))
    assert _pairs(query + b"&end=%78") == _pairs(query + b"&end=x")


def test_answers_are_given_the_named_segments() -> None:
    """A feature of the rule that answers reads them from the request."""
    seen: list[dict[str, str]] = []

    class Watching:
        stage = Stage.FILL
        wants_content = False

        def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
            seen.append(dict(asked.segments))

    read = rule_with('match.path = "/users/{id}"').rules[0]
    rule = replace(read, answer=replace(read.answer, features=(Watching(),)))
    reply_of(rule, "", asked("GET", b"/users/7"), Contents(), Memory(), persistent=True, now=0.0)

    assert seen == [{"id": "7"}]
