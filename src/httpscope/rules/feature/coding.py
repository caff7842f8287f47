"""Content coding as the client asks for it: gzip, deflate, br, zstd, or none (RFC 9110 §8.4 and §12.5.3).

Coded octets are the same each time and are kept, so that an answer that repeats is coded once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.derived import Derived
from httpscope.rules.feature.values import Off, elements, texts, vary
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text.table import unexpected

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

LARGEST_CODED: Final = 8 * 2**20
"""Octets. What is longer goes out as it is: coding it would hold up everybody."""
_WITHOUT_CONTENT: Final = frozenset({204, 205, 304})
_PART: Final = 206
_ELEMENT: Final = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE
)
_IDENTITY: Final = "identity"


def _gzip(octets: bytes) -> bytes:
    import zlib  # noqa: PLC0415 - only where something is coded; so below

    coder = zlib.compressobj(6, zlib.DEFLATED, 31)  # with the head of gzip, which has no time in it
    return coder.compress(octets) + coder.flush()


def _deflate(octets: bytes) -> bytes:
    import zlib  # noqa: PLC0415

    return zlib.compress(octets)


def _br(octets: bytes) -> bytes:
    import brotli  # noqa: PLC0415

    coded: bytes = brotli.compress(octets, quality=5)
    return coded


def _zstd(octets: bytes) -> bytes:
    from httpscope.rules.feature.zstandard import compress  # noqa: PLC0415

    return compress(octets)


CODERS: Final[dict[str, Callable[[bytes], bytes]]] = {"br": _br, "zstd": _zstd, "gzip": _gzip, "deflate": _deflate}
"""The codings, those first that are preferred where the client does not care; `deflate` is zlib's form."""
_coded: Final = Derived(64 * 2**20)


def chosen(accepted: Sequence[str] | None, offered: Sequence[str]) -> str | None:
    """Choose a coding by the values of Accept-Encoding, None for no such field; RFC 9110 §12.5.3.

    Give its name, `identity` for none, and None where not even that is acceptable.
    """
    if accepted is None:
        return _IDENTITY  # whatever is acceptable then, and old clients mean none
    weights: dict[str, float] = {}
    for element in elements(accepted):
        found = _ELEMENT.fullmatch(element)
        if found:  # what is malformed asks for nothing
            weights[found[1].lower().removeprefix("x-")] = float(found[2] or 1)
    others = weights.get("*", 0.0)
    best = max(offered, key=lambda coding: weights.get(coding, others), default=_IDENTITY)
    weight = weights.get(best, others)
    if weight > 0 and weight >= weights.get(_IDENTITY, 0.0):
        return best
    forbidden = weights.get(_IDENTITY, weights.get("*", 1.0)) == 0
    return None if forbidden else _IDENTITY


@dataclass(frozen=True, slots=True)
class Encode:
    """Codes the content as the client likes it best."""

    offered: tuple[str, ...]
    stage: Stage = Stage.CODE
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Code the content, or answer 406 where the client forbids all there is."""
        vary(plan, "Accept-Encoding")
        status = plan.canned.status
        if not plan.length or status in _WITHOUT_CONTENT or status // 100 == 1:
            return
        if status == _PART or plan.typed("Content-Encoding") or plan.typed("Content-Range"):
            return
        coding = chosen(asked.header("Accept-Encoding") or None, self._offered(plan.length))
        if coding is None and status // 100 == 2:  # noqa: PLR2004 - an answer that tells of a fault is better than 406
            text = f"406: the client accepts neither {', '.join(self.offered)} nor the content as it is.\n"
            plan.answer_instead(406, content=text.encode(), content_type="text/plain; charset=utf-8")
        elif coding is not None and coding != _IDENTITY:
            plan.content = _coded.of(coding, plan.content, CODERS[coding])
            plan.add(f"Content-Encoding: {coding}")

    def _offered(self, length: int) -> tuple[str, ...]:
        return self.offered if length <= LARGEST_CODED else ()


def _encode(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if isinstance(value, bool):
        return Encode(tuple(CODERS)) if value else Off()
    expected = _("true, or a list of {0}").format(", ".join(f'"{name}"' for name in CODERS))
    names = texts(keys, value, expected)
    for place, name in enumerate(names):
        if name not in CODERS:
            raise unexpected((*keys, place) if isinstance(value, list) else keys, expected, name)
    return Encode(names)


READERS: Final[dict[str, FeatureReader]] = {"encode": _encode}
