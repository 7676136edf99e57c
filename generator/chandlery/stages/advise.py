"""What is said of published releases → the advisory's file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chandlery.catalog import AdvisoryEntry, Catalog, PackageEntry
from chandlery.formats.written import written_yaml
from chandlery.quoting import quoted
from chandlery.rules.advisories import hit
from chandlery.rules.layout import is_name, nearest_name
from chandlery.stages.decide import package_of
from chandlery.stages.proposals import NotProposed
from chandlery.suggest import did_you_mean

# The later word is the stronger one, as in `Availability`.
ACTS: Final = ("deprecate", "yank", "block")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is to be said.

    Attributes:
        version: one release that is meant, or ``""``.
        ranges: as in an advisory's `versions`.
        id: of the advisory, or ``""`` for the next of its kind.
        appeal: where to object, or ``""`` for the marketplace's contact.
        expires: when it lapses, or ``""``.
    """

    act: str
    package: str
    version: str = ""
    ranges: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    title: str
    severity: str
    reason: str
    evidence: tuple[str, ...]
    at: str
    expires: str = ""
    id: str = ""
    appeal: str = ""


def advise(catalog: Catalog, advice: Advice) -> dict[str, bytes]:
    """The advisory's file, by its path below the catalog's folder.

    Raises:
        NotProposed: it is about nothing, or says what was said already.
    """
    package = package_of(catalog, advice.package)
    ranges = [*([f"=={advice.version}"] if advice.version else []), *advice.ranges]
    if not ranges and not advice.digests:
        raise NotProposed(
            f"nothing says which releases of {advice.package} are meant",
            f"Name one, `{advice.package}@1.2.0`, or give --versions or --digest.",
        )
    meant = hit(package, ranges, advice.digests)
    _refuse_nothing(package, advice, ranges, meant)
    _refuse_again(catalog, package, advice, meant)
    record = {
        "title": advice.title,
        "act": advice.act,
        "package": advice.package,
        "versions": ranges,
        "digests": list(advice.digests),
        "severity": advice.severity,
        "reason": advice.reason,
        "evidence": list(advice.evidence),
        "published": advice.at,
        "expires": advice.expires,
        "appeal": advice.appeal or f"Write to {catalog.settings.contact} and name the advisory.",
    }
    id_ = advice.id or _next_id(catalog, advice.at)
    _refuse_id(catalog, id_)
    return {f"advisories/{id_}.yml": written_yaml({k: v for k, v in record.items() if v})}


def _refuse_nothing(
    package: PackageEntry, advice: Advice, ranges: Iterable[str], meant: list[str]
) -> None:
    versions = [release.version for release in package.releases]
    if advice.version and advice.version not in versions:
        raise NotProposed(
            f"{package.name} has no release {quoted(advice.version)}",
            did_you_mean(advice.version, versions) or f"It has {', '.join(versions)}.",
        )
    if not meant:
        said = ", ".join(map(quoted, (*ranges, *advice.digests)))
        raise NotProposed(
            f"no release of {package.name} is meant by {said}",
            f"It has {', '.join(versions)}; a range is like `>=1.0.0,<1.2.0`.",
        )


def _refuse_again(
    catalog: Catalog, package: PackageEntry, advice: Advice, meant: list[str]
) -> None:
    """See that the advisory changes something for one release at least."""
    said = {
        version: advisory.id
        for advisory in catalog.advisories
        if _holds(advisory, advice)
        for version in hit(package, advisory.record.versions, advisory.record.digests)
    }
    if all(version in said for version in meant):
        names = ", ".join(quoted(name) for name in sorted({said[version] for version in meant}))
        raise NotProposed(
            f"{names} has said so of {', '.join(meant)} already",
            "There is nothing to do, or widen the versions.",
        )


def _holds(advisory: AdvisoryEntry, advice: Advice) -> bool:
    record = advisory.record
    lapsed = record.expires is not None and record.expires <= advice.at
    as_strong = ACTS.index(record.act) >= ACTS.index(advice.act)
    return record.package == advice.package and as_strong and not lapsed


def _refuse_id(catalog: Catalog, id_: str) -> None:
    if not is_name(id_):
        near = nearest_name(id_)
        raise NotProposed(
            f"{quoted(id_)} cannot be the id of an advisory",
            f"Try `{near}`." if near else "Use lower-case letters, digits, `-` and `_`.",
        )
    if id_ in {advisory.id for advisory in catalog.advisories}:
        raise NotProposed(
            f"there is an advisory {quoted(id_)} already",
            "Leave --id out for the next one.",
        )


def _next_id(catalog: Catalog, at: str) -> str:
    taken = {advisory.id for advisory in catalog.advisories}
    begin = f"{catalog.settings.name}-{at[:4]}"
    return next(
        name for number in range(1, 10_000) if (name := f"{begin}-{number:03}") not in taken
    )
