"""The fuzzer with a guide: atheris, which watches what of httpscope each input reaches. Started by `__main__`.

libFuzzer takes over the process and does not give it back, so it needs one of its own.
Its options come behind the name of the target.
"""

import random
import sys

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

from tests.fuzz.mutator import damaged

with atheris.instrument_imports(include=["httpscope"]):
    from tests.fuzz.targets import CONTROLS, TARGETS


def main() -> None:
    """Fuzz until the time is over or something breaks."""
    name = sys.argv[1]
    target = TARGETS[name]
    rests = [octets[CONTROLS:] for octets in target.seeds()]

    def mutated(octets: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.randrange(3) == 0:
            return bytes(atheris.Mutate(octets, max_size))
        front = octets[:CONTROLS] if chance.randrange(4) else chance.randbytes(CONTROLS)
        return (front + damaged(octets[CONTROLS:], rests, chance.randrange))[:max_size]

    atheris.Setup([sys.argv[0], *sys.argv[2:]], target.run, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
