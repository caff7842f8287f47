"""The options of `export`: which exchanges, in what form, where to, and what is left out."""

import argparse

from httpscope.cli import value


def add_exported(parser: argparse.ArgumentParser) -> None:
    """Add what the command `export` can be told."""
    parser.add_argument("file", metavar="FILE", help="a capture")
    parser.add_argument(
        "--format",
        type=value.format_of_export,
        metavar="FORMAT",
        help="raw: the octets of requests (default), drawn on a terminal; jsonl: all facts",
    )
    parser.add_argument("--exchange", type=value.number, metavar="N", help="only the exchange with this number")
    parser.add_argument("-o", "--output", metavar="OUT", help="write to this new file and not to the standard output")
    parser.add_argument(
        "--redact",
        action=argparse.BooleanOptionalAction,
        help="write * for each octet of the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie, and "
        "all else as it was; default for jsonl, while raw is the octets as they were",
    )
    parser.add_argument(
        "--redact-field",
        dest="redact_fields",
        action="append",
        type=value.field_name,
        metavar="NAME",
        help="redact this field too; repeatable; says --redact",
    )
