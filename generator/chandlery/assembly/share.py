"""What is made of a marketplace, and what with: everything, or what changed."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chandlery.model.content import FileFact, PublishedFile
from chandlery.model.marketplace import Frame, Kind, Marketplace, Package, Subject
from chandlery.model.parts import Batch, batches, subjects
from chandlery.pipeline import Inspection
from chandlery.stages.looks import Look, Nothing, Previous
from chandlery.stages.resolve import everything as everything_of_it
from chandlery.stages.resolve import resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one build is of, beside the catalog.

    Attributes:
        base_url: where the published root will be served; ``marketplace.yml`` says, unless told.
        at: the moment at which expiry is judged, RFC 3339 in UTC.
        serial: seconds since the epoch; the committer time of the source commit.
        commit: its full hash, or `None` for a working tree.
    """

    base_url: str
    at: str
    serial: int
    commit: str | None


def marketplace(
    inspection: Inspection, edition: Edition, asked: Callable[[str], bool] = everything_of_it
) -> Marketplace:
    """What a sound catalog publishes.

    Args:
        asked: as of `resolve`.

    Raises:
        RuntimeError: there is no catalog; the caller did not look at the diagnostics.
    """
    if inspection.catalog is None:
        raise RuntimeError("a catalog without settings cannot be published")
    artifacts = {key: verified.artifacts for key, verified in inspection.artifacts.items()}
    return resolve(
        inspection.catalog, artifacts, base_url=edition.base_url, at=edition.at, asked=asked
    )


def not_there(fact: FileFact) -> None:
    """Give nothing of what was published; the default of `Share.read`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What is made now of a marketplace, beside what is known of the rest.

    Attributes:
        frame: of the whole marketplace.
        owners: who owns the files of each package and integration that is looked at, by its name.
        batches: these packages and integrations.
        first: what `parts.FIRST` told of them, where somebody looked already.
        artifacts: of these, by owner (`stages.ledger`).
        gone: names of what is gone.
        owners_gone: their folders, and those of what has another kind now.
        near: names of those whose files tell of what changed; they are not looked at unless what
            they tell is other than before.
        counts: how much there was of everything but files; `None` where nothing is known.
        read: gives the bytes of what the last build published; `None` where they are others now.
        publishers: of which the record is other than the last time, or is gone.
        anew: whether the frame is other than the last time, so that nothing that hangs on it stays.
    """

    frame: Frame
    owners: Mapping[str, str]
    batches: Sequence[Batch]
    first: Sequence[Look] = ()
    artifacts: Mapping[str, Sequence[PublishedFile]]
    previous: Previous = field(default_factory=Nothing)
    gone: Collection[str] = ()
    owners_gone: Collection[str] = ()
    near: Collection[str] = ()
    counts: Mapping[str, int] | None = None
    read: Callable[[FileFact], bytes | None] = not_there
    publishers: frozenset[str] = frozenset()
    anew: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What every page is made with.

    Attributes:
        website: what `ports.website` made of the written pages.
        templates: Jinja2 sources by path, the catalog's own before the shipped ones.
    """

    website: Mapping[str, bytes]
    templates: Sequence[Mapping[str, str]]


def everything(market: Marketplace, inspection: Inspection) -> Share:
    """All of a marketplace."""
    every = subjects(market)
    return Share(
        frame=market.frame,
        owners={name: owner_of(subject) for name, subject in every.items()},
        batches=batches([*every.values()]),
        artifacts=artifacts(market, inspection),
    )


def artifacts(market: Marketplace, inspection: Inspection) -> dict[str, list[PublishedFile]]:
    """What is served of each package of a marketplace, by owner."""
    return {owner_of(package): [*_served(package, inspection)] for package in market.packages}


def _served(package: Package, inspection: Inspection) -> Iterator[PublishedFile]:
    for release in package.releases:
        paths = {
            path
            for artifact in release.artifacts
            if artifact.path
            for path in (artifact.path, f"{artifact.path}.metadata")
        }
        verified = inspection.artifacts.get((package.name, release.version))
        yield from (file for file in verified.files if file.path in paths) if verified else ()


def owner_of(subject: Subject) -> str:
    """Who owns the files of a package or an integration: its unit in the catalog."""
    kind = subject.kind if isinstance(subject, Package) else Kind.INTEGRATION
    return f"{kind.folder}/{subject.name}"


def pages_of(owner: str) -> str:
    """Who owns the pages of a package or an integration."""
    return f"{owner} pages"
