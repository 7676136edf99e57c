"""CAP: what a release declares that it can touch.

A capability whose meaning nobody knows is refused by the dialect that it is declared in (`CRA210`,
for one), and counts as code in the host until it is placed.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from chandlery.catalog import Catalog, NativeRecord, ReleaseEntry
from chandlery.checks import Finding, Once, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.documents import Document, Route
from chandlery.model.description import EFFECT_TITLES, Capability, Effect
from chandlery.model.governance import Probation
from chandlery.quoting import quoted
from chandlery.rules.filed import declared, filed

# What says how an ecosystem takes a plugin in, and not what the plugin does there.
_TAKEN_IN: Final = frozenset({Effect.INTERFACE, Effect.HOST_CODE})


@rule("CAP001", severity=Severity.WARNING)
def declared_twice(release: ReleaseEntry) -> Iterator[Finding]:
    """A manifest declares one capability twice.

    ## Why it matters
    Grants name a capability. Where two declarations differ in risk or in what they reach, nobody
    can tell which of them was granted.

    ## Example
    `"capabilities": [{"capability": "repo.read", "risk": "low", …},
    {"capability": "repo.read", "risk": "high", …}]`

    ## How to mend it
    Make one declaration of them, with all operations and targets and the higher risk.
    """
    for manifest in release.manifests:
        seen: Counter[tuple[str, Effect]] = Counter()
        for item in declared(manifest):
            before = seen[item.native, item.effect]
            if before:
                yield Finding(
                    _place(manifest.document, item, before),
                    f"{quoted(item.native)} is declared already",
                    "Make one declaration of them.",
                    document=manifest.document,
                )
            seen[item.native, item.effect] += 1


@rule("CAP002", severity=Severity.WARNING)
def undeclared_to_craik(release: ReleaseEntry) -> Iterator[Finding]:
    """A manifest declares more than the release's Craik descriptor does.

    ## Why it matters
    Craik's descriptor is the one that lists what a plugin touches, and what grants are held
    against. Where another manifest of the same release runs programs and the descriptor names
    none, one of them misleads. Texts for people and models, and being loaded into a host, are not
    counted: ecosystems differ in how they take a plugin in.

    ## Example
    `craik.json` with `repo.read` alone, and `caliban.json` with `"hooks": "hooks/"`

    ## How to mend it
    Declare the capability in `craik.json` too, or take it out of the other manifest.
    """
    own = release.manifest("craik")
    if own is None or own.description is None:
        return
    known = {item.effect for item in declared(own)} | _TAKEN_IN
    for manifest in release.manifests:
        for item in declared(manifest):
            if item.effect not in known:
                yield Finding(
                    _place(manifest.document, item),
                    f"{quoted(item.native)} comes to: {EFFECT_TITLES[item.effect]}; "
                    f"`{own.document.path}` declares nothing of the kind",
                    "Declare it in `craik.json` too, or take it out here.",
                    document=manifest.document,
                )


@rule("CAP003", severity=Severity.WARNING)
def widened(catalog: Catalog) -> Iterator[Finding]:
    """A release can touch more than the one before, and nobody has looked at it.

    ## Why it matters
    An update is taken on the trust in what came before. One that adds effects is asked about again
    when it is installed, and has to be reviewed for them.

    ## Example
    1.0.0 reads files, 1.1.0 runs processes too, and there is no `governance/1.1.0/probation-….json`

    ## How to mend it
    Open a probation for the release.
    """
    for package in catalog.packages:
        if package.folder in catalog.unread:
            continue
        for before, release in pairwise(package.releases):
            if any(filed([release], Probation)):
                continue
            for manifest, item in _added(before, release):
                yield Finding(
                    _place(manifest.document, item),
                    f"{quoted(item.native)} is new since {before.version} "
                    f"({EFFECT_TITLES[item.effect]}), and {release.version} has no probation",
                    "Open a probation for the release.",
                    document=manifest.document,
                )


def _added(
    before: ReleaseEntry, release: ReleaseEntry
) -> Iterator[tuple[NativeRecord, Capability]]:
    """The first capability of each effect that the release before did not declare."""
    known = {item.effect for manifest in before.manifests for item in declared(manifest)}
    for manifest in release.manifests:
        for item in declared(manifest):
            if item.effect not in known:
                known.add(item.effect)
                yield manifest, item


def _place(document: Document, capability: Capability, nth: int = 0) -> Route:
    """Where a manifest declares a capability, as near as one can tell from its name.

    The name is a text of the manifest (`repo.read`), or the keys that lead to it
    (`components.hooks`).  Routes skip what a document lacks, so a wrong guess does no harm.
    """
    places = _places(document).get(capability.native, [])
    return next(iter(places[nth:]), tuple(capability.native.split(".")))


@Once
def _places(document: Document) -> dict[str, list[Route]]:
    """Where each text of a document stands."""
    found: dict[str, list[Route]] = {}
    for route, text in _texts((), document.value):
        found.setdefault(text, []).append(route)
    return found


def _texts(route: Route, value: Any) -> Iterator[tuple[Route, str]]:
    """Every string in a value; no document nests deeper than `SYN007` lets it."""
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts((*route, key), item)


CATALOG_RULES: Final[tuple[Rule, ...]] = (widened,)
RELEASE_RULES: Final[tuple[Rule, ...]] = (declared_twice, undeclared_to_craik)
RULES: Final[tuple[Rule, ...]] = (*RELEASE_RULES, *CATALOG_RULES)
