"""Catalogs of any size for the benchmarks: of all six ecosystems, and without an error."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.governance import moment
from benchmarks.packages import (
    FIRST,
    PER_PUBLISHER,
    Plan,
    a_package,
    as_yaml,
    plan,
    publisher_of,
    title_of,
)
from benchmarks.texts import name_of
from builders import MARKETPLACE, Files
from chandlery.ports.folder import FolderTree
from chandlery.trees import Mode

_RENAMED = 500  # one of so many packages had another name
_NOTICES = {3: "yank", 51: "deprecate", 77: "block"}  # of a hundred packages
_SAID = moment(FIRST + timedelta(days=600))  # later than any release that a notice is about
_VERIFIED = {
    "level": "verified",
    "method": "a TXT record under the organisation's domain",
    "by": "maintainer",
    "at": moment(FIRST),
    "evidence": ["minutes of that day"],
}

Written = bytes | tuple[bytes, Mode]


def catalog(packages: int, releases: int) -> Iterator[tuple[str, Written]]:
    """All files of a catalog of so many packages with so many releases each, by path."""
    yield "marketplace.yml", MARKETPLACE
    for number in range(0, packages, PER_PUBLISHER):
        yield f"publishers/{publisher_of(number)}.yml", as_yaml(_publisher(number))
    for number in range(packages):
        yield from a_package(number, releases).items()
        yield from _notice(plan(number)).items()
    renamed = {f"old-{name_of(number)}": _rename(number) for number in range(7, packages, _RENAMED)}
    if renamed:
        yield "renames.yml", as_yaml(renamed)


def write_catalog(folder: Path, packages: int, releases: int) -> Path:
    """A catalog, written into an empty folder."""
    for path, content in catalog(packages, releases):
        data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        if mode is Mode.EXECUTABLE:
            place.chmod(0o755)
    return folder


def size_of(folder: Path) -> tuple[int, int]:
    """Files and bytes of a catalog."""
    sizes = [entry.size for entry in FolderTree(folder).entries()]
    return len(sizes), sum(sizes)


def _publisher(number: int) -> dict[str, Any]:
    return {
        "title": f"{title_of(name_of(number))} makers",
        "type": "organization",
        "contact": "hello@harbourworks.example",
        "verification": _VERIFIED,
    }


def _notice(of: Plan) -> Files:
    """What is said about the oldest release of some packages."""
    act = _NOTICES.get(of.number % 100)
    if act is None:
        return {}
    value = {
        "title": f"{title_of(of.name)} 1.0.0 loses lines",
        "act": act,
        "package": of.name,
        "versions": ["==1.0.0"],
        "severity": "low",
        "reason": "Long tables lose their last line when they are sorted, and nothing says so.",
        "evidence": [f"https://harbourworks.example/issues/{of.name}/1"],
        "published": _SAID,
        "expires": "2027-12-31T00:00:00Z",
        "appeal": "Write to security@quay.example and name the advisory.",
    }
    return {f"advisories/quay-{of.name}-{act}.yml": as_yaml(value)}


def _rename(number: int) -> dict[str, str]:
    return {
        "to": plan(number).name,
        "since": _SAID,
        "reason": "The old name was too close to another one.",
    }
