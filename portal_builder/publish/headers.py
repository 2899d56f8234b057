"""With which headers a store hands out a file."""

from __future__ import annotations

from portal_builder.fingerprint import is_fingerprinted

FOREVER = "max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"

_TEXT = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "csv": "text/csv",
    "txt": "text/plain",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_KINDS = {
    "json": "application/json",
    "xml": "application/xml",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "ico": "image/vnd.microsoft.icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_UNKNOWN = "application/octet-stream"


def headers(path: str, data: bytes, digest: str) -> dict[str, str]:
    """The headers of a file, and its digest as a fact beside them.

    Args:
        path: its site path.
        data: its content.
        digest: the SHA-256 of it.
    """
    forever = is_fingerprinted(path, digest)
    return {
        "Content-Type": content_type(path, data),
        "Cache-Control": FOREVER if forever else ASK_AGAIN,
        "sha256": digest,
    }


def media_types() -> dict[str, tuple[str, ...]]:
    """The media types of what a site holds, each with the endings that files of it have."""
    kinds: dict[str, tuple[str, ...]] = {}
    for ending, kind in (_TEXT | _KINDS).items():
        name = kind.partition(";")[0]
        kinds[name] = (*kinds.get(name, ()), ending)
    return kinds


def packed_types() -> tuple[str, ...]:
    """The media types of what is smaller when it is packed; pages aside, which always are."""
    texts = ("text/", "application/json", "application/xml", "image/svg+xml")
    return tuple(kind for kind in media_types() if kind.startswith(texts) and kind != "text/html")


def content_type(path: str, data: bytes) -> str:
    """The media type of a file; of a text with its encoding, where that is UTF-8."""
    ending = path.rpartition(".")[2].lower()
    if ending not in _TEXT:
        return _KINDS.get(ending, _UNKNOWN)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _TEXT[ending]
    return f"{_TEXT[ending]}; charset=utf-8"
