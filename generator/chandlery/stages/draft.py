"""A folder of files → the files of a release, packed once and pinned."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from chandlery.catalog import ReleaseEntry
from chandlery.containers import ContainerProblem, tree_digest
from chandlery.dialects import DIALECTS
from chandlery.documents import Document, Syntax, read_json
from chandlery.formats.canonical import readable
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.release import ArtifactFormat, ArtifactRecord, ReleaseRecord
from chandlery.secrecy.filenames import holds_secrets
from chandlery.stages.artifact_files import pack_source
from chandlery.stages.proposals import NotProposed
from chandlery.trees import Entry, Mode, Tree

SOURCE = "source/"

# What tools leave behind, and no release means.
_LEFT_BEHIND = frozenset(
    {
        *(".git", ".hg", ".svn", ".DS_Store", "Thumbs.db"),
        *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv", "node_modules"),
    }
)


class NotReleasable(NotProposed):
    """Why no release can be made of the files; `hint` says what would help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be released.

    Attributes:
        existing: the files that the release's folder holds already, by name.
        formats: the formats to pack; empty for what the manifests' clients want.
        provenance: where the files come from, if that is known.
    """

    kind: Kind
    package: str
    version: str
    publisher: str
    published: str
    listing: Listing
    notes: str | None = None
    existing: Mapping[str, bytes] = field(default_factory=dict)
    formats: tuple[ArtifactFormat, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)


def manifests_in(tree: Tree, kind: Kind, package: str, listing: Listing) -> dict[str, bytes]:
    """The native manifests that a folder holds, by dialect.

    Either where the dialect's client looks for it inside an artifact, or, for those that are in
    no artifact, as ``<dialect>.json`` at the root.
    """
    paths = {entry.path for entry in tree.entries() if entry.mode in {Mode.FILE, Mode.EXECUTABLE}}
    found = {}
    for name, dialect in sorted(DIALECTS.items()):
        if kind not in dialect.manifests:
            continue
        native = listing.names.get(name, package)
        places = [dialect.member(native, format_) for format_ in dialect.formats]
        places = [place.removeprefix(f"{native}/") for place in places if place]
        for place in (*places, f"{name}.json"):
            if place in paths:
                found[name] = tree.read(place)
                break
    return found


def draft(tree: Tree, request: Request) -> dict[str, bytes | tuple[bytes, Mode]]:
    """The files of the release's folder, by path below it.

    Raises:
        NotReleasable: there is no manifest, something cannot be packed, or what is there already
            was pinned to other bytes.
    """
    manifests = _manifests(tree, request)
    if not manifests:
        raise NotReleasable(
            f"no manifest of an ecosystem is there for `{request.package}`",
            "Put one where its client looks for it, or as `<dialect>.json` at the folder's root.",
        )
    left_out = {f"{name}.json" for name in manifests}
    source = [
        Entry(SOURCE + entry.path, entry.mode, entry.size)
        for entry in tree.entries()
        if entry.path not in left_out and not is_left_behind(entry.path)
    ]
    _refuse(source)
    record = _existing_record(request)
    entry = _entry(tree, request, source, record)
    kept = [artifact for artifact in record.artifacts if artifact.url]
    # What is pinned already is packed again and compared, whatever was asked for.
    pinned = {artifact.format for artifact in record.artifacts if not artifact.url}
    wanted = pinned.union(request.formats or _formats(manifests, source))
    artifacts = [_pinned(entry, item, record) for item in ArtifactFormat if item in wanted]
    if source and not artifacts and not kept:
        raise NotReleasable(
            "no client of these manifests installs files, so that nothing would hold the source",
            "Say which artifact to pack: `--format tar.gz`.",
        )
    done = record.model_copy(update={"artifacts": [*artifacts, *kept]})
    files: dict[str, bytes | tuple[bytes, Mode]] = {
        "release.json": readable(done.dump()),
        **{f"{name}.json": data for name, data in manifests.items()},
    }
    for item in source:
        files[item.path] = (tree.read(item.path.removeprefix(SOURCE)), item.mode)
    return files


def is_left_behind(path: str) -> bool:
    """Whether a path is a tool's, not the plugin's; such files are not released."""
    return path.endswith(".pyc") or not _LEFT_BEHIND.isdisjoint(path.split("/"))


def _refuse(source: Iterable[Entry]) -> None:
    for item in source:
        path = item.path.removeprefix(SOURCE)
        if item.mode in {Mode.SYMLINK, Mode.GITLINK}:
            raise NotReleasable(f"`{path}` is a link", "Put the file itself there.")
        if holds_secrets(path):
            raise NotReleasable(f"`{path}` holds secrets, by its name", "Take it out.")


def _manifests(tree: Tree, request: Request) -> dict[str, bytes]:
    found = {
        path.removesuffix(".json"): data
        for path, data in request.existing.items()
        if path.removesuffix(".json") in DIALECTS
    }
    return found | manifests_in(tree, request.kind, request.package, request.listing)


def _existing_record(request: Request) -> ReleaseRecord:
    data = request.existing.get("release.json")
    told: dict[str, Any] = {"notes": request.notes} if request.notes is not None else {}
    told |= {"provenance": dict(request.provenance)} if request.provenance else {}
    try:
        if data is None:
            facts = {"published": request.published, "publisher": request.publisher}
            return ReleaseRecord.model_validate(facts | told)
        reading = read_json("release.json", data)
        record = ReleaseRecord.model_validate(reading.usable.value if reading.usable else None)
        return ReleaseRecord.model_validate(record.dump() | told)
    except ValidationError as error:
        details = error.errors()[0]
        where = ".".join(map(str, details["loc"]))
        raise NotReleasable(
            f"the release cannot be written down: {where}: {details['msg']}",
            "Correct what was given, or the release.json that is there.",
        ) from error


def _entry(
    tree: Tree, request: Request, source: list[Entry], record: ReleaseRecord
) -> ReleaseEntry:
    return ReleaseEntry(
        kind=request.kind,
        package=request.package,
        version=request.version,
        folder="",
        document=Document("release.json", b"", Syntax.JSON, {}),
        record=record,
        listing=request.listing,
        source=tuple(source),
        read=lambda path: tree.read(path.removeprefix(SOURCE)),
    )


def _formats(manifests: Mapping[str, bytes], source: list[Entry]) -> Iterator[ArtifactFormat]:
    """What the manifests' clients want, once each, in the order of the enum."""
    wanted = {_format(name, data) for name, data in manifests.items()}
    if any(entry.path == f"{SOURCE}pyproject.toml" for entry in source):
        wanted.add(ArtifactFormat.WHEEL)
    yield from (format_ for format_ in ArtifactFormat if format_ in wanted)


