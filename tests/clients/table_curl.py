"""curl's uses. Each command can be typed as it stands, with $URL set to the server's address."""

from typing import Final

from tests.clients.ground import LARGE
from tests.clients.use import CONTINUED, HELLO, Client, Held, Use

CURL: Final = Client("curl", "curl")
"""Of Debian's packages; `-sS` is silent but for errors, `-w` writes facts of the answer."""


def _curl(does: str, command: str, *says: str, holds: tuple[Held, ...], **more: object) -> Use:
    return Use(CURL, does, f"curl -sS --max-time 30 {command}", says, holds=holds, **more)  # type: ignore[arg-type]


CURL_USES: Final = (
    _curl("GET", "$URL/hello", HELLO, holds=(Held(b"GET /hello HTTP/1.1\r\n", has=(b"User-Agent: curl/",)),)),
    _curl(
        "GET over IPv6",
        '-g "$URL/six"',
        HELLO,
        holds=(Held(b"GET /six HTTP/1.1\r\nHost: [::1]:"),),
        address="::1",
    ),
    _curl("HEAD", "-I $URL/head", "HTTP/1.1 200 OK", "Content-Length: 21", holds=(Held(b"HEAD /head HTTP/1.1\r\n"),)),
    _curl(
        "OPTIONS *", "-i -X OPTIONS --request-target '*' $URL", "Allow: GET", holds=(Held(b"OPTIONS * HTTP/1.1\r\n"),)
    ),
    _curl(
        "a form",
        "-d name=Ada --data-urlencode 'word=grün&blau' $URL/form",
        HELLO,
        holds=(
            Held(
                b"POST /form HTTP/1.1\r\n",
                b"\r\n\r\nname=Ada&word=gr%C3%BCn%26blau",
                (b"\r\nContent-Type: application/x-www-form-urlencoded\r\n",),
            ),
        ),
    ),
    _curl(
        "JSON",
        """--json '{"id": 7}' -X PATCH $URL/json""",
        HELLO,
        holds=(Held(b"PATCH /json HTTP/1.1\r\n", b'\r\n\r\n{"id": 7}', (b"\r\nContent-Type: application/json\r\n",)),),
    ),
    _curl(
        "multipart with a file",
        "-F name=Ada -F file=@$FILES/small.txt $URL/multipart",
        HELLO,
        holds=(
            Held(
                b"POST /multipart HTTP/1.1\r\n",
                b"--\r\n",
                (
                    b'name="name"\r\n\r\nAda\r\n--',
                    b'filename="small.txt"\r\nContent-Type: text/plain\r\n\r\none\ntwo\n\r\n--',
                ),
            ),
        ),
    ),
    _curl(
        "2 MiB with Expect: 100-continue",
        "--data-binary @$FILES/large.bin $URL/expect",
        HELLO,
        holds=(
            Held(
                b"POST /expect HTTP/1.1\r\n", b"\r\n\r\n" + LARGE, (b"\r\nExpect: 100-continue\r\n",), answer=CONTINUED
            ),
        ),
    ),
    _curl(
        "PUT of a file",
        "-T $FILES/small.txt $URL/files/",
        HELLO,
        holds=(Held(b"PUT /files/small.txt HTTP/1.1\r\n", b"\r\n\r\none\ntwo\n", (b"\r\nContent-Length: 8\r\n",)),),
    ),
    _curl(
        "chunks from standard input",
        "-T - $URL/stdin < $FILES/small.txt",
        HELLO,
        holds=(
            Held(
                b"PUT /stdin HTTP/1.1\r\n",
                b"\r\n\r\n8\r\none\ntwo\n\r\n0\r\n\r\n",
                (b"\r\nTransfer-Encoding: chunked\r\n", b"\r\nExpect: 100-continue\r\n"),
                answer=CONTINUED,
            ),
        ),
    ),
    _curl(
        "slow chunks from a pipe",
        "-T . $URL/pipe < $FILES/small.txt -H Expect: --limit-rate 40",
        HELLO,
        holds=(Held(b"PUT /pipe HTTP/1.1\r\n", b"0\r\n\r\n", (b"one\ntwo\n",)),),
    ),
    _curl(
        "HTTP/1.0",
        "-0 -i $URL/old",
        "HTTP/1.1 200 OK",
        "Connection: close",
        HELLO,
        holds=(Held(b"GET /old HTTP/1.0\r\n"),),
    ),
    _curl(
        "HTTP/1.0 kept alive",
        "-0 -H 'Connection: keep-alive' $URL/old/1 $URL/old/2",
        HELLO,
        holds=(Held(b"GET /old/1 HTTP/1.0\r\n"), Held(b"GET /old/2 HTTP/1.0\r\n")),
        connections=1,
    ),
    _curl(
        "four targets over one connection",
        "$URL/one $URL/two -d x=1 $URL/three --next $URL/four",
        HELLO,
        holds=(
            Held(b"POST /one HTTP/1.1\r\n", b"\r\n\r\nx=1"),
            Held(b"POST /two HTTP/1.1\r\n", b"\r\n\r\nx=1"),
            Held(b"POST /three HTTP/1.1\r\n", b"\r\n\r\nx=1"),
            Held(b"GET /four HTTP/1.1\r\n"),
        ),
        connections=1,
    ),
    _curl(
        "ten at once",
        '--parallel --parallel-immediate --parallel-max 10 "$URL/many/[1-40]"',
        HELLO,
        holds=(Held(b"GET /many/", times=40),),
    ),
    _curl(
        "only if changed",
        "-w '%{http_code}' -H 'If-None-Match: \"v1\"' -z 'Tue, 01 Jan 2030 00:00:00 GMT' $URL/unchanged",
        "^304$",
        holds=(
            Held(
                b"GET /unchanged HTTP/1.1\r\n",
                has=(b'\r\nIf-None-Match: "v1"\r\n', b"\r\nIf-Modified-Since: Tue, 01 Jan 2030"),
                status=304,
            ),
        ),
    ),
    _curl(
        "a range",
        "-w ' %{http_code}' -r 6-9 $URL/part",
        "^from 206$",
        holds=(Held(b"GET /part HTTP/1.1\r\n", has=(b"\r\nRange: bytes=6-9\r\n",), status=206),),
    ),
    _curl(
        "--compressed",
        "--compressed $URL/compressed",
        "^hello, unpacked$",
        holds=(Held(b"GET /compressed HTTP/1.1\r\n", has=(b"\r\nAccept-Encoding: deflate, gzip",)),),
    ),
    _curl(
        "a redirect after POST",
        "-L -w '%{num_redirects}' -d a=1 $URL/see-other",
        HELLO + "\n1$",
        holds=(Held(b"POST /see-other HTTP/1.1\r\n", b"\r\n\r\na=1", status=303), Held(b"GET /landed HTTP/1.1\r\n")),
        connections=1,
    ),
    _curl(
        "a redirect that keeps method and content",
        "-L --data-binary @$FILES/small.txt $URL/moved",
        HELLO,
        holds=(
            Held(b"POST /moved HTTP/1.1\r\n", b"\r\n\r\none\ntwo\n", status=307),
            Held(b"POST /kept HTTP/1.1\r\n", b"\r\n\r\none\ntwo\n"),
        ),
        connections=1,
    ),
    _curl(
        "cookies given and sent back",
        "-c $HOME/jar -b $HOME/jar $URL/login $URL/after",
        "welcome",
        HELLO,
        holds=(
            Held(b"GET /login HTTP/1.1\r\n"),
            Held(b"GET /after HTTP/1.1\r\n", has=(b"theme=dark", b"session=abc", b"\r\nCookie: ")),
        ),
    ),
    _curl(
        "Basic",
        "-u Ada:pass $URL/secret",
        HELLO,
        holds=(Held(b"GET /secret HTTP/1.1\r\n", has=(b"\r\nAuthorization: Basic QWRhOnBhc3M=\r\n",)),),
    ),
    _curl(
        "Digest, after a challenge",
        "-w '%{http_code}' --digest -u Ada:pass $URL/digest",
        "^401",
        holds=(
            Held(
                b"GET /digest HTTP/1.1\r\n",
                has=(b'\r\nAuthorization: Digest username="Ada", realm="here", nonce="n0", uri="/digest"',),
                status=401,
            ),
            Held(b"GET /digest HTTP/1.1\r\n", status=401),
        ),
        connections=1,
    ),
    _curl(
        "an upload too large, announced",
        "-w ' %{http_code}' -T $FILES/too-large.bin $URL/huge",
        " 413$",
        holds=(Held(b"PUT /huge HTTP/1.1\r\n", has=(b"\r\nExpect: 100-continue\r\n",), status=413),),
    ),
    _curl(
        "an upload too large, sent at once",
        "-w ' %{http_code}' -H Expect: -T $FILES/too-large.bin $URL/huge",
        " 413$",
        holds=(Held(b"PUT /huge HTTP/1.1\r\n", ends=b"", status=413),),
    ),
    _curl(
        "2 MiB down, with a limit on the rate",
        "-o /dev/null -w '%{size_download}' --limit-rate 8M $URL/large",
        f"^{len(LARGE)}$",
        holds=(Held(b"GET /large HTTP/1.1\r\n"),),
    ),
    _curl("an answer that waits", "$URL/waits", "^at last$", holds=(Held(b"GET /waits HTTP/1.1\r\n"),)),
    _curl("an answer in chunks", "$URL/chunked", "^hello in chunks$", holds=(Held(b"GET /chunked HTTP/1.1\r\n"),)),
    _curl(
        "trailers",
        "-i -H 'TE: trailers' -H 'Connection: TE' $URL/trailers",
        "hello",
        "X-Sum: 42",
        holds=(Held(b"GET /trailers HTTP/1.1\r\n", has=(b"\r\nTE: trailers\r\n", b"\r\nConnection: TE\r\n")),),
    ),
    _curl(
        "TE and trailers of its own coding",
        "--tr-encoding $URL/coded",
        HELLO,
        holds=(Held(b"GET /coded HTTP/1.1\r\n", has=(b"\r\nTE: gzip\r\n",)),),
    ),
    _curl(
        "early hints",
        "-w ' %{http_code}' $URL/early",
        "hinted 200",
        holds=(Held(b"GET /early HTTP/1.1\r\n", answer=b"HTTP/1.1 103 Early Hints\r\n", status=200),),
    ),
    _curl(
        "DELETE answered without content",
        "-w '%{http_code}' -X DELETE $URL/nothing $URL/nothing",
        "204",
        holds=(Held(b"DELETE /nothing HTTP/1.1\r\n", status=204, times=2),),
        connections=1,
    ),
    _curl(
        "a path as it is",
        '--path-as-is "$URL/a/../b/./c%2Fd?q=%C3%BC#none"',
        HELLO,
        holds=(Held(b"GET /a/../b/./c%2Fd?q=%C3%BC HTTP/1.1\r\n"),),
    ),
    _curl(
        "letters in a target that are not encoded, refused",
        '"$URL/letters?q=grün"',
        "400: Octet that no target may have",
        holds=(Held("GET /letters?q=grün HTTP/1.1\r\n".encode(), status=400),),
    ),
    _curl(
        "absolute-form, as to a proxy",
        "-x $URL http://example.test/page?q",
        HELLO,
        holds=(Held(b"GET http://example.test/page?q HTTP/1.1\r\nHost: example.test\r\n"),),
    ),
    _curl(
        "a tunnel, refused",
        "-p -x $URL http://example.test/",
        "501",
        holds=(Held(b"CONNECT example.test:80 HTTP/1.1\r\n", status=501),),
        exit=56,
    ),
    _curl(
        "a busy server asked again",
        "--retry 1 --retry-delay 1 -w '%{http_code}' $URL/busy",
        "503",
        holds=(Held(b"GET /busy HTTP/1.1\r\n", status=503, times=2),),
    ),
    _curl(
        "an offer of HTTP/2, not taken up",
        "--http2 -w '%{http_version}' $URL/two",
        HELLO + "\n1.1$",
        holds=(
            Held(
                b"GET /two HTTP/1.1\r\n",
                has=(b"\r\nConnection: Upgrade, HTTP2-Settings\r\n", b"\r\nUpgrade: h2c\r\n"),
            ),
        ),
    ),
    Use(
        CURL,
        "HTTP/2 without asking, refused",
        # Which fault it tells is a matter of its version: none of them can read an answer in HTTP/1.1 then.
        "curl -sS --max-time 30 --http2-prior-knowledge $URL/two || echo refused",
        (r"curl: \(.*\) ", "refused"),
        holds=(Held(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ends=b"", status=400),),
    ),
)
