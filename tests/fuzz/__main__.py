"""`python -m tests.fuzz TARGET [--seconds N]`: feed a part of httpscope with damaged octets and say what broke.

With atheris (`pip install -e .[fuzz]`) coverage guides the damage; without it a seeded mutator goes over the same
seeds. Opens no socket; writes seeds and what it found into one folder.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.seeded import Found, fuzz
from tests.fuzz.targets import TARGETS

WITHOUT = (
    "atheris is not installed, so nothing guides the damage: "
    "`pip install -e .[fuzz]` gets it (Linux, CPython up to 3.13). Going on with the seeded mutator."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz as the command line says; 1 where something was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name:10} {target.about}" for name, target in TARGETS.items()),
    )
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the mutator; the same seed tries the same")
    parser.add_argument("--folder", type=Path, help="where the corpus grows and what was found is kept")
    parser.add_argument("--unguided", action="store_true", help="the seeded mutator, though atheris is there")
    options = parser.parse_args(arguments)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="httpscope-fuzz-"))
    names = list(TARGETS) if options.target == "all" else [options.target]
    guided = find_spec("atheris") is not None and not options.unguided
    if not guided and not options.unguided:
        print(WITHOUT)
    run = _guided if guided else _unguided
    return max(run(name, options.seconds, options.seed, folder / name) for name in names)


def _unguided(name: str, seconds: int, seed: int, folder: Path) -> int:
    deadline = time.monotonic() + seconds
    tried, found = fuzz(name, seed, lambda _: time.monotonic() < deadline)
    seeds = len(TARGETS[name].seeds())
    print(f"{name}: {tried:,} executions, {seeds} seeds, coverage not measured, {len(found)} found")
    for one in found:
        _tell(_saved(one, folder), one.reason)
    return min(len(found), 1)


def _guided(name: str, seconds: int, seed: int, folder: Path) -> int:
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for octets in TARGETS[name].seeds():
        (corpus / hashlib.sha256(octets).hexdigest()[:16]).write_bytes(octets)
    before = set(folder.glob("*-*"))
    command = [
        *(sys.executable, "-m", "tests.fuzz.guided", name, str(corpus), f"-artifact_prefix={folder}{os.sep}"),
        *(f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=4100", "-timeout=30", "-rss_limit_mb=2048"),
        *("-print_final_stats=1", "-close_fd_mask=0"),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    said = done.stdout.decode("utf-8", "replace")
    executions = re.findall(r"stat::number_of_executed_units: (\d+)", said)
    coverage = re.findall(r"cov: (\d+) ft: (\d+)", said)
    if not executions:
        print(said)
        print(f"{name}: the fuzzer did not run")
        return 1
    edges, features = coverage[-1] if coverage else ("0", "0")
    size = sum(1 for _ in corpus.iterdir())
    found = sorted(set(folder.glob("*-*")) - before)
    print(
        f"{name}: {int(executions[-1]):,} executions, corpus of {size}, "
        f"{edges} edges and {features} features covered, {len(found)} found"
    )
    for path in found:
        _tell(path, said.partition("exception: ===")[2].partition("\n==")[0].strip())
    if done.returncode and not found:
        print(said)
    return min(len(found) or done.returncode, 1)


def _saved(found: Found, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"crash-{hashlib.sha256(found.octets).hexdigest()[:16]}"
    path.write_bytes(found.octets)
    return path


def _tell(path: Path, reason: str) -> None:
    octets = path.read_bytes()
    print(f"  {path}\n  hex {octets.hex()}\n  as  {octets!r}\n  " + "\n  ".join(reason.splitlines()))


if __name__ == "__main__":
    sys.exit(main())
