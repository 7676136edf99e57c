"""What a published file is called on the way: its ``Content-Type``, by its name alone.

Written down here, since what a machine's own table says differs from machine to machine.
"""

from typing import Final

_OTHER: Final = "application/octet-stream"

# Text is UTF-8.  A tarball is sent as the file that it is, never as an encoding of another one.
_TYPES: Final = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".md": "text/markdown; charset=utf-8",
    ".metadata": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tgz": "application/gzip",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}


def content_type(path: str) -> str:
    """The type of a published file; bytes of no type for a name that says nothing."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return _TYPES.get(f".{ending.lower()}", _OTHER) if stem and dot else _OTHER
