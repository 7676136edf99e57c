"""Marketplaces of any size in memory: what `index` and the projections get to work on.

No catalog and no artifact stands behind them; reading and packing are measured elsewhere.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.manifests import is_app, manifest
from benchmarks.texts import name_of, readme, sentence
from chandlery.model.governance import (
    Advisory,
    Availability,
    Criterion,
    Evidence,
    Probation,
    Review,
    ReviewState,
)
from chandlery.model.marketplace import Artifact, Kind, Marketplace, Package, Release
from chandlery.records.release import ArtifactFormat, Provenance
from marketplaces import BASE_URL, a_listing, a_marketplace

# Which ecosystems a package serves, and how many of a hundred do.
MIX = {
    ("caliban", "claude"): 20,
    ("caliban", "claude", "craik"): 10,
    ("claude",): 20,
    ("caliban", "craik"): 10,
    ("craik",): 5,
    ("kari",): 8,
    ("caliban", "kari"): 5,
    ("objectstack",): 12,
    ("stigmem",): 10,
}
STATES = {
    ReviewState.PROMOTED: 70,
    ReviewState.PROBATIONARY: 12,
    ReviewState.UNREVIEWED: 10,
    ReviewState.EXPIRED: 5,
    ReviewState.REJECTED: 3,
}
_ACTS = {"": 990, "yank": 5, "deprecate": 3, "block": 2}  # of a thousand releases
_AVAILABILITY = {
    "": Availability.AVAILABLE,
    "yank": Availability.YANKED,
    "deprecate": Availability.DEPRECATED,
    "block": Availability.BLOCKED,
}
_FORMATS = {
    "caliban": (ArtifactFormat.TAR_GZ,),
    "claude": (ArtifactFormat.ZIP,),
    "craik": (),  # takes the record alone
    "kari": (ArtifactFormat.TGZ,),
    "stigmem": (ArtifactFormat.WHEEL, ArtifactFormat.SDIST),
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same in all releases of a package."""

    name: str
    dialects: tuple[str, ...]
    asks: int
    needs: tuple[str, ...]


def generated(packages: int, releases: int, *, seed: int = 1) -> Marketplace:
    """A marketplace of so many packages with so many releases each, the same for the same seed."""
    random = Random(seed)
    made = [*_packages(random, packages, releases)]
    advisories = tuple(item for package in made for item in _advisories(package))
    return replace(a_marketplace(*made), advisories=advisories)


def one_more_release(marketplace: Marketplace, name: str) -> Marketplace:
    """The marketplace after one package has published again."""
    random = Random(name)

    def published(package: Package) -> Package:
        newest = package.releases[-1]
        dialects = tuple(item.dialect for item in newest.manifests)
        plan = _Plan(name, dialects, 4, ())
        release = _release(random, plan, f"{len(package.releases) + 1}.0.0", "2026-11-01")
        return replace(package, releases=(*package.releases, release))

    packages = (
        published(package) if package.name == name else package for package in marketplace.packages
    )
    return replace(marketplace, packages=tuple(packages))


def _packages(random: Random, packages: int, releases: int) -> Iterator[Package]:
    earlier: defaultdict[str, list[str]] = defaultdict(list)
    for index in range(packages):
        name = name_of(index)
        dialects = random.choices([*MIX], [*MIX.values()])[0]
        known = earlier[dialects[-1]]
        needs = random.sample(known, min(len(known), random.choice((0, 0, 0, 0, 1, 2))))
        plan = _Plan(name, dialects, random.randint(3, 6), tuple(sorted(needs)))
        known.append(name)
        yield _package(random, plan, releases)


def _package(random: Random, plan: _Plan, releases: int) -> Package:
    title = plan.name.replace("-", " ").title()
    links = {
        "homepage": f"https://harbour.example/plugins/{plan.name}/",
        "source": f"https://harbourworks.example/source/{plan.name}",
    }
    return Package(
        kind=Kind.PLUGIN,
        name=plan.name,
        listing=a_listing(
            title=title,
            summary=sentence(random, 14),
            tags=["git", "changelog", "release-notes"],
            links=links,
        ),
        readme=readme(random, title, plan.name),
        releases=tuple(
            _release(random, plan, f"1.{minor}.0", f"2026-{minor % 10 + 1:02}-{day:02}")
            for minor in range(releases)
            for day in [random.randint(1, 28)]
        ),
    )


