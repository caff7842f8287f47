"""Uses of libraries, each in a small program under `programs/`: Python's, node's, Java's, Go's."""

from typing import Final

from tests.clients.ground import LARGE
from tests.clients.use import CONTINUED, HELLO, Client, Held, Use

STANDARD: Final = Client("Python's library", module="http.client")
REQUESTS: Final = Client("requests", module="requests")
URLLIB3: Final = Client("urllib3", module="urllib3")
HTTPX: Final = Client("httpx", module="httpx")
AIOHTTP: Final = Client("aiohttp", module="aiohttp")
H11: Final = Client("h11", module="h11")
NODE: Final = Client("node", "node", everywhere=False)
JAVA: Final = Client("Java", "javac", prepare="javac -d $BUILT $PROGRAMS/Uses.java", everywhere=False)
GO: Final = Client("Go", "go", prepare="cd $BUILT && go build -o uses $PROGRAMS/uses.go", everywhere=False)

_TWO_CHUNKS: Final = b"\r\n\r\n4\r\none\n\r\n4\r\ntwo\n\r\n0\r\n\r\n"
_WHOLE: Final = b"\r\n\r\n8\r\none\ntwo\n\r\n0\r\n\r\n"
_HUGE: Final = Held(b"PUT /huge HTTP/1.1\r\n", ends=b"", status=413)
_REDIRECTED: Final = (Held(b"GET /redirect HTTP/1.1\r\n", status=302), Held(b"GET /landed HTTP/1.1\r\n"))


def _python(client: Client, does: str, use: str, *says: str, holds: tuple[Held, ...], connections: int | None) -> Use:
    command = f"$PYTHON -W error $PROGRAMS/python_uses.py {use} $URL"
    return Use(client, does, command, says, ("Traceback",), holds, connections=connections)


def _node(does: str, use: str, *says: str, holds: tuple[Held, ...], connections: int | None = None) -> Use:
    return Use(NODE, does, f"node $PROGRAMS/uses.mjs {use} $URL", says, holds=holds, connections=connections)


def _java(does: str, use: str, *says: str, holds: tuple[Held, ...]) -> Use:
    return Use(JAVA, does, f"java -cp $BUILT Uses {use} $URL", says, ("Exception",), holds)


def _go(does: str, use: str, *says: str, holds: tuple[Held, ...]) -> Use:
    return Use(GO, does, f"$BUILT/uses {use} $URL", says, holds=holds, connections=1)


