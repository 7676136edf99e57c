"""Tree → Sources: find what a catalog holds, and parse it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from sys import intern
from typing import Final

from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic, Outcome, Verdict
from chandlery.dialects import DIALECTS
from chandlery.dialects.base import duplicates_are_policy
from chandlery.documents import (
    MAX_RECORD_BYTES,
    Document,
    Reading,
    Route,
    Syntax,
    read_json,
    read_yaml,
)
from chandlery.model.content import is_publishable, parents
from chandlery.model.marketplace import Kind
from chandlery.quoting import escaped
from chandlery.records.release import MAX_ARTIFACT_BYTES
from chandlery.rules import layout
from chandlery.rules.syntax import syntax_diagnostics
from chandlery.stages.entry_rules import about, link_refusal, not_utf8, size_refusal
from chandlery.stages.layout import Place, Role, beside, overlaid, place_of
from chandlery.stages.overlay import judge_overlay
from chandlery.stages.strays import Strays
from chandlery.suggest import did_you_mean
from chandlery.trees import Entry, Tree

MAX_README_BYTES = 256 * 1024
_LIMITS: Final = {
    Role.SOURCE: MAX_ARTIFACT_BYTES,
    Role.FIXTURE: MAX_ARTIFACT_BYTES,
    Role.README: MAX_README_BYTES,
}
_OF_RELEASES: Final = frozenset({Role.RELEASE, Role.MANIFEST, Role.SOURCE})
_POINTER: Final = b"version https://git-lfs"


@dataclass(slots=True)
class ReleaseSources:
    """The files of one ``releases/<version>/`` and its ``governance/<version>/``."""

    folder: str
    release: Document | None = None
    manifests: dict[str, Document] = field(default_factory=dict)
    source: list[Entry] = field(default_factory=list)
    governance: dict[str, Document] = field(default_factory=dict)
    evidence: dict[str, Document] = field(default_factory=dict)
    exists: bool = False  # a release folder, not governance alone


@dataclass(slots=True)
class PackageSources:
    """The files of one folder of ``plugins/``, ``adapters/`` or ``integrations/``."""

    kind: Kind
    name: str
    listing: Document | None = None
    readme: Document | None = None
    manifests: dict[str, Document] = field(default_factory=dict)
    fixtures: list[Entry] = field(default_factory=list)
    releases: dict[str, ReleaseSources] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """Below the catalog root."""
        return f"{self.kind.folder}/{self.name}"


@dataclass(slots=True)
class Sources:
    """Every document of a catalog by what it is; a document that cannot be read is not here.

    Attributes:
        read: the bytes of a path of the catalog.
        documents: all of them once more, READMEs too, and whatever becomes of them.
        others: the other files that may be text: broken documents, the site's own files, and those
            that are no file of a catalog.
        broken: paths of files that are there and cannot be read, so that nobody calls them
            missing.
        paths: of every file.
    """

    read: Callable[[str], bytes]
    settings: Document | None = None
    renames: Document | None = None
    waivers: Document | None = None
    publishers: dict[str, Document] = field(default_factory=dict)
    advisories: dict[str, Document] = field(default_factory=dict)
    packages: dict[tuple[Kind, str], PackageSources] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    documents: list[Document] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)
    paths: frozenset[str] = frozenset()

    def package(self, place: Place) -> PackageSources:
        """The package of a place, made when it is met first."""
        kind = place.kind or Kind.PLUGIN
        package = self.packages.get((kind, place.name))
        if package is None:
            package = self.packages[kind, place.name] = PackageSources(kind, place.name)
        return package

    def release(self, place: Place) -> ReleaseSources:
        """The release of a place, made when it is met first."""
        package = self.package(place)
        release = package.releases.get(place.version)
        if release is None:
            folder = f"{package.folder}/releases/{place.version}"
            release = package.releases[place.version] = ReleaseSources(folder)
        return release


def load(tree: Tree) -> Outcome[Sources]:
    """Find and parse everything in a catalog.

    Every file is looked at, whatever is wrong with the others.
    """
    entries = tree.entries()
    sources = Sources(read=tree.read, paths=frozenset(entry.path for entry in entries))
    diagnostics: list[Diagnostic] = []
    strays = Strays()
    for entry in entries:
        place = place_of(entry.path)
        # The paths of a source are judged when it is packed, all of them together.
        of_source = place is not None and place.role is Role.SOURCE
        if not (of_source or is_publishable(entry.path)):
            sources.broken.add(entry.path)
            diagnostics.append(_not_publishable(entry.path))
        elif place is not None:
            diagnostics += _take(sources, tree, entry, place)
            continue
        elif overlaid(entry.path):
            diagnostics += judge_overlay(tree, entry)
        elif not beside(entry.path):
            diagnostics.append(link_refusal(entry) or strays.take(entry.path))
        if link_refusal(entry) is None:
            sources.others.append(entry)
    sources.broken |= strays.meant - {document.path for document in sources.documents}
    # A folder is told of once, not again for each file in it.
    return Outcome(sources, tuple(dict.fromkeys(diagnostics)))


def _not_publishable(path: str) -> Diagnostic:
    """Say that a path is not the same everywhere: of the outermost folder that makes it so."""
    folder = next((above for above in parents(path) if not is_publishable(above)), path)
    message = f"`{escaped(folder)}` is not the same path everywhere"
    hint = "Rename it: printable UTF-8, without backslashes."
    finding = Finding((), message, hint)
    return layout.NOT_PUBLISHABLE.report(Document(folder, b""), finding)


def _take(sources: Sources, tree: Tree, entry: Entry, place: Place) -> list[Diagnostic]:
    if place.version and place.role in _OF_RELEASES:
        sources.release(place).exists = True
    elif place.name and place.kind:
        sources.package(place)
    if refusal := _refusal(entry, place):
        sources.broken.add(entry.path)
        return [refusal]
    if place.role is Role.SOURCE or place.role is Role.FIXTURE:
        return _take_file(sources, tree, entry, place)
    data = tree.read(entry.path)
    if place.role is Role.README:
        sources.package(place).readme = readme = Document(entry.path, data, Syntax.TEXT)
        sources.documents.append(readme)
        return list(not_utf8(entry, data))
    if place.role is Role.MANIFEST and place.rest not in DIALECTS:
        sources.others.append(entry)
        return [_unknown_dialect(entry, place)]
    reading = (read_yaml if entry.path.endswith(".yml") else read_json)(entry.path, data)
    if reading.document is None:
        sources.broken.add(entry.path)
        sources.others.append(entry)
    else:
        sources.documents.append(reading.document)
        _file(sources, place, reading.document)
    return list(_troubles(entry, place, reading))


def _take_file(sources: Sources, tree: Tree, entry: Entry, place: Place) -> list[Diagnostic]:
    if len(_POINTER) <= entry.size < 1024 and tree.read(entry.path).startswith(_POINTER):
        sources.broken.add(entry.path)
        return [
            about(
                entry,
                layout.LFS_POINTER,
                "the commit holds a Git LFS pointer in place of the file",
                "Commit the file itself, or publish the artifact elsewhere and give its `url`.",
            )
        ]
    if place.role is Role.FIXTURE:
        sources.package(place).fixtures.append(Entry(place.rest, entry.mode, entry.size))
    else:
        rest = intern(place.rest)  # as in the release before
        sources.release(place).source.append(Entry(rest, entry.mode, entry.size))
    return []


def _refusal(entry: Entry, place: Place) -> Diagnostic | None:
    if link := link_refusal(entry):
        return link
    return size_refusal(entry, _LIMITS.get(place.role, MAX_RECORD_BYTES))


def _unknown_dialect(entry: Entry, place: Place) -> Diagnostic:
    return about(
        entry,
        layout.UNKNOWN_DIALECT,
        f"`{place.rest}` is no ecosystem that Chandlery knows",
        did_you_mean(place.rest[:200], DIALECTS)
        or f"Name the file after one of: {', '.join(sorted(DIALECTS))}.",
    )


def _file(sources: Sources, place: Place, document: Document) -> None:  # noqa: C901 - a table
    match place.role:
        case Role.SETTINGS:
            sources.settings = document
        case Role.RENAMES:
            sources.renames = document
        case Role.WAIVERS:
            sources.waivers = document
        case Role.PUBLISHER:
            sources.publishers[place.name] = document
        case Role.ADVISORY:
            sources.advisories[place.name] = document
        case Role.LISTING:
            sources.package(place).listing = document
        case Role.RELEASE:
            sources.release(place).release = document
        case Role.MANIFEST if place.version:
            sources.release(place).manifests[place.rest] = document
        case Role.MANIFEST:
            sources.package(place).manifests[place.rest] = document
        case Role.GOVERNANCE:
            sources.release(place).governance[place.rest] = document
        case Role.EVIDENCE:
            sources.release(place).evidence[place.rest] = document
        case _:  # pragma: no cover - the other roles hold files, not documents
            raise RuntimeError(place)


def _troubles(entry: Entry, place: Place, reading: Reading) -> tuple[Diagnostic, ...]:
    duplicate: Callable[[Route], Verdict] = duplicates_are_policy
    if place.role is Role.MANIFEST and place.kind is not None:
        dialect = DIALECTS[place.rest]
        if place.kind in dialect.manifests:
            duplicate = dialect.kind(dialect.manifests[place.kind]).duplicate
    return syntax_diagnostics(entry.path, reading, duplicate)
