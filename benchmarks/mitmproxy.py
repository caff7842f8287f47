"""mitmproxy as a baseline, where it is installed: how it is found, and run so that it answers by itself.

It needs no server behind it: a script sets the answer when the request is there. Its settings and its keys are kept in
a folder of the run. Nothing of it is imported; MITMPROXY_BIN may name the folder of its programs.
Its console does not follow the newest request, as it comes; where it follows it answers a third fewer.
"""

import os
import shutil
import subprocess
from pathlib import Path

WHERE = "MITMPROXY_BIN"
MISSING = f"mitmproxy is not installed (PyPI has it; {WHERE} may name the folder of its programs)"
SCRIPT = """
from mitmproxy import http

def request(flow: http.HTTPFlow) -> None:
    flow.response = http.Response.make(200, b"ok")
"""


def found(name: str) -> str | None:
    """Give the path of `mitmdump` or `mitmproxy`, or None when it is not installed."""
    return shutil.which(name, path=os.environ.get(WHERE))


def version(program: str) -> str:
    """Give its name and version in one line."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return " ".join(told.splitlines()[0].split())


def command(program: str, folder: Path) -> list[str]:
    """Give the command that answers at `{port}`; `folder` is where it may write."""
    script = folder / "answer.py"
    script.write_text(SCRIPT)
    # Port 9 is where nobody listens: with `lazy` it asks nobody once the script has answered.
    where = ["--mode", "reverse:http://127.0.0.1:9", "--listen-host", "127.0.0.1", "--listen-port", "{port}"]
    settings = ["--set", "connection_strategy=lazy", "--set", f"confdir={folder / 'settings'}"]
    return [program, *where, *settings, "--script", str(script)]
