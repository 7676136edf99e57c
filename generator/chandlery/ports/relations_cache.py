"""What was learned of the units of catalogs, kept from run to run under the ids of their objects.

Nothing in it is believed over the objects: what is there is there for an id, and an id means the
same bytes for ever.  A file that is damaged, or of another version, counts for nothing.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from chandlery import __version__

_FORMAT = 4
MAX_BYTES = 256 * 1024 * 1024

# What a unit defines, and what it mentions.
Words = tuple[tuple[str, ...], tuple[str, ...]]
Known = Mapping[str, Words]


def load(file: Path) -> dict[str, Words]:
    """What is kept in a file; nothing, where it is missing, damaged, or of another version."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError:
        return {}
    digest, _, body = data.partition(b"\n")
    if len(data) > MAX_BYTES or digest.decode("ascii", "replace") != _digest(body):
        return {}
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(body, type=dict[str, Words])
    return {}


def save(file: Path, known: Known) -> None:
    """Keep it for the next run; one that cannot be kept is made again."""
    body = _encoded(known)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".relations-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(f"{_digest(body)}\n".encode() + body)
        Path(name).replace(file)


def _encoded(known: Known) -> bytes:
    """As JSON; without the units of whose names or words there are no bytes in UTF-8."""
    try:
        return msgspec.json.encode(known, order="sorted")
    except UnicodeEncodeError:
        sound = {key: words for key, words in known.items() if _is_text(key, *words[0], *words[1])}
        return msgspec.json.encode(sound, order="sorted")


def _is_text(*words: str) -> bool:
    try:
        return bool("".join(words).encode())
    except UnicodeEncodeError:
        return False


def _digest(body: bytes) -> str:
    """Vouches for the bytes, and for who can read them."""
    stamp = f"{_FORMAT} {__version__}\n".encode()
    return hashlib.sha256(stamp + body).hexdigest()
