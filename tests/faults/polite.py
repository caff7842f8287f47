"""A well-behaved client in a process of its own, so that it waits for the server and not for the attack beside it.

`python -m tests.faults.polite PORT SECONDS` asks every so many seconds until its standard input ends, and then prints
how long each answer took, in seconds, as a JSON list; null for one that did not come.
"""

import json
import select
import socket
import sys
import time
from typing import Final

REQUEST: Final = b"GET /polite HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
PATIENCE: Final = 20.0


def ask(port: int) -> float | None:
    """Ask once on a new connection; give the seconds until the answer was whole, None where none came."""
    begun = time.perf_counter()
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
            client.sendall(REQUEST)
            answer = b""
            while piece := client.recv(65_536):
                answer += piece
    except OSError as fault:
        print(f"polite client: {fault!r}", file=sys.stderr)
        return None
    if not answer.startswith(b"HTTP/1.1 200 "):
        print(f"polite client: {answer!r}", file=sys.stderr)
        return None
    return time.perf_counter() - begun


def main(port: int, every: float) -> None:
    """Ask until the standard input ends."""
    times = [ask(port)]
    print("asking", flush=True)
    while not select.select([sys.stdin], [], [], every)[0]:
        times.append(ask(port))
    print(json.dumps(times))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