def _release(random: Random, plan: _Plan, version: str, date: str) -> Release:
    act = random.choices([*_ACTS], [*_ACTS.values()])[0]
    state = random.choices([*STATES], [*STATES.values()])[0]
    withheld = act == "block" or state is ReviewState.REJECTED
    asks = min(6, plan.asks + int(version.split(".")[1]) // 4)  # it comes to do more
    return Release(
        version=version,
        published=f"{date}T09:00:00Z",
        publisher="acme",
        notes="\n".join(f"- {sentence(random)}" for _ in range(3)),
        manifests=tuple(
            manifest(dialect, plan.name, version, asks, plan.needs) for dialect in plan.dialects
        ),
        artifacts=tuple(_artifacts(random, plan, version, withheld=withheld)),
        provenance=Provenance(
            repository=f"https://harbourworks.example/source/{plan.name}",
            commit=f"{random.getrandbits(160):040x}",
        ),
        review=_review(plan.name, version, state, date),
        availability=_AVAILABILITY[act],
        advisory_ids=(f"{act}-{plan.name}-{version}",) if act else (),
    )


def _artifacts(random: Random, plan: _Plan, version: str, *, withheld: bool) -> Iterator[Artifact]:
    tree = f"t1:{random.getrandbits(256):064x}"
    for dialect in plan.dialects:
        app = ArtifactFormat.JSON if is_app(plan.name) else ArtifactFormat.OSPLUGIN
        for format_ in _FORMATS.get(dialect, (app,)):
            filename = _filename(plan.name, version, format_)
            digest = hashlib.sha256(filename.encode()).hexdigest()
            path = "" if withheld else f"artifacts/{digest[:12]}/{filename}"
            yield Artifact(
                format=format_,
                filename=filename,
                path=path,
                url=path and BASE_URL + path,
                sha256=digest,
                size=random.randint(2_000, 60_000),
                tree=tree,
                dialects=(dialect,),
                core_metadata=_metadata(plan.name, version, format_),
                document=_bundle(random, plan.name) if format_ is ArtifactFormat.JSON else None,
            )


def _filename(name: str, version: str, format_: ArtifactFormat) -> str:
    distribution = f"stigmem_plugin_{name.replace('-', '_')}-{version}"
    match format_:
        case ArtifactFormat.WHEEL:
            return f"{distribution}-py3-none-any.whl"
        case ArtifactFormat.SDIST:
            return f"{distribution}.tar.gz"
        case _:
            return f"{name}-{version}.{format_}"


def _metadata(name: str, version: str, format_: ArtifactFormat) -> bytes | None:
    if format_ is not ArtifactFormat.WHEEL:
        return None
    head = f"Metadata-Version: 2.4\nName: stigmem-plugin-{name}\nVersion: {version}\n"
    return f"{head}Requires-Python: >=3.11\n".encode()


def _bundle(random: Random, name: str) -> dict[str, object]:
    objects = [
        {"name": f"{name}_{index}", "label": sentence(random, 4), "description": sentence(random)}
        for index in range(12)
    ]
    return {"manifest": {"id": name, "type": "app"}, "objects": objects}


def _review(name: str, version: str, state: ReviewState, date: str) -> Review:
    if state is ReviewState.UNREVIEWED:
        return Review()
    part = f"{name}_{version.replace('.', '-')}"
    evidence = Evidence(
        id=f"evidence_{part}",
        title=f"Tests of {name} {version}",
        kind="test-run",
        summary="All tests passed on a clean machine.",
        by="Quay maintainers",
        recorded=f"{date}T10:00:00Z",
    )
    decided = state in {ReviewState.PROMOTED, ReviewState.REJECTED}
    probation = Probation(
        id=f"probation_{part}",
        status=state,
        criteria=tuple(
            Criterion(
                name=word,
                summary=f"The {word.replace('_', ' ')} hold for this release.",
                required=True,
                passed=decided,
                evidence_ids=(evidence.id,),
            )
            for word in ("own_tests", "declared_rights")
        ),
        created_at=f"{date}T11:00:00Z",
        policy_envelope_id="policy_quay",
        decided_by="Quay maintainers" if decided else "",
        rationale="It does what it says and touches nothing else." if decided else "",
        decided_at=f"{date}T12:00:00Z" if decided else "",
        expires_at="" if decided else "2026-12-31T00:00:00Z",
        evidence_ids=(evidence.id,),
        durable_trust=state is ReviewState.PROMOTED,
    )
    return Review(state=state, probations=(probation,), evidence=(evidence,))


def _advisories(package: Package) -> Iterator[Advisory]:
    for release in package.releases:
        for advisory_id in release.advisory_ids:
            yield Advisory(
                id=advisory_id,
                title=f"{package.listing.title} {release.version} loses lines",
                act=advisory_id.partition("-")[0],
                package=package.name,
                ranges=(f"={release.version}",),
                digests=(),
                versions=(release.version,),
                severity="medium",
                reason="Long tables lose their last line when they are sorted.",
                evidence=(f"https://harbourworks.example/issues/{package.name}/1",),
                published=release.published,
                appeal="security@quay.example",
            )


def names(marketplace: Marketplace, count: int) -> Sequence[str]:
    """Some names, spread over the whole marketplace."""
    every = [package.name for package in marketplace.packages]
    return Random(2).sample(every, min(count, len(every)))
