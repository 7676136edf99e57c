"""What lies around a package: what its pages tell of the others, and of what is said of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from chandlery.model.overview import Overview
from chandlery.model.summary import Summary
from chandlery.model.suppliers import Suppliers
from chandlery.stages.site import views
from chandlery.stages.site.fingerprint import Fingerprints
from chandlery.stages.site.readmes import addressed


class Neighbours:
    """The others, as each package needs to know of them; made once for all."""

    def __init__(self, overview: Overview) -> None:
        """Look through the marketplace once."""
        self.frame = overview.frame
        self.packages = overview.packages
        self._everything = overview.items
        self.addressed = addressed(overview)
        self.advised = views.advised(overview.frame.advisories)
        self.suppliers = Suppliers({it.name: it.supplies for it in self.packages.values()})
        self._shown_in: dict[str, list[Summary]] = defaultdict(list)
        for integration in overview.integrations.values():
            self._shown_in[integration.uses].append(integration)

    def shown_in(self, package: str) -> list[Summary]:
        """The reference integrations that show a package."""
        return self._shown_in.get(package, [])

    def around(self, item: Summary, asked: Iterable[str], prints: Fingerprints) -> str:
        """A digest of all that the files of a package or an integration tell of others.

        Its own records, and the marketplace's settings, are not in it.  Where the digest stays the
        same and these do, its pages, its shard and its detail file have the same bytes.

        Args:
            asked: the addresses that its README leads to, whether there is a page or not; see
                `Page.asked`.
        """
        told = (
            [address for address in asked if address in self.addressed],
            [(name, self.frame.publishers.get(name)) for name in item.publishers],
            self.advised.get(item.name, ()),
            [self._named(found.name) for found in self.shown_in(item.name)],
            self._named(item.uses),
            [*self._related(item)],
        )
        return prints.of(told)

    def _related(self, item: Summary) -> Iterator[object]:
        """What it needs and what needs it; of each dialect that there is something to tell of."""
        suppliers = self.suppliers
        for supply in item.supplies:
            dialect = supply.dialect
            dependents = suppliers.dependents(dialect, item.name)
            if supply.ever or dependents:
                found = [suppliers.supplier(dialect, native) for native in supply.ever]
                reached = suppliers.reached(dialect, supply.ever)
                named = sorted({*dependents, *reached})
                yield dialect, found, reached, dependents, [*map(self._named, named)]

    def _named(self, name: str) -> object:
        """What links to a package or an integration show."""
        known = self._everything.get(name)
        return (known.path, known.title, known.summary) if known else None
