"""Templates as clients meet them, and what people are told where one fails."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import httpx

from tests.running import poll, serving

RULES = """\
[[rule]]
name = "hello"
match.path = "/users/{id}"
answer.template = true
answer.type = "application/json"
answer.headers = ["X-Number: {{ number }}"]
answer.body = '{"id": {{ request.segments.id|json }}, "sent": {{ request.json|json }}, "by": {{ request.method|json }}}'

[[rule]]
name = "broken"
match.path = "/broken"
answer.template = true
answer.type = "text/html"
answer.body = \"\"\"
<p>fine</p>
{% for i in range(3) %}
  {{ 6 // request.query.n|int }}
{% endfor %}\"\"\"

[[rule]]
name = "shop"
match.path = "/shop/{id}"
answer.template = true
answer.interim = [{ status = 103, headers = ["Link: </{{ request.segments.id }}.css>; rel=preload"] }]
answer.json = { id = "{{ request.segments.id }}", visits = ["{{ counter() }}"] }

[[rule]]
name = "stream"
match.path = "/stream"
answer.template = true
answer.events = ["hello {{ request.query.name }}", { data = { n = "{{ number }}" } }]

[[rule]]
name = "bomb"
match.path = "/bomb"
answer.template = true
answer.body = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
"""


def notices(capture: Path) -> list[str]:
    """Give what the server told the people at the screen."""
    with closing(sqlite3.connect(f"file:{capture}?mode=ro", uri=True)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notice WHERE topic = 'template' ORDER BY at")]


def test_curl_gets_back_what_it_sent_in_a_document_of_json(tmp_path: Path) -> None:
    """Segments, fields of JSON, the number of the answer."""
    (tmp_path / "r.toml").write_text(RULES)
    with serving(tmp_path, "--rules", str(tmp_path / "r.toml")) as server:
        url = f"http://127.0.0.1:{server.port}/users/7%22"
        command = ["curl", "-sS", "-D", "-", "--json", '{"a": ["{{ 7*7 }}"]}', url]
        for number in ("1", "2"):
            done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
            head, _empty_line, content = done.stdout.partition("\n\n")
            assert f"X-Number: {number}" in head
            assert json.loads(content) == {"id": '7"', "sent": {"a": ["{{ 7*7 }}"]}, "by": "POST"}


def test_curl_gets_json_events_and_interim_responses_made_for_it(tmp_path: Path) -> None:
    """A quote in what it sent stays within its text."""
    (tmp_path / "r.toml").write_text(RULES)
    with serving(tmp_path, "--rules", str(tmp_path / "r.toml")) as server:

        def curl(path: str) -> str:
            command = ["curl", "-sS", "-i", f"http://127.0.0.1:{server.port}{path}"]
            return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout

        interim, _head, content = curl("/shop/7%22").split("\n\n", 2)
        assert 'Link: </7".css>; rel=preload' in interim
        assert json.loads(content) == {"id": '7"', "visits": ["1"]}
        assert curl("/stream?name=Ada").endswith('data: hello Ada\n\ndata: {"n": "1"}\n\n')


def test_a_template_that_fails_answers_500_and_the_notice_names_its_line(tmp_path: Path) -> None:
    """The client is told why, the screen where; and the next request is served."""
    rules = tmp_path / "r.toml"
    rules.write_text(RULES)
    with serving(tmp_path, "--rules", str(rules)) as server, httpx.Client(trust_env=False) as client:
        url = f"http://127.0.0.1:{server.port}"
        failed = [client.get(f"{url}/broken?n=0") for _ in range(2)]
        bomb = client.get(f"{url}/bomb")
        served = client.get(f"{url}/broken?n=2")
        told = poll(lambda: notices(server.capture)[1:] and notices(server.capture), "the notices")

    assert [answer.status_code for answer in failed] == [500, 500]
    assert failed[0].text == "500: the template of the answer, line 3: integer division or modulo by zero\n"
    assert failed[0].headers["Content-Type"].startswith("text/plain")
    assert (bomb.status_code, bomb.text) == (
        500,
        "500: the template of the answer, line 1: it takes longer than 50 ms\n",
    )
    assert (served.status_code, served.text.split()) == (200, ["<p>fine</p>", "3", "3", "3"])
    assert told[0].startswith(f"{rules}:17:3: rule “broken”: the template failed: integer division")
    assert told[1].startswith(f"{rules}:37:16: rule “bomb”: the template failed: it takes longer than 50 ms")
    assert len(told) == 2
