"""From the files of a catalog to what is known and what is wrong: the order of those stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, TypeVar

from chandlery.catalog import Catalog, PublisherEntry, ReleaseEntry
from chandlery.diagnostics import Diagnostic, Outcome, in_order
from chandlery.documents import Document
from chandlery.errors import ChandleryError, ChandleryWorldError
from chandlery.model.content import Keep
from chandlery.stages.alone import each_alone, look_at
from chandlery.stages.artifact_files import Fetch, Verified, publishable
from chandlery.stages.contents import examine, fixtures
from chandlery.stages.exposure import discreetly, exposed
from chandlery.stages.filenames import clashes
from chandlery.stages.load import Sources, load
from chandlery.stages.pack import verify
from chandlery.stages.scope import (
    EVERYTHING,
    WHOLE,
    Narrowing,
    Scope,
    affected_by,
    overlap,
    touched_by,
    with_neighbours,
)
from chandlery.stages.transition import transition
from chandlery.stages.validate import Typed, validate
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


def inspect(  # noqa: PLR0913 - what is looked at, by whom, and when
    tree: Tree,
    *,
    fetch: Fetch,
    at: str | None = None,
    run_all: RunAll = map,
    apart: RunAll | None = None,
    narrowing: Narrowing = EVERYTHING,
    keep: Keep | None = None,
) -> Inspection:
    """Load, validate and verify: everything that is wrong, in one run.

    Args:
        tree: the catalog.
        fetch: where artifacts come from that the catalog does not hold.
        at: the moment at which dates are judged, RFC 3339 in UTC; `None` for the newest on record.
        run_all: how to spread the verification of releases.
        apart: how to spread the look at packages, each by itself, over who shares what is in
            memory here; who looks verifies too what need not be fetched.  `None` leaves all
            verification to `run_all`.
        narrowing: what to look at, where that is not everything.
        keep: takes the bytes of what was packed, where those who verify share it: with `apart`.
            Where nobody does, an artifact is packed again when somebody reads it.
    """
    loaded = load(tree)
    plan = _planned(tree, loaded.value, at, narrowing)
    catalog, scope = plan.catalog, plan.scope
    work = partial(_verify, fetch=fetch, keep=keep if apart else None)
    looked = _looked_at(loaded.value, plan, work, run_all, apart)
    found = [*loaded.diagnostics, *looked.judged, *plan.beside]
    found = [item for item in found if scope.holds(item.file)]
    for job in looked.jobs:
        found += looked.outcomes[job.release.folder].diagnostics
    verified = [
        (job.release, publishable(job.release, looked.outcomes[job.release.folder].value, fetch))
        for job in looked.jobs
    ]
    for integration in catalog.integrations:
        if scope.holds(integration.folder):
            found += examine(fixtures(integration))
    found += clashes((release, item.artifacts) for release, item in verified)
    at, paths = at or newest_date(catalog), loaded.value.paths
    found += exposed(loaded.value, catalog, paths, scope.holds, in_records=looked.exposed)
    waived = waive(found, catalog, at, paths=paths, looked_at=scope.holds)
    told = (*waived.value, *waived.diagnostics)
    return Inspection(
        catalog=None if "marketplace" in catalog.unread else catalog,
        artifacts={(release.package, release.version): item for release, item in verified},
        diagnostics=in_order(discreetly(told, found, tree)),
        at=at,
        scope=scope,
        was=plan.was if narrowing.change else None,
        documents=loaded.value.documents,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What there is to look at.

    Attributes:
        catalog: the whole.
        was: what that was before the change that was asked about.
        scope: which part of it is looked at.
        typed: what was typed of that part.
        rest: what is wrong with that part that no look at one package shows; made when asked for.
        beside: what is wrong between parts, where it had to be known before.
    """

    catalog: Catalog
    was: Catalog
    scope: Scope
    typed: Typed
    rest: Callable[[Catalog], Iterable[Diagnostic]]
    beside: tuple[Diagnostic, ...] = ()


