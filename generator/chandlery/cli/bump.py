"""``chandlery bump``: a new release from one that was made upstream."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chandlery.cli.bump_sources import Package, find
from chandlery.cli.exits import CLEAN
from chandlery.cli.options import describe, require_folder
from chandlery.cli.proposals import (
    Proposal,
    add_writing,
    next_steps,
    propose,
    read_catalog,
    refusing,
    time_of,
)
from chandlery.cli.release import last_publisher, package_folder, read_listing
from chandlery.formats.index_v1 import CapabilityChangesEntry
from chandlery.model.capability_changes import CapabilityChanges, capability_changes
from chandlery.ports.folder import FolderTree
from chandlery.reports.index_text import change_lines
from chandlery.reports.plain import printable
from chandlery.stages.draft import NotReleasable
from chandlery.stages.entry_parts import changes_entry
from chandlery.stages.proposals import Extended, Near
from chandlery.stages.resolve import resolve
from chandlery.trees import Tree

_EPILOG: Final = """\
examples:
  chandlery bump tidy --from v1.2.0
      the tag v1.2.0 of the repository that the listing's links.source names
  chandlery bump tidy --from https://github.com/acme/tidy --tag v1.2.0
  chandlery bump tidy --from ../tidy --tag v1.2.0
  chandlery bump tidy --from https://github.com/acme/tidy/releases/download/v1.2.0/tidy.tar.gz
"""


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(
        command,
        "Takes a tag of a Git repository, an artifact at an address, or a folder; reads version "
        "and manifests\nfrom inside, the notes from its changelog; writes the release with "
        "digests, size and provenance,\nand says what it asks for beyond the one before. Nothing "
        "of it is run.",
        _EPILOG,
    )
    command.add_argument("package", metavar="PLUGIN", help="its folder's name in the catalog")
    command.add_argument(
        "--from",
        dest="sources",
        action="append",
        required=True,
        metavar="URL|TAG|DIR",
        help="where it is; artifacts of one release may be given several times",
    )
    _add_parts(command)
    command.add_argument("--publisher", help="the previous release's, unless given")
    command.add_argument("--notes", metavar="TEXT", help="as the changelog says, unless given")
    add_writing(command)
    command.set_defaults(run=refusing(run))


def _add_parts(command: argparse.ArgumentParser) -> None:
    """Which part of what is there is meant, and what belongs to it."""
    command.add_argument("--tag", metavar="TAG", help="of the repository at the address or folder")
    command.add_argument(
        "--path", default="", metavar="SUB", help="the folder in the repository (its root)"
    )
    command.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="SUB",
        help="files or a folder that are not the plugin's; may be given several times",
    )
    command.add_argument(
        "--manifest",
        dest="manifests",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a manifest that lies in no artifact, called `craik.json` or `stigmem.json`",
    )


def run(args: argparse.Namespace) -> int:
    """Make the release, or say why it cannot be made."""
    kind, folder = package_folder(require_folder(args.catalog), args.package)
    package = Package(
        kind=kind,
        name=args.package,
        folder=folder,
        listing=read_listing(folder / "listing.yml"),
        publisher=args.publisher or last_publisher(folder),
        at=time_of(args),
    )
    found = find(args, package)
    place = folder / "releases" / found.version
    if place.exists():
        raise NotReleasable(
            f"{args.package} has a release {found.version} already",
            "A changed file is a new release, with a version of its own.",
        )
    below = place.relative_to(args.catalog).as_posix()
    files = {f"{below}/{path}": content for path, content in found.files.items()}
    tree = FolderTree(args.catalog)
    lines = _changes(Extended(Near(tree, {package.name}), files), package, found.version)
    proposal = Proposal(tree=tree, files=files, at=package.at, fetched=found.fetched)
    code = propose(args, proposal)
    if code == CLEAN and not args.dry_run:
        for line in lines:
            print(printable(line))
        next_steps("read what is new in it", "chandlery check", "open a pull request")
    return code


def _changes(tree: Tree, package: Package, version: str) -> list[str]:
    """What the release asks for beyond the one before it."""
    extended = read_catalog(tree)
    base_url = extended.settings.base_url or "https://catalog.invalid/"
    market = resolve(extended, {}, base_url=base_url, at=package.at)
    found = [
        (item, release)
        for item in market.packages
        for release in item.releases
        if (item.name, release.version) == (package.name, version)
    ]
    if not found:
        return []  # it cannot be read, and the check says why
    entry, release = found[0]
    lines = [f"{package.name} {version}"]
    for changes in capability_changes(entry, release):
        compared = CapabilityChangesEntry(**changes_entry(changes))
        told = [*change_lines(compared), *_given_up(changes)]
        lines += [f"  {changes.dialect}: {line}" for line in told]
        lines += [] if told else [f"  {changes.dialect}: declares what {changes.previous} does"]
    return lines


def _given_up(changes: CapabilityChanges) -> Iterator[str]:
    for native in changes.removed:
        yield f"against {changes.previous}: gives up {native}"
