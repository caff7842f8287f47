"""What is wrong with what a client saw of a case: number and status of responses, the connection, and each response.

The checks of a single response are requirements on every origin server, whatever it was asked.
"""

import re
from typing import Final

from tests.conformance.case import Case, Then
from tests.conformance.client import Seen
from tests.conformance.response import Response

_IMF_FIXDATE: Final = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d GMT"
)
_RULE: Final = re.compile(r"\d{3}: .{5,160}\. (RFC \d{4} §\d+(\.\d+)*\.)\n")
LONGEST_SENTENCE: Final = 200
"""Octets of the content of a refusal: one short sentence and the section."""


def shortfalls(case: Case, seen: Seen, *, own: bool) -> list[str]:
    """Tell what our own server, or another, did otherwise than it should."""
    found = _counted(case, seen, own=own)
    if seen.reading.fault:
        found.append(seen.reading.fault)
    found += [wrong for check in case.checks if (wrong := check(seen.reading.responses))]
    final = seen.reading.final
    for response in final:
        found += response_faults(response)
    if any("close" in response.members("connection") for response in final[:-1]):
        found.append("a response behind one with Connection: close")
    if own and final and seen.closed and not case.half_close and "close" not in final[-1].members("connection"):
        found.append("the last response does not say Connection: close (RFC 9112 §9.6)")
    if own and final and case.then is not Then.GOES_ON and final[-1].status >= 400 and case.method_of(0) != "HEAD":
        text = final[-1].content.decode("utf-8", "replace")
        if _RULE.fullmatch(text) is None or len(text) > LONGEST_SENTENCE:
            found.append(f"the content of the refusal does not name the rule: {text[:80]!r}")
    return found


def _counted(case: Case, seen: Seen, *, own: bool) -> list[str]:
    final = seen.reading.final
    statuses = [response.status for response in final]
    allowed = case.statuses if own else case.statuses | case.elsewhere
    if case.then is Then.WAITS and not own:
        return [] if all(status >= 400 for status in statuses) else [f"answered {statuses} before the end of it"]
    if not seen.closed:
        return [f"the connection stayed open behind {statuses}"]
    if not own and case.then is Then.CLOSES and not final and min(allowed) >= 400:
        return []  # a server may refuse without a word
    expected = case.answers
    if case.then is Then.GOES_ON and not case.half_close:
        expected += 1
        if not own and len(final) == case.answers and case.statuses != allowed and final[-1].status >= 400:
            expected = case.answers
    found = []
    if len(final) != expected:
        found.append(f"{len(final)} responses {statuses} in place of {expected}")
    if wrong := [status for status in statuses[: case.answers] if status not in allowed]:
        found.append(f"status {wrong[0]} in place of {_words(allowed)}")
    return found


def response_faults(response: Response) -> list[str]:
    """Tell what is wrong with a final response by itself."""
    found = []
    dates = response.get("date")
    if response.version != "HTTP/1.1":
        found.append(f"version {response.version} (RFC 9110 §2.5)")
    if response.status < 500 and len(dates) != 1:
        found.append(f"{len(dates)} Date fields (RFC 9110 §6.6.1)")
    if any(_IMF_FIXDATE.fullmatch(date) is None for date in dates):
        found.append(f"Date is no IMF-fixdate: {dates} (RFC 9110 §5.6.7)")
    if response.get("content-length") and response.get("transfer-encoding"):
        found.append("Content-Length and Transfer-Encoding together (RFC 9112 §6.2)")
    if response.status == 204 and (response.get("content-length") or response.get("transfer-encoding")):
        found.append("framing in a 204 (RFC 9110 §8.6, RFC 9112 §6.1)")
    if response.content and not response.get("content-type"):
        found.append("content without Content-Type (RFC 9110 §8.3)")
    if response.status == 405 and not response.get("allow"):
        found.append("405 without Allow (RFC 9110 §15.5.6)")
    if response.status == 426 and not response.get("upgrade"):
        found.append("426 without Upgrade (RFC 9110 §15.5.22)")
    if response.get("upgrade") and "upgrade" not in response.members("connection"):
        found.append("Upgrade without Connection: upgrade (RFC 9110 §7.8)")
    return found


def _words(statuses: frozenset[int]) -> str:
    if len(statuses) > 9:
        return f"{min(statuses)} to {max(statuses)}"
    return " or ".join(str(status) for status in sorted(statuses))
