"""What a release declares beyond the one before it: what people who update should be asked about.

Only what widens is spoken of in kinds of its own; what a release gives up is `removed`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chandlery.model.description import Capability, Description, Isolation, Risk
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Package, Release, is_final, newest_version
from chandlery.model.remembered import remembered

_RISKS = tuple(Risk)
# The freer a plugin's code runs, the later.
_FREEDOM = (
    Isolation.IFRAME,
    Isolation.WORKER,
    Isolation.SANDBOX,
    Isolation.IN_APP,
    Isolation.IN_PROCESS,
)

# An operation on a target; `None` stands for any, where a manifest names none.
_Right = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Widened:
    """A capability that is declared for more than before; empty where it is for anything."""

    native: str
    operations: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRaised:
    """A capability that its own manifest calls riskier than before."""

    native: str
    before: Risk
    after: Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityChanges:
    """What one manifest declares, against that of the release before.

    Attributes:
        previous: the version that it is compared with.
        grant_dropped: capabilities for which no grant is asked for any more.
        isolation: where its code ran and where it runs now, if that is less apart from the host.
    """

    dialect: str
    previous: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    widened: tuple[Widened, ...] = ()
    risk_raised: tuple[RiskRaised, ...] = ()
    grant_dropped: tuple[str, ...] = ()
    isolation: tuple[Isolation, Isolation] | None = None

    @property
    def asks_for_more(self) -> bool:
        """Whether who agreed to the release before has not agreed to this one."""
        more = (self.added, self.widened, self.risk_raised, self.grant_dropped, self.isolation)
        return any(more)


@remembered(64)
def capability_changes(package: Package, release: Release) -> tuple[CapabilityChanges, ...]:
    """What each manifest of a release declares beyond the previous one, by dialect.

    A manifest whose dialect no earlier release serves is compared with nothing, and left out.
    """
    return tuple(
        _compared(before.version, manifest.dialect, earlier.description, manifest.description)
        for manifest in release.manifests
        if (before := previous_release(package, release, manifest.dialect))
        and (earlier := before.manifest(manifest.dialect))
    )


def previous_release(package: Package, release: Release, dialect: str) -> Release | None:
    """The release that whoever updates to this one has: the newest older one of the dialect.

    Those that were rejected or blocked do not count, since nobody is offered them; nor, for a
    final version, do pre-releases where there is a final one.
    """
    older = []
    for item in package.releases:
        if item.version == release.version:
            break
        if item.manifest(dialect) and _was_offered(item):
            older.append(item)
    return newest_version(older) if is_final(release.version) else next(reversed(older), None)


def _was_offered(release: Release) -> bool:
    blocked = release.availability is Availability.BLOCKED
    return not blocked and release.review.state is not ReviewState.REJECTED


def _compared(
    version: str, dialect: str, before: Description, after: Description
) -> CapabilityChanges:
    loosened = _FREEDOM.index(after.isolation) > _FREEDOM.index(before.isolation)
    same = before.capabilities == after.capabilities
    if same and not loosened:  # as in most releases
        return CapabilityChanges(dialect=dialect, previous=version)
    old, new = (_by_name(() if same else item.capabilities) for item in (before, after))
    kept = [name for name in new if name in old]
    return CapabilityChanges(
        dialect=dialect,
        previous=version,
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        widened=tuple(item for name in kept for item in _widened(name, old[name], new[name])),
        risk_raised=tuple(
            RiskRaised(native=name, before=_risk(old[name]), after=_risk(new[name]))
            for name in kept
            if _RISKS.index(_risk(new[name])) > _RISKS.index(_risk(old[name]))
        ),
        grant_dropped=tuple(
            name for name in kept if _needs_grant(old[name]) and not _needs_grant(new[name])
        ),
        isolation=(before.isolation, after.isolation) if loosened else None,
    )


def _by_name(capabilities: Iterable[Capability]) -> Mapping[str, list[Capability]]:
    """The capabilities by what the ecosystem calls them, sorted; one may be declared twice."""
    found: dict[str, list[Capability]] = {}
    for capability in sorted(capabilities, key=lambda item: item.native):
        found.setdefault(capability.native, []).append(capability)
    return found


def _widened(name: str, old: list[Capability], new: list[Capability]) -> Iterator[Widened]:
    held = set(_rights(old))
    gained = [right for right in _rights(new) if not _covered(right, held)]
    if gained:
        yield Widened(
            native=name,
            operations=_named(operation for operation, _ in gained),
            targets=_named(target for _, target in gained),
        )


def _rights(capabilities: Iterable[Capability]) -> Iterator[_Right]:
    for capability in capabilities:
        for operation in capability.operations or (None,):
            for target in capability.targets or (None,):
                yield operation, target


def _covered(right: _Right, held: set[_Right]) -> bool:
    operation, target = right
    return not held.isdisjoint({right, (operation, None), (None, target), (None, None)})


def _named(words: Iterable[str | None]) -> tuple[str, ...]:
    found = set(words)
    return () if None in found else tuple(sorted(word for word in found if word))


def _risk(capabilities: Iterable[Capability]) -> Risk:
    return max((item.risk for item in capabilities), key=_RISKS.index)


def _needs_grant(capabilities: Iterable[Capability]) -> bool:
    return all(item.grant_required for item in capabilities)
