"""Defects that only responses have. Nobody answers a response, so none has a status (RFC 9112 §4 and §6.3)."""

from typing import Final

from httpscope.i18n import N_
from httpscope.wire.defect_kind import DefectKind

INVALID_STATUS_LINE: Final = DefectKind(
    "invalid-status-line",
    N_("Not a status line"),
    N_(
        "A response starts with version, status code and reason: HTTP/1.1 200 OK. Browsers take anything else for "
        "an error."
    ),
    "RFC 9112 §4",
    None,
)
INVALID_RESPONSE_VERSION: Final = DefectKind(
    "invalid-response-version",
    N_("Version that no client expects here"),
    N_("A response in this form says HTTP/1.1 or HTTP/1.0. Clients break off or guess at anything else."),
    "RFC 9112 §2.3",
    None,
)
INVALID_STATUS_CODE: Final = DefectKind(
    "invalid-status-code",
    N_("Status code is not three digits"),
    N_("The code has exactly three digits. Clients break off at anything else."),
    "RFC 9112 §4",
    None,
)
STATUS_CODE_OUT_OF_RANGE: Final = DefectKind(
    "status-code-out-of-range",
    N_("Status code outside 100 to 599"),
    N_("The first digit tells the class, from 1 to 5. Clients should treat any other as a 500, and some refuse it."),
    "RFC 9110 §15",
    None,
)
MISSING_STATUS_SPACE: Final = DefectKind(
    "missing-status-space",
    N_("No space after the status code"),
    N_("A space follows the code even when the reason is empty. Most clients forgive that."),
    "RFC 9112 §4",
    None,
)
MISSING_FINAL_RESPONSE: Final = DefectKind(
    "missing-final-response",
    N_("Only an interim response"),
    N_("Responses from 100 to 199 say that the real one is still to come. The client waits for it."),
    "RFC 9110 §15.2",
    None,
)
CONTENT_SHORTER_THAN_LENGTH: Final = DefectKind(
    "content-shorter-than-length",
    N_("Less content than Content-Length says"),
    N_("The client waits for the missing octets and reports an incomplete transfer when the connection closes."),
    "RFC 9112 §8",
    None,
)
CONTENT_LONGER_THAN_LENGTH: Final = DefectKind(
    "content-longer-than-length",
    N_("More content than Content-Length says"),
    N_("The client stops reading at the length. On a connection that stays open the rest spoils the next response."),
    "RFC 9112 §6.3",
    None,
)
CONTENT_NOT_ALLOWED: Final = DefectKind(
    "content-not-allowed",
    N_("Content where there can be none"),
    N_(
        "An answer to HEAD and a 1xx, 204 or 304 ends with its empty line. The client takes what follows for the "
        "next answer."
    ),
    "RFC 9112 §6.3",
    None,
)
FRAMING_NOT_ALLOWED: Final = DefectKind(
    "framing-not-allowed",
    N_("Length where there can be no content"),
    N_("A 1xx or 204 response must not carry Content-Length or Transfer-Encoding. Clients ignore them, or hang."),
    "RFC 9110 §8.6",
    None,
)
INCOMPLETE_RESPONSE: Final = DefectKind(
    "incomplete-response",
    N_("Response is not complete"),
    N_("The client is left waiting for the rest, and reports an error when the connection closes."),
    "RFC 9112 §8",
    None,
)
