"""What templates must not do to a server: run for long, fill memory, reach what is private."""

import time
from collections import deque

import pytest

from httpscope.rules.asked import Asked
from httpscope.rules.memory import Memory
from httpscope.rules.template import rendering
from httpscope.rules.template.budget import Budget
from httpscope.rules.template.values import values_of
from tests.rules.asking import asked

LONG_LIST = "{% set l = ['x'] * 1000 %}"


def render(template: str, request: Asked | None = None, budget: Budget | None = None) -> str:
    """Render a template as the server does."""
    values = values_of(request or asked(), Memory(seed=1), "r", 0.0)

    return rendering.rendered(template, values, budget or Budget(), escaping=False)


def flaw(template: str, request: Asked | None = None) -> str:
    """Render a template that must fail, and give what is said of it."""
    spent = time.thread_time()
    with pytest.raises(rendering.Broken) as caught:
        render(template, request)
    # What is bounded is bounded by far: a limit of time alone would let a bomb go on for minutes.
    assert time.thread_time() - spent < 5
    return caught.value.flaw.message


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{{ range(100000)|map('upper')|map('lower')|map('upper')|map('title')|list }}",
        "{% set l = ['x'] * 1000 %}{% for i in range(100000) %}{% if l == l ~ '' %}{% endif %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% for a in range(100000) recursive %}{{ loop(range(100000)) }}{% endfor %}",
    ],
)
def test_a_template_that_goes_on_is_stopped(template: str) -> None:
    """After 50 ms of processor time, or where it calls itself too deeply."""
    assert flaw(template) in (
        *("it takes longer than 50 ms", "it calls itself too deeply", "its texts are longer than 1 MiB"),
    )


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' * 10**9 }}",
        "{{ [1] * 10**9 }}",
        "{{ 10**(10**8) }}",
        "{{ range(10**9)|list }}",
        "{{ random.hex(10**8) }}",
        "{{ fake.words(10**8) }}",
        "{{ random.shuffled(range(100000)) }}",
        "{{ ('a,' * 400000).split(',')|length }}",
        "{% set ns = namespace(s='a') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(s='a') %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(n=3) %}{% for i in range(60) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = dict(a=ns.l, b=ns.l) %}{% endfor %}",
        "{% set n = namespace(l=1) %}{% macro m() %}{% set n.l = varargs %}{% endmacro %}" + "{{ m(n.l, n.l) }}" * 60,
        "{% set ns = namespace(l=[]) %}{% for i in range(999) %}{% set ns.l = ns.l + ['a' * 1000000] %}{% endfor %}",
        "{% set s = 'a' * 900000 %}{% set x %}{% for i in range(9999) %}{{ s }}{% endfor %}{% endset %}",
        "{% set l = ['a' * 500, 'b'] * 50000 %}{{ l|sort }}",
        "{{ 'a' * 900000 }}{{ 'a' * 900000 }}",
        "{{ ('a' * 9000)|replace('a', 'b' * 9000) }}",
        "{{ (['a' * 9000] * 400)|join('b' * 9000) }}",
        "{% set l = ['x'] * 1000 %}{{ ([none] * 1000)|map('default', l, true)|list }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ 'a'.center(10**9) }}",
        "{{ now.strftime('%01000000000d') }}",
        "{{ 1.5|round(10**9) ~ 'a' * 10**8 }}",
    ],
)
def test_no_template_fills_the_memory(template: str) -> None:
    """Each is stopped before what is too large is made."""
    said = flaw(template)

    assert any(word in said for word in ("longer than", "more than", "closed", "%", "pattern")), said


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__ }}",
        "{{ ''['__class__'] }}",
        "{{ request._asked }}",
        "{{ request['_asked'] }}",
        "{{ request.shown }}",
        "{{ random._dice }}",
        "{{ '{0.__class__}'.format(request) }}",
        "{{ '{0.__class__}'.format_map({}) }}",
        "{{ counter.__globals__ }}",
        "{{ range.__wrapped__ }}",
        "{{ [request]|map(attribute='_asked')|list }}",
        "{{ [request]|sort(attribute='__class__') }}",
        "{{ [request]|groupby('_asked') }}",
        "{{ [].append(1) }}",
        "{{ {}.update({}) }}",
        "{{ uuid.__self__ }}",
        "{% macro m() %}{% endmacro %}{{ m._func }}",
        "{% for i in [1] %}{{ loop._iterable }}{% endfor %}",
        "{{ 1 .__class__ }}",
        "{{ now.resolution }}{{ now._moment }}",
    ],
)
def test_nothing_private_is_reached(template: str) -> None:
    """Attributes are closed unless they are listed."""
    assert "closed to templates" in flaw(template)


@pytest.mark.parametrize("value", ["counter", "range", "self", "namespace()", "request.header"])
def test_what_is_no_data_is_not_printed(value: str) -> None:
    """Nobody sees addresses in memory."""
    assert "cannot be printed" in flaw("{{ " + value + " }}")


def test_a_large_request_is_looked_into_within_the_limits() -> None:
    """A client chooses how much it sends, and what is in it."""
    many = asked("POST", b"/", content=b"[" + b"1," * 400_000 + b"1]")

    assert "more than" in flaw("{{ request.json|sort|length }}", many)
    assert render("{{ request.body|length }}", asked("POST", b"/", content=b"x" * 2**20)) == "1048576"


@pytest.mark.parametrize(
    "template",
    [
        "{{ request.body|int(0, 16) // (request.body[:500000]|int(0, 16)) }}",
        "{{ request.body|int(0, 16) % (request.body[:500000]|int(0, 16)) }}",
        "{{ request.body|sort|length }}",
        "{{ request.body|unique|list }}",
        "{{ request.body|groupby('x') }}",
        "{% for i in range(1000) %}{{ request.body|wordcount }}{% endfor %}",
    ],
)
def test_a_text_as_long_as_a_client_likes_is_no_bomb(template: str) -> None:
    """Numbers read out of it have an end, and what looks at each character asks for each."""
    said = flaw(template, asked("POST", b"/", content=b"f" * 2**20))

    assert said in ("it takes longer than 50 ms", "a number has more than 4,096 bits")


def test_the_limits_are_those_of_all_templates_of_an_answer_together() -> None:
    """Fifty header lines have no more time than one."""
    budget = Budget()
    with pytest.raises(rendering.Broken, match="longer than 1 MiB"):
        deque((render("{{ 'a' * 900000 }}", budget=budget) for _ in range(20)), maxlen=0)


def test_the_line_of_a_fault_is_that_of_the_template() -> None:
    """Also within loops and macros."""
    with pytest.raises(rendering.Broken) as caught:
        render("a\n{% macro m() %}\n{{ 1 // 0 }}\n{% endmacro %}\n{{ m() }}\n")

    assert caught.value.flaw.line == 3


@pytest.mark.parametrize(
    "template", ["{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "{% if 1 %}" * 2000, "{{ a }}" * 5000]
)
def test_a_template_that_is_too_long_or_too_deep_is_refused_when_the_rules_are_read(template: str) -> None:
    """It would hold the server up to compile it."""
    found = rendering.flaw_of(template)

    assert found is not None
    assert "too" in found.message
