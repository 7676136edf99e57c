"""From an opened catalog to everything that is published of it."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from chandlery.assembly import (
    Assembled,
    Edition,
    Materials,
    Share,
    assemble,
    closed,
    everything,
    marketplace,
)
from chandlery.checks import Finding
from chandlery.cli.beforehand import Beforehand
from chandlery.cli.options import fetch_with, rfc_3339, workers
from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.diagnostics import in_order
from chandlery.documents import Document
from chandlery.model.content import Keep, PublishedFile
from chandlery.model.marketplace import Frame
from chandlery.pipeline import Inspection, RunAll, inspect
from chandlery.ports.errors import GitError
from chandlery.ports.fetch import Fetcher
from chandlery.ports.folder import FolderTree
from chandlery.ports.git import Commit, ignored_files
from chandlery.ports.processes import WORTH_IT, begin, over_processes
from chandlery.ports.progress import Progress
from chandlery.ports.search import build_search
from chandlery.ports.spool import Spool
from chandlery.ports.website import build_website
from chandlery.rules import layout
from chandlery.stages.overlay import overlay
from chandlery.stages.scope import EVERYTHING, Narrowing
from chandlery.trees import Tree

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Composition:
    """A whole marketplace.

    Attributes:
        files: everything that is published.
    """

    assembled: Assembled
    materials: Materials
    files: tuple[PublishedFile, ...]


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


def look(  # noqa: PLR0913 - as of `inspect`
    args: argparse.Namespace,
    tree: Tree,
    at: str | None,
    progress: Progress,
    narrowing: Narrowing = EVERYTHING,
    *,
    keep: Keep | None = None,
) -> Inspection:
    """Inspect a tree with the fetcher and the workers that the options ask for.

    Args:
        keep: as of `inspect`, for who publishes what is verified.
    """
    progress.step("checking")
    fetcher = Fetcher(args.cache, offline=args.offline, progress=progress)
    with workers(args) as who:
        inspection = inspect(
            tree,
            fetch=fetch_with(fetcher),
            at=at,
            run_all=partial(_shown, progress, who.run_all, "verifying"),
            apart=who.apart and partial(_shown, progress, who.apart, "looking at packages"),
            narrowing=narrowing,
            keep=keep,
        )
    return with_ignored(args, inspection) if isinstance(tree, FolderTree) else inspection


def with_ignored(args: argparse.Namespace, inspection: Inspection) -> Inspection:
    """What was found in a working tree, and the files there that Git ignores."""
    ignored = [
        layout.IGNORED.report(
            Document(path, b""),
            Finding((), "Git ignores this file", "Delete it, or stop ignoring it."),
        )
        for path in ignored_files(args.catalog)
    ]
    return replace(inspection, diagnostics=in_order([*inspection.diagnostics, *ignored]))


def _shown(
    progress: Progress,
    run_all: RunAll,
    what: str,
    function: Callable[[A], B],
    items: Iterable[A],
) -> Iterable[B]:
    """Show how far work is."""
    todo = list(items)
    return progress.track(run_all(function, todo), len(todo), what)


def compose(  # noqa: PLR0913, PLR0917 - what everything is made of
    args: argparse.Namespace,
    tree: Tree,
    inspection: Inspection,
    edition: Edition,
    progress: Progress,
    begun: Beforehand | None = None,
) -> Composition:
    """Every file of the marketplace, with the engine and the processes that the options ask for.

    Args:
        begun: the written pages, if somebody has begun them.
    """
    market = marketplace(inspection, edition)
    return composed(args, tree, everything(market, inspection), edition, progress, begun)


def composed(  # noqa: PLR0913, PLR0917 - as above
    args: argparse.Namespace,
    tree: Tree,
    share: Share,
    edition: Edition,
    progress: Progress,
    begun: Beforehand | None = None,
) -> Composition:
    """Every file of a marketplace of which everything is to be made.

    Args:
        tree: what holds at least the files of the site.
        begun: as of `compose`.
    """
    progress.step("rendering")
    materials = materials_of(tree, share.frame, args.engine, begun)
    assembled = assembled_of(share, materials, args.jobs)
    return Composition(assembled, materials, closed(assembled, share.frame, edition))


def materials_of(
    tree: Tree, frame: Frame, engine: str, begun: Beforehand | None = None
) -> Materials:
    """What every page is made with: the written pages, and templates."""
    site = overlay(
        tree,
        pages=default_pages(),
        templates=default_templates(),
        configuration=default_configuration(),
    )
    website = (begun and begun.website(frame)) or build_website(
        site.pages, site.configuration, frame.settings, frame.base_url, engine=engine
    )
    return Materials(website=website, templates=site.templates)


def assembled_of(
    share: Share, materials: Materials, jobs: int, worth: int = WORTH_IT, *, busy: bool = False
) -> Assembled:
    """Assemble with processes, and with what takes the bytes out of memory.

    Args:
        worth: as of `over_processes`.
        busy: the same.
    """
    return assemble(
        share,
        materials,
        search=partial(begin, build_search),
        spread=partial(over_processes, processes=jobs, worth=worth, busy=busy),
        keep=Spool().keep,
    )