PYTHON_USES: Final = (
    _python(
        STANDARD,
        "http.client keeps a connection",
        "http_client_keeps_alive",
        f"GET 200 11 {HELLO}\nHEAD 200 11 \nPOST 200 11 {HELLO}\n",
        holds=(
            Held(b"GET /again HTTP/1.1\r\n"),
            Held(b"HEAD /again HTTP/1.1\r\n"),
            Held(b"POST /again HTTP/1.1\r\n", b"\r\n\r\na=1"),
        ),
        connections=1,
    ),
    _python(
        STANDARD,
        "http.client sends chunks",
        "http_client_chunks",
        HELLO,
        holds=(Held(b"POST /chunks HTTP/1.1\r\n", _TWO_CHUNKS),),
        connections=1,
    ),
    _python(
        STANDARD,
        "urllib follows, posts, and meets an error",
        "urllib_gets_and_posts",
        f"200 True\n200 {HELLO}\n503 0\n",
        holds=(
            *_REDIRECTED,
            Held(b"POST /form HTTP/1.1\r\n", b"\r\n\r\na=1"),
            Held(b"GET /busy HTTP/1.1\r\n", status=503),
        ),
        connections=4,
    ),
    _python(
        STANDARD,
        "an offer of a WebSocket, not taken up",
        "websocket_by_hand",
        "^200$",
        holds=(Held(b"GET /socket HTTP/1.1\r\n", has=(b"\r\nUpgrade: websocket\r\n",)),),
        connections=1,
    ),
    _python(
        REQUESTS,
        "a session with cookies, redirects and compression",
        "requests_session",
        "'session': 'abc', 'theme': 'dark'",
        f"200 1 {HELLO}",
        "hello, unpacked",
        holds=(
            Held(b"GET /login HTTP/1.1\r\n"),
            Held(b"POST /see-other HTTP/1.1\r\n", b'\r\n\r\n{"id": 7}', status=303),
            Held(b"GET /landed HTTP/1.1\r\n", has=(b"\r\nCookie: session=abc; theme=dark\r\n",)),
            Held(b"GET /compressed HTTP/1.1\r\n", has=(b"\r\nAuthorization: Basic QWRhOnBhc3M=\r\n",)),
        ),
        connections=1,
    ),
    _python(
        REQUESTS,
        "a generator, a file, a stream",
        "requests_streams",
        HELLO,
        f"\n200\n{len(LARGE)}\n",
        holds=(
            Held(b"POST /generator HTTP/1.1\r\n", _TWO_CHUNKS),
            Held(b"POST /upload HTTP/1.1\r\n", b"--\r\n", (b'filename="small.txt"\r\n\r\none\ntwo\n\r\n--',)),
            Held(b"GET /large HTTP/1.1\r\n"),
        ),
        connections=1,
    ),
    _python(
        URLLIB3,
        "retries of a busy server",
        "urllib3_retries",
        "^503$",
        holds=(Held(b"GET /busy HTTP/1.1\r\n", status=503, times=3),),
        connections=1,
    ),
    _python(
        URLLIB3,
        "an upload too large, sent at once",
        "urllib3_is_refused",
        "^413$",
        holds=(_HUGE,),
        connections=1,
    ),
    _python(
        HTTPX,
        "a client with query, stream and form",
        "httpx_client",
        f"{HELLO}\n\n200\n200\nhello, unpacked\n hello in chunks",
        holds=(
            Held(b"GET /query?q=gr%C3%BCn&n=1 HTTP/1.1\r\n"),
            Held(b"PUT /stream HTTP/1.1\r\n", _TWO_CHUNKS),
            Held(b"POST /form HTTP/1.1\r\n", b"\r\n\r\na=1", (b"\r\nAuthorization: Basic QWRhOnBhc3M=\r\n",)),
            Held(b"GET /compressed HTTP/1.1\r\n"),
            Held(b"GET /chunked HTTP/1.1\r\n"),
        ),
        connections=1,
    ),
    _python(
        HTTPX,
        "thirty requests at once",
        "httpx_at_once",
        "^30$",
        holds=(Held(b"GET /at-once HTTP/1.1\r\n", times=30),),
        connections=10,
    ),
    _python(
        AIOHTTP,
        "expect100, and a slow stream",
        "aiohttp_expects",
        f"200 {HELLO}\n\n200 ",
        holds=(
            Held(b"POST /expect HTTP/1.1\r\n", b"\r\n\r\nword", (b"\r\nExpect: 100-continue\r\n",), answer=CONTINUED),
            Held(b"PUT /stream HTTP/1.1\r\n", _TWO_CHUNKS),
        ),
        connections=1,
    ),
    _python(
        AIOHTTP,
        "a multipart form, and no WebSocket",
        "aiohttp_form",
        "200\nno socket: 200",
        holds=(
            Held(b"POST /form HTTP/1.1\r\n", b"--\r\n", (b"\r\n\r\nAda\r\n--", b"\r\n\r\none\n\r\n--")),
            Held(b"GET /socket HTTP/1.1\r\n", has=(b"\r\nUpgrade: websocket\r\n",)),
        ),
        connections=1,
    ),
    _python(
        H11,
        "a strict reader, driven by hand",
        "h11_asks",
        "POST InformationalResponse Response Data EndOfMessage\nHEAD Response EndOfMessage\n",
        holds=(
            Held(b"POST /h11 HTTP/1.1\r\n", b"\r\n\r\nabc", answer=CONTINUED),
            Held(b"HEAD /h11 HTTP/1.1\r\n"),
        ),
        connections=1,
    ),
)

