"""What stays at a place of publication after the index has left it: for clients that read before.

Superseded shards and artifacts are kept for a time, counted in the serials of publications, so that
nobody's clock matters.  What was withdrawn, or taken out of the index, goes at once.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from chandlery.formats.canonical import readable
from chandlery.model.content import is_publishable
from chandlery.model.file_classes import class_of

# Which of the files at a place of publication are kept so, and since when; not part of the index.
STATE = ".chandlery/retained.json"
MAX_STATE_BYTES = 64 * 1024 * 1024
_SCHEMA = "chandlery.retained.v1"

# A path below the published root → the serial of the publication that left it out.
Retained = Mapping[str, int]


def retained_from(data: bytes | None) -> Retained:
    """The state as it was written; whatever else stands there counts as nothing."""
    with suppress(ValueError, RecursionError):
        match json.loads(data or b""):
            case {"schema": "chandlery.retained.v1", "files": dict(files)}:
                return {
                    path: since
                    for path, since in files.items()
                    if is_publishable(path) and type(since) is int and _is_immutable(path)
                }
    return {}


def state_of(retained: Retained) -> bytes:
    """The state as it is written."""
    return readable({"schema": _SCHEMA, "files": dict(sorted(retained.items()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long to keep what a publication leaves out.

    Attributes:
        serial: of the publication, in seconds.
        seconds: how long.
        withdrawn: digests of artifacts that nobody is to have any more.
        forgotten: paths of what tells of releases that were taken out.
    """

    serial: int
    seconds: int
    withdrawn: Collection[str] = ()
    forgotten: Collection[str] = ()


def retain(
    before: Retained, left_out: Iterable[str], published: Collection[str], keeping: Keeping
) -> Retained:
    """What is kept beside a publication.

    Args:
        before: what was kept beside the last one.
        left_out: paths that the last publication listed, and this one does not.
        published: paths that this one lists.
    """
    gone = {digest[:12] for digest in keeping.withdrawn}
    since = dict.fromkeys(filter(_is_immutable, left_out), keeping.serial) | dict(before)
    return {
        path: min(at, keeping.serial)
        for path, at in sorted(since.items())
        if path not in published
        and path not in keeping.forgotten
        and keeping.serial - at < keeping.seconds
        and _artifact(path) not in gone
    }


def _is_immutable(path: str) -> bool:
    return class_of(path).immutable


def _artifact(path: str) -> str:
    """The folder of an artifact, which is called by twelve digits of its digest; "" for others."""
    kind, _, rest = path.partition("/")
    return rest.partition("/")[0] if kind == "artifacts" else ""
