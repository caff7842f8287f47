"""The variables that stand for options: `HTTPSCOPE_PORT` for `--port`, and how their texts are read."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any, Final

from httpscope.cli import value
from httpscope.cli.fault import CommandFault

VARIABLES: Final[Mapping[str, Callable[[str], Any]]] = {
    "port": value.port,
    "bind": str,
    "allow": value.networks,
    "rules": str,
    "capture": str,
    "keep": value.captures_kept,
    "keep_requests": value.requests_kept,
    "keep_size": value.size_kept,
    "durable": value.yes_or_no,
    "no_store": value.yes_or_no,
    "status": value.status,
    "content_type": str,
    "headers": lambda text: [line for line in text.splitlines() if line],
    "delay": str,
    "body": str,
    "policy": value.policy,
    "limits": lambda text: text.replace(",", " ").split(),
    "theme": str,
    "format": value.format_of_lines,
    "export_format": value.format_of_export,
    "demo": value.yes_or_no,
    "exchange": value.number,
    "output": str,
    "redact": value.yes_or_no,
    "redact_fields": lambda text: [value.field_name(name) for name in text.replace(",", " ").split()],
}
ANSWER: Final = frozenset({"status", "content_type", "headers", "delay", "body"})
_VARIABLE_NAMES: Final = {
    "content_type": "HTTPSCOPE_TYPE",
    "headers": "HTTPSCOPE_HEADER",
    "limits": "HTTPSCOPE_LIMIT",
    "redact_fields": "HTTPSCOPE_REDACT_FIELD",
}


def variable(name: str) -> str:
    """Give the variable of an option."""
    return _VARIABLE_NAMES.get(name, f"HTTPSCOPE_{name.upper()}")


def option_of(name: str, command: str) -> str:
    """Give the option that a variable stands for; the formats of `serve` and of `export` are two different things."""
    if command == "export":
        return {"export_format": "format", "format": ""}.get(name, name)
    return name


def converted(name: str, text: str) -> Any:  # noqa: ANN401  (each variable has a type of its own)
    """Read the text of a variable. Raises CommandFault."""
    try:
        return VARIABLES[name](text)
    except argparse.ArgumentTypeError as fault:
        raise CommandFault(f"{variable(name)}: {fault}") from fault
