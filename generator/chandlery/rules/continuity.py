"""What became of published files: which are gone, and which are not what they were.

A package is looked for under the name that it had, else under the one that `renames.yml` leads to.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from chandlery.catalog import PackageEntry, ReleaseEntry, Transition
from chandlery.differences import first_difference, same
from chandlery.documents import Document, Route, Syntax
from chandlery.quoting import MAX_SENTENCE, quoted
from chandlery.trees import Entry, Mode

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Published:
    """A file as it was published.

    Attributes:
        path: where it was.
        read: the file as it was.
        mode: what it was, where that says something.
        verbatim: whether each byte counts, and not only what they say.
    """

    path: str
    read: Callable[[], Document] = field(repr=False)
    mode: Mode | None = None
    verbatim: bool = True


FilesOf = Callable[[ReleaseEntry], Iterable[Published]]


def governance_of(release: ReleaseEntry) -> Iterator[Published]:
    """The governance records of a release, and their evidence."""
    for native in release.governance.records:
        yield _record(native.document, verbatim=False)
    for evidence in release.governance.evidence:
        yield _record(evidence.document, verbatim=False)


def records_of(release: ReleaseEntry) -> Iterator[Published]:
    """``release.json`` and the manifests."""
    yield _record(release.document.whole or release.document, verbatim=False)
    for native in release.manifests:
        yield _record(native.document, verbatim=True)


def sources_of(release: ReleaseEntry) -> Iterator[Published]:
    """What the artifacts are packed from."""
    for entry in release.source:
        read = partial(_text, release, entry)
        yield Published(f"{release.folder}/{entry.path}", read, entry.mode)


def all_of(release: ReleaseEntry) -> Iterator[Published]:
    """Everything below the release's folder."""
    yield from records_of(release)
    yield from sources_of(release)


def _record(document: Document, *, verbatim: bool) -> Published:
    return Published(document.path, lambda: document, verbatim=verbatim)


def _text(release: ReleaseEntry, entry: Entry) -> Document:
    path = f"{release.folder}/{entry.path}"
    return Document(path, release.read(entry.path), Syntax.TEXT)


def packages_of(change: Transition) -> Iterator[tuple[PackageEntry, str]]:
    """The packages that were and that the change touched, and the folder of each now, or ``""``."""
    touched = {"/".join(path.split("/")[:2]) for path in change.paths}
    folders = {package.folder for package in change.now.packages}
    for package in change.was.packages:
        if package.folder in touched:
            yield package, _home(change, package, folders)


def _home(change: Transition, package: PackageEntry, folders: set[str]) -> str:
    name, seen = package.name, {package.name}
    while (folder := f"{package.kind.folder}/{name}") not in folders:
        rename = change.now.renames.get(name)
        if rename is None or rename.to in seen:
            return ""
        name = rename.to
        seen.add(name)
    return folder


def moved(path: str, package: PackageEntry, home: str) -> str:
    """Where a file of a package is to be found now."""
    return f"{home}{path.removeprefix(package.folder)}" if home else path


def gone(change: Transition, files_of: FilesOf) -> Iterator[tuple[str, list[str], Document]]:
    """What is not there any more, by release, or by package where nothing is left of that.

    Each with what its files belong to, in words, their paths, and what is there to be told of it.
    """
    for package, home in packages_of(change):
        lost = [(item, _lost(change, package, home, files_of(item))) for item in package.releases]
        if not home:
            if every := [path for _, paths in lost for path in paths]:
                yield f"`{package.folder}`", every, change.now.document
            continue
        for release, paths in lost:
            if paths:
                records = (f"{home}/releases/{release.version}/release.json", f"{home}/listing.yml")
                near = next(filter(None, map(change.find, records)), change.now.document)
                yield f"{release.package} {release.version}", paths, near


def _lost(
    change: Transition, package: PackageEntry, home: str, files: Iterable[Published]
) -> list[str]:
    return [
        file.path
        for file in files
        if file.path in change.paths and change.find(moved(file.path, package, home)) is None
    ]


def altered(
    change: Transition, files_of: FilesOf
) -> Iterator[tuple[ReleaseEntry, list[tuple[Document, Document]]]]:
    """The files that are not what they were, as they were and as they are, by release."""
    modes = _modes(change)
    for package, home in packages_of(change):
        for release in package.releases:
            found = []
            for file in files_of(release):
                path = moved(file.path, package, home)
                now = change.find(path) if change.paths & {file.path, path} else None
                if now and not is_same(file, now, modes.get(path)):
                    found.append((file.read(), now))
            if found:
                yield release, found


def _modes(change: Transition) -> dict[str, Mode]:
    """What the source files of touched packages are now."""
    touched = {"/".join(path.split("/")[:2]) for path in change.paths}
    return {
        f"{release.folder}/{entry.path}": entry.mode
        for package in change.now.packages
        if package.folder in touched
        for release in package.releases
        for entry in release.source
    }


def is_same(file: Published, now: Document, mode: Mode | None) -> bool:
    """Whether a file is what was published, in a mode that may not be known."""
    if file.mode and mode and file.mode is not mode:
        return False
    was = file.read()
    if was.data == now.data:
        return True
    return not file.verbatim and was.syntax is now.syntax and same(was.value, now.value)


def parting(now: Document, was: Document) -> Route:
    """Where a file is first not what it was; its root, where it only lacks something."""
    if now.syntax is was.syntax and now.syntax is not Syntax.TEXT:
        return first_difference(now.value, was.value)
    if now.syntax is not Syntax.TEXT or b"\0" in now.data:
        return ()
    lines = zip(_lines(now), _lines(was), strict=False)
    for number, (line, other) in enumerate(lines, start=1):
        if line != other:
            return (number, 1, len(line) + 1)
    return ()


def _lines(document: Document) -> list[str]:
    return document.data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")


def listed(paths: list[str]) -> str:
    """The first of some paths, and how many more there are."""
    shown = ", ".join(quoted(path, MAX_SENTENCE) for path in paths[:_SHOWN])
    more = len(paths) - _SHOWN
    return shown + (f" and {more} more" if more > 0 else "")
