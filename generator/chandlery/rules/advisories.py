"""GOV: what an advisory must say to be believed, and to be undone."""

import re
from collections.abc import Iterator, Sequence

from chandlery.catalog import AdvisoryEntry, Catalog, PackageEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.quoting import quoted
from chandlery.rules import advisory_evidence
from chandlery.rules.references import in_range

# Higher than anything that will be released: a range that holds it has no upper end.
_BEYOND = "999999999.0.0"
_HTTPS = re.compile(r"https://[^\s/@]+")
_EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+")


@rule("GOV030")
def lapses_before_it_begins(catalog: Catalog) -> Iterator[Finding]:
    """The advisory lapses before it is published.

    ## Why it matters
    It is never in force, and what it warns of stays on offer.

    ## Example
    `published: "2026-08-06T14:00:00Z"` with `expires: "2026-07-31T00:00:00Z"`

    ## How to mend it
    Correct one of the dates.
    """
    for advisory in catalog.advisories:
        record = advisory.record
        if record.expires and record.expires <= record.published:
            yield Finding(
                ("expires",),
                f"it lapses on {record.expires}, and is published on {record.published}",
                "Correct one of the dates.",
                document=advisory.document,
            )


@rule("GOV031", severity=Severity.NOTE)
def advisory_has_lapsed(catalog: Catalog, at: str) -> Iterator[Finding]:
    """The advisory has lapsed.

    ## Why it matters
    The releases that it kept back are on offer again. It stays on the site, as what was once said.

    ## Example
    `expires: "2026-06-30T00:00:00Z"`, in the autumn of 2026.

    ## How to mend it
    Give a later `expires` if it still holds; else there is nothing to do.
    """
    for advisory in catalog.advisories:
        expires = advisory.record.expires
        if expires and expires <= at:
            yield Finding(
                ("expires",),
                f"the {advisory.record.act} of `{advisory.record.package}` lapsed on {expires}",
                "Give a later date, if it still holds.",
                document=advisory.document,
            )


@rule("GOV034", severity=Severity.WARNING)
def nowhere_to_object(catalog: Catalog) -> Iterator[Finding]:
    """The appeal names neither an e-mail address nor an `https` address.

    ## Why it matters
    Who is concerned has to know where to object. A name, or a chat that one has to be invited to,
    is no place for it.

    ## Example
    `appeal: ask the maintainers`

    ## How to mend it
    Name an address: `Write to security@harbour.example`.
    """
    for advisory in catalog.advisories:
        appeal = advisory.record.appeal
        if not (_EMAIL.search(appeal) or _HTTPS.search(appeal)):
            yield Finding(
                ("appeal",),
                f"{quoted(appeal)} names no e-mail or `https` address",
                "Name the address to write to.",
                document=advisory.document,
            )


@rule("GOV035", severity=Severity.NOTE)
def advisories_disagree(catalog: Catalog, at: str) -> Iterator[Finding]:
    """Two advisories in force ask for different acts on one release.

    ## Why it matters
    The stronger act counts: block before yank before deprecate. Whoever reads the weaker advisory
    alone believes that the release can still be had.

    ## Example
    A `deprecate` of `<1.0.0` and a `block` of `==0.9.0`.

    ## How to mend it
    Narrow the weaker one, or let it lapse; if both are meant, there is nothing to do.
    """
    packages = {package.name: package for package in catalog.packages}
    acts: dict[tuple[str, str], AdvisoryEntry] = {}
    for advisory in catalog.advisories:
        record, package = advisory.record, packages.get(advisory.record.package)
        if package is None or (record.expires and record.expires <= at):
            continue
        first = [
            (v, acts.setdefault((record.package, v), advisory)) for v in _hit(advisory, package)
        ]
        for version, other in first:
            if other.record.act != record.act:
                yield Finding(
                    ("act",),
                    f"{version} is meant by `{other.id}` as well, which is to "
                    f"{other.record.act} it",
                    "Narrow the weaker one, if they are not both meant.",
                    document=advisory.document,
                )
                break


def _hit(advisory: AdvisoryEntry, package: PackageEntry) -> list[str]:
    return hit(package, advisory.record.versions, advisory.record.digests)


def hit(package: PackageEntry, ranges: Sequence[str], digests: Sequence[str]) -> list[str]:
    """The versions that an advisory is about, oldest first."""
    return [
        release.version
        for release in package.releases
        if in_range(release.version, ranges)
        or any(artifact.sha256 in digests for artifact in release.record.artifacts)
    ]


@rule("GOV036", severity=Severity.WARNING)
def critical_and_on_offer(catalog: Catalog) -> Iterator[Finding]:
    """The severity is critical, and the act is to deprecate.

    ## Why it matters
    Deprecated releases stay on offer and are installed as before. One of the two words is wrong.

    ## Example
    `act: deprecate` with `severity: critical`

    ## How to mend it
    Yank or block the releases, or lower the severity.
    """
    for advisory in catalog.advisories:
        if advisory.record.severity == "critical" and advisory.record.act == "deprecate":
            yield Finding(
                ("act",),
                "releases with a critical fault stay on offer",
                "Yank or block them, or lower the severity.",
                document=advisory.document,
            )


@rule("GOV037", severity=Severity.WARNING)
def blocked_for_good(catalog: Catalog) -> Iterator[Finding]:
    """The advisory blocks a name for good.

    ## Why it matters
    A range without an upper end, and without an expiry, meets every release there is and every one
    to come, the one that mends the fault among them. Advisories act on versions or digests, never
    on a name for good.

    ## Example
    `act: block` with `versions: [">=0.0.0"]` and no `expires`

    ## How to mend it
    End the range at the release that mends it, name the versions that are meant, or give `expires`.
    """
    packages = {package.name: package for package in catalog.packages}
    for advisory in catalog.advisories:
        record, package = advisory.record, packages.get(advisory.record.package)
        if package is None or record.act != "block" or record.expires:
            continue
        open_ended = [i for i, text in enumerate(record.versions) if in_range(_BEYOND, [text])]
        if open_ended and len(_hit(advisory, package)) == len(package.releases):
            yield Finding(
                ("versions", open_ended[0]),
                f"{quoted(record.versions[open_ended[0]])} meets every release of "
                f"`{package.name}`, also those to come",
                "End the range, or give `expires`.",
                document=advisory.document,
            )


CATALOG_RULES = (
    lapses_before_it_begins,
    *advisory_evidence.CATALOG_RULES,
    nowhere_to_object,
    critical_and_on_offer,
    blocked_for_good,
)
DATED_RULES = (advisory_has_lapsed, advisories_disagree)
RULES = (*CATALOG_RULES, *DATED_RULES)
