"""`httpscope`: the server in a process of its own, and the screen here.

The server accepts connections before Textual is loaded. When the screen ends, however it ends, the server stops, the
capture is whole and its name is printed.
"""

import contextlib
import sys
from pathlib import Path

from httpscope.cli.fault import CommandFault
from httpscope.cli.first_rules import base_settings, first_rules
from httpscope.cli.options import Options
from httpscope.cli.place import new_capture
from httpscope.supervise import ServerFault, ServerProcess
from httpscope.visible import visible


def run(options: Options) -> int:
    """Start server and screen, and give the exit status. Raises CommandFault where that cannot be."""
    from httpscope.rules.file import save_text

    ruleset = first_rules(options)
    capture = Path(options.capture).absolute() if options.capture else new_capture(options.port)
    working = capture.with_suffix(".rules.toml")
    arguments = ["--port", str(options.port), "--bind", options.bind, "--capture", str(capture)]
    arguments += ["--working", str(working)]
    arguments += ["--keep", str(options.keep)] if options.keep is not None else []
    arguments += ["--durable"] if options.durable else []
    if options.policy is not None:
        arguments += ["--policy", options.policy]
    for limit in options.limits:
        arguments += ["--limit", limit]
    log = capture.with_suffix(".log")
    server = ServerProcess(log)
    try:
        if options.rules is not None:
            arguments += ["--rules", options.rules]
        else:
            working.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            save_text(working, ruleset.text)
        server.start(arguments)
    except OSError as fault:
        # Nothing half started is left.
        for path in (log, working):
            with contextlib.suppress(OSError):
                path.unlink()
        raise CommandFault(str(fault) if isinstance(fault, ServerFault) else f"{capture}: {fault.strerror}") from fault
    demo = None
    try:
        from httpscope.ui.app import HttpScope
        from httpscope.ui.draft import Draft
        from httpscope.ui.settings import Settings

        named = Path(options.rules).absolute() if options.rules else None
        draft = Draft(working, named, ruleset, base_settings(options))
        if options.demo:
            from httpscope.demo import start_demo

            demo = start_demo(server.address)
        app = HttpScope(server.capture, draft, server, Settings.load(), theme=options.theme)
        app.run()
    finally:
        if demo is not None:
            demo.stop()
        server.stop()
        print(f"httpscope: capture: {visible(str(server.capture))}", file=sys.stderr)
    return app.return_code or 0
