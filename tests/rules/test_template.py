"""Templates: what they can say of a request, what is refused, and that nothing a client sends is rendered."""

import json
from pathlib import Path

import pytest

from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.file.read import RulesFault, read_rules, write_rules
from httpscope.rules.match import decide
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.step import Send
from httpscope.rules.template.feature import TemplateFault
from httpscope.ui.forecast import forecast
from tests.rules.asking import asked

NOW = 1_000_000_000.0


def rules(answer: str) -> Ruleset:
    """Read a rule with a template."""
    return read_rules(f'[[rule]]\nname = "r"\nanswer.template = true\n{answer}\n', "rules.toml", ".")


def head_and_content(answer: str, request: Asked | None = None, memory: Memory | None = None) -> tuple[str, str]:
    """Answer a request by a rule with a template."""
    rule = rules(answer).rules[0]
    memory = memory or Memory(seed=1)
    reply = reply_of(rule, ".", request or asked(), Contents(), memory, persistent=True, now=NOW)
    return reply.head.decode(), reply.content.decode()


def said(template: str, request: Asked | None = None, memory: Memory | None = None) -> str:
    """Render a template as the body of a plain text."""
    assert "'''" not in template
    return head_and_content(f"answer.type = 'text/plain'\nanswer.body = '''{template}'''", request, memory)[1]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ request.method }} {{ request.path }} {{ request.target }}", "POST /a b /a%20b?x=1&x=2"),
        ("{{ request.version }} {{ request.host }} {{ request.client }}", "HTTP/1.1 h 127.0.0.1"),
        ("{{ request.connection }} {{ request.ordinal }} {{ number }}", "1 1 1"),
        ("{{ request.query.x }} {{ request.query_all('x')|join('+') }} [{{ request.query.none }}]", "1 1+2 []"),
        ("{{ request.headers['X-A'] }} {{ request.headers.x_a }} {{ request.header('x-a') }}", "v v v"),
        ("{{ request.headers.get('X-A') }} {{ request.headers.get('no', 'none') }}", "v none"),
        ("{{ request.cookies.c }} {{ request.cookie('c') }}", "d d"),
        ("{{ request.form.f }} {{ request.body }}", "g f=g"),
        ("{{ request.json.a.b.c }}.", "."),
        ("{{ now }} {{ now.iso }} {{ now.unix }}", "2001-09-09T01:46:40Z 2001-09-09T01:46:40Z 1000000000"),
        ("{{ now.http }}", "Sun, 09 Sep 2001 01:46:40 GMT"),
        ("{{ now.plus(days=1).strftime('%d.%m.%Y') }}", "10.09.2001"),
        ("{{ [1, none, true, 'x'] }} {{ {'a': 1.5} }} {{ true }}", '[1, null, true, "x"] {"a": 1.5} true'),
        ("{{ 'ü/ &'|urlencode }} {{ {'a': 'b c'}|urlencode }}", "%C3%BC/%20%26 a=b%20c"),
        ("{{ 'ab'|base64 }} {{ 'ab'|upper }} {{ '<'|escape }} {{ 'a<'|json }}", 'YWI= AB &lt; "a<"'),
        ("{% for i in range(3) %}{{ loop.index }}/{{ loop.length }} {% else %}none{% endfor %}", "1/3 2/3 3/3 "),
        ("{% if request.query.x == '1' %}one{% elif true %}two{% endif %}", "one"),
        ("{% set ns = namespace(t=0) %}{% for i in [1, 2] %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}", "3"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) ~ m('a' * 2) }}", "<1><aa>"),
        ("a\n", "a\n"),
        ("{{ request.query.none|int(7) }} {{ request.json.a.b|float(0.5) }} {{ request.query.none|int }}", "7 0.5 0"),
        ("{# nothing #}{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)  # fmt: skip
def test_a_template_speaks_of_the_request_and_the_time(template: str, expected: str) -> None:
    """Everything that a class asks of a server that echoes."""
    lines = ("X-A: v", "Cookie: c=d", "Content-Type: application/x-www-form-urlencoded")

    assert said(template, asked("POST", b"/a%20b?x=1&x=2", *lines, content=b"f=g")) == expected


def test_json_that_came_is_there_field_by_field_even_where_a_name_is_that_of_a_method() -> None:
    """`items` and `keys` are what APIs call their lists."""
    request = asked("POST", b"/", content=b'{"items": [{"keys": 1}, {"keys": 2}]}')

    assert said("{% for i in request.json.items %}{{ i.keys }},{% endfor %}", request) == "1,2,"


def test_named_segments_of_the_path_are_values() -> None:
    """`/users/{id}` gives `request.segments.id`."""
    ruleset = rules("match.path = '/users/{id}'\nanswer.body = 'Hi {{ request.segments.id }}'")
    request, memory = asked("GET", b"/users/7"), Memory()
    rule = decide(ruleset, request, memory)

    assert rule is not None
    assert reply_of(rule, ".", request, Contents(), memory, persistent=True, now=NOW).content == b"Hi 7"


def test_reason_header_lines_cookies_and_targets_of_redirects_are_rendered_too() -> None:
    """Whatever stands on a line of the head."""
    answer = """answer.status = 302
answer.reason = "To {{ request.query.to }}"
answer.headers = ["X-N: {{ 1 + 1 }}"]
answer.cookies = ["seen={{ number }}"]
answer.redirect = "/new/{{ request.query.to }}\""""

    head, _content = head_and_content(answer, asked("GET", b"/?to=x"))

    assert head.startswith("HTTP/1.1 302 To x\r\nX-N: 2\r\n")
    assert "\r\nSet-Cookie: seen=1\r\n" in head
    assert "\r\nLocation: /new/x\r\n" in head


@pytest.mark.parametrize("octets", [b"%0d%0aSet-Cookie:%20x", b"%0a", b"%00"])
def test_no_client_can_add_a_line_to_the_head(octets: bytes) -> None:
    """A line end that would come into a header line makes it a 500."""
    with pytest.raises(TemplateFault, match="a line end or NUL came into a header line"):
        head_and_content("answer.headers = ['X-A: {{ request.query.a }}']", asked("GET", b"/?a=" + octets))


def test_what_a_client_sends_is_never_rendered() -> None:
    """A request with braces comes back with them."""
    assert said("{{ request.query.a }}", asked("GET", b"/?a=%7B%7B7*7%7D%7D")) == "{{7*7}}"


def test_a_page_is_escaped_and_a_text_is_not() -> None:
    """By the content type: what a client sends becomes no markup and no script."""
    request = asked("GET", b"/?a=%3C/script%3E")
    body = "answer.body = '''{{ request.query.a }} {{ request.query.a|json }}'''\n"

    assert head_and_content(body + 'answer.type = "text/plain"', request)[1] == '</script> "</script>"'
    page = head_and_content(body + 'answer.type = "text/html"', request)[1]
    assert page == '&lt;/script&gt; "\\u003c/script\\u003e"'


def test_octets_that_are_no_utf8_go_out_as_they_came() -> None:
    """An echo is one."""
    rule = rules("answer.body = '{{ request.body }}'").rules[0]
    request = asked("POST", b"/", content=b"\xff\xfe ok")

    assert reply_of(rule, ".", request, Contents(), Memory(), persistent=True, now=NOW).content == b"\xff\xfe ok"


def test_random_and_made_up_data_are_the_same_with_one_seed() -> None:
    """Lessons can be repeated."""
    template = "{{ uuid() }} {{ random.int(1, 6) }} {{ random.choice('abc') }} {{ random.hex(4) }} {{ fake.name() }}"

    assert said(template, memory=Memory(seed=3)) == said(template, memory=Memory(seed=3))
    assert said(template, memory=Memory(seed=3)) != said(template, memory=Memory(seed=4))


def test_counters_count_from_answer_to_answer() -> None:
    """Each name by itself, and `number` counts the answers of the rule."""
    memory = Memory()

    assert said("{{ number }} {{ counter('a') }} {{ counter('b') }}", memory=memory) == "1 1 1"
    assert said("{{ number }} {{ counter('a') }} {{ counter('a') }}", memory=memory) == "2 2 3"


def test_a_file_is_rendered_as_it_is_now(tmp_path: Path) -> None:
    """Content of files too, and in a folder all that is text."""
    (tmp_path / "a.html").write_text("{{ request.path }}")
    (tmp_path / "a.png").write_bytes(b"{{ not this }}")
    ruleset = read_rules("[[rule]]\nanswer.template = true\nanswer.folder = '.'\n", "", str(tmp_path))

    def content(path: bytes) -> bytes:
        request = asked("GET", path)
        return reply_of(
            ruleset.rules[0], str(tmp_path), request, Contents(), Memory(), persistent=True, now=NOW
        ).content

    assert content(b"/a.html") == b"/a.html"
    assert content(b"/a.png") == b"{{ not this }}"


def test_raw_octets_are_rendered_only_where_that_is_asked_for() -> None:
    """Line ends of raw octets stay CR LF."""
    raw = 'answer.raw = "HTTP/1.1 200 OK\\r\\n\\r\\n{{ 1 + 1 }}\\r\\n"\n'
    plain = read_rules("[[rule]]\nanswer.template = true\n" + raw, "", ".").rules[0]
    rendered = read_rules('[[rule]]\nanswer.template = "raw"\n' + raw, "", ".").rules[0]

    def octets(rule: Rule) -> bytes:
        reply = reply_of(rule, ".", asked(), Contents(), Memory(), persistent=True, now=NOW)
        return reply.head + reply.content

    assert octets(plain).endswith(b"\r\n\r\n{{ 1 + 1 }}\r\n")
    assert octets(rendered) == b"HTTP/1.1 200 OK\r\n\r\n2\r\n"


def flowing(text: str, request: Asked | None = None) -> bytes:
    """Give all octets that leave for a request by the first rule of a text."""
    rule = read_rules(f"[[rule]]\n{text}\n", "", ".").rules[0]
    reply = reply_of(rule, ".", request or asked(), Contents(), Memory(), persistent=True, now=NOW)
    return b"".join(step.octets + step.content for step in reply.flow() if isinstance(step, Send))


def test_texts_in_json_are_rendered_and_stay_texts_of_json() -> None:
    """What a client sends ends no string; numbers and names stay as typed."""
    text = """answer.template = true
answer.json = { q = "<{{ request.query.q }}>", list = [1.50, "{{ counter() }}", true], "{{ name }}" = "plain" }"""
    content = flowing(text, asked("GET", b"/?q=%22,%5C%0A%C3%A9")).partition(b"\r\n\r\n")[2]
    assert content == ('{"q": "<\\",\\\\\\n\u00e9>", "list": [1.50, "1", true], "{{ name }}": "plain"}'.encode())
    assert json.loads(content)["q"] == '<",\\\né>'


def test_events_are_rendered_when_the_stream_begins() -> None:
    """Data, names and comments; a table in JSON; the same events again where the list repeats."""
    text = """answer.template = true
answer.events = [{ data = "{{ counter() }}", event = "{{ request.method }}", id = "{{ counter() }}" },
  { data = { path = "{{ request.path }}", n = 1 }, comment = "{{ number }}" }]"""
    octets = flowing(text, asked("GET", b"/%22"))
    assert b"event: GET\nid: 2\ndata: 1\n\n" in octets
    assert b': 1\ndata: {"path": "/\\"", "n": 1}\n\n' in octets
    with pytest.raises(TemplateFault, match="a line end"):
        flowing('answer.template = true\nanswer.events = [{ id = "{{ request.query.q }}" }]', asked("GET", b"/?q=%0A"))


def test_fields_of_interim_responses_are_rendered() -> None:
    """Each line by itself, so nothing adds another line."""
    text = """answer.template = true
answer.interim = [{ status = 103, reason = "for {{ request.method }}", headers = ["Link: <{{ request.query.q }}>"] }]"""
    begun = b"HTTP/1.1 103 for GET\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\n"
    assert flowing(text, asked("GET", b"/?q=/a.css")).startswith(begun)
    with pytest.raises(TemplateFault, match="a line end"):
        flowing(text, asked("GET", b"/?q=%0D%0AX:"))


def test_texts_of_a_script_are_rendered_where_raw_octets_are() -> None:
    """Once each; octets in base64 are no text."""
    script = """answer.script = ["HTTP/1.1 {{ 200 + counter() }} \\r\\n\\r\\n", { send = "{{ counter() }}" },
  { send_base64 = "e3sgMSB9fQ==" }]"""
    typed = b"HTTP/1.1 {{ 200 + counter() }} \r\n\r\n{{ counter() }}{{ 1 }}"
    assert flowing(f"answer.template = true\n{script}") == typed
    assert flowing(f'answer.template = "raw"\n{script}') == b"HTTP/1.1 201 \r\n\r\n2{{ 1 }}"


def test_the_answers_of_a_sequence_are_templates_where_the_rule_says_so() -> None:
    """And one of them may say otherwise."""
    text = "answer.sequence = [{ body = '{{ number }}' }, { body = '{{ number }}', template = false }]"
    rule, memory = rules(text).rules[0], Memory()
    found = [reply_of(rule, ".", asked(), Contents(), memory, persistent=True, now=NOW).content for _ in range(2)]

    assert found == [b"1", b"{{ number }}"]


@pytest.mark.parametrize(
    "line",
    [
        "answer.template = true\nanswer.reason = '{{ request.json }}'",
        "answer.template = true\nanswer.headers = ['X: {{ request.json }}']",
        "answer.template = true\nanswer.trailers = ['X: {{ request.json }}']",
        "answer.template = true\nanswer.cookies = 'a={{ request.json }}'",
        "answer.template = true\nanswer.redirect = '/{{ request.json }}'",
        "answer.template = true\nanswer.body = '{{ request.json }}'",
        "answer.template = 'raw'\nanswer.raw = '{{ request.json }}'",
        "answer.template = 'raw'\nanswer.script = [{ send = '{{ request.json }}' }]",
        "answer.template = true\nanswer.json = { a = ['{{ request.json }}'] }",
        "answer.template = true\nanswer.events = ['{{ request.json }}']",
        "answer.template = true\nanswer.interim = [{ status = 103, headers = ['X: {{ request.json }}'] }]",
    ],
)
@pytest.mark.parametrize("sent", [b'"\\ud800"', b'"\\udc0a"', b'"\\udc0d"'])
def test_half_a_character_that_a_client_sends_is_a_500_wherever_it_is_said(line: str, sent: bytes) -> None:
    """JSON can name surrogates, which no octets stand for."""
    with pytest.raises(TemplateFault, match="not a text in utf-8"):
        reply_of(
            read_rules(f"[[rule]]\n{line}\n", "rules.toml", ".").rules[0],
            ".",
            asked("POST", content=sent),
            Contents(),
            Memory(),
            persistent=True,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("answer", "place", "message"),
    [
        ("answer.body = '''\nfine\n  {{ oops'''", ":6:3:", "answer.body: the template cannot be read"),
        ("answer.body = '{{ requst.path }}'", ":4:16:", "there is no value 'requst'; did you mean request?"),
        ("answer.body = '{{ 1|jsn }}'", ":4:16:", "there is no filter 'jsn'; did you mean json?"),
        ("answer.headers = ['A: b', 'C: {% if %}']", ":4:28:", "answer.headers: the template cannot be read"),
        ("answer.sequence = [{ body = '{% endif %}' }]", ":4:30:", "the template cannot be read"),
        ("answer.body = '{% include \"x\" %}'", ":4:16:", "templates do not include"),
        ("answer.body = '''{% for i in range(3) %}\n\n{{ i }}'''", ":6:1:", "endfor"),
        ("answer.json = { a = [1, '{{ oops' ] }", ":4:26:", "answer.json.a: the template cannot be read"),
        ("answer.events = [{ data = { a = '{{ 1|jsn }}' } }]", ":4:34:", "there is no filter 'jsn'"),
        ("answer.interim = [{ status = 103, headers = ['X: {{ }}'] }]", ":4:47:", "answer.interim.headers"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_read_is_refused_with_its_line(answer: str, place: str, message: str) -> None:
    """The line within the text of the rules file."""
    with pytest.raises(RulesFault) as caught:
        rules(answer)

    assert place in str(caught.value)
    assert message in str(caught.value)


def test_a_template_is_switched_by_true_false_or_raw() -> None:
    """Anything else is refused."""
    with pytest.raises(RulesFault, match=r'3:19: answer\.template: expected true or false, or "raw" for raw octets'):
        read_rules('[[rule]]\nname = "r"\nanswer.template = 5\n', "", ".")


def test_a_rule_with_a_template_reads_back_as_it_was() -> None:
    """When another of its values is edited."""
    from dataclasses import replace

    ruleset = rules("answer.body = '{{ number }}'")
    changed = replace(ruleset, rules=(replace(ruleset.rules[0], name="other"),))

    assert read_rules(write_rules(ruleset.text, changed), "", ".").rules == changed.rules


def test_the_preview_renders_with_the_selected_request_and_tells_of_a_fault() -> None:
    """Before anything is sent."""
    ruleset = rules("answer.body = '{{ 6 // request.query.n|int }}'")

    shown = forecast(ruleset, ruleset.rules[0], asked("GET", b"/?n=2").head, Contents(), NOW)
    broken = forecast(ruleset, ruleset.rules[0], asked("GET", b"/?n=0").head, Contents(), NOW)

    assert shown.octets.endswith(b"\r\n\r\n3")
    assert any("500" in note.text and "line 1: integer division" in note.text for note in broken.notes)
    line = ruleset.text.split("\n").index("answer.body = '{{ 6 // request.query.n|int }}'") + 1
    assert f"It is line {line} of the rules." in {note.text for note in broken.notes}