OTHER_USES: Final = (
    _node(
        "http keeps a connection",
        "keepsAlive",
        f"GET 200 {HELLO}\nHEAD 200 \nDELETE 200 {HELLO}\n",
        holds=tuple(Held(b"%s /again HTTP/1.1\r\n" % method) for method in (b"GET", b"HEAD", b"DELETE")),
        connections=1,
    ),
    _node(
        "http waits for leave to send",
        "expects",
        "may go on\n200\n",
        holds=(Held(b"POST /expect HTTP/1.1\r\n", b"\r\n\r\nword", answer=CONTINUED),),
    ),
    _node(
        "http with chunks and trailers, both ways",
        "chunksAndTrailers",
        "200\n42\n",
        holds=(
            Held(
                b"PUT /chunks HTTP/1.1\r\n", b"\r\n0\r\nX-Sum: 42\r\n\r\n", (b"\r\n\r\n4\r\none\n\r\n4\r\ntwo\n\r\n",)
            ),
            Held(b"GET /trailers HTTP/1.1\r\n"),
        ),
    ),
    _node(
        "http offers a WebSocket, not taken up",
        "offersAnUpgrade",
        "^200$",
        holds=(Held(b"GET /socket HTTP/1.1\r\n", has=(b"\r\nUpgrade: websocket\r\n",)),),
    ),
    _node(
        "fetch with a form, JSON, compression and a redirect",
        "fetches",
        f"200\n{HELLO}\nhello, unpacked\ntrue 200\n",
        holds=(
            Held(b"POST /form HTTP/1.1\r\n", b"--\r\n", (b"\r\n\r\nAda\r\n--", b"\r\n\r\none\n\r\n--")),
            Held(b"POST /json HTTP/1.1\r\n", b'\r\n\r\n{"id":7}'),
            Held(b"GET /compressed HTTP/1.1\r\n"),
            *_REDIRECTED,
        ),
    ),
    _node(
        "fetch with streams",
        "fetchStreams",
        f"200\n{len(LARGE)}\n",
        holds=(Held(b"POST /stream HTTP/1.1\r\n", _TWO_CHUNKS), Held(b"GET /large HTTP/1.1\r\n")),
    ),
    _node("an upload too large, sent at once", "isRefused", "^413$", holds=(_HUGE,)),
    _java(
        "HttpURLConnection, a GET and a form",
        "connection",
        f"{HELLO}\n200 {HELLO}\n",
        holds=(Held(b"GET /get HTTP/1.1\r\n"), Held(b"POST /form HTTP/1.1\r\n", b"\r\n\r\na=1")),
    ),
    _java(
        "HttpURLConnection waits for leave to send chunks",
        "connectionExpects",
        f"200 {HELLO}\n",
        holds=(Held(b"PUT /expect HTTP/1.1\r\n", b"\r\n\r\n4\r\nword\r\n0\r\n\r\n", answer=CONTINUED),),
    ),
    _java(
        "HttpClient offers HTTP/2 and takes 1.1",
        "client",
        f"200 HTTP_1_1 {HELLO}\n200 HTTP_1_1 {HELLO}\n200 HTTP_1_1 hello in chunks\n200\n",
        holds=(
            Held(b"GET /get HTTP/1.1\r\n", has=(b"\r\nUpgrade: h2c\r\n",)),
            *_REDIRECTED,
            Held(b"GET /chunked HTTP/1.1\r\n"),
            Held(b"PUT /file HTTP/1.1\r\n", b"\r\n\r\n" + LARGE),
        ),
    ),
    _java(
        "HttpClient with expectContinue",
        "clientExpects",
        "200\n200\n",
        holds=(Held(b"POST /expect HTTP/1.1\r\n", b"\r\n\r\nword", (b"100-",), answer=CONTINUED, times=2),),
    ),
    _java("HttpURLConnection, an upload too large, announced", "connectionIsRefused", "^413$", holds=(_HUGE,)),
    _go(
        "a connection kept, a redirect, compression",
        "keepsAlive",
        f"200 {HELLO}\n200 \n200 {HELLO}\n200 {HELLO}\n200 hello, unpacked\n",
        holds=(
            Held(b"GET /again HTTP/1.1\r\n"),
            Held(b"HEAD /again HTTP/1.1\r\n"),
            Held(b"POST /again HTTP/1.1\r\n", b"\r\n\r\na=1"),
            *_REDIRECTED,
            Held(b"GET /compressed HTTP/1.1\r\n"),
        ),
    ),
    _go(
        "Expect: 100-continue",
        "expects",
        f"200 {HELLO}",
        holds=(Held(b"PUT /expect HTTP/1.1\r\n", b"\r\n\r\nword", (b"\r\nExpect: 100-",), answer=CONTINUED),),
    ),
    _go(
        "chunks and trailers, both ways",
        "chunks",
        f"200 {HELLO}\n200 42\n",
        holds=(
            Held(b"PUT /chunks HTTP/1.1\r\n", b"\r\n0\r\n\r\n", (b"one\n", b"two\n")),
            Held(b"POST /trailers HTTP/1.1\r\n", b"\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n"),
        ),
    ),
    _go("an upload too large, sent at once", "isRefused", "^413$", holds=(_HUGE,)),
)
