"""The switches of an answer as clients meet them that nobody here wrote: curl, httpx and aiohttp."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import httpx
import pytest

from tests.running import Serve, serving

TEXT = "All the same, all the same. " * 200
RULES = f"""\
[[rule]]
match.path = "/json"
answer.json = {{ price = 1.10, tags = ["a", "é"] }}
answer.encode = true
answer.etag = true

[[rule]]
match.path = "/text"
answer.body = "{TEXT}"
answer.encode = true

[[rule]]
match.path = "/old"
answer.redirect = "/json"
answer.status = 308

[[rule]]
match.path = "/basic"
answer.body = "in"
answer.auth = {{ basic = {{ ann = "pass:wörd" }}, bearer = ["token"] }}

[[rule]]
match.path = "/login"
answer.cookies = ["a=b; Path=/; HttpOnly", "c=d; Path=/"]

[[rule]]
match.path = "/logout"
answer.clear_cookies = ["a"]

[[rule]]
match = {{ path = "/kept", method = ["GET", "PUT"] }}
answer.body = "kept"
answer.etag = '"v1"'
answer.keep_alive = {{ timeout = 5 }}

[[rule]]
match.path = "/report"
answer.body = "report"
answer.download = "Prüfung.txt"

[[rule]]
match.path = "/files/**"
answer.folder = "."
answer.listing = true
answer.last_modified = true
answer.etag = true
answer.ranges = true
"""
LONG = bytes(range(256)) * 400


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve the rules, and a folder with a long file."""
    folder = tmp_path_factory.mktemp("switches")
    (folder / "files" / "sub").mkdir(parents=True)
    (folder / "files" / "long.bin").write_bytes(LONG)
    os.utime(folder / "files" / "long.bin", (0, 784_111_777))
    (folder / "r.toml").write_text(RULES)
    with serving(folder, "--rules", str(folder / "r.toml")) as server:
        yield server


