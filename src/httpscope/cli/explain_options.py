"""What a person can say to `httpscope explain`, and the octets of the request it describes. It reads no rules."""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from httpscope.cli.fault import CommandFault
from httpscope.cli.parser import Parser

_USAGE: Final = "httpscope explain RULES [REQUEST-FILE | URL] [-X METHOD] [-H LINE] [-d BODY]"
_ABOUT: Final = """\
Tells which rule would answer a request, why each earlier one would not, and the exact octets of the answer.
Nothing is listened to, sent or kept. The request is raw octets in a file or on the standard input, several
one after the other if need be; or it is described as to curl.
"""
_EXAMPLES: Final = """\
examples:
  httpscope explain rules.toml request.txt
  printf 'GET /a HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n' | httpscope explain rules.toml
  httpscope explain rules.toml http://localhost:8001/users/7 -H 'Accept: application/json'
  httpscope explain rules.toml -X POST /login -d 'name=Ada' --times 3

Exit status: 0 done; 2 the rules or the request cannot be read.
"""
LONGEST: Final = 64 * 2**20
"""Octets of a request that are read."""
_MOST_TIMES: Final = 100_000
_KEPT: Final = "/?&=%:@!$'()*+,;~[]{}"
"""Characters of a target that are sent as they are typed."""


@dataclass(frozen=True, slots=True)
class ExplainOptions:
    """The rules file, and where the request comes from."""

    rules: str
    octets: bytes
    """Of the request, or of several."""
    client: str
    times: int
    only_octets: bool


def read_explain_arguments(arguments: Sequence[str]) -> ExplainOptions:
    """Read the arguments, and the request from where they say. Raises CommandFault; prints help and exits if asked."""
    parser = Parser(
        prog="httpscope explain",
        usage=_USAGE,
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("rules", metavar="RULES", help="a rules file (TOML)")
    parser.add_argument("request", nargs="?", metavar="REQUEST-FILE | URL", help="a file, - for the standard input")
    parser.add_argument("-r", "--request", dest="file", metavar="FILE", help="the same, for a file with an odd name")
    parser.add_argument("-X", "--method", metavar="METHOD", help="describe a request; then the argument is its URL")
    parser.add_argument("-H", "--header", dest="lines", action="append", metavar="LINE", help="a header line of it")
    parser.add_argument("-d", "--data", metavar="TEXT|@FILE", help="its body, a form unless a line says otherwise")
    parser.add_argument("--client", default="127.0.0.1", metavar="ADDRESS", help="whom it comes from")
    parser.add_argument("--times", type=_times, default=1, metavar="N", help="ask N times, and tell of the last one")
    parser.add_argument(
        "--octets", action="store_true", help="nothing but the octets of the answer; drawn on a terminal"
    )
    said = parser.parse_intermixed_args(list(arguments))
    described = said.method is not None or bool(said.lines) or said.data is not None
    if said.file is not None and (described or said.request is not None):
        raise CommandFault("the request is a file and described too; say it in one place")
    if said.file is None and (described or "://" in (said.request or "")):
        octets = built(said.method, said.request or "/", tuple(said.lines or ()), said.data)
    else:
        octets = _read(said.file or said.request or "-")
    return ExplainOptions(said.rules, octets, said.client, said.times, said.octets)


def built(method: str | None, url: str, lines: Sequence[str], data: str | None) -> bytes:
    """Give the octets of a request as a simple client would send it. Raises CommandFault."""
    try:
        parts = urlsplit(url if "://" in url else f"//localhost/{url.removeprefix('/')}")
        host = parts.netloc.rpartition("@")[2]
    except ValueError as fault:
        raise CommandFault(f"{url} is no URL: {fault}") from fault
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    body = b"" if data is None else _read(data[1:]) if data.startswith("@") else data.encode("utf-8", "surrogateescape")
    named = {line.partition(":")[0].strip().lower() for line in lines}
    supplied = [("Host", host or "localhost"), ("Accept", "*/*")]
    if data is not None:
        supplied += [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(body)))]
    head = [f"{method or ('GET' if data is None else 'POST')} {target} HTTP/1.1"]
    head += [f"{name}: {text}" for name, text in supplied if name.lower() not in named]
    return "\r\n".join((*head, *lines, "", "")).encode("utf-8", "surrogateescape") + body


def _read(name: str) -> bytes:
    """Read a file, or the standard input by the name of `-`. Raises CommandFault."""
    try:
        if name == "-":
            if sys.stdin.isatty():
                print("httpscope: reading the request from here; end it with ctrl+d", file=sys.stderr)
            octets = sys.stdin.buffer.read(LONGEST + 1)
        else:
            with Path(name).open("rb") as file:
                octets = file.read(LONGEST + 1)
    except OSError as error:
        raise CommandFault(f"{name}: {error.strerror}; a file with a request is expected there") from error
    if len(octets) > LONGEST:
        raise CommandFault(f"{name} is longer than {LONGEST // 2**20} MiB")
    return octets


def _times(text: str) -> int:
    number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
    if not 1 <= number <= _MOST_TIMES:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of times from 1 to {_MOST_TIMES:,}")
    return number
