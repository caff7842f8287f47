"""The command line: the one place that joins server, capture, rules and screen.

Only `argparse` is loaded before the arguments are read; each command loads what it needs. Exit status: 0 done, 1 the
work failed, 2 it could not begin (arguments, port, file).
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from httpscope.cli.fault import CommandFault

if TYPE_CHECKING:
    from httpscope.cli.options import Options


def main(arguments: Sequence[str]) -> int:
    """Run httpscope with these arguments and give the exit status."""
    from httpscope.cli.options import read_arguments

    _open_what_is_closed()
    try:
        if list(arguments[:1]) == ["explain"]:
            from httpscope.cli.explain import run_explain

            return run_explain(arguments[1:])
        options = read_arguments(arguments, os.environ)
        match options.command:
            case "view":
                from httpscope.cli.view import view

                return view(options, on_a_terminal=_on_a_terminal())
            case "export":
                from httpscope.cli.export import export

                return export(options)
            case "captures":
                from httpscope.cli.captures import list_captures

                return list_captures(options)
            case _ if options.supervised:
                return _serve(options)
            case _:
                with _stored(options) as options:
                    return _serve(options) if options.command == "serve" else _run(options)
    except CommandFault as fault:
        from httpscope.visible import visible

        print(f"httpscope: {visible(str(fault))}", file=sys.stderr)
        return fault.status
    except KeyboardInterrupt:
        return 130


@contextmanager
def _stored(options: "Options") -> Iterator["Options"]:
    """Say where the capture of this run lies, if it is not to be kept, and remove it in the end."""
    if not options.no_store:
        yield options
        return
    from httpscope.store.unkept import unkept

    with ExitStack() as stack:
        try:
            capture = stack.enter_context(unkept())
        except OSError as error:
            raise CommandFault(f"there is no place for a capture that is not kept: {error.strerror}") from error
        yield replace(options, capture=str(capture))
    if capture.parent.exists():
        print(f"httpscope: {capture.parent} cannot be removed now; the next start tries again", file=sys.stderr)


def _run(options: "Options") -> int:
    if not _on_a_terminal():
        left_out = "; --demo and --theme are left out" if options.demo or options.theme else ""
        print(f"httpscope: no terminal, so this is httpscope serve{left_out}", file=sys.stderr, flush=True)
        return _serve(options)
    from httpscope.cli.run import run

    return run(options)


def _serve(options: "Options") -> int:
    """Listen first and load the server then: a client that comes meanwhile waits for its answer and is not refused."""
    from httpscope.cli.place import bound

    with bound(options) as sock:
        from httpscope.cli.serve import serve

        return serve(options, sock)


def _open_what_is_closed() -> None:
    """Let nobody read and write where there is no standard input, output or error (`>&-`).

    The next file or socket that is opened would have its number, and get what is written there.
    """
    for name, mode in ("stdin", "r"), ("stdout", "w"), ("stderr", "w"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _on_a_terminal() -> bool:
    """Tell whether a screen can be shown. Textual paints on the standard error, so that has to be the terminal too."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
