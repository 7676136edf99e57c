"""``chandlery build``: from a catalog to one folder of static files."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from chandlery.assembly import Edition, assemble, marketplace, searched
from chandlery.catalog import Catalog
from chandlery.checks import Finding
from chandlery.cli.consult import consult
from chandlery.cli.exits import CLEAN
from chandlery.cli.options import (
    add_catalog,
    add_engine,
    add_fetching,
    base_url,
    fetch_with,
    now,
    refuse_nested,
    require_folder,
    rfc_3339,
    workers,
)
from chandlery.cli.shown import exit_code, show
from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.diagnostics import Diagnostic, has_errors, in_order
from chandlery.documents import Document
from chandlery.model.content import PublishedFile
from chandlery.pipeline import Inspection, inspect
from chandlery.ports.errors import GitError
from chandlery.ports.fetch import Fetcher
from chandlery.ports.folder import FolderSink, FolderTree
from chandlery.ports.git import Commit, changed_uncommitted, ignored_files, open_catalog
from chandlery.ports.processes import over_processes
from chandlery.ports.progress import Progress, Terminal
from chandlery.ports.search import build_search
from chandlery.ports.spool import Spool
from chandlery.ports.website import build_website
from chandlery.reports.sizes import as_json, as_text, size_report
from chandlery.rules import layout
from chandlery.rules.sizes import measured, oversized
from chandlery.stages.index import ENTRY, FILES
from chandlery.stages.overlay import overlay
from chandlery.stages.previous import Digests, altered, digests
from chandlery.stages.scope import EVERYTHING, Narrowing
from chandlery.trees import Tree

A = TypeVar("A")
B = TypeVar("B")


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
    with opened(args) as (tree, commit):
        inspection = look(args, tree, moment_of(commit) if commit else now(), progress)
        found = [*inspection.diagnostics]
        if args.previous and inspection.catalog:
            found += against(args, inspection.catalog)
        elif not args.previous:
            print("chandlery: immutability not checked: no --previous given", file=sys.stderr)
        if found:
            show(sorted(found), tree, args.catalog)
        if has_errors(found):
            print(f"chandlery: nothing was written to {args.out}", file=sys.stderr)
            return exit_code(found)
        edition = edition_of(args, inspection, commit)
        files = compose(tree, inspection, edition, progress, engine=args.engine, jobs=args.jobs)
        report_sizes(args, files)
        if code := too_large(args, tree, inspection, files):
            return code
        progress.step("writing")
        report = FolderSink(args.out).publish(files, last=(FILES, ENTRY))
        print(
            f"chandlery: {args.out}: {report.written} written, {report.unchanged} unchanged, "
            f"{report.removed} removed",
            file=sys.stderr,
        )
    return CLEAN


def too_large(
    args: argparse.Namespace, tree: Tree, inspection: Inspection, files: Sequence[PublishedFile]
) -> int:
    """Refuse to write more than the catalog allows; 0 for no more."""
    if inspection.catalog is None:
        return CLEAN
    sizes = measured((file.path, file.size) for file in files)
    found = [*oversized(sizes, inspection.catalog)]
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


def against(args: argparse.Namespace, catalog: Catalog) -> Iterator[Diagnostic]:
    """What the catalog would change of what was published before.

    Raises:
        StorageError: the last publication cannot be read; immutability cannot be vouched for.
    """
    return altered(catalog, published_at(args))


def published_at(args: argparse.Namespace) -> Digests:
    """What the last publication holds.

    Raises:
        StorageError: it cannot be read.
        NotAsPublished: a file of it is not the one that its index vouches for.
    """
    return consult(args.previous, digests, offline=args.offline)


def moment_of(commit: Commit) -> str:
    """The committer time, RFC 3339 in UTC: the moment at which a build judges expiry.

    Raises:
        GitError: whoever made the commit gave it a time beyond the calendar.
    """
    try:
        return rfc_3339(datetime.fromtimestamp(commit.time, UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise GitError(
            f"the commit {commit.id} was made {commit.time} seconds after 1970",
            "Commit again, with the right time.",
            revision=commit.id,
        ) from error


def edition_of(args: argparse.Namespace, inspection: Inspection, commit: Commit | None) -> Edition:
    """What is built, of which commit, for which address.

    Raises:
        RuntimeError: there is no catalog; the caller did not look at the diagnostics.
    """
    catalog = inspection.catalog
    if catalog is None:
        raise RuntimeError("a catalog without settings has errors")
    return Edition(
        base_url=args.base_url or catalog.settings.base_url,
        at=inspection.at,
        serial=commit.time if commit else 0,
        commit=commit.id if commit else None,
    )


def look(
    args: argparse.Namespace,
    tree: Tree,
    at: str | None,
    progress: Progress,
    narrowing: Narrowing = EVERYTHING,
) -> Inspection:
    """Inspect a tree with the fetcher and the workers that the options ask for."""
    progress.step("checking")
    fetcher = Fetcher(args.cache, offline=args.offline, progress=progress)
    with workers(args) as run_all:

        def shown(function: Callable[[A], B], items: Iterable[A]) -> Iterable[B]:
            todo = list(items)
            return progress.track(run_all(function, todo), len(todo), "packing")

        fetch = fetch_with(fetcher)
        inspection = inspect(tree, fetch=fetch, at=at, run_all=shown, narrowing=narrowing)
    if not isinstance(tree, FolderTree):
        return inspection
    ignored = [
        layout.IGNORED.report(
            Document(path, b""),
            Finding((), "Git ignores this file", "Delete it, or stop ignoring it."),
        )
        for path in ignored_files(args.catalog)
    ]
    return replace(inspection, diagnostics=in_order([*inspection.diagnostics, *ignored]))


def compose(  # noqa: PLR0913 - everything that a site is made of
    tree: Tree,
    inspection: Inspection,
    edition: Edition,
    progress: Progress,
    *,
    engine: str = "",
    jobs: int = 1,
) -> Sequence[PublishedFile]:
    """Every file of the marketplace.

    Args:
        engine: what renders the written pages; "" for the first that is installed.
        jobs: how many processes render the others.
    """
    market = marketplace(inspection, edition)
    progress.step("rendering")
    site = overlay(
        tree,
        pages=default_pages(),
        templates=default_templates(),
        configuration=default_configuration(),
    )
    with ThreadPoolExecutor(1) as beside:  # two programs at work, and no hurry to read either
        search = beside.submit(build_search, searched(market))
        website = build_website(
            site.pages,
            site.configuration,
            market.settings,
            market.base_url,
            engine=engine,
        )
        found = search.result()
    return assemble(
        market,
        inspection,
        edition,
        website=website,
        templates=site.templates,
        search=found,
        spread=partial(over_processes, processes=jobs),
        keep=Spool().keep,
    )
