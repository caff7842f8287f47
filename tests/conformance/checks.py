"""Checks of responses, to be named in rows of the table. Each gives what is wrong, or None."""

from tests.conformance.case import Check
from tests.conformance.response import Response


def _final(responses: list[Response]) -> list[Response]:
    return [response for response in responses if not response.interim]


def has(name: str, value: str | None = None) -> Check:
    """The first final response has the field, with the value if one is named, in any case of letters."""

    def check(responses: list[Response]) -> str | None:
        for response in _final(responses)[:1]:
            if not response.get(name):
                return f"no {name}"
            if value is not None and value.lower() not in response.members(name):
                return f"{name}: {response.get(name)} in place of {value}"
        return None

    return check


def lacks(name: str) -> Check:
    """The first final response does not have the field."""

    def check(responses: list[Response]) -> str | None:
        return next((f"{name} is there" for response in _final(responses)[:1] if response.get(name)), None)

    return check


def content_has(part: bytes) -> Check:
    """The content of the first final response contains the octets."""

    def check(responses: list[Response]) -> str | None:
        found = next((response.content for response in _final(responses)), b"")
        return None if part in found else f"content without {part!r}: {found[:80]!r}"

    return check


def content_lacks(part: bytes) -> Check:
    """The content of the first final response does not contain the octets."""

    def check(responses: list[Response]) -> str | None:
        found = next((response.content for response in _final(responses)), b"")
        return f"content with {part!r}" if part in found else None

    return check


def interim(*statuses: int) -> Check:
    """These interim responses come, and no others."""

    def check(responses: list[Response]) -> str | None:
        found = tuple(response.status for response in responses if response.interim)
        return None if found == statuses else f"interim responses {found} in place of {statuses}"

    return check


def no_content(responses: list[Response]) -> str | None:
    """The first final response carries no content."""
    return next((f"content {it.content[:40]!r}" for it in _final(responses)[:1] if it.content), None)


def same_head(responses: list[Response]) -> str | None:
    """The first two final responses have the same status and fields, but for the time."""
    both = _final(responses)[:2]
    if len(both) < 2:
        return "not two responses to compare"
    heads = [(it.status, sorted(set(it.fields) - {("date", value) for value in it.get("date")})) for it in both]
    return None if heads[0] == heads[1] else f"{heads[0]} is not {heads[1]}"
