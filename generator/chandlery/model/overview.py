"""A marketplace as pages about many see it: its frame, and a summary of each thing in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chandlery.model.marketplace import Frame, Kind
from chandlery.model.parts import Ask
from chandlery.model.summary import Summary
from chandlery.model.suppliers import Suppliers


def _nothing_kept(name: str, key: str) -> bytes:
    raise LookupError(f"nothing is kept of {name}: {key}")


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What there is, in short.

    Attributes:
        items: every package and integration by name, sorted by name.
        ask: gives what the reviewers recorded of a release: the package's name, and the version.
    """

    frame: Frame
    items: Mapping[str, Summary]
    ask: Ask = _nothing_kept

    @cached_property
    def packages(self) -> Mapping[str, Summary]:
        """The plugins and adapters."""
        return {
            name: item for name, item in self.items.items() if item.kind is not Kind.INTEGRATION
        }

    @cached_property
    def suppliers(self) -> Suppliers:
        """Which package a dependency means."""
        return Suppliers({item.name: item.supplies for item in self.packages.values()})

    @cached_property
    def addressed(self) -> frozenset[str]:
        """What a README may lead to: everything of the catalog that has a page of its own."""
        return frozenset(
            (
                *[item.path for item in self.items.values()],
                *(f"publishers/{name}" for name in self.frame.publishers),
                *(f"advisories/{advisory.id}" for advisory in self.frame.advisories),
            )
        )

    @cached_property
    def integrations(self) -> Mapping[str, Summary]:
        """The reference integrations."""
        return {name: item for name, item in self.items.items() if item.kind is Kind.INTEGRATION}
