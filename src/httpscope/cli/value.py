"""Values on the command line and in variables, each read from its text, or refused with what was expected."""

import argparse
import re
from typing import Final

HIGHEST_PORT: Final = 65_535
LEAST_SIZE: Final = 2**20
"""Octets; a capture with nothing in it takes a tenth of that."""


def port(text: str) -> int:
    """Read a port, 0 for any free one. Raises ArgumentTypeError that says what was expected."""
    if not re.fullmatch(r"\d{1,5}", text) or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; a port is a number from 0 (any free one) to 65535")
    return int(text)


def network(text: str) -> str:
    """Read an address or a network that may connect. Raises ArgumentTypeError that says what was expected."""
    from httpscope.server.allowed import network_text, read_network

    try:
        return network_text(read_network(text))
    except ValueError as fault:
        hint = f" ({fault})" if "host bits" in str(fault) else ""
        raise argparse.ArgumentTypeError(
            f"{text!r} is no address and no network{hint}; such are 10.0.0.7 and 192.168.1.0/24"
        ) from fault


def networks(text: str) -> list[str]:
    """Read several of them, with commas. Raises ArgumentTypeError; for none too, which would let everybody in."""
    names = text.replace(",", " ").split()
    if not names:
        raise argparse.ArgumentTypeError(f"{text!r} names no network; such are 10.0.0.7 and 192.168.1.0/24")
    return [network(name) for name in names]


def status(text: str) -> int:
    """Read a status code of three digits. Raises ArgumentTypeError that says what was expected."""
    if not re.fullmatch(r"\d{3}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no status code; it has three digits, such as 404")
    return int(text)


def number(text: str) -> int:
    """Read the number of an exchange. Raises ArgumentTypeError that says what was expected."""
    if not re.fullmatch(r"[1-9]\d{0,17}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of an exchange; they count from 1")
    return int(text)


def captures_kept(text: str) -> int:
    """Read how many captures are kept, the one of this run included. Raises ArgumentTypeError."""
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of captures to keep; 1 or more, this run's included")
    return int(text)


def captures_left(text: str) -> int:
    """Read how many captures are left by a removal. Raises ArgumentTypeError that says what was expected."""
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of captures to leave; 1 or more")
    return int(text)


def requests_kept(text: str) -> int:
    """Read how many requests of a run are kept. Raises ArgumentTypeError that says what was expected."""
    if not re.fullmatch(r"[1-9]\d{0,11}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of requests to keep; 1 or more, such as 10000")
    return int(text)


def size_kept(text: str) -> int:
    """Read how large the capture of a run may be, in octets. Raises ArgumentTypeError that says what was expected."""
    found = re.fullmatch(r"(\d{1,12})\s*(KiB|MiB|GiB|TiB|)", text)
    octets = int(found[1]) * 1_024 ** ("", "KiB", "MiB", "GiB", "TiB").index(found[2]) if found else 0
    if octets < LEAST_SIZE:
        raise argparse.ArgumentTypeError(f"{text!r} is no size to keep; 1 MiB or more, such as 500MiB or 1GiB")
    return octets


def format_of_lines(text: str) -> str:
    """Read the format of the lines of `serve`. Raises ArgumentTypeError that says what was expected."""
    return _one_of(text, ("text", "jsonl", "octets"))


def format_of_export(text: str) -> str:
    """Read the format of an export. Raises ArgumentTypeError that says what was expected."""
    return _one_of(text, ("raw", "jsonl"))


def field_name(text: str) -> str:
    """Read the name of a field (RFC 9110 §5.1). Raises ArgumentTypeError that says what was expected."""
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a field, such as X-Api-Key")
    return text


def policy(text: str) -> str:
    """Read the name of a policy. Raises ArgumentTypeError that says what was expected."""
    return _one_of(text, ("strict", "lenient"))


def yes_or_no(text: str) -> bool:
    """Read a switch of a variable. Raises ArgumentTypeError that says what was expected."""
    if text.lower() not in {"1", "yes", "true", "0", "no", "false"}:
        raise argparse.ArgumentTypeError(f"{text!r} is neither 1 nor 0")
    return text.lower() in {"1", "yes", "true"}


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise argparse.ArgumentTypeError(f"{text!r} is not known; known are {', '.join(known)}")
    return text
