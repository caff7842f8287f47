"""What a person can say on the command line and in `HTTPSCOPE_...` variables, read into `Options`.

No command is carried out here and nothing but the arguments is looked at.
"""

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from httpscope import __version__
from httpscope.cli import value
from httpscope.cli.export_options import add_exported
from httpscope.cli.fault import CommandFault
from httpscope.cli.help_texts import HELP_TEXTS
from httpscope.cli.kept_options import add_chosen, add_kept
from httpscope.cli.parser import Parser
from httpscope.cli.variables import ANSWER, VARIABLES, converted, option_of, variable

COMMANDS: Final = ("serve", "view", "export", "captures")
_TARGET: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/.*)?|[\w.-]+:\d+(?:/.*)?")


@dataclass(frozen=True, slots=True)
class Options:
    """The command and everything said about it, validated as far as the text alone allows."""

    command: str = "run"
    port: int = 8001
    bind: str = "127.0.0.1"
    allow: tuple[str, ...] = ()
    """Networks whose connections are accepted, besides those of this machine; none named are all."""
    rules: str | None = None
    capture: str | None = None
    status: int | None = None
    content_type: str | None = None
    headers: tuple[str, ...] = ()
    delay: str | None = None
    body: str | None = None
    format: str = "text"
    policy: str | None = None
    limits: tuple[str, ...] = ()
    """`NAME=VALUE`, each of a name of `rules.file.limit.KINDS`."""
    demo: bool = False
    theme: str | None = None
    file: str = ""
    exchange: int | None = None
    output: str | None = None
    redact: bool | None = None
    """None leaves it to the format: JSON lines are redacted, octets are not."""
    redact_fields: tuple[str, ...] = ()
    """Names of fields that are redacted besides those that always are."""
    # For the server process that the screen starts; not for people.
    supervised: bool = False
    working: str | None = None
    listening: int | None = None
    """A socket that listens already, by its descriptor."""
    resume: bool = False
    keep: int | None = None
    keep_requests: int | None = None
    keep_size: int | None = None
    """Octets that the capture of the run may have."""
    durable: bool = False
    no_store: bool = False
    # For `captures`.
    remove: tuple[str, ...] = ()
    remove_but: int | None = None
    yes: bool = False

    @property
    def says_answer(self) -> bool:
        """Tell whether the flags describe the first answer."""
        said = (self.status, self.content_type, self.delay, self.body)
        return bool(self.headers) or any(value is not None for value in said)


