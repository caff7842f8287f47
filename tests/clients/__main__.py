"""`python -m tests.clients [WORD]`: run every use whose client is installed (and whose name has the word), and say how.

Exit status: 0 all that could run passed; 1 something failed; 2 no use has the word.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.clients.ground import ground, reachable
from tests.clients.table import USES


def main(word: str = "") -> int:
    """Run the table and print it."""
    uses = [use for use in USES if word.lower() in use.name.lower()]
    if not uses:
        print(f"no use has {word!r} in its name, of {len(USES)}", file=sys.stderr)
        return 2
    counted: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ground(Path(folder)) as here:
        for use in uses:
            result, faults = "pass", []
            if not use.client.installed:
                result = "not installed"
            elif not reachable(use.address):
                result = "no such address"
            elif faults := here.faults(use):
                result = "FAIL"
            counted[result] += 1
            print(f"{result:16}{use.name}", *faults, sep="\n    ", flush=True)
    told = ", ".join(f"{number} {result}" for result, number in counted.items())
    print(f"\n{len(uses)} uses: {told}; {time.monotonic() - begun:.0f} s")
    return 1 if counted["FAIL"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