def curl(server: Serve, path: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Run curl to its end."""
    command = ["curl", "-sS", *options, f"http://127.0.0.1:{server.port}{path}"]
    return subprocess.run(command, capture_output=True, timeout=30, check=False)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_curl_decodes_each_coding_that_it_knows(server: Serve, coding: str) -> None:
    """And gets the text either way."""
    if coding not in subprocess.run(["curl", "-V"], capture_output=True, text=True, check=True).stdout.replace(
        "libz", "gzip deflate"
    ).replace("brotli", "br"):
        pytest.skip(f"this curl has no {coding}")

    done = curl(server, "/text", "--compressed", "-H", f"Accept-Encoding: {coding}", "-D", "/dev/stderr")

    assert done.stdout == TEXT.encode()
    assert f"Content-Encoding: {coding}\r\n".encode() in done.stderr


async def test_aiohttp_reads_what_it_asks_for(server: Serve) -> None:
    """With the codings that it offers by itself, on a connection that goes on."""
    url = f"http://127.0.0.1:{server.port}"
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.get(f"{url}/text") as response:
                assert (await response.text(), "Content-Encoding" in response.headers) == (TEXT, True)
        async with session.get(f"{url}/json") as response:
            assert await response.json() == {"price": 1.1, "tags": ["a", "é"]}


def test_httpx_reads_what_it_asks_for(server: Serve) -> None:
    """And gets 406 where it forbids all there is."""
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        found = client.get("/text")
        assert (found.text, found.headers["Content-Encoding"]) == (TEXT, "br")
        assert client.head("/text").headers["Content-Length"] == found.headers["Content-Length"]
        assert client.get("/text", headers={"Accept-Encoding": "identity;q=0"}).status_code == 406


def test_curl_asks_only_for_what_is_new(server: Serve, tmp_path: Path) -> None:
    """By tag and by date: the second time nothing comes."""
    tag, file = str(tmp_path / "tag"), str(tmp_path / "out")
    codes = [
        curl(server, "/files/long.bin", "-o", file, "-w", "%{http_code} %{size_download}", *options).stdout
        for options in (
            ("--etag-save", tag),
            ("--etag-compare", tag),
            ("-z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("-z", "Sun, 06 Nov 1994 08:49:36 GMT"),
        )
    ]

    whole = b"200 %d" % len(LONG)
    assert codes == [whole, b"304 0", b"304 0", whole]


def test_a_client_does_not_overwrite_what_another_has_changed(server: Serve) -> None:
    """If-Match against the tag in force."""
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        codes = [client.put("/kept", headers={"If-Match": tag}).status_code for tag in ('"v1"', '"v0"', "*")]

    assert codes == [200, 412, 200]


def test_curl_goes_on_where_a_download_broke_off(server: Serve, tmp_path: Path) -> None:
    """With the rest alone, and the file is whole."""
    part = tmp_path / "part"
    part.write_bytes(LONG[:1000])

    done = curl(server, "/files/long.bin", "-C", "-", "-o", str(part), "-w", "%{http_code} %{size_download}")

    assert done.stdout == b"206 %d" % (len(LONG) - 1000)
    assert part.read_bytes() == LONG


def test_curl_gets_several_parts_and_is_told_where_there_are_none(server: Serve) -> None:
    """206 with parts, 416 with the length."""
    several = curl(server, "/files/long.bin", "-r", "0-1,100-103")
    none = curl(server, "/files/long.bin", "-r", f"{len(LONG)}-", "-i")

    assert b"\r\nContent-Range: bytes 100-103/102400\r\n\r\ndefg\r\n" in several.stdout
    assert none.stdout.startswith(b"HTTP/1.1 416 Range Not Satisfiable\r\n")
    assert b"\r\nContent-Range: bytes */102400\r\n" in none.stdout


def test_clients_follow_a_redirect(server: Serve) -> None:
    """To the end, the method kept by 308."""
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False, follow_redirects=True) as client:
        found = client.post("/old")

    assert [(each.status_code, each.request.method) for each in (*found.history, found)] == [
        (308, "POST"),
        (200, "POST"),
    ]


def test_curl_shows_who_it_is_when_asked(server: Serve) -> None:
    """`--anyauth` asks first without, and reads the challenge; a token is shown at once."""
    anyauth = curl(server, "/basic", "--anyauth", "-u", "ann:pass:wörd", "-w", "%{num_connects} %{http_code}")
    token = curl(server, "/basic", "--oauth2-bearer", "token")
    wrong = curl(server, "/basic", "-u", "ann:no", "-w", "%{http_code}", "-o", "/dev/null")

    assert (anyauth.stdout[:2], anyauth.stdout[-3:], token.stdout, wrong.stdout) == (b"in", b"200", b"in", b"401")


def test_a_client_keeps_cookies_and_lets_go_of_them(server: Serve) -> None:
    """Set in two lines, cleared by name."""
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        client.get("/login")
        before = dict(client.cookies)
        client.get("/logout")

        assert (before, dict(client.cookies)) == ({"a": "b", "c": "d"}, {"c": "d"})


def test_curl_names_a_download_as_told(server: Serve, tmp_path: Path) -> None:
    """By the plain name, which every client reads."""
    curl(server, "/report", "-OJ", "--output-dir", str(tmp_path))

    assert [file.name for file in tmp_path.iterdir()] == ["Pr_fung.txt"]


def test_options_tells_what_the_rules_answer(server: Serve) -> None:
    """At this place, and of the whole server for `*`."""
    allow = [
        httpx.request("OPTIONS", f"http://127.0.0.1:{server.port}{path}", trust_env=False).headers["Allow"]
        for path in ("/kept", "/json")
    ]
    star = curl(server, "/", "-i", "-X", "OPTIONS", "--request-target", "*")

    assert allow == ["GET, HEAD, PUT, OPTIONS, TRACE", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"]
    assert b"\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE\r\n" in star.stdout


def test_a_folder_can_be_walked_through(server: Serve) -> None:
    """Redirected to its slash, listed, and its file fetched by the link."""
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False, follow_redirects=True) as client:
        below = client.get("/files/sub")
        page = client.get(below.url.join("../"))
        file = client.get(page.url.join("./long.bin"))

    assert [each.status_code for each in below.history] == [301]
    assert '<a href="./long.bin">long.bin</a> 102,400 octets' in page.text
    assert file.content == LONG


async def test_a_hint_about_keeping_does_no_harm(server: Serve) -> None:
    """The connection goes on."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        for _ in range(3):
            async with session.get(f"http://127.0.0.1:{server.port}/kept") as response:
                assert (response.headers["Keep-Alive"], await response.text()) == ("timeout=5", "kept")
