"""``chandlery release``: copy a source into the catalog, pack it once, and pin the result."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from chandlery.cli.exits import CLEAN
from chandlery.cli.options import add_catalog, now, require_folder
from chandlery.cli.proposals import refusing
from chandlery.cli.shown import exit_code, show
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.dialects import DIALECTS
from chandlery.documents import read_json, read_yaml
from chandlery.model.marketplace import Kind
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree, read_file, remove_file, write_file
from chandlery.quoting import escaped
from chandlery.records.listing import Listing
from chandlery.records.release import ArtifactFormat
from chandlery.reports.text import text
from chandlery.rules.layout import is_name
from chandlery.rules.pins import WORLD_CODES
from chandlery.rules.syntax import syntax_diagnostics
from chandlery.rules.versions import is_version, precedence
from chandlery.secrecy.masking import masked
from chandlery.stages.draft import (
    SOURCE,
    NotReleasable,
    Request,
    draft,
    is_left_behind,
    manifests_in,
)
from chandlery.stages.judge import judge
from chandlery.stages.pack import DownloadRefused
from chandlery.trees import MemoryTree, Mode

Files = Mapping[str, bytes | tuple[bytes, Mode]]


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.description = (
        "Copies the source, writes manifests and release.json, and so pins the "
        "release. Bytes that differ from a pin are an error."
    )
    command.add_argument("package", metavar="PLUGIN", help="its folder's name in the catalog")
    add_catalog(command)
    command.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="DIR",
        help="the files to release (the release's own source/, to pin what is there)",
    )
    command.add_argument("--version", metavar="V", help="as the manifests say, unless given")
    command.add_argument("--publisher", help="the previous release's, unless given")
    command.add_argument("--published", metavar="TIME", help="RFC 3339 in UTC (now)")
    command.add_argument("--notes", metavar="TEXT", help="what changed")
    command.add_argument(
        "--format",
        dest="formats",
        action="append",
        default=[],
        choices=[format_.value for format_ in ArtifactFormat],
        help="an artifact to pack, once for each (what the manifests' clients want)",
    )
    command.set_defaults(run=refusing(run))


def run(args: argparse.Namespace) -> int:
    """Make the release, or say why it cannot be made."""
    kind, package = package_folder(require_folder(args.catalog), args.package)
    listing = read_listing(package / "listing.yml")
    source, version = _source(args, kind, package, listing)
    if not is_version(version):
        raise NotReleasable(
            f"`{escaped(version)}` is not a SemVer version", "Give three numbers: `1.2.0`."
        )
    folder = package / "releases" / version
    if source.resolve() != (folder / "source").resolve() and source.resolve().is_relative_to(
        folder.resolve()
    ):
        raise NotReleasable(
            f"{source} is a part of the release itself", "Give the folder that it comes from."
        )
    request = Request(
        kind=kind,
        package=args.package,
        version=version,
        publisher=args.publisher or last_publisher(package),
        published=args.published or now(),
        listing=listing,
        notes=args.notes,
        existing={path.name: read_file(path) for path in sorted(folder.glob("*.json"))},
        formats=tuple(ArtifactFormat(name) for name in args.formats),
    )
    tree = FolderTree(source)
    files = draft(tree, request)
    _insist(args, files)
    place = folder.relative_to(args.catalog).as_posix()
    if found := _judge(args.catalog, place, files):
        print(f"chandlery: {masked(str(folder))} is not pinned", file=sys.stderr)
        return exit_code(found)
    _write(folder, files)
    done = f"{masked(str(folder))} is pinned: {_told(tree, files)}"
    print(f"chandlery: {done}", file=sys.stderr)
    return CLEAN


def _insist(args: argparse.Namespace, files: Files) -> None:
    """See that what was given is what the record says: one that is there already keeps its own."""
    record = json.loads(_data(files["release.json"]))
    for option in ("publisher", "published"):
        given = getattr(args, option)
        if given and given != record[option]:
            raise NotReleasable(
                f"the release.json that is there says `{option}`: `{record[option]}`",
                "Correct it there, or leave the option out.",
            )


def _judge(catalog: Path, place: str, files: Files) -> list[Diagnostic]:
    """The errors that `check` would find in the release, shown; nothing is written yet."""
    kept = FolderTree(catalog)
    package = place.partition("/releases/")[0] + "/"
    needed = {
        entry.path: kept.read(entry.path)
        for entry in kept.entries()
        if entry.path.startswith("publishers/")
        or entry.path in {"marketplace.yml", "waivers.yml"}
        or (entry.path.startswith(package) and not entry.path.startswith(f"{place}/"))
    }
    tree = MemoryTree({**needed, **{f"{place}/{path}": data for path, data in files.items()}})
    inspection = inspect(tree, fetch=_not_fetched)
    found = [
        item
        for item in inspection.diagnostics
        if item.file.startswith(f"{place}/")
        and item.severity is Severity.ERROR
        and item.code not in WORLD_CODES
    ]
    if found:
        show(found, tree, catalog)
    return found


def _not_fetched(url: str, *, sha256: str, size: int) -> bytes:  # noqa: ARG001 - see `Fetch`
    raise DownloadRefused(f"{url} is fetched by `check`", "", world=True)


def _told(tree: FolderTree, files: Files) -> str:
    left = sum(is_left_behind(entry.path) for entry in tree.entries())
    count = sum(path.startswith(SOURCE) for path in files)
    return f"{count} files" + (f", {left} that tools left behind are not in it" if left else "")


def _data(content: bytes | tuple[bytes, Mode]) -> bytes:
    return content[0] if isinstance(content, tuple) else content


def _write(folder: Path, files: Files) -> None:
    """Make the release's folder hold these files, and nothing else below ``source/``."""
    if (folder / "source").is_dir():
        for entry in FolderTree(folder / "source").entries():
            if f"source/{entry.path}" not in files:
                remove_file(folder / "source", entry.path)
    # release.json last: until it is there, the folder is no release.
    for path, content in sorted(files.items(), key=lambda item: item[0] == "release.json"):
        data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
        write_file(folder / path, data, executable=mode is Mode.EXECUTABLE)


