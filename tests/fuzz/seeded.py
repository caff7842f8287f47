"""The fuzzer without a guide: seeds damaged by a random generator with a fixed seed, for as long as somebody says."""

import random
import traceback
from collections.abc import Callable
from typing import NamedTuple

from tests.fuzz.mutator import damaged
from tests.fuzz.targets import CONTROLS, TARGETS


class Found(NamedTuple):
    """An input that broke a promise."""

    octets: bytes
    reason: str
    """The traceback."""


def fuzz(name: str, seed: int, go_on: Callable[[int], bool]) -> tuple[int, list[Found]]:
    """Try damaged seeds as long as `go_on` says of the number of tries; give that, and the shortest of each kind."""
    target = TARGETS[name]
    chance = random.Random(seed)
    seeds = target.seeds()
    rests = [octets[CONTROLS:] for octets in seeds]
    found: dict[str, Found] = {}
    tried = 0
    while go_on(tried):
        tried += 1
        octets = damaged(rests[chance.randrange(len(rests))], rests, chance.randrange)
        octets = chance.randbytes(CONTROLS) + octets
        reason = reason_of(target.run, octets)
        if reason is not None:
            # Two inputs are of one kind when they fail on the same lines.
            kind = "\n".join(line for line in reason.splitlines() if line.lstrip().startswith("File"))
            if kind not in found or len(octets) < len(found[kind].octets):
                found[kind] = Found(octets, reason)
    return tried, list(found.values())


def reason_of(run: Callable[[bytes], None], octets: bytes) -> str | None:
    """Run a target once; give the traceback where it broke a promise."""
    try:
        run(octets)
    except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for, and it is told
        return traceback.format_exc()
    return None