def read_arguments(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """Read the arguments over the variables; raises CommandFault with a sentence, prints help and exits when asked."""
    arguments = list(arguments)
    command = "run"
    if arguments and arguments[0] in COMMANDS:
        command = arguments.pop(0)
    parser = _PARSERS[command]()
    said = vars(parser.parse_args(arguments))
    overruled = _overruled(said)
    for name in VARIABLES:
        option = option_of(name, command)
        text = environment.get(variable(name))
        if text and option in said and said[option] in (None, []) and option not in overruled:
            said[option] = converted(name, text)
    return _options(command, {key: value for key, value in said.items() if value is not None})


def _overruled(said: Mapping[str, Any]) -> frozenset[str]:
    """Give the variables that the command line leaves nothing to say: it names rules, or it describes an answer."""
    if said.get("rules") is not None or said.get("positional_rules") is not None:
        return ANSWER | {"rules"} | _overruled_store(said)
    redacted = frozenset({"redact_fields"} if said.get("redact") is False else ())
    return frozenset({"rules"} if any(said.get(name) for name in ANSWER) else ()) | _overruled_store(said) | redacted


def _overruled_store(said: Mapping[str, Any]) -> frozenset[str]:
    if said.get("no_store"):
        return frozenset({"capture", "keep"})
    return frozenset({"no_store"} if any(said.get(name) is not None for name in ("capture", "keep")) else ())


def _options(command: str, said: dict[str, Any]) -> Options:
    rules = said.pop("positional_rules", None)
    if rules is not None:
        if said.get("rules") is not None:
            raise CommandFault(f"two rules files are named: {said['rules']} and {rules}; name one")
        said["rules"] = _rules_argument(rules)
    for several in ("allow", "headers", "limits", "remove", "redact_fields"):
        said[several] = tuple(said.get(several, ()))
    if said["redact_fields"] and said.setdefault("redact", True) is False:
        raise CommandFault("--redact-field names what is left out, and --no-redact leaves nothing out; say one of them")
    options = Options(command=command, **said)
    if options.no_store and (options.capture is not None or options.keep is not None):
        other = "--capture" if options.capture is not None else "--keep"
        raise CommandFault(f"--no-store keeps nothing, and {other} says what to keep; say one of them")
    if options.rules is not None and options.says_answer:
        raise CommandFault(
            "an answer is described by flags (-s -t -H -d --body) and a rules file is named; say it in one place"
        )
    return options


def _rules_argument(text: str) -> str:
    """Refuse what looks like a target: httpscope is the server, and people wait for traffic that cannot come."""
    if text in COMMANDS:
        raise CommandFault(f"the command comes first: httpscope {text} ...")
    if re.fullmatch(r"\d{1,5}", text):
        raise CommandFault(f"{text} is no rules file; for the port say: httpscope --port {text}")
    looks_like_target = "://" in text or text == "localhost" or _TARGET.fullmatch(text)
    if looks_like_target and not text.endswith(".toml"):
        raise CommandFault(
            f"{text} is no rules file. httpscope is the server: start it with httpscope --port 8001 and "
            "point your client at http://127.0.0.1:8001/"
        )
    return text


# Parsers


def _base(command: str, usage: str) -> Parser:
    parser = Parser(
        prog="httpscope" if command == "run" else f"httpscope {command}",
        usage=usage,
        description=HELP_TEXTS[command].about,
        epilog=HELP_TEXTS[command].examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"httpscope {__version__}")
    return parser


def _server_parser(command: str) -> Parser:
    name = "httpscope" if command == "run" else "httpscope serve"
    parser = _base(command, f"{name} [RULES] [options]")
    parser.add_argument("positional_rules", nargs="?", metavar="RULES", help="a rules file (TOML); see examples/")
    where = parser.add_argument_group("where to listen")
    where.add_argument("-p", "--port", type=value.port, metavar="PORT", help="default 8001; 0 picks a free one")
    where.add_argument("-b", "--bind", metavar="ADDRESS", help="default 127.0.0.1; 0.0.0.0 is every network")
    where.add_argument(
        "--allow",
        action="append",
        type=value.network,
        metavar="NETWORK",
        help="let in this address or network (10.0.0.7, 192.168.1.0/24) and this machine, and nobody else; repeatable",
    )
    what = parser.add_argument_group("what to answer (edited live in the screen, or in the rules file)")
    what.add_argument("-c", "--rules", metavar="FILE", help="the same as RULES")
    what.add_argument("-s", "--status", type=value.status, metavar="CODE", help="status code, default 200")
    what.add_argument("-t", "--type", dest="content_type", metavar="TYPE", help="content type, such as text/plain")
    what.add_argument(
        "-H",
        "--header",
        dest="headers",
        action="append",
        metavar="LINE",
        help="a header line 'Name: value'; repeatable",
    )
    what.add_argument("-d", "--delay", metavar="TIME", help="wait before answering: 250ms, 2s")
    what.add_argument("--body", metavar="TEXT|@FILE", help="the body, or the file it is in")
    strict = parser.add_argument_group("how strictly to read (also in the rules file: policy = ..., [limits])")
    strict.add_argument(
        "--policy",
        type=value.policy,
        metavar="POLICY",
        help="strict (default) refuses what RFC 9112 lets it refuse; lenient answers it if it can be read at all",
    )
    strict.add_argument(
        "--limit",
        dest="limits",
        action="append",
        metavar="NAME=VALUE",
        help="such as content=1GiB or head_time=30s; repeatable; README.md lists all",
    )
    add_kept(parser)
    if command == "run":
        shown = parser.add_argument_group("the screen")
        shown.add_argument("--theme", metavar="NAME", help="httpscope-dark, httpscope-light, httpscope-contrast ...")
        shown.add_argument("--demo", action="store_const", const=True, help="fill the screen with a scripted client")
    shown = parser.add_argument_group("lines on the standard output" if command == "serve" else "without a terminal")
    shown.add_argument(
        "--format",
        type=value.format_of_lines,
        metavar="FORMAT",
        help="text (default), jsonl, or octets: each connection and what it sent",
    )
    for hidden in ("--supervised", "--resume"):
        parser.add_argument(hidden, action="store_const", const=True, help=argparse.SUPPRESS)
    parser.add_argument("--working", help=argparse.SUPPRESS)
    parser.add_argument("--listening", type=int, help=argparse.SUPPRESS)
    return parser


def _view_parser() -> Parser:
    parser = _base("view", "httpscope view FILE [--theme NAME]")
    parser.add_argument("file", metavar="FILE", help="a capture, finished or still growing")
    parser.add_argument("--theme", metavar="NAME", help="httpscope-dark, httpscope-light, httpscope-contrast ...")
    return parser


def _export_parser() -> Parser:
    parser = _base("export", "httpscope export FILE [--format raw|jsonl] [--exchange N] [--[no-]redact] [-o OUT]")
    add_exported(parser)
    return parser


def _captures_parser() -> Parser:
    parser = _base("captures", "httpscope captures [--remove NAME ... | --keep N] [--yes]")
    add_chosen(parser)
    return parser


_PARSERS: Final = {
    "run": lambda: _server_parser("run"),
    "serve": lambda: _server_parser("serve"),
    "view": _view_parser,
    "export": _export_parser,
    "captures": _captures_parser,
}