def package_folder(catalog: Path, name: str) -> tuple[Kind, Path]:
    """The kind and the folder of a package that is there.

    Raises:
        NotReleasable: there is none.
    """
    for kind in (Kind.PLUGIN, Kind.ADAPTER):
        folder = catalog / kind.folder / name
        if is_name(name) and folder.is_dir():
            return kind, folder
    raise NotReleasable(
        f"there is no plugin or adapter `{name}` in {catalog}",
        f"Make {catalog}/plugins/{name}/ with a listing.yml and a README.md.",
    )


def read_listing(path: Path) -> Listing:
    """A listing that can be read.

    Raises:
        NotReleasable: it cannot.
    """
    reading = read_yaml(path.as_posix(), read_file(path))
    try:
        return Listing.model_validate(reading.usable.value if reading.usable else None)
    except ValidationError as error:
        raise NotReleasable(
            f"{path} cannot be read: {error.errors()[0]['msg']}", "Run `chandlery check`."
        ) from error


def _source(
    args: argparse.Namespace, kind: Kind, package: Path, listing: Listing
) -> tuple[Path, str]:
    if args.source is None:
        if args.version is None:
            raise NotReleasable("neither --from nor --version is given", "Give one of them.")
        kept = package / "releases" / args.version / "source"
        return require_folder(kept, "Give the folder to release with --from."), args.version
    source = require_folder(args.source, "Give the folder that holds the plugin's files.")
    if args.version:
        return source, args.version
    versions = set()
    for name, data in manifests_in(FolderTree(source), kind, args.package, listing).items():
        versions.add(version_of(name, kind, data))
    if len(versions) != 1:
        raise NotReleasable(
            f"the manifests name {len(versions)} versions", "Give the version with --version."
        )
    return source, versions.pop()


def version_of(name: str, kind: Kind, data: bytes) -> str:
    """What a manifest says; findings are shown.

    Raises:
        NotReleasable: it is not valid.
    """
    record_kind = DIALECTS[name].kind(DIALECTS[name].manifests[kind])
    reading = read_json(f"{name}.json", data)
    before = syntax_diagnostics(f"{name}.json", reading, record_kind.duplicate)
    judgement = judge(record_kind, reading.document, before)
    if judgement.record is None:
        sys.stderr.write(text(sorted(judgement.diagnostics), lambda _: data))
        raise NotReleasable(f"the manifest for {name} is not valid", "Mend it.")
    return record_kind.describe(judgement.record).version if record_kind.describe else ""


def last_publisher(package: Path) -> str:
    """Who published the release before.

    Raises:
        NotReleasable: there is none.
    """
    releases = sorted(
        package.glob("releases/*/release.json"), key=lambda path: precedence(path.parent.name)
    )
    for path in reversed(releases):
        reading = read_json(path.as_posix(), read_file(path))
        if reading.usable and isinstance(reading.usable.value, dict):
            publisher = reading.usable.value.get("publisher")
            if isinstance(publisher, str):
                return publisher
    raise NotReleasable(
        "there is no earlier release to take the publisher from", "Give it with --publisher."
    )
