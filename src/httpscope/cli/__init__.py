"""The command line: the one place that joins server, capture, rules and screen.

Only `argparse` is loaded before the arguments are read; each command loads what it needs. Exit status: 0 done, 1 the
work failed, 2 it could not begin (arguments, port, file).
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from httpscope.cli.fault import CommandFault

if TYPE_CHECKING:
    from httpscope.cli.options import Options


def main(arguments: Sequence[str]) -> int:
    """Run httpscope with these arguments and give the exit status."""
    from httpscope.cli.options import read_arguments

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
            case "serve":
                return _serve(options)
            case _:
                if not _on_a_terminal():
                    left_out = "; --demo and --theme are left out" if options.demo or options.theme else ""
                    print(f"httpscope: no terminal, so this is httpscope serve{left_out}", file=sys.stderr, flush=True)
                    return _serve(options)
                from httpscope.cli.run import run

                return run(options)
    except CommandFault as fault:
        from httpscope.visible import visible

        print(f"httpscope: {visible(str(fault))}", file=sys.stderr)
        return fault.status
    except KeyboardInterrupt:
        return 130


def _serve(options: "Options") -> int:
    """Listen first and load the server then: a client that comes meanwhile waits for its answer and is not refused."""
    from httpscope.cli.place import bound

    with bound(options) as sock:
        from httpscope.cli.serve import serve

        return serve(options, sock)


def _on_a_terminal() -> bool:
    """Tell whether a screen can be shown. Textual paints on the standard error, so that has to be the terminal too."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
