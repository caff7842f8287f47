"""A server with a folder to serve, under attack by octets that no polite client sends: nothing leaves the folder."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Serve, ask, serving

SECRET = b"the secret"
RULES = '[[rule]]\nmatch.path = "/made"\nanswer.body = "as typed"\n\n[[rule]]\nanswer.folder = "public"\n'
HOOK = """
import sys

log = open({log!r}, "a", buffering=1)


def hook(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.")):
        log.write(event + "\\n")


sys.addaudithook(hook)
"""
"""Writes down what the server does with sockets and processes, from its first moment on."""

SERVED = {
    b"/": b"front",
    b"/index.html": b"front",
    b"/a.txt": b"page",
    b"/%61.txt": b"page",
    b"/sub/": b"sub",
    b"/a%0Ab.txt": b"line",
    b"/%FF.txt": b"octet",
    b"/inside": b"page",
    b"http://h/a.txt": b"page",
    b"/a.txt?/../../secret": b"page",
    b"/A%20%26.txt": b"case",
}
"""What is served, so that refusing everything is no way to pass."""

REFUSED = [
    *b"""
    /../secret /sub/../../secret /.. /. /./../secret ../secret .. /sub/.. //../secret /%2e%2e/secret
    /%2E%2E%2Fsecret /.%2e/secret /..%2fsecret /%2e%2e%5csecret /sub%2f..%2f..%2fsecret /..%5csecret
    /%5c..%5c..%5csecret /%252e%252e/secret /%252e%252e%252fsecret /%25%32%65%25%32%65/secret /%%32%65%%32%65/secret
    /%c0%ae%c0%ae/secret /..%c0%afsecret /%e0%80%ae%e0%80%ae/secret /%uff0e%uff0e/secret /%ef%bc%8e%ef%bc%8e/secret
    /..%ef%bc%8fsecret /..%e2%88%95secret /a.txt%00 /%00 /..%00/secret /secret%00.html /..;/secret /..;a=b/secret
    /;/../secret /a.txt;x /.../secret /..../secret /..%20/secret //etc/passwd ///etc/passwd /%2fetc/passwd
    /%2f%2fetc%2fpasswd /etc/passwd /~root/secret /~/secret http://h/../secret http://h//etc/passwd
    http://h/%2e%2e/secret http://h file:///etc/passwd http://h/..%2fsecret C:/secret /C:/secret /c:%5csecret
    /a.txt::$DATA /a.txt:stream /con //./a //%3f/a //host/share/secret /.git/config /.env /%2eenv /.htaccess
    /sub/.env /.GIT/config /link-to-dotfile /.well-known/../.env /link /chain /folder-link/secret /folder-link/
    /absolute-link /loop /loop/a /dangling /fifo /socket /device /device/ /proc /proc/environ /locked.txt/..%2f
    /a.txt/ /a.txt// /a.txt/. /a.txt/x /a.txt. /a.txt%20 /A.TXT /a.txt%2f /empty /empty/ * ? # /$HOME /${HOME}
    /$(id) /`id` /{{7*7}} /%7B%7B7*7%7D%7D /* /%s%n /[a].txt /{a,b}.txt
    """.split(),
    *(
        b"/..\\secret",
        b"\\..\\secret",
        b"/sub\\..\\..\\secret",
        b"/\xc0\xae\xc0\xae/secret",
    ),
    *(
        b"/a.txt\x00.html",
        b"/.. /secret",
        b"/" + b"a" * 300,
        b"/" + b"%61" * 2000,
        b"/" + b"d/" * 2500,
    ),
    *(
        b"/" + b"../" * 2000 + b"secret",
        b"",
    ),
]
"""Spellings of ways out, and of what is inside and not served."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the rules: beside them a folder that is served, full of traps, and secrets around it."""
    site = tmp_path_factory.mktemp("site")
    public = site / "public"
    for folder in ("sub", "empty", ".git", ".well-known"):
        (public / folder).mkdir(parents=True)
    pages = {
        "index.html": b"front",
        "a.txt": b"page",
        "sub/index.html": b"sub",
        "a\nb.txt": b"line",
        "A &.txt": b"case",
    }
    for name, octets in pages.items():
        (public / name).write_bytes(octets)
    with open(os.path.join(os.fsencode(public), b"\xff.txt"), "wb") as file:
        file.write(b"octet")
    for secret in (
        site / "secret",
        site.parent / "secret",
        *(public / name for name in (".env", ".git/config", "sub/.env")),
    ):
        secret.write_bytes(SECRET)
    links = {
        "inside": "a.txt",
        "link": "../secret",
        "chain": "link",
        "folder-link": "..",
        "absolute-link": "/etc/passwd",
    }
    links |= {
        "loop": "loop",
        "dangling": "nowhere",
        "link-to-dotfile": ".env",
        "device": "/dev/zero",
        "proc": "/proc/self",
    }
    for name, target in links.items():
        (public / name).symlink_to(target)
    os.mkfifo(public / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(public)  # the whole path may be longer than a socket's name can be
        listener.bind("socket")
        os.chdir(here)
    (site / "rules.toml").write_text(RULES)
    return site


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[Serve]:
    """Run the server, with every use it makes of sockets and processes written down."""
    (site / "hook").mkdir()
    (site / "hook" / "sitecustomize.py").write_text(HOOK.format(log=str(site / "events")))
    found_in = os.pathsep.join(filter(None, [str(site / "hook"), os.environ.get("PYTHONPATH")]))
    with serving(site, "--rules", str(site / "rules.toml"), more={"PYTHONPATH": found_in}) as server:
        yield server


def get(server: Serve, target: bytes, *fields: bytes) -> bytes:
    """Send a request for exactly these octets and give the whole answer."""
    head = b"".join(field + b"\r\n" for field in (b"Host: h", *fields, b"Connection: close"))
    return ask(server.port, b"GET " + target + b" HTTP/1.1\r\n" + head + b"\r\n", half_close=True)


@pytest.mark.parametrize("target", SERVED, ids=repr)
def test_what_lies_in_the_folder_is_served(server: Serve, target: bytes) -> None:
    """In any spelling that names it."""
    head, _, body = get(server, target).partition(b"\r\n\r\n")

    assert (head.split(b" ")[1], body) == (b"200", SERVED[target])


@pytest.mark.parametrize("target", REFUSED, ids=lambda target: repr(target[:40]))
def test_nothing_else_leaves(server: Serve, target: bytes) -> None:
    """Every spelling gets an answer that is the client's fault, at once, and without a word of what lies there."""
    answer = get(server, target)

    if answer.startswith(b"HTTP/1.1 200"):
        # A target without a path, or with its fragment cut off, is the front page.
        assert (target, answer.partition(b"\r\n\r\n")[2]) in {(b"http://h", b"front"), (b"?", b"front")}
    else:
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 403", b"HTTP/1.1 404"))
        assert not any(secret in answer for secret in (SECRET, b"root:", b"PATH=", b"Traceback"))
        assert b"49" not in answer.partition(b"\r\n\r\n")[2]


def test_a_link_that_is_swapped_all_the_time_never_leads_out(server: Serve, site: Path) -> None:
    """Now it leads inside, now outside: what comes is the page or a refusal."""
    public, stop = site / "public", threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for target in ("sub", ".."):
                (public / "swapping").symlink_to(target)
                os.replace(public / "swapping", public / "swapped")

    (public / "sub" / "secret").write_bytes(b"no secret")
    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        answers = [get(server, b"/swapped/secret") for _ in range(200)]
    finally:
        stop.set()
        swapper.join()

    assert {answer[9:12] for answer in answers} <= {b"200", b"403", b"404"}
    assert not any(SECRET in answer for answer in answers)


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", b"501"),
        (b"GET http://127.0.0.1:%d/made HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n", b"200"),
        (
            b"GET /made HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Forwarded-Host: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
            b"200",
        ),
        (
            (
                b"GET /made?u=http://127.0.0.1:%d/ HTTP/1.1\r\nHost: h\r\n"
                b"Referer: http://127.0.0.1:%d/\r\nConnection: close\r\n\r\n"
            ),
            b"200",
        ),
        (b"GET /{{7*7}}${jndi:ldap://127.0.0.1:%d/} HTTP/1.1\r\nHost: h:%d\r\nConnection: close\r\n\r\n", b""),
    ],
    ids=["CONNECT", "absolute-form", "forwarded", "address in the query", "template"],
)
def test_no_request_makes_the_server_connect_or_start_anything(
    server: Serve, site: Path, octets: bytes, status: bytes
) -> None:
    """It only ever binds and accepts; what a client sends is never an address to it, nor a template."""
    with socket.create_server(("127.0.0.1", 0)) as bait:
        port = bait.getsockname()[1]
        answer = ask(server.port, octets % (port, port), half_close=True)
        bait.setblocking(False)
        with pytest.raises(BlockingIOError):
            bait.accept()

    assert status in answer[9:12]
    assert b"49" not in answer.partition(b"\r\n\r\n")[2].replace(b"%d" % port, b"")
    events = set((site / "events").read_text().split())
    assert "socket.bind" in events
    assert events <= {"socket.bind", "socket.__new__", "socket.getaddrinfo"}


def test_what_is_in_a_request_is_never_expanded(server: Serve) -> None:
    """An answer is as typed, whatever asks for it."""
    answer = get(server, b"/made?{{7*7}}", b"User-Agent: ${7*7} {{7*7}} <%= 7*7 %>", b"Cookie: $(id)")

    assert answer.endswith(b"\r\n\r\nas typed")
