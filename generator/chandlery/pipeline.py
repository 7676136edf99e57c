"""From the files of a catalog to what is known and what is wrong: the order of those stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, TypeVar

from chandlery.catalog import Catalog, PublisherEntry, ReleaseEntry
from chandlery.diagnostics import Diagnostic, Outcome, in_order
from chandlery.documents import Document
from chandlery.errors import ChandleryError, ChandleryWorldError
from chandlery.model.marketplace import Artifact
from chandlery.stages.contents import examine, fixtures
from chandlery.stages.exposure import discreetly, exposed
from chandlery.stages.filenames import clashes
from chandlery.stages.load import Sources, load
from chandlery.stages.pack import Fetch, Verified, publishable, verify
from chandlery.stages.scope import (
    EVERYTHING,
    WHOLE,
    Narrowing,
    Scope,
    affected_by,
    overlap,
    part_of,
    touched_by,
    with_neighbours,
)
from chandlery.stages.transition import transition
from chandlery.stages.validate import validate
from chandlery.stages.waive import waive
from chandlery.stages.whole import changed, related, separate
from chandlery.trees import Tree

A = TypeVar("A")
B = TypeVar("B")


class RunAll(Protocol):
    """How work is spread: the built-in `map`, or an executor's."""

    def __call__(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterable[B]:
        """The results in the order of the items."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A catalog that was looked at as far as it goes.

    Attributes:
        catalog: `None` where ``marketplace.yml`` is missing or bad.
        artifacts: what was verified, by package and version.
        diagnostics: everything that was found, sorted; what a waiver covers is left out.
        at: the moment at which dates were judged.
        scope: which part of the catalog was looked at.
        was: the catalog before the change that was asked about; what could not be typed then is
            not in it.
        documents: everything that was read, whatever became of it.
    """

    catalog: Catalog | None
    artifacts: Mapping[tuple[str, str], Verified] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    at: str = ""
    scope: Scope = WHOLE
    was: Catalog | None = None
    documents: Sequence[Document] = ()


def inspect(
    tree: Tree,
    *,
    fetch: Fetch,
    at: str | None = None,
    run_all: RunAll = map,
    narrowing: Narrowing = EVERYTHING,
) -> Inspection:
    """Load, validate and verify: everything that is wrong, in one run.

    Args:
        tree: the catalog.
        fetch: where artifacts come from that the catalog does not hold.
        at: the moment at which dates are judged, RFC 3339 in UTC; `None` for the newest on record.
        run_all: how to spread the packing.
        narrowing: what to look at, where that is not everything.
    """
    loaded = load(tree)
    catalog, was, judged, scope = _judge(tree, loaded.value, at, narrowing)
    found = [item for item in (*loaded.diagnostics, *judged) if scope.holds(item.file)]
    packages = [package for package in catalog.packages if scope.holds(package.folder)]
    releases = [release for package in packages for release in package.releases]
    jobs = [Job(release, catalog.publishers.get(release.record.publisher)) for release in releases]
    checked = [*run_all(partial(_verify, fetch=fetch), jobs)]
    for outcome in checked:
        found += outcome.diagnostics
    verified = [
        (release, publishable(release, outcome.value, fetch))
        for release, outcome in zip(releases, checked, strict=True)
    ]
    for integration in catalog.integrations:
        if scope.holds(integration.folder):
            found += examine(fixtures(integration))
    found += clashes((release, item.artifacts) for release, item in verified)
    at = at or newest_date(catalog)
    paths = {entry.path for entry in tree.entries()}
    found += exposed(loaded.value, catalog, paths, scope.holds)
    waived = waive(found, catalog, at, paths=paths, looked_at=scope.holds)
    told = (*waived.value, *waived.diagnostics)
    return Inspection(
        catalog=None if "marketplace" in catalog.unread else catalog,
        artifacts={(release.package, release.version): item for release, item in verified},
        diagnostics=in_order(discreetly(told, found, tree)),
        at=at,
        scope=scope,
        was=was if narrowing.change else None,
        documents=loaded.value.documents,
    )


def _judge(
    tree: Tree, sources: Sources, at: str | None, narrowing: Narrowing
) -> tuple[Catalog, Catalog, Iterable[Diagnostic], Scope]:
    """The whole catalog, what it was, what is wrong with its records, and how far that goes."""
    change, below = narrowing.change, narrowing.below
    touched = touched_by(change) if change else WHOLE
    narrow = touched is not WHOLE or below is not WHOLE
    between = partial(_between, at, change.paths if change else frozenset())
    everything = partial(_everything, between)
    typed = validate(sources, beyond=between if narrow else everything, thoroughly=not narrow)
    catalog, was, scope = typed.value, typed.value, WHOLE
    found: tuple[Diagnostic, ...] = typed.diagnostics
    if change:
        came = transition(change, tree, sources, catalog)
        was = came.was
        found += tuple(changed(came)) if change.judged else ()
        if touched.units is not None:
            differing = set(found).symmetric_difference(between(was))
            scope = affected_by(touched.units, catalog, was, differing)
    if not narrow:
        return catalog, was, found, WHOLE
    scope = with_neighbours(overlap(scope, below), catalog, was)
    judged = validate(part_of(sources, scope), beyond=separate)
    return catalog, was, (*judged.diagnostics, *found), scope


def _between(at: str | None, touched: frozenset[str], catalog: Catalog) -> Iterator[Diagnostic]:
    return related(replace(catalog, touched=touched), at or newest_date(catalog))


def _everything(
    between: Callable[[Catalog], Iterable[Diagnostic]], catalog: Catalog
) -> Iterator[Diagnostic]:
    yield from separate(catalog)
    yield from between(catalog)


@dataclass(frozen=True, slots=True)
class Job:
    """A release to verify.  To another process it goes with the bytes of its source."""

    release: ReleaseEntry
    publisher: PublisherEntry | None

    def __str__(self) -> str:
        return f"{self.release.package} {self.release.version}"

    def __reduce__(self) -> tuple[Any, ...]:
        source = {entry.path: self.release.read(entry.path) for entry in self.release.source}
        return Job, (replace(self.release, read=source.__getitem__), self.publisher)


def _verify(job: Job, fetch: Fetch) -> Outcome[tuple[Artifact, ...]]:
    """Verify a release; whatever goes wrong with the world, or with us, names it."""
    try:
        return verify(job.release, fetch, job.publisher)
    except ChandleryError as error:
        error.message = f"{job}: {error.message}"
        raise
    except OSError as error:
        raise ChandleryWorldError(f"{job}: {error}") from error
    except Exception as error:
        error.add_note(f"while verifying {job}")
        raise


def newest_date(catalog: Catalog) -> str:
    """The newest date on record: the moment at which a build without a commit judges expiry."""
    dates = [
        release.record.published for package in catalog.packages for release in package.releases
    ]
    dates += [advisory.record.published for advisory in catalog.advisories]
    dates += [rename.since for rename in catalog.renames.values()]
    verified = (item.record.verification.at for item in catalog.publishers.values())
    dates += filter(None, verified)
    return max(dates, default="1970-01-01T00:00:00Z")
