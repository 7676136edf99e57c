"""What lies around a package: what its pages tell of the others, and of what is said of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from chandlery.model.overview import Overview
from chandlery.model.summary import Summary
from chandlery.stages.site.fingerprint import Fingerprints


class Surroundings:
    """The others, as each package needs to know of them; made once for all."""

    def __init__(self, overview: Overview) -> None:
        """Look through the marketplace once."""
        self.frame = overview.frame
        self.packages = overview.packages
        self._everything = overview.items
        self.addressed = overview.addressed
        self.suppliers = overview.suppliers
        self._publishers: dict[tuple[str, ...], str] = {}
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
        told = [
            ("links", [address for address in asked if address in self.addressed]),
            ("advisories", self.frame.advised.get(item.name, ())),
            ("shown in", [self._named(found.name) for found in self.shown_in(item.name)]),
            ("uses", self._named(item.uses)),
            *self._related(item),
        ]
        told = [(what, found) for what, found in told if found]
        known = self._known(item.publishers, prints)
        return prints.of((known, told)).digest if told else known

    def _related(self, item: Summary) -> Iterator[tuple[str, object]]:
        """What it needs and what needs it; of each dialect that there is something to tell of."""
        suppliers = self.suppliers
        for supply in item.supplies:
            dialect = supply.dialect
            dependents = suppliers.dependents(dialect, item.name)
            if supply.ever or dependents:
                found = [suppliers.supplier(dialect, native) for native in supply.ever]
                reached = suppliers.reached(dialect, supply.ever)
                named = [self._named(name) for name in sorted({*dependents, *reached})]
                yield dialect, (found, reached, dependents, named)

    def _known(self, publishers: tuple[str, ...], prints: Fingerprints) -> str:
        """What is known of publishers; most packages have those of another."""
        if publishers not in self._publishers:
            told = [(name, self.frame.publishers.get(name)) for name in publishers]
            self._publishers[publishers] = prints.of(told).digest
        return self._publishers[publishers]

    def _named(self, name: str) -> object:
        """What links to a package or an integration show."""
        known = self._everything.get(name)
        return (known.path, known.title, known.summary) if known else None
