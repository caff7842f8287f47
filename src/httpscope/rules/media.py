"""Which content type a file gets when the rule names none: by the ending of its name, RFC 9110 §8.3."""

import mimetypes
from types import MappingProxyType
from typing import Final

_OF_THE_WEB: Final = MappingProxyType(
    {
        "avif": "image/avif",
        "css": "text/css",
        "csv": "text/csv",
        "gif": "image/gif",
        "htm": "text/html",
        "html": "text/html",
        "ico": "image/vnd.microsoft.icon",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript",
        "json": "application/json",
        "md": "text/markdown",
        "mjs": "text/javascript",
        "pdf": "application/pdf",
        "png": "image/png",
        "svg": "image/svg+xml",
        "txt": "text/plain",
        "wasm": "application/wasm",
        "webmanifest": "application/manifest+json",
        "webp": "image/webp",
        "woff2": "font/woff2",
        "xml": "application/xml",
    }
)
"""What pages are made of gets the same type on every machine; for the rest the machine's own tables are asked."""

_COMPRESSED: Final = MappingProxyType({"gzip": "application/gzip", "br": "application/octet-stream"})


def media_type_of(name: str, octets: bytes) -> str:
    """Give the content type of a file; text that is UTF-8 says so."""
    _stem, dot, ending = name.rpartition(".")
    media_type = _OF_THE_WEB.get(ending.lower()) if dot else None
    if media_type is None:
        guessed, coding = mimetypes.guess_type(name)
        media_type = _COMPRESSED.get(coding, "application/octet-stream") if coding else guessed
    if media_type is None:
        return "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") and _is_utf_8(octets) else media_type


def _is_utf_8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
