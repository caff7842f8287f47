"""Uses of wget, netcat, and the programs that count requests."""

from typing import Final

from tests.clients.ground import LARGE
from tests.clients.use import HELLO, Client, Held, Use

WGET: Final = Client("wget", "wget")
NC: Final = Client("nc", "nc")
AB: Final = Client("ab", "ab")
WRK: Final = Client("wrk", "wrk")
H2LOAD: Final = Client("h2load", "h2load")
HEY: Final = Client("hey", "hey")
SIEGE: Final = Client("siege", "siege")

_TWO: Final = r"printf 'GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n'"

TOOL_USES: Final = (
    Use(
        WGET,
        "GET to the standard output",
        "wget -nv -O - $URL/page",
        (HELLO, "200|->"),
        holds=(Held(b"GET /page HTTP/1.1\r\n", has=(b"\r\nUser-Agent: Wget/", b"\r\nConnection: Keep-Alive\r\n")),),
    ),
    Use(
        WGET,
        "a file posted",
        "wget -nv -O - --post-file=$FILES/large.bin $URL/post",
        (HELLO,),
        holds=(Held(b"POST /post HTTP/1.1\r\n", b"\r\n\r\n" + LARGE),),
    ),
    Use(
        WGET,
        "two targets over one connection, one redirected",
        "wget -nv -O - $URL/redirect $URL/second",
        (HELLO,),
        holds=(
            Held(b"GET /redirect HTTP/1.1\r\n", status=302),
            Held(b"GET /landed HTTP/1.1\r\n"),
            Held(b"GET /second HTTP/1.1\r\n"),
        ),
        connections=1,
    ),
    Use(
        WGET,
        "a look without a download",
        "wget --spider -S $URL/there",
        ("HTTP/1.1 200 OK", "exists"),
        holds=(Held(b"HEAD /there HTTP/1.1\r\n"),),
    ),
    Use(
        NC,
        "a request by hand, its end shown by half a close, 100 times",
        r"for i in $(seq 100); do printf 'GET /half HTTP/1.1\r\nHost: h\r\n\r\n' | nc -N $HOST $PORT; done "
        "| grep -c '^hello'",
        ("^100$",),
        holds=(Held(b"GET /half HTTP/1.1\r\nHost: h\r\n\r\n", times=100),),
        connections=100,
    ),
    Use(
        NC,
        "half a close behind content",
        r"printf 'POST /half HTTP/1.0\r\nContent-Length: 4\r\n\r\nword' | nc -N $HOST $PORT",
        (HELLO,),
        holds=(Held(b"POST /half HTTP/1.0\r\n", b"\r\n\r\nword"),),
    ),
    Use(
        NC,
        "half a close within content, told",
        r"printf 'POST /cut HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nword' | nc -N $HOST $PORT",
        ("HTTP/1.1 400 Bad Request", "before it was whole"),
        holds=(Held(b"POST /cut HTTP/1.1\r\n", b"\r\n\r\nword", status=400),),
    ),
    Use(
        NC,
        "two requests at once, answered in order",
        f"{_TWO} | nc -N $HOST $PORT",
        (f"(?s){HELLO}\nHTTP/1.1 200 OK.*{HELLO}",),
        holds=(Held(b"GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"), Held(b"GET /2 HTTP/1.1\r\nHost: h\r\n\r\n")),
        connections=1,
    ),
    Use(
        NC,
        "a request typed in two goes",
        r"(printf 'GET /typed HTTP/1.1\r\nHo'; sleep 0.2; printf 'st: h\r\nConnection: close\r\n\r\n') "
        "| nc $HOST $PORT",
        (HELLO,),
        holds=(Held(b"GET /typed HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),),
    ),
    Use(
        NC,
        "content with trailers",
        r"printf 'POST /t HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n'"
        " | nc -N $HOST $PORT",
        (HELLO,),
        holds=(Held(b"POST /t HTTP/1.1\r\n", b"\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n"),),
    ),
    Use(
        NC,
        "the preface of HTTP/2, told",
        r"printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' | nc -N $HOST $PORT",
        ("HTTP/1.1 400 Bad Request", "This is not HTTP/1.1: .*HTTP/2"),
        holds=(Held(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status=400),),
    ),
    Use(
        AB,
        "300 requests, ten at a time, HTTP/1.0 kept alive",
        "ab -k -c 10 -n 300 $URL/ab",
        (r"Complete requests: +300\n", r"Failed requests: +0\n", r"Keep-Alive requests: +300\n"),
        ("Non-2xx",),
        holds=(Held(b"GET /ab HTTP/1.0\r\n", has=(b"\r\nUser-Agent: ApacheBench/",), times=300),),
        connections=10,
    ),
    Use(
        AB,
        "200 posts, a connection each",
        "ab -c 10 -n 200 -p $FILES/small.txt -T text/plain $URL/ab",
        (r"Complete requests: +200\n", r"Failed requests: +0\n"),
        ("Non-2xx",),
        holds=(Held(b"POST /ab HTTP/1.0\r\n", b"\r\n\r\none\ntwo\n", times=200),),
        connections=200,
    ),
    Use(
        WRK,
        "ten connections for a second",
        "wrk -t1 -c10 -d1s $URL/wrk",
        (r"\d+ requests in 1\.",),
        ("Socket errors", "Non-2xx"),
        holds=(Held(b"GET /wrk HTTP/1.1\r\n", times=None),),
    ),
    Use(
        H2LOAD,
        "400 requests over HTTP/1.1",
        "h2load --h1 -c 10 -n 400 $URL/h2load",
        ("400 succeeded, 0 failed, 0 errored, 0 timeout", "400 2xx"),
        holds=(Held(b"GET /h2load HTTP/1.1\r\n", times=400),),
        connections=10,
    ),
    Use(
        H2LOAD,
        "40 uploads over HTTP/1.1",
        "h2load --h1 -c 4 -n 40 -d $FILES/small.txt $URL/h2load",
        ("40 succeeded, 0 failed, 0 errored, 0 timeout",),
        holds=(Held(b"POST /h2load HTTP/1.1\r\n", b"\r\n\r\none\ntwo\n", times=40),),
        connections=4,
    ),
    Use(
        HEY,
        "300 requests, ten at a time",
        "hey -n 300 -c 10 $URL/hey",
        (r"\[200\]\s+300 responses",),
        ("Error distribution",),
        holds=(Held(b"GET /hey HTTP/1.1\r\n", has=(b"\r\nUser-Agent: hey/",), times=300),),
        connections=10,
    ),
    Use(
        SIEGE,
        "200 requests from five users",
        "siege -b -c 5 -r 40 $URL/siege",
        (r'(?i)"?transactions"?:\s+200', r'(?i)"?failed.transactions"?:\s+0', r"100\.00"),
        holds=(Held(b"GET /siege HTTP/1.1\r\n", times=200),),
    ),
)
