"""What is wrong with the fields of a response that say how long it is (RFC 9112 §6.3, RFC 9110 §8.6)."""

from typing import Final

from httpscope.wire import body_defects, response_defects
from httpscope.wire.defect_kind import Defect
from httpscope.wire.framing import ends_with_chunked, read_content_length
from httpscope.wire.head import ResponseHead

SWITCHING_PROTOCOLS: Final = 101
_NO_CONTENT: Final = 204


def message_defects(head: ResponseHead, request_method: bytes) -> list[Defect]:
    """Tell what is wrong with the framing fields of a response to a request with the method given."""
    lengths = [field for field in head.fields if field.name.lower() == b"content-length"]
    codings = [field for field in head.fields if field.name.lower() == b"transfer-encoding"]
    status = head.status
    is_tunnel = request_method == b"CONNECT" and status is not None and status // 100 == 2  # noqa: PLR2004
    if status is not None and (status // 100 == 1 or status == _NO_CONTENT or is_tunnel):
        return [Defect(response_defects.FRAMING_NOT_ALLOWED, field.line) for field in [*lengths, *codings]]
    defects: list[Defect] = []
    if lengths and codings:
        last = max(lengths[0], codings[0], key=lambda field: field.line.start)
        defects.append(Defect(body_defects.CONTENT_LENGTH_AND_TRANSFER_ENCODING, last.value_span))
    if codings and not ends_with_chunked([field.value for field in codings]):
        defects.append(Defect(body_defects.INVALID_TRANSFER_ENCODING, codings[-1].value_span))
    defects += [
        Defect(body_defects.INVALID_CONTENT_LENGTH, field.value_span)
        for field in lengths
        if read_content_length(field.value) is None
    ]
    if not defects and len(lengths) > 1:
        defects.append(Defect(body_defects.REPEATED_CONTENT_LENGTH, lengths[1].value_span))
    return defects
