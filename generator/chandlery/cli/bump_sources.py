"""What ``chandlery bump`` is pointed at: a tag of a repository, artifacts, or a folder."""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chandlery.cli.release import version_of
from chandlery.dialects import DIALECTS
from chandlery.model.marketplace import Kind
from chandlery.ports.folder import FolderTree, read_file
from chandlery.ports.git import GitTree
from chandlery.ports.upstream import download, fetch_tag, origin_of, tag_name
from chandlery.quoting import quoted
from chandlery.records.listing import Listing
from chandlery.records.release import MAX_ARTIFACT_BYTES, ReleaseRecord
from chandlery.rules.versions import is_version
from chandlery.stages.draft import NotReleasable, Request, draft, manifests_in
from chandlery.stages.proposals import Files
from chandlery.stages.upstream import (
    Part,
    agreed_manifests,
    changelogs,
    notes_in,
    opened,
    refuse_other_version,
    refuse_size,
    release_files,
    wheel_version,
)
from chandlery.trees import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was made upstream.

    Attributes:
        files: of the release's folder.
        fetched: the artifacts that lie elsewhere, by address.
    """

    version: str
    files: Files
    fetched: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Whose release it will be."""

    kind: Kind
    name: str
    folder: Path
    listing: Listing
    publisher: str
    at: str


def find(args: argparse.Namespace, package: Package) -> Found:
    """The release, from wherever the options say that it is.

    Raises:
        NotReleasable: no release can be made of what is there.
        FetchError, GitError, StorageError: it cannot be had.
    """
    first = args.sources[0]
    is_address = "://" in first
    if is_address and args.tag is None:
        return _artifacts(args, package)
    if len(args.sources) > 1:
        raise NotReleasable(
            "only artifacts may be given several times", "Give one folder, or one repository."
        )
    if is_address:
        with _tagged(first, args.tag) as tree:
            return _source(args, package, tree, first)
    if Path(first).is_dir():
        if args.tag is None:
            return _source(args, package, FolderTree(Path(first)), "")
        with GitTree(Path(first), "", tag_name(Path(first), args.tag)) as tree:
            return _source(args, package, tree, origin_of(Path(first)))
    url = package.listing.links.source
    if url is None or args.tag is not None:
        raise NotReleasable(
            f"{quoted(first)} is neither an address nor a folder"
            + ("" if args.tag else ", and the listing has no `links.source` for a tag"),
            "Give one of them.",
        )
    args.tag = first
    with _tagged(url, first) as tree:
        return _source(args, package, tree, url)


@contextmanager
def _tagged(url: str, tag: str) -> Iterator[GitTree]:
    """The files of a tag of a repository that lies elsewhere."""
    with tempfile.TemporaryDirectory(prefix="chandlery-") as folder:
        ref = fetch_tag(url, tag, Path(folder))
        with GitTree(Path(folder), "", ref) as tree:
            yield tree


def _source(
    args: argparse.Namespace, package: Package, whole: GitTree | FolderTree, url: str
) -> Found:
    """A release whose files come into the catalog."""
    tree = Part(whole, args.path, args.without)
    refuse_size(tree, MAX_ARTIFACT_BYTES)
    manifests = manifests_in(tree, package.kind, package.name, package.listing)
    given = _given(args)
    version = _agreed(package, manifests | given)
    provenance = {}
    if isinstance(whole, GitTree):
        refuse_other_version(args.tag, version)
        provenance = {"repository": url} if url else {}
        provenance["commit"] = whole.commit.id
    request = Request(
        kind=package.kind,
        package=package.name,
        version=version,
        publisher=package.publisher,
        published=package.at,
        listing=package.listing,
        notes=args.notes or _notes(tree, version),
        existing={f"{name}.json": data for name, data in given.items()},
        provenance=provenance,
    )
    return Found(version=version, files=draft(tree, request))


def _artifacts(args: argparse.Namespace, package: Package) -> Found:
    """A release whose artifacts stay where they are."""
    fetched = {url: download(url, MAX_ARTIFACT_BYTES) for url in dict.fromkeys(args.sources)}
    artifacts = [
        opened(url, data, package.kind, package.name, package.listing)
        for url, data in fetched.items()
    ]
    manifests = agreed_manifests(artifacts) | _given(args)
    version = _agreed(package, manifests, wheel_version(artifacts))
    held = (
        {member.path.removeprefix(f"{package.name}/"): member.data for member in item.members}
        for item in artifacts
    )
    notes = args.notes or next(filter(None, (notes_in(files, version) for files in held)), None)
    record = ReleaseRecord(published=package.at, publisher=package.publisher, notes=notes)
    files = release_files(record.dump(), artifacts, manifests)
    return Found(version=version, files=files, fetched=fetched)


def _given(args: argparse.Namespace) -> dict[str, bytes]:
    """The manifests that were given beside, by dialect."""
    found = {}
    for path in args.manifests:
        if path.suffix != ".json" or path.stem not in DIALECTS:
            raise NotReleasable(
                f"{path} is called as no ecosystem's manifest is",
                f"Call it one of {', '.join(f'`{name}.json`' for name in DIALECTS)}.",
            )
        found[path.stem] = read_file(path)
    return found


def _agreed(package: Package, manifests: Mapping[str, bytes], said: str = "") -> str:
    """The one version that all of them name."""
    if not manifests:
        raise NotReleasable(
            f"no manifest of an ecosystem is there for {quoted(package.name)}",
            "See that it lies where its client looks for it, or give it with --manifest.",
        )
    found = {name: version_of(name, package.kind, data) for name, data in manifests.items()}
    versions = {version for version in (*found.values(), said) if version}
    if len(versions) != 1:
        told = ", ".join(f"{name} {version}" for name, version in sorted(found.items()))
        raise NotReleasable(f"the manifests name {len(versions)} versions: {told}", "Correct them.")
    version = versions.pop()
    if not is_version(version):
        raise NotReleasable(f"{quoted(version)} is not a SemVer version", "Release `1.2.0`.")
    return version


def _notes(tree: Tree, version: str) -> str | None:
    paths = changelogs(entry.path for entry in tree.entries())
    return notes_in({path: tree.read(path) for path in paths}, version)
