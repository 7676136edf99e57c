"""Sources → Catalog: every document typed, every rule asked."""

from collections.abc import Callable, Iterable
from functools import partial

from chandlery.catalog import (
    AdvisoryEntry,
    Catalog,
    IntegrationEntry,
    PackageEntry,
    PublisherEntry,
    SiteFile,
)
from chandlery.diagnostics import Diagnostic, Outcome
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


def validate(
    sources: Sources,
    *,
    beyond: Callable[[Catalog], Iterable[Diagnostic]],
    thoroughly: bool = True,
) -> Outcome[Catalog]:
    """Type every document and ask every rule.

    What cannot be typed is left out of the catalog, with a diagnostic; see `Catalog.unread`.

    Args:
        sources: every document, as it was read.
        beyond: what else is to be said, when the catalog is complete.
        thoroughly: whether more is asked for than the catalog, and what is `beyond` it.
    """
    validation = _Validation(sources, thoroughly)
    catalog = validation.run()
    return Outcome(catalog, validation.reported(beyond(catalog)))


class _Validation:
    """One run over a catalog's sources; holds what was found so far."""

    def __init__(self, sources: Sources, thoroughly: bool) -> None:
        self._sources = sources
        self._thoroughly = thoroughly
        self._records = Records(sources.broken, thoroughly=thoroughly)

    def reported(self, beyond: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        if not self._thoroughly:
            self._records.found.clear()
        self._records.found += beyond
        return self._records.reported()

    def run(self) -> Catalog:
        sources = self._sources
        settings = self._records.required(sources.settings, "marketplace.yml", MarketplaceRecord)
        renames = self._records.optional(sources.renames, Renames)
        waivers = self._records.optional(sources.waivers, Waivers)
        publishers = self._publishers()
        advisories = self._advisories()
        made = Packages(sources, self._records, thoroughly=self._thoroughly)
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
