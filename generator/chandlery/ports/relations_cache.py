"""What was learned of the units of catalogs, kept from run to run under the ids of their objects.

Nothing in it is believed over the objects: what is there is there for an id, and an id means the
same bytes for ever.  A file that is damaged, or of another version, counts for nothing.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from chandlery import __version__

_FORMAT = 1
MAX_BYTES = 256 * 1024 * 1024

Known = Mapping[str, tuple[list[str], list[str]]]


def load(file: Path) -> dict[str, tuple[list[str], list[str]]]:
    """What is kept in a file; nothing, where it is missing, damaged, or of another version."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError:
        return {}
    digest, _, body = data.partition(b"\n")
    if len(data) > MAX_BYTES or digest.decode("ascii", "replace") != _digest(body):
        return {}
    with suppress(ValueError):
        return _checked(json.loads(body))
    return {}


def save(file: Path, known: Known) -> None:
    """Keep it for the next run; one that cannot be kept is made again."""
    body = json.dumps(known, separators=(",", ":"), sort_keys=True).encode()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".relations-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(f"{_digest(body)}\n".encode() + body)
        Path(name).replace(file)


def _digest(body: bytes) -> str:
    """Vouches for the bytes, and for who can read them."""
    stamp = f"{_FORMAT} {__version__}\n".encode()
    return hashlib.sha256(stamp + body).hexdigest()


def _checked(value: Any) -> dict[str, tuple[list[str], list[str]]]:
    return {str(key): (item[0], item[1]) for key, item in value.items()}
