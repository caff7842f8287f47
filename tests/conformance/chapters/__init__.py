"""The table, chapter by chapter: each module has the rows of one, and its docstring says where they come from."""

from types import MappingProxyType
from typing import Final

from tests.conformance.case import Case
from tests.conformance.chapters import (
    aliens,
    answers,
    chunks,
    connections,
    content_length,
    cves,
    disguises,
    expectations,
    fields,
    hosts,
    line_ends,
    methods,
    request_line,
    smuggling,
    targets,
    trailers,
    transfer_coding,
    upgrades,
)

CHAPTERS: Final = MappingProxyType(
    {
        "request line": request_line.CASES,
        "targets": targets.CASES,
        "hosts": hosts.CASES,
        "fields": fields.CASES,
        "line ends": line_ends.CASES,
        "content length": content_length.CASES,
        "transfer coding": transfer_coding.CASES,
        "chunks": chunks.CASES,
        "trailers": trailers.CASES,
        "connections": connections.CASES,
        "methods": methods.CASES,
        "expectations": expectations.CASES,
        "upgrades": upgrades.CASES,
        "answers": answers.CASES,
        "aliens": aliens.CASES,
        "smuggling": smuggling.CASES,
        "disguises": disguises.CASES,
        "cves": cves.CASES,
    }
)
"""All rows, by the name of their chapter."""

ALL: Final[tuple[Case, ...]] = tuple(case for cases in CHAPTERS.values() for case in cases)
