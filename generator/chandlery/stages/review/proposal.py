"""What is to be reviewed: a catalog as it is, as it would be, and who would make it so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from chandlery.catalog import Catalog
from chandlery.diagnostics import Diagnostic
from chandlery.formats import review_v1 as v1
from chandlery.model.marketplace import Marketplace
from chandlery.stages.artifact_files import Fetch, Verified
from chandlery.stages.ownership import Person
from chandlery.stages.resolve import resolve
from chandlery.stages.scope import unit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """Who makes a change.

    Attributes:
        given: who says so outside of the commits, as a host does of who opened a pull request.
        by_path: who the commits name, for each file of the catalog.
        complete: whether all commits of the change are there.
    """

    given: Person | None = None
    by_path: Mapping[str, frozenset[Person]] = field(default_factory=dict)
    complete: bool = True

    def of(self, paths: frozenset[str]) -> tuple[Person, ...] | None:
        """Who changes some files; `None` where that is not known of all of them."""
        if self.given:
            return (self.given,)
        if not self.complete or not paths <= self.by_path.keys():
            return None
        return tuple(sorted({person for path in paths for person in self.by_path[path]}))


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A change to a catalog.

    Attributes:
        was: the catalog of the base.
        now: the catalog that would land.
        paths: of the files that were added, altered or removed.
        before: of these, those that the base has.
        after: of these, those that would land.
        found: everything that is wrong with what the change may have an effect on.
        artifacts: what was verified, by package and version.
        at: when dates are judged.
        fetch: where artifacts come from that the catalog does not hold.
        not_checked: what could not be looked at, in sentences; never to be read as passed.
    """

    landing: v1.Landing
    was: Catalog
    now: Catalog
    paths: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    found: tuple[Diagnostic, ...]
    artifacts: Mapping[tuple[str, str], Verified]
    at: str
    authors: Authors
    fetch: Fetch
    not_checked: tuple[str, ...] = ()

    @cached_property
    def units(self) -> dict[str, frozenset[str]]:
        """The files that differ, by the part of the catalog that they belong to."""
        found: dict[str, set[str]] = {}
        for path in self.paths:
            found.setdefault(unit_of(path), set()).add(path)
        return {unit: frozenset(paths) for unit, paths in sorted(found.items())}

    @cached_property
    def units_was(self) -> frozenset[str]:
        """The parts that the base has."""
        return frozenset(map(unit_of, self.was.paths))

    @cached_property
    def units_now(self) -> frozenset[str]:
        """The parts that would be there."""
        return frozenset(map(unit_of, self.now.paths))

    @cached_property
    def market_was(self) -> Marketplace:
        """What the base publishes of what is concerned, without its artifacts."""
        return self._market(self.was, {})

    @cached_property
    def market(self) -> Marketplace:
        """What would be published of it."""
        return self._market(self.now, self.artifacts)

    def _market(
        self, catalog: Catalog, artifacts: Mapping[tuple[str, str], Verified]
    ) -> Marketplace:
        part = replace(
            catalog,
            packages=tuple(item for item in catalog.packages if item.name in self._names),
            integrations=(),
            advisories=tuple(
                item for item in catalog.advisories if item.record.package in self._names
            ),
        )
        made = {key: item.artifacts for key, item in artifacts.items()}
        return resolve(part, made, base_url=catalog.settings.base_url, at=self.at)

    @cached_property
    def _names(self) -> frozenset[str]:
        """The packages that are touched, what they were called, and those of touched advisories."""
        names = {unit.partition("/")[2] for unit in self.units}
        names |= {old for old, rename in self.now.renames.items() if rename.to in names}
        for catalog in (self.was, self.now):
            names |= {
                item.record.package
                for item in catalog.advisories
                if f"advisories/{item.id}" in self.units
            }
        return frozenset(names)
