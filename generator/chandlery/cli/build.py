"""``chandlery build``: from a catalog to one folder of static files."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chandlery.catalog import Catalog
from chandlery.cli.build_again import Renewed, build_again
from chandlery.cli.composition import moment_of
from chandlery.cli.exits import CLEAN
from chandlery.cli.in_shares import in_shares
from chandlery.cli.memory import Memory, remembering
from chandlery.cli.options import (
    add_catalog,
    add_engine,
    add_fetching,
    base_url,
    now,
    refuse_nested,
    require_folder,
)
from chandlery.cli.shown import exit_code, show
from chandlery.cli.whole import AtOnce, Whole
from chandlery.diagnostics import has_errors
from chandlery.model.content import PublishedFile
from chandlery.ports.folder import FolderSink, FolderTree, SinkReport
from chandlery.ports.git import Commit, changed_uncommitted, open_catalog
from chandlery.ports.progress import Progress, Terminal
from chandlery.reports.sizes import as_json, as_text, size_report
from chandlery.rules.sizes import measured, oversized
from chandlery.stages.index import ENTRY, FILES
from chandlery.stages.previous import Digests, digests
from chandlery.trees import Tree


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.description = (
        "Builds the committed catalog into one folder of static files. A build that "
        "finds errors writes nothing."
    )
    add_catalog(command)
    command.add_argument(
        "--out", type=Path, default=Path("public"), metavar="DIR", help="where to (public)"
    )
    what = command.add_mutually_exclusive_group()
    what.add_argument("--rev", default="HEAD", help="the commit to build (HEAD)")
    what.add_argument(
        "--worktree",
        action="store_true",
        help="build the files as they are, committed or not, and judge expiry by the clock",
    )
    command.add_argument(
        "--base-url",
        type=base_url,
        metavar="URL",
        help="where it will be served, instead of marketplace.yml's",
    )
    command.add_argument(
        "--previous",
        metavar="DIR|URL",
        help="the last publication; a build that alters what it published is refused",
    )
    command.add_argument(
        "--from-scratch",
        action="store_true",
        help="look at everything and make every file, whatever the last build has left",
    )
    command.add_argument(
        "--size-report",
        choices=("text", "json"),
        help="print how much is published of each kind of file, raw and compressed",
    )
    add_engine(command)
    add_fetching(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Build, and say what became of it."""
    progress = Terminal()
    refuse_nested(args.out, args.catalog, "the catalog", "--out")
    if not args.previous:
        print("chandlery: immutability not checked: no --previous given", file=sys.stderr)
    with opened(args) as (tree, commit), remembering(args, tree) as memory:
        if memory and (renewed := build_again(args, memory, progress)):
            say(renewed)
            tell(args, renewed.report)
            return CLEAN
        return _build(args, tree, commit, memory, progress)


def _build(
    args: argparse.Namespace,
    tree: Tree,
    commit: Commit | None,
    memory: Memory | None,
    progress: Progress,
) -> int:
    """Look at everything, and build all of it."""
    published = published_at(args) if args.previous else None
    at = moment_of(commit) if commit else now()
    shares = memory and in_shares(args, memory, at, published, progress)
    whole: Whole = shares or AtOnce(args, tree, commit, at, published, progress)
    if whole.found:
        with whole.named() as named:
            show(whole.found, named, args.catalog)
    if has_errors(whole.found):
        print(f"chandlery: nothing was written to {args.out}", file=sys.stderr)
        return exit_code(whole.found)
    made = whole.compose()
    report_sizes(args, made.files)
    if code := too_large(args, tree, whole.settings, made.files):
        return code
    progress.step("writing")
    report = FolderSink(args.out, args.jobs).publish(made.files, last=(FILES, ENTRY))
    tell(args, report)
    if memory:
        memory.keep(whole, made)
    return CLEAN


def tell(args: argparse.Namespace, report: SinkReport) -> None:
    """Say what was done to the folder."""
    print(
        f"chandlery: {args.out}: {report.written} written, {report.unchanged} unchanged, "
        f"{report.removed} removed",
        file=sys.stderr,
    )


def say(renewed: Renewed) -> None:
    """Tell how much there was to look at."""
    print(
        f"chandlery: {renewed.looked_at:,} of {renewed.of:,} packages looked at, the others are "
        "as they were built last",
        file=sys.stderr,
    )
    if renewed.others:
        print(
            f"chandlery: {renewed.others:,} findings elsewhere are as they were; `chandlery check` "
            "shows them",
            file=sys.stderr,
        )


def too_large(
    args: argparse.Namespace, tree: Tree, catalog: Catalog | None, files: Sequence[PublishedFile]
) -> int:
    """Refuse to write more than the catalog allows; 0 for no more."""
    if catalog is None:
        return CLEAN
    sizes = measured((file.path, file.size) for file in files)
    found = [*oversized(sizes, catalog)]
    if found:
        show(found, tree, args.catalog)
        print(f"chandlery: nothing was written to {args.out}", file=sys.stderr)
    return exit_code(found)


def report_sizes(args: argparse.Namespace, files: Sequence[PublishedFile]) -> None:
    """Print how much is published, if that was asked for."""
    if args.size_report:
        report = size_report(files)
        print((as_json if args.size_report == "json" else as_text)(report), end="")


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[tuple[Tree, Commit | None]]:
    """The catalog's tree and the commit that it is of; none for a working tree."""
    folder = require_folder(args.catalog)
    if args.worktree:
        yield FolderTree(folder), None
        return
    tree, commit = open_catalog(folder, args.rev)
    if args.rev == "HEAD" and changed_uncommitted(folder):
        print(
            f"chandlery: {folder} has changes that are not committed; HEAD is built "
            "(--worktree builds them)",
            file=sys.stderr,
        )
    with tree:
        yield tree, commit


def published_at(args: argparse.Namespace) -> Digests:
    """What the last publication holds.

    Raises:
        StorageError: it cannot be read.
        NotAsPublished: a file of it is not the one that its index vouches for.
    """
    from chandlery.cli.consult import consult  # noqa: PLC0415 - it may have to fetch

    return consult(args.previous, digests, offline=args.offline)