def _format(name: str, data: bytes) -> ArtifactFormat | None:
    formats = DIALECTS[name].formats
    if ArtifactFormat.JSON in formats:
        # ObjectStack: an app is a bundle of JSON, everything else an `.osplugin`.
        reading = read_json(name, data)
        value: Any = reading.usable.value if reading.usable else None
        if isinstance(value, dict) and value.get("type") == "app":
            return ArtifactFormat.JSON
    return formats[0] if formats else None


def _pinned(entry: ReleaseEntry, format_: ArtifactFormat, record: ReleaseRecord) -> ArtifactRecord:
    source = _source(entry, format_)
    packed = pack_source(entry, format_, source)
    if packed.problems:
        raise NotReleasable(_told(format_, packed.problems), packed.problems[0].cure)
    pin = ArtifactRecord(
        format=format_,
        source=source,
        sha256=hashlib.sha256(packed.data).hexdigest(),
        size=len(packed.data),
        tree=tree_digest(packed.members),
    )
    for known in record.artifacts:
        if known.format is format_ and known.url is None and known.sha256 != pin.sha256:
            raise NotReleasable(
                f"{entry.package} {entry.version} is pinned as {format_.value} to {known.sha256}; "
                f"these files pack to {pin.sha256}",
                "Make a new release, or delete the folder if it was never merged.",
            )
    return pin


def _source(entry: ReleaseEntry, format_: ArtifactFormat) -> str:
    if format_ is not ArtifactFormat.JSON:
        return SOURCE
    bundles = [item.path for item in entry.source if item.path.endswith(".json")]
    if len(bundles) != 1:
        raise NotReleasable(
            f"an app is one JSON file, and there are {len(bundles)}",
            "Leave only the compiled bundle in the folder.",
        )
    return bundles[0]


def _told(format_: ArtifactFormat, problems: tuple[ContainerProblem, ...]) -> str:
    return f"cannot be packed as {format_.value}: " + "; ".join(item.message for item in problems)
