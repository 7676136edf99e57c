"""The last publication, in a folder or at an address: read, never trusted."""

import hashlib
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BufferedReader
from pathlib import Path
from urllib.parse import quote

import requests
import urllib3

from chandlery import __version__
from chandlery.model.content import is_publishable
from chandlery.ports.connections import Route, Watch
from chandlery.ports.errors import Offline, Refused, StorageError, TooLarge, Unreachable
from chandlery.ports.limits import FetchLimits
from chandlery.records.release import MAX_ARTIFACT_BYTES

MAX_INDEX_FILE_BYTES = 64 * 1024 * 1024
_LIMITS = FetchLimits(total=120)
_PIECE = 64 * 1024
_MISSING = {requests.codes.not_found, requests.codes.gone}

Read = Callable[[str], bytes | None]
Digest = Callable[[str], tuple[str, int] | None]


def previous_at(where: str, *, offline: bool) -> Read:
    """A reader of paths below a published root; it gives `None` for one that is not there.

    The reader raises `StorageError` or `FetchError` where the world fails.

    Raises:
        Offline: `where` is an address, and the network may not be asked.
    """
    if "://" not in where:
        return partial(_from_folder, Path(where))
    if offline:
        raise Offline(
            f"{where} cannot be read", "Leave --offline out, or give a folder.", url=where
        )
    return partial(_from_address, where.rstrip("/") + "/")


def digest_at(where: str) -> Digest:
    """As `previous_at`, for files of any length: SHA-256 and size of what is there, or `None`."""
    if "://" not in where:
        return partial(_digest_in_folder, Path(where))
    return partial(_digest_at_address, where.rstrip("/") + "/")


def _from_folder(root: Path, path: str) -> bytes | None:
    with _opened(root, path) as stream:
        data = stream.read(MAX_INDEX_FILE_BYTES + 1) if stream else None
    if data and len(data) > MAX_INDEX_FILE_BYTES:
        raise StorageError(
            f"{root / path} is longer than {MAX_INDEX_FILE_BYTES} bytes",
            "Check that it is an index.",
            path=root / path,
        )
    return data


def _digest_in_folder(root: Path, path: str) -> tuple[str, int] | None:
    with _opened(root, path) as stream:
        if stream is None:
            return None
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest, stream.tell()


@contextmanager
def _opened(root: Path, path: str) -> Iterator[BufferedReader | None]:
    """A file below a published root, or `None` where there is none."""
    place = root / path
    try:
        # A pipe would keep us waiting.
        if not is_publishable(path) or not stat.S_ISREG(place.stat().st_mode):
            yield None
            return
        with place.open("rb") as stream:
            yield stream
    except (FileNotFoundError, NotADirectoryError):
        yield None
    except OSError as error:
        raise StorageError.of(error, place) from error


def _from_address(base: str, path: str) -> bytes | None:
    pieces = _pieces(base, path, MAX_INDEX_FILE_BYTES)
    first = next(pieces, None)
    return None if first is None else b"".join((first, *pieces))


def _digest_at_address(base: str, path: str) -> tuple[str, int] | None:
    digest, size, there = hashlib.sha256(), 0, False
    for piece in _pieces(base, path, MAX_ARTIFACT_BYTES):
        digest.update(piece)
        size, there = size + len(piece), True
    return (digest.hexdigest(), size) if there else None


def _pieces(base: str, path: str, limit: int) -> Iterator[bytes]:
    """What an address gives, the first piece perhaps empty; nothing at all where nothing is."""
    if not is_publishable(path):
        return
    url = base + quote(path)
    headers = {"Accept-Encoding": "identity", "User-Agent": f"chandlery/{__version__}"}
    try:
        with Watch(_LIMITS.total) as watch, Route(url).follow(headers, watch, _LIMITS) as answer:
            yield from _body(answer, url, limit)
    except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
        raise Unreachable(f"{url} cannot be read: {error}", "Try again.", url=url) from error


def _body(answer: requests.Response, url: str, limit: int) -> Iterator[bytes]:
    if answer.status_code in _MISSING:
        return
    if answer.status_code != requests.codes.ok:
        status = answer.status_code
        raise Unreachable(f"{url}: the server says {status}", "Try again.", url=url, status=status)
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(f"{url} comes encoded", "Serve it without a Content-Encoding.", url=url)
    yield b""
    size = 0
    while piece := answer.raw.read(_PIECE, decode_content=False):
        size += len(piece)
        if size > limit:
            raise TooLarge(
                f"{url} is longer than {limit} bytes",
                "Check that it is an index.",
                url=url,
                limit=limit,
            )
        yield piece
