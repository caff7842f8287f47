"""Sequences as clients meet them: retries, clients apart, connections apart."""

import subprocess
from pathlib import Path

import httpx

from tests.running import serving

RULES = """\
[[rule]]
name = "flaky"
match.path = "/flaky"
answer.body = "here you are"
answer.sequence = [
    { status = 503, times = 2, headers = ["Retry-After: 0"] },
    { status = 200 },
]

[[rule]]
name = "per connection"
match.path = "/each"
answer.sequence = [{ status = 201 }, { status = 202 }]
answer.sequence_per = "connection"
answer.sequence_then = "cycle"
"""


def test_curl_is_served_at_the_third_attempt(tmp_path: Path) -> None:
    """503 twice, then 200 for good: what a client that tries again is for."""
    (tmp_path / "r.toml").write_text(RULES)
    with serving(tmp_path, "--rules", str(tmp_path / "r.toml")) as server:
        url = f"http://127.0.0.1:{server.port}/flaky"
        command = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} ", url]
        codes = [subprocess.run(command, capture_output=True, text=True, timeout=30, check=True) for _ in range(4)]

    assert [done.stdout for done in codes] == ["503 ", "503 ", "200 ", "200 "]


def test_each_connection_of_httpx_has_a_sequence_of_its_own(tmp_path: Path) -> None:
    """Two clients that keep their connections do not disturb each other."""
    (tmp_path / "r.toml").write_text(RULES)
    with serving(tmp_path, "--rules", str(tmp_path / "r.toml")) as server:
        url = f"http://127.0.0.1:{server.port}/each"
        with httpx.Client(trust_env=False) as one, httpx.Client(trust_env=False) as other:
            found = [client.get(url).status_code for client in (one, one, other, one, other)]

    assert found == [201, 202, 201, 201, 202]
