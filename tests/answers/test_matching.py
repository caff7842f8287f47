"""Which rule answers, over a real socket, with clients that nobody here wrote."""

import json
import subprocess
from pathlib import Path

import httpx

from tests.running import serving

RULES = """
[[rule]]
name = "user"
match.path = "/users/{id}"
match.header.Accept = { contains = "json" }
answer.body = "user"

[[rule]]
name = "second page"
match.path_regex = "^/(list|all)$"
match.query.page = "2"
answer.body = "second page"

[[rule]]
name = "known"
match.cookie.session = "abc"
match.host = "localhost"
answer.body = "known"

[[rule]]
name = "form"
match.form.name = { matches = "^A" }
answer.body = "form"

[[rule]]
name = "json"
match.json = { "$.items[*].id" = 7, "$.done" = false }
answer.body = "json"

[[rule]]
name = "first two"
match.path = "/busy"
match.nth = "1-2"
answer.status = 503

[[rule]]
name = "first of a connection"
match.path = "/greet"
match.nth = { number = 1, of = "connection" }
answer.body = "welcome"

[[rule]]
name = "elsewhere"
match.client = "10.0.0.0/8"
answer.body = "never"

[[rule]]
name = "rest"
answer.body = "rest"
"""


def curl(*arguments: str) -> str:
    """Give what curl prints."""
    done = subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, timeout=20, check=True)
    return done.stdout


def test_curl_and_httpx_are_answered_by_what_they_ask(tmp_path: Path) -> None:
    """Path, query, header, cookie, host, form and JSON decide; all parts of a rule together."""
    path = tmp_path / "rules.toml"
    path.write_text(RULES, encoding="utf-8")
    with serving(tmp_path, str(path)) as server:
        url = f"http://localhost:{server.port}"
        assert curl(f"{url}/users/7", "-H", "Accept: application/json") == "user"
        assert curl(f"{url}/users/7") == "rest"
        assert curl(f"{url}/all?page=2&x") == "second page"
        assert curl(f"{url}/all?page=3") == "rest"
        assert curl(f"{url}/", "-b", "a=b; session=abc") == "known"
        assert curl(f"http://127.0.0.1:{server.port}/", "-b", "session=abc") == "rest"
        assert curl(url, "-d", "name=Ada") == "form"
        assert curl(url, "-d", "name=Bob") == "rest"
        with httpx.Client(base_url=url) as client:
            document = {"items": [{"id": 1}, {"id": 7}], "done": False}
            assert client.post("/", json=document).text == "json"
            assert client.post("/", content=json.dumps(document | {"done": 0})).text == "rest"


def test_the_server_counts_requests(tmp_path: Path) -> None:
    """For everyone, and on each connection anew."""
    path = tmp_path / "rules.toml"
    path.write_text(RULES, encoding="utf-8")
    with serving(tmp_path, str(path)) as server:
        url = f"http://127.0.0.1:{server.port}"
        printed = curl(*["-o", "/dev/null", "-w", "%{http_code} "], f"{url}/busy", "--next", "-sS", f"{url}/other")
        assert printed == "503 rest"
        assert [httpx.get(f"{url}/busy").status_code for _ in range(2)] == [503, 200]
        for _ in range(2):
            with httpx.Client(base_url=url) as client:
                assert [client.get("/greet").text for _ in range(2)] == ["welcome", "rest"]
