"""Sources → Catalog: every document typed.  What rules say of it comes later."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from chandlery.catalog import (
    AdvisoryEntry,
    Catalog,
    IntegrationEntry,
    NativeRecord,
    PackageEntry,
    PublisherEntry,
    SiteFile,
)
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document
from chandlery.model.marketplace import Kind
from chandlery.records.marketplace import MarketplaceRecord, Owner
from chandlery.records.notices import AdvisoryRecord, Renames, Waivers
from chandlery.records.publisher import PublisherRecord
from chandlery.stages.load import Sources
from chandlery.stages.packages import Packages
from chandlery.stages.records import Records

# Stands in for settings that cannot be read, so that everything else is looked at all the same.
_NO_SETTINGS = MarketplaceRecord.model_construct(
    name="", title="", description="", base_url="", owner=Owner.model_construct(name=""), contact=""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A catalog whose documents were typed.

    Attributes:
        natives: its native records, those too that belong to nothing in `catalog`.
        without_ours: takes what rules say, and gives it back sorted, without what they say of
            values that stand in for those that could not be typed.
        diagnostics: what could not be typed.
    """

    catalog: Catalog
    natives: tuple[NativeRecord, ...]
    without_ours: Callable[[Iterable[Diagnostic]], tuple[Diagnostic, ...]]
    diagnostics: tuple[Diagnostic, ...]

    def within(self, holds: Callable[[str], bool]) -> "Typed":
        """What lies in some of the files; of what could not be typed nothing is left out."""
        catalog = self.catalog
        return replace(
            self,
            natives=tuple(item for item in self.natives if holds(item.document.path)),
            catalog=replace(
                catalog,
                packages=tuple(item for item in catalog.packages if holds(item.folder)),
                integrations=tuple(item for item in catalog.integrations if holds(item.folder)),
                publishers={
                    name: item
                    for name, item in catalog.publishers.items()
                    if holds(item.document.path)
                },
                advisories=tuple(item for item in catalog.advisories if holds(item.document.path)),
            ),
        )


def validate(sources: Sources) -> Typed:
    """Type every document.

    What cannot be typed is left out of the catalog, with a diagnostic; see `Catalog.unread`.
    """
    records = Records(sources.broken)
    catalog = _Validation(sources, records).run()
    return Typed(
        catalog=catalog,
        natives=tuple(records.natives),
        without_ours=records.without_ours,
        diagnostics=tuple(records.found),
    )


class _Validation:
    """One run over a catalog's sources."""

    def __init__(self, sources: Sources, records: Records) -> None:
        self._sources = sources
        self._records = records

    def run(self) -> Catalog:
        sources = self._sources
        settings = self._records.required(sources.settings, "marketplace.yml", MarketplaceRecord)
        renames = self._records.optional(sources.renames, Renames)
        waivers = self._records.optional(sources.waivers, Waivers)
        publishers = self._publishers()
        advisories = self._advisories()
        made = Packages(sources, self._records)
        packages: list[PackageEntry] = []
        integrations: list[IntegrationEntry] = []
        for _, package in sorted(sources.packages.items()):
            if package.kind is Kind.INTEGRATION:
                integrations += made.integration(package)
            else:
                packages += made.package(package)
        return Catalog(
            document=sources.settings or Document("marketplace.yml", b""),
            settings=settings or _NO_SETTINGS,
            packages=tuple(sorted(packages, key=lambda package: package.name)),
            integrations=tuple(integrations),
            publishers=publishers,
            advisories=advisories,
            renames_document=sources.renames,
            renames=renames.root if renames else {},
            waivers_document=sources.waivers and self._records.document(sources.waivers),
            waivers=tuple(waivers.root) if waivers else (),
            unread=self._records.unread,
            paths=sources.paths,
            site={
                entry.path: SiteFile(size=entry.size, read=partial(sources.read, entry.path))
                for entry in sources.others
                if entry.path.startswith("site-src/")
            },
        )

    # -- publishers and advisories -------------------------------------------------------------

    def _publishers(self) -> dict[str, PublisherEntry]:
        entries = {}
        publishers = self._sources.publishers
        for given, document in sorted(publishers.items()):
            name = self._records.name(document.path, given, publishers)
            if record := self._records.typed(document, PublisherRecord):
                entries[name] = PublisherEntry(name=name, document=document, record=record)
        return entries

    def _advisories(self) -> tuple[AdvisoryEntry, ...]:
        entries = []
        advisories = self._sources.advisories
        for given, document in sorted(advisories.items()):
            name = self._records.name(document.path, given, advisories)
            if record := self._records.typed(document, AdvisoryRecord):
                entries.append(AdvisoryEntry(id=name, document=document, record=record))
        return tuple(entries)
