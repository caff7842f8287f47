"""Uses of Python's HTTP libraries: `python_uses.py USE URL` does one, and prints what came back.

A program of its own, as a person would write it; it imports only the library that the use is about.
"""

import asyncio
import base64
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

FILES = Path(os.environ["FILES"])
PARTS = (b"one\n", b"two\n")


def parts() -> Iterator[bytes]:
    """Give content of unknown length."""
    yield from PARTS


async def slow_parts() -> AsyncIterator[bytes]:
    """Give the same, with time between its parts."""
    for part in PARTS:
        yield part
        await asyncio.sleep(0.05)


def http_client_keeps_alive(host: str) -> None:
    """Ask three times on one connection, the last one with content."""
    import http.client

    connection = http.client.HTTPConnection(host, timeout=20)
    for method, content in (("GET", None), ("HEAD", None), ("POST", b"a=1")):
        connection.request(method, "/again", content)
        answer = connection.getresponse()
        print(method, answer.status, answer.version, answer.read().decode().strip())
    connection.close()


def http_client_chunks(host: str) -> None:
    """Send an iterator, which goes out in chunks."""
    import http.client

    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("POST", "/chunks", parts(), {"Content-Type": "text/plain"}, encode_chunked=True)
    print(connection.getresponse().read().decode())
    connection.close()


def urllib_gets_and_posts(host: str) -> None:
    """Open a URL, follow a redirect, post a form, and meet an error."""
    import urllib.error
    import urllib.request

    with urllib.request.urlopen(f"http://{host}/redirect", timeout=20) as answer:
        print(answer.status, answer.url.endswith("/landed"))
    with urllib.request.urlopen(f"http://{host}/form", b"a=1", timeout=20) as answer:
        print(answer.status, answer.read().decode().strip())
    try:
        urllib.request.urlopen(f"http://{host}/busy", timeout=20)
    except urllib.error.HTTPError as error:
        print(error.code, error.headers["Retry-After"])
        error.close()


def requests_session(host: str) -> None:
    """Use a session: cookies kept, a redirect followed, compression undone."""
    import requests

    with requests.Session() as session:
        session.get(f"http://{host}/login", timeout=20)
        print(dict(session.cookies))
        answer = session.post(f"http://{host}/see-other", json={"id": 7}, timeout=20)
        print(answer.status_code, len(answer.history), answer.text.strip())
        print(session.get(f"http://{host}/compressed", auth=("Ada", "pass"), timeout=20).text)


def requests_streams(host: str) -> None:
    """Send a generator and a file, and read a large answer bit by bit."""
    import requests

    with requests.Session() as session:
        print(session.post(f"http://{host}/generator", data=parts(), timeout=20).text)
        with (FILES / "small.txt").open("rb") as file:
            print(session.post(f"http://{host}/upload", files={"file": file}, timeout=20).status_code)
        with session.get(f"http://{host}/large", stream=True, timeout=20) as answer:
            print(sum(map(len, answer.iter_content(10_000))))


def urllib3_retries(host: str) -> None:
    """Try a busy server again, as often as was said."""
    import urllib3

    with urllib3.PoolManager(retries=urllib3.Retry(2, status_forcelist=[503], raise_on_status=False)) as pool:
        print(pool.request("GET", f"http://{host}/busy", timeout=20).status)


def urllib3_is_refused(host: str) -> None:
    """Send more than the server takes: what is seen must be the answer and not a broken pipe."""
    import urllib3

    with urllib3.PoolManager() as pool, (FILES / "too-large.bin").open("rb") as file:
        size = (FILES / "too-large.bin").stat().st_size
        headers = {"Content-Length": str(size)}
        print(pool.request("PUT", f"http://{host}/huge", body=file, headers=headers, retries=False, timeout=20).status)


def httpx_client(host: str) -> None:
    """Use a client: keep-alive, a query, a form, a stream of unknown length, basic authorization."""
    import httpx

    with httpx.Client(base_url=f"http://{host}", timeout=20) as client:
        print(client.get("/query", params={"q": "grün", "n": "1"}).text)
        print(client.put("/stream", content=parts()).status_code)
        print(client.post("/form", data={"a": "1"}, auth=("Ada", "pass")).status_code)
        print(client.get("/compressed").text, client.get("/chunked").text)


def httpx_at_once(host: str) -> None:
    """Ask thirty times at once, over ten connections at the most."""
    import httpx

    async def ask() -> None:
        limits = httpx.Limits(max_connections=10)
        async with httpx.AsyncClient(base_url=f"http://{host}", timeout=20, limits=limits) as client:
            answers = await asyncio.gather(*(client.get("/at-once") for _ in range(30)))
            print(sum(answer.status_code == 200 for answer in answers))

    asyncio.run(ask())


def aiohttp_expects(host: str) -> None:
    """Wait for leave to send."""
    import aiohttp

    async def ask() -> None:
        async with aiohttp.ClientSession() as session:
            async with session.post(f"http://{host}/expect", data=b"word", expect100=True) as answer:
                print(answer.status, await answer.text())
            async with session.put(f"http://{host}/stream", data=slow_parts()) as answer:
                print(answer.status, answer.version)

    asyncio.run(ask())


def aiohttp_form(host: str) -> None:
    """Send a multipart form, and try a WebSocket where there is none."""
    import aiohttp

    async def ask() -> None:
        async with aiohttp.ClientSession() as session:
            form = aiohttp.FormData()
            form.add_field("name", "Ada")
            form.add_field("file", PARTS[0], filename="one.txt", content_type="text/plain")
            async with session.post(f"http://{host}/form", data=form) as answer:
                print(answer.status)
            try:
                await session.ws_connect(f"http://{host}/socket")
            except aiohttp.WSServerHandshakeError as error:
                print("no socket:", error.status)

    asyncio.run(ask())


def h11_asks(host: str) -> None:
    """Drive h11 by hand over a socket: a strict reader of what the server sends."""
    import socket

    import h11

    name, _, port = host.rpartition(":")
    peer = h11.Connection(h11.CLIENT)
    with socket.create_connection((name, int(port)), 20) as client:
        for method, content in (("POST", b"abc"), ("HEAD", b"")):
            fields = [("Host", host), ("Content-Length", str(len(content))), ("Expect", "100-continue")]
            client.sendall(peer.send(h11.Request(method=method, target="/h11", headers=fields[: 3 if content else 1])))
            told: list[str] = []
            sent = not content
            while "EndOfMessage" not in told:
                event = peer.next_event()
                if event is h11.NEED_DATA:
                    peer.receive_data(client.recv(65_536))
                    continue
                told.append(type(event).__name__)
                if isinstance(event, h11.InformationalResponse) and not sent:
                    client.sendall(peer.send(h11.Data(data=content)))
                    sent = True
            client.sendall(peer.send(h11.EndOfMessage()))
            print(method, *told)
            peer.start_next_cycle()


def websocket_by_hand(host: str) -> None:
    """Offer to become a WebSocket with the library that everyone has: none."""
    import http.client

    key = base64.b64encode(b"0123456789abcdef").decode()
    fields = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key}
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", "/socket", headers=fields)
    print(connection.getresponse().status)
    connection.close()


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2].removeprefix("http://"))
