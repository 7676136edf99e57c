"""ObjectStack's ``.osplugin``: a tar of one narrow kind, and a manifest that lists its files.

Its reader looks at the name field alone and takes every header for a file, so that an ordinary tar
is misread (the contract of ObjectStack, 1.1).
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from chandlery.containers.members import Contents, Member
from chandlery.containers.problems import ContainerProblem, Refusal, shown
from chandlery.containers.tarball import NAME_BYTES
from chandlery.containers.untar import Header

MANIFEST = "objectstack.plugin.json"
SIGNATURE = "SIGNATURE"
_UNSIGNED = b"unsigned\n"  # even in signed ones: the signature is a file beside the artifact
_ENTRY = "dist/index.mjs"
_FOLDERS = ("dist/", "assets/")
_DEPENDENCIES = ("package.json", "pnpm-lock.yaml")
_UNCOVERED = frozenset({MANIFEST, SIGNATURE})

# Field: where it stands in a header, and what the reader's own writer puts there.
_FIELDS = (
    ("type", slice(156, 157), b"0"),
    ("magic", slice(257, 265), b"ustar\x0000"),
    ("prefix", slice(345, 500), bytes(155)),
    ("link name", slice(157, 257), bytes(100)),
    ("user and group", slice(265, 329), bytes(64)),
)
_NUMBERS = (
    ("mode", 100, 108, 0o644),
    ("uid", 108, 116, 0),
    ("gid", 116, 124, 0),
    ("mtime", 136, 148, 0),
)


def fits(path: str) -> bool:
    """Whether a path fits into the name field, the only one that is read."""
    return len(path.encode()) <= NAME_BYTES


def code_units(path: str) -> bytes:
    """The key that sorts paths as ObjectStack does: by UTF-16 code units."""
    return path.encode("utf-16-be")


def arrange(source: Iterable[Member]) -> Contents:
    """What is packed of a source, in the order of the archive.

    The compiled manifest, ``dist/`` and ``assets/``; `package.json` and `pnpm-lock.yaml` for a
    plugin that brings its dependencies (``packaging: manifest-deps``); and ``SIGNATURE``, which is
    ours.  README, licence and icon stay outside: no reader looks for them here.
    """
    files = {member.path: member for member in source}
    manifest = _manifest(files.get(MANIFEST))
    wanted = {MANIFEST, *(_DEPENDENCIES if _brings_dependencies(manifest) else ())}
    members = [
        Member(path, member.data)
        for path, member in files.items()
        if path in wanted or path.startswith(_FOLDERS)
    ]
    members.append(Member(SIGNATURE, _UNSIGNED))
    members.sort(key=lambda member: code_units(member.path))
    return Contents.of(members, content_problems(members))


def _brings_dependencies(manifest: Mapping[str, Any] | None) -> bool:
    return manifest is not None and manifest.get("packaging") == "manifest-deps"


def _manifest(member: Member | None) -> Mapping[str, Any] | None:
    try:
        value = json.loads(member.data.decode()) if member else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def header_problems(headers: Sequence[Header]) -> Iterator[ContainerProblem]:
    """Where the headers leave the layout that ObjectStack's reader understands."""
    for header in headers:
        odd = [name for name, where, value in _FIELDS if header.block[where] != value]
        odd += [name for name, at, end, value in _NUMBERS if header.number(at, end) != value]
        if header.name.startswith(b"./"):
            odd.append("name")
        if odd:
            path = header.name.decode(errors="backslashreplace")
            yield ContainerProblem(
                Refusal.HEADER_LAYOUT,
                f"the header of {shown(path)} is not as ObjectStack's reader needs it: "
                + ", ".join(odd),
                "Pack it with `os plugin build`, or let the catalog pack it.",
                path,
            )


def integrity_of(members: Iterable[Member]) -> dict[str, str]:
    """The integrity map that belongs into the manifest of these files, sorted as there."""
    covered = {item.path: item.data for item in members if item.path not in _UNCOVERED}
    return {path: _digest("sha256", covered[path]) for path in sorted(covered, key=code_units)}


def _digest(algorithm: str, data: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def content_problems(members: Sequence[Member]) -> Iterator[ContainerProblem]:
    """What is missing, or is not what the manifest's integrity map says."""
    files = {member.path: member for member in members}
    manifest = _manifest(files.get(MANIFEST))
    needed = (SIGNATURE, MANIFEST, _ENTRY)
    for path in (*needed, *(_DEPENDENCIES if _brings_dependencies(manifest) else ())):
        if path not in files:
            message = f"{shown(path)} is missing"
            yield ContainerProblem(Refusal.INCOMPLETE, message, "Put it there.", path)
    if MANIFEST not in files:
        return
    if manifest is None:
        message = f"{shown(MANIFEST)} is not a JSON object"
        yield ContainerProblem(Refusal.MANIFEST_UNREADABLE, message, path=MANIFEST)
        return
    integrity = manifest.get("integrity")
    if not isinstance(integrity, dict):
        message = "the manifest has no integrity map"
        hint = "Compile it with `os plugin build`."
        yield ContainerProblem(Refusal.NO_INTEGRITY, message, hint, MANIFEST)
        return
    yield from _integrity_problems(files, integrity)


def _integrity_problems(
    files: Mapping[str, Member], integrity: Mapping[str, Any]
) -> Iterator[ContainerProblem]:
    for path, promised in sorted(integrity.items()):
        if path not in files:
            message = f"{shown(path)} is in the integrity map and not in the artifact"
            hint = "Put the file there, or compile the manifest again."
            yield ContainerProblem(Refusal.INTEGRITY_MISSING, message, hint, path)
        elif (actual := _as_promised(promised, files[path].data)) != promised:
            message = f"{shown(path)} has the digest {actual}, not {shown(str(promised))}"
            hint = "Compile the manifest again, or restore the file."
            yield ContainerProblem(Refusal.INTEGRITY_MISMATCH, message, hint, path)
    for path in sorted(files.keys() - integrity.keys() - _UNCOVERED):
        message = f"{shown(path)} is not in the integrity map"
        hint = "Compile the manifest again, or take the file out."
        yield ContainerProblem(Refusal.INTEGRITY_UNLISTED, message, hint, path)


def _as_promised(promised: Any, data: bytes) -> str:
    """The digest of the data by the algorithm that was promised; SHA-256 where that is unknown."""
    algorithm = str(promised).partition("-")[0]
    return _digest(algorithm if algorithm in {"sha384", "sha512"} else "sha256", data)
