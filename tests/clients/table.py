"""All uses, in one table: curl, other tools, libraries, and the browser."""

from typing import Final

from tests.clients.table_curl import CURL_USES
from tests.clients.table_programs import OTHER_USES, PYTHON_USES
from tests.clients.table_tools import TOOL_USES
from tests.clients.use import Client, Held, Use

CHROMIUM: Final = Client("Chromium", "chromium")
_BROWSE: Final = (
    "chromium --headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --user-data-dir=$HOME/chromium --dump-dom"
)

CHROMIUM_USES: Final = (
    Use(
        CHROMIUM,
        "a page with fetch, PUT, beacon and no WebSocket",
        f"{_BROWSE} $URL/page.html",
        (r"fetched 200 hello from httpscope put 200 socket 3",),
        holds=(
            Held(b"GET /page.html HTTP/1.1\r\n", has=(b"\r\nSec-Fetch-Mode: navigate\r\n",)),
            Held(b"GET /fetched HTTP/1.1\r\n", has=(b"\r\nX-Word: w\r\n",)),
            Held(b"PUT /put HTTP/1.1\r\n", b"\r\n\r\n\x00\xff\r\n"),
            Held(b"POST /beacon HTTP/1.1\r\n", b"\r\n\r\nleft"),
            Held(b"GET /socket HTTP/1.1\r\n", has=(b"\r\nUpgrade: websocket\r\n",)),
        ),
        perhaps=(Held(b"GET /favicon.ico HTTP/1.1\r\n"),),
    ),
    Use(
        CHROMIUM,
        "a form that sends itself",
        f"{_BROWSE} $URL/form.html",
        ("hello from httpscope",),
        holds=(
            Held(b"GET /form.html HTTP/1.1\r\n"),
            Held(b"POST /sent HTTP/1.1\r\n", b"--\r\n", ("\r\n\r\ngrün\r\n--".encode(), b'name="word"')),
        ),
        perhaps=(Held(b"GET /favicon.ico HTTP/1.1\r\n"),),
    ),
)

USES: Final = (*CURL_USES, *TOOL_USES, *PYTHON_USES, *OTHER_USES, *CHROMIUM_USES)
