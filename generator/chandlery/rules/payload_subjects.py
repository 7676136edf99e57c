"""Where a release starts what nobody pinned: its manifests, and the files that it ships."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from chandlery.catalog import ContentFile, ReleaseEntry
from chandlery.checks import Finding, Once
from chandlery.documents import Document, Syntax
from chandlery.rules.payload_files import found_in, may_fetch
from chandlery.rules.payload_kinds import Payload, PayloadKind, bundles
from chandlery.rules.payload_values import programs

# What clients take for the manifest.
_MANIFESTS: Final = frozenset({"plugin.json", "plugin_manifest.json", "objectstack.plugin.json"})

Subject = ReleaseEntry | ContentFile


def started(subject: Subject, kind: PayloadKind) -> Iterable[Finding]:
    """What clients start by configuration; a manifest is spoken of once, where it is declared."""
    if not isinstance(subject, ContentFile):
        return [finding for of_kind, finding in _of_manifests(subject) if of_kind is kind]
    found = _of_file(subject)
    if not found or _is_manifest(subject):
        return ()
    return [item.finding for item in found if item.by_configuration and item.kind is kind]


@Once
def _of_manifests(release: ReleaseEntry) -> list[tuple[PayloadKind, Finding]]:
    """What the manifests start, those beside the release's record and others in its source."""
    found = []
    for native in release.manifests:
        starts = (*_programs(native.document), *bundles(native.document.value))
        for item in starts:
            finding = Finding(item.place, item.message, item.hint, document=native.document)
            found.append((item.kind, finding))
    declared = {native.document.data for native in release.manifests}
    for entry in release.source:
        if _named_so(entry.path) and (data := release.read(entry.path)) not in declared:
            document = Document(f"{release.folder}/{entry.path}", data, Syntax.TEXT)
            for by_configuration, item in found_in(entry.path, data):
                if by_configuration:
                    place = tuple(int(step) for step in item.place)
                    finding = Finding(place, item.message, item.hint, document=document)
                    found.append((item.kind, finding))
    return found


def _programs(manifest: Document) -> Iterator[Payload]:
    data = manifest.data
    names_one = b'"command"' in data or b"\\" in data  # the key as it is, or with an escape
    if names_one and may_fetch(data):
        yield from programs(manifest.value)


def written(subject: Subject, kind: PayloadKind) -> Iterable[Finding]:
    """What scripts and instructions to agents start."""
    found = _of_file(subject) if isinstance(subject, ContentFile) else ()
    return [item.finding for item in found if item.kind is kind and not item.by_configuration]


def may_speak_of(file: ContentFile) -> bool:
    """Whether a file that is shipped may have anything for these rules: it starts something."""
    return bool(_of_file(file))


class _Started(NamedTuple):
    """Something that a file starts, and whether a client does so by configuration."""

    kind: PayloadKind
    by_configuration: bool
    finding: Finding


@Once
def _of_file(file: ContentFile) -> list[_Started]:
    # Fixtures of an integration are data that nobody runs.
    if not (file.route or file.path.startswith("source/")):
        return []
    found = []
    for by_configuration, item in found_in(file.path, file.data):
        line, column, end = (int(step) for step in item.place)
        finding = Finding(file.place(line, column, end), item.message, item.hint)
        found.append(_Started(item.kind, by_configuration, finding))
    return found


def _is_manifest(file: ContentFile) -> bool:
    """Whether a file is spoken of with the release: only where that can look at it."""
    if not file.route:
        return _named_so(file.path)
    folder = file.path.rpartition("/")[0]
    return _named_so(file.path) and "/" not in folder.removesuffix("/.claude-plugin")


def _named_so(path: str) -> bool:
    return path.rpartition("/")[2] in _MANIFESTS
