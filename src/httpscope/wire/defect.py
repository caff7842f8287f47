"""Every departure from the grammar that has a name here, by its code.

Nothing is raised for any of them: the readers collect them with their places.
"""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Final

from httpscope.wire import body_defects, field_defects, line_defects, response_defects
from httpscope.wire.defect_kind import Defect, DefectKind

__all__ = ["KINDS", "Defect", "DefectKind"]


def _kinds_in(module: ModuleType) -> list[DefectKind]:
    return [value for value in vars(module).values() if isinstance(value, DefectKind)]


KINDS: Final[Mapping[str, DefectKind]] = MappingProxyType(
    {
        kind.code: kind
        for module in (line_defects, field_defects, body_defects, response_defects)
        for kind in _kinds_in(module)
    }
)
"""All kinds, by code."""
