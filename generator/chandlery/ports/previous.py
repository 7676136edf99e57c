"""The last publication, in a folder or at an address: read, never trusted."""

import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import requests
import urllib3

from chandlery import __version__
from chandlery.model.content import is_publishable
from chandlery.ports.connections import FetchLimits, Route, Watch
from chandlery.ports.errors import Offline, Refused, StorageError, TooLarge, Unreachable

MAX_INDEX_FILE_BYTES = 64 * 1024 * 1024
_LIMITS = FetchLimits(total=120)
_PIECE = 64 * 1024
_MISSING = {requests.codes.not_found, requests.codes.gone}

Read = Callable[[str], bytes | None]


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


def _from_folder(root: Path, path: str) -> bytes | None:
    if not is_publishable(path):
        return None
    place = root / path
    try:
        if not stat.S_ISREG(place.stat().st_mode):  # a pipe would keep us waiting
            return None
        with place.open("rb") as stream:
            data = stream.read(MAX_INDEX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StorageError.of(error, place) from error
    if len(data) > MAX_INDEX_FILE_BYTES:
        raise StorageError(
            f"{place} is longer than {MAX_INDEX_FILE_BYTES} bytes",
            "Check that it is an index.",
            path=place,
        )
    return data


def _from_address(base: str, path: str) -> bytes | None:
    if not is_publishable(path):
        return None
    url = base + path
    headers = {"Accept-Encoding": "identity", "User-Agent": f"chandlery/{__version__}"}
    try:
        with Watch(_LIMITS.total) as watch, Route(url).follow(headers, watch, _LIMITS) as answer:
            return _body(answer, url)
    except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
        raise Unreachable(f"{url} cannot be read: {error}", "Try again.", url=url) from error


def _body(answer: requests.Response, url: str) -> bytes | None:
    if answer.status_code in _MISSING:
        return None
    if answer.status_code != requests.codes.ok:
        status = answer.status_code
        raise Unreachable(f"{url}: the server says {status}", "Try again.", url=url, status=status)
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(f"{url} comes encoded", "Serve it without a Content-Encoding.", url=url)
    data = bytearray()
    while piece := answer.raw.read(_PIECE, decode_content=False):
        data += piece
        if len(data) > MAX_INDEX_FILE_BYTES:
            raise TooLarge(
                f"{url} is longer than {MAX_INDEX_FILE_BYTES} bytes",
                "Check that it is an index.",
                url=url,
                limit=MAX_INDEX_FILE_BYTES,
            )
    return bytes(data)