def _planned(tree: Tree, sources: Sources, at: str | None, narrowing: Narrowing) -> _Plan:
    change, below = narrowing.change, narrowing.below
    touched = touched_by(change) if change else WHOLE
    narrow = touched is not WHOLE or below is not WHOLE
    between = partial(_between, at, change.paths if change else frozenset())
    typed = validate(sources)
    catalog, was, scope = typed.catalog, typed.catalog, WHOLE
    beside = typed.without_ours(between(catalog)) if narrow else ()
    if change:
        came = transition(change, tree, sources, catalog)
        was = came.was
        beside += tuple(changed(came)) if change.judged else ()
        if touched.units is not None:
            differing = set(beside).symmetric_difference(between(was))
            scope = affected_by(touched.units, catalog, was, differing)
    rest: Callable[[Catalog], Iterable[Diagnostic]] = partial(_everything, between)
    if narrow:
        scope = with_neighbours(overlap(scope, below), catalog, was)
        typed, rest = typed.within(scope.holds), separate
    return _Plan(catalog=catalog, was=was, scope=scope, typed=typed, rest=rest, beside=beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What came of the look at every package.

    Attributes:
        judged: what is wrong with the records.
        exposed: what of them looks like a secret.
        jobs: the releases that were verified, in their order.
        outcomes: what became of each, by its folder.
    """

    judged: tuple[Diagnostic, ...]
    exposed: tuple[Diagnostic, ...]
    jobs: tuple["Job", ...]
    outcomes: Mapping[str, Outcome[Verified]]


def _looked_at(
    sources: Sources,
    plan: _Plan,
    work: Callable[["Job"], Outcome[Verified]],
    run_all: RunAll,
    apart: RunAll | None,
) -> _Looked:
    """Look at packages apart from each other, meanwhile at the rest, and verify the releases."""
    jobs = _jobs(plan)
    every = [job for some in jobs.values() for job in some]
    elsewhere = every if apart is None else [job for job in every if job.fetches]
    here = (
        {}
        if apart is None
        else {folder: [job for job in some if not job.fetches] for folder, some in jobs.items()}
    )
    units = each_alone(sources, plan.typed, plan.scope, here)
    looks = (apart or map)(partial(look_at, work=work), units)
    rest = [*plan.rest(plan.typed.catalog)]  # while others look
    done = [*zip(elsewhere, run_all(work, elsewhere), strict=True)]
    seen = [*looks]
    for unit, one in zip(units, seen, strict=True):
        done += zip(unit.jobs, one.done, strict=True)
    ruled = (item for one in seen for item in one.ruled)
    return _Looked(
        judged=plan.typed.without_ours([*plan.typed.diagnostics, *ruled, *rest]),
        exposed=tuple(item for one in seen for item in one.exposed),
        jobs=tuple(every),
        outcomes={job.release.folder: outcome for job, outcome in done},
    )


def _jobs(plan: _Plan) -> dict[str, list["Job"]]:
    """The releases to verify, by the folder of their package."""
    publishers = plan.catalog.publishers
    return {
        package.folder: [
            Job(release, publishers.get(release.record.publisher)) for release in package.releases
        ]
        for package in plan.catalog.packages
        if plan.scope.holds(package.folder)
    }


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

    @property
    def fetches(self) -> bool:
        """Whether the catalog does not hold all that is verified."""
        return any(record.url is not None for record in self.release.record.artifacts)

    def __str__(self) -> str:
        return f"{self.release.package} {self.release.version}"

    def __reduce__(self) -> tuple[Any, ...]:
        source = {entry.path: self.release.read(entry.path) for entry in self.release.source}
        return Job, (replace(self.release, read=source.__getitem__), self.publisher)


def _verify(job: Job, fetch: Fetch, keep: Keep | None) -> Outcome[Verified]:
    """Verify a release; whatever goes wrong with the world, or with us, names it."""
    try:
        return verify(job.release, fetch, job.publisher, keep)
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
