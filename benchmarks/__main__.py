"""Run one benchmark by name, or all of them."""

import importlib
import sys

NAMES = {
    "wire": "reading a request head: ours, h11, httptools",
    "rules": "answering by a thousand rules, against one",
    "store": "exchanges committed a second, by batch size",
    "screen": "how long large messages and long lists hold the screen up",
    "uploads": "an upload of a gibibyte of which one mebibyte is kept, against a bare asyncio server that discards",
    "downloads": "four gibibytes from a file, to fast and slow clients at once, against a bare asyncio server",
    "server": "requests a second with full capture, rules, screen; beside bare asyncio and mitmproxy (needs wrk)",
    "growth": "a capture to its millionth exchange, beside a new one: requests a second, longest wait, WAL (needs wrk)",
    "start": "how soon a server accepts and the screen is painted, against loading Textual",
    "latency": "answers while the screen repaints, a request until it is seen, a key, idleness",
    "million": "a capture of a million exchanges beside an empty one: opening, keys, memory",
    "connections": "what ten thousand idle connections cost, against a bare asyncio protocol",
}


def main() -> int:
    """Run what was asked for."""
    wanted = sys.argv[1:] or list(NAMES)
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(
            f"no benchmark {', '.join(unknown)}; there are:", *(f"  {name:8} {NAMES[name]}" for name in NAMES), sep="\n"
        )
        return 2
    for name in wanted:
        print(f"== {name}: {NAMES[name]}")
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
