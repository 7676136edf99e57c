"""What a package needs and what needs it, for its page: by ecosystem, in both directions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from chandlery.model.description import Dependency
from chandlery.model.marketplace import Package, Release
from chandlery.model.summary import Summary
from chandlery.model.suppliers import Suppliers
from chandlery.stages.site.dependency_picture import graph
from chandlery.stages.site.page import SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """The dependencies of one ecosystem.

    Attributes:
        needs: what the shown release names, with the package that the marketplace has for it.
        order: what has to be installed before it, in that order.
        dependents: packages whose newest release names it; at most `SHOWN`.
        more: how many of these are left out.
    """

    dialect: str
    needs: tuple[tuple[Dependency, Summary | None], ...]
    order: tuple[Summary, ...]
    dependents: tuple[Summary, ...]
    more: int
    picture: Markup


def relations(
    package: Package, release: Release, suppliers: Suppliers, packages: Mapping[str, Summary]
) -> Iterator[Relation]:
    """What there is to tell of each ecosystem; nothing of one without dependencies.

    Args:
        packages: all of the marketplace, by name.
    """
    for manifest in release.manifests:
        dialect, needs = manifest.dialect, manifest.description.dependencies
        names = suppliers.dependents(dialect, package.name)
        if not needs and not names:
            continue
        order = suppliers.order(dialect, package.name, needs)
        found = [suppliers.supplier(dialect, need.native) for need in needs]
        direct = {name: suppliers.required(dialect, name) for name in order}
        required = zip(needs, found, strict=True)
        direct[package.name] = tuple(name for need, name in required if name and not need.optional)
        yield Relation(
            dialect=dialect,
            needs=tuple(
                (need, packages.get(name or "")) for need, name in zip(needs, found, strict=True)
            ),
            order=tuple(packages[name] for name in order),
            dependents=tuple(packages[name] for name in names[:SHOWN]),
            more=max(0, len(names) - SHOWN),
            picture=graph(f"graph-{dialect}", package.name, order, direct, names),
        )
