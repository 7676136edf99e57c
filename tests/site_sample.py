"""A small marketplace, made by hand, with one of everything that the site shows."""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from pydantic import BaseModel

from chandlery.dialects.base import Step
from chandlery.model.description import (
    Capability,
    Compatibility,
    Dependency,
    Description,
    Effect,
    EntryPoint,
    Isolation,
    Layer,
    Risk,
)
from chandlery.model.governance import (
    Advisory,
    Availability,
    Criterion,
    Evidence,
    Grant,
    Probation,
    Receipt,
    Review,
    ReviewState,
)
from chandlery.model.marketplace import (
    Artifact,
    Fixture,
    Integration,
    Kind,
    Manifest,
    Marketplace,
    Package,
    Publisher,
    Release,
)
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import Rename
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ArtifactFormat, Provenance

# An attack, and what neither HTML nor XML can hold.
EVIL = "\"'><script>alert(1)</script><img src=//evil.example/x onerror=alert(1)>\x0b\ud800"
BASE_URL = "https://plugins.example.org/market/"
TITLES = {"caliban": "Caliban", "craik": "Craik", "stigmem": "Stigmem"}
README = """\
# Tidy

Keeps a folder in order. ![badge](https://img.example.org/badge.svg)

## Usage

```sh
tidy --dry-run ~/Downloads
```

| Option | Meaning |
|---|---|
| `--dry-run` | say what would happen |

- [x] sorts by type
- [ ] sorts by date

> [!NOTE]
> Nothing is deleted, see [the rules](docs/rules.md).
"""


def settings() -> MarketplaceRecord:
    """What the marketplace is called."""
    return MarketplaceRecord.model_validate(
        {
            "name": "harbour",
            "title": "The Harbour",
            "description": "Plugins for *six* ecosystems, kept in Git.",
            "base_url": BASE_URL,
            "owner": {"name": "Harbour office"},
            "contact": "office@example.org",
        }
    )


def capability(effect: Effect, native: str, risk: Risk = Risk.LOW, **changes: object) -> Capability:
    """A declared capability."""
    base = Capability(native=native, effect=effect, risk=risk)
    return replace(base, **changes)  # type: ignore[arg-type]


def manifest(dialect: str, version: str, *capabilities: Capability) -> Manifest:
    """A manifest that declares something."""
    return Manifest(
        dialect=dialect,
        kind="manifest",
        data=b"{}",
        value={},
        sha256="ab" * 32,
        description=Description(
            native_name="tidy",
            version=version,
            entry_points=(EntryPoint(name="tidy", kind="command", target="bin/tidy"),),
            capabilities=capabilities,
            compatibility=Compatibility(
                host=(">=0.4",), platforms=("linux", "macos"), status="supported"
            ),
            dependencies=(Dependency(native="sorter", range="^1.0"),),
            isolation=Isolation.WORKER,
            layer=Layer.SCRIPT,
            security_notes=("Reads file names only.",),
        ),
    )


def artifact(version: str, dialect: str = "caliban") -> Artifact:
    """A packed file."""
    return Artifact(
        format=ArtifactFormat.TAR_GZ,
        filename=f"tidy-{version}.tar.gz",
        path=f"artifacts/abababababab/tidy-{version}.tar.gz",
        url=f"{BASE_URL}artifacts/abababababab/tidy-{version}.tar.gz",
        sha256="ab" * 32,
        size=18233,
        tree="t1:" + "cd" * 32,
        dialects=(dialect,),
    )


def review(state: ReviewState, rationale: str = "") -> Review:
    """A review with a decision and all its records."""
    return Review(
        state=state,
        probations=(
            Probation(
                id=f"probation-{state}",
                status=state,
                criteria=(
                    Criterion(
                        name="source-read",
                        summary="Somebody read the source.",
                        required=True,
                        passed=state is ReviewState.PROMOTED,
                        evidence_ids=("reading",),
                    ),
                ),
                created_at="2026-10-01T08:00:00Z",
                policy_envelope_id="envelope",
                decided_by="mira",
                decided_at="2026-10-09T08:00:00Z",
                rationale=rationale,
            ),
        ),
        grants=(
            Grant(
                id="grant-1",
                status="approval_required",
                capability="fs.read",
                operations=("list",),
                targets=("~/Downloads",),
                reason="Needed to see what to sort.",
                created_at="2026-10-09T08:00:00Z",
            ),
        ),
        receipts=(
            Receipt(
                id="receipt-1",
                action="sort",
                actor="agent-7",
                status="passed",
                summary="Sorted 14 files.",
                created_at="2026-10-09T09:00:00Z",
            ),
        ),
        evidence=(
            Evidence(
                id="reading",
                title="Notes of the reading",
                kind="review",
                summary="No network, no shell.",
                by="mira",
                recorded="2026-10-08T08:00:00Z",
                url="https://example.org/reading",
            ),
        ),
    )


def release(version: str, published: str, **changes: object) -> Release:
    """A promoted release for Caliban that reads files."""
    base = Release(
        version=version,
        published=published,
        publisher="acme",
        notes=f"Notes of *{version}*.",
        manifests=(manifest("caliban", version, capability(Effect.FILES_READ, "fs.read")),),
        artifacts=(artifact(version),),
        provenance=Provenance(repository="https://github.com/acme/tidy", builder="make"),
        review=review(ReviewState.PROMOTED, "Small, and read in full."),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def listing(title: str, **changes: object) -> Listing:
    """What people read about it."""
    return Listing.model_validate(
        {
            "title": title,
            "summary": f"{title} does one thing.",
            "categories": ["automation"],
            "license": "MIT",
            "links": {"source": "https://github.com/acme/tidy"},
            "maintainers": [{"name": "Ada"}],
            **changes,
        }
    )


def package(name: str, *releases: Release, **changes: object) -> Package:
    """A plugin."""
    base = Package(
        kind=Kind.PLUGIN,
        name=name,
        listing=listing(name.capitalize()),
        readme=README,
        releases=releases,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def publisher(name: str, level: str) -> Publisher:
    """Who publishes."""
    record = {
        "title": name.capitalize(),
        "type": "organization",
        "contact": "https://example.org/contact",
        "description": "Makes *useful* things.",
        "verification": {"level": level, "method": "DNS record", "by": "office"},
    }
    return Publisher(name=name, record=PublisherRecord.model_validate(record))


def tidy() -> Package:
    """Three releases: yanked, promoted, and one on probation that declares more."""
    wider = manifest(
        "caliban",
        "1.2.0",
        capability(Effect.FILES_READ, "fs.read", operations=("list", "open"), targets=("~/**",)),
        capability(Effect.NETWORK, "net.fetch", Risk.HIGH, grant_required=True),
    )
    return package(
        "tidy",
        release(
            "1.0.0",
            "2026-08-01T10:00:00Z",
            availability=Availability.YANKED,
            advisory_ids=("2026-001",),
        ),
        release("1.1.0", "2026-09-01T10:00:00Z"),
        release(
            "1.2.0",
            "2026-10-01T10:00:00Z",
            manifests=(wider, manifest("craik", "1.2.0")),
            review=review(ReviewState.PROBATIONARY),
        ),
        listing=listing(
            "Tidy",
            tags=["files", "folders"],
            examples=[
                {"title": "A dry run", "text": "Say *what* would happen.", "code": "tidy -n"}
            ],
        ),
    )


def sample() -> Marketplace:
    """A marketplace with one of everything."""
    refused = release(
        "0.1.0",
        "2026-07-01T10:00:00Z",
        publisher="stray",
        review=review(ReviewState.REJECTED, "It sends file names to a third party."),
    )
    adapter = package(
        "bridge",
        release("2.0.0", "2026-06-01T10:00:00Z", manifests=(manifest("stigmem", "2.0.0"),)),
        kind=Kind.ADAPTER,
        listing=listing("Bridge", categories=["integration", "automation"]),
    )
    integration = Integration(
        name="tidy-demo",
        listing=listing("Tidy at work", categories=["documentation"]),
        readme="# Tidy at work\n\nHow it goes.",
        manifest=manifest("craik", "1.0.0"),
        uses="tidy",
        fixtures=(Fixture(path="fixtures/input.json", size=20, text=f'{{"a": 1}}\n{EVIL}'),),
        checks=("python -m pytest -q",),
        notes=("Needs a folder to tidy.",),
        created_at="2026-09-02T10:00:00Z",
    )
    advisory = Advisory(
        id="2026-001",
        title="Tidy 1.0.0 forgets hidden files",
        act="yank",
        package="tidy",
        ranges=("<1.1.0",),
        digests=(),
        versions=("1.0.0",),
        severity="medium",
        reason="It *forgets* hidden files.",
        evidence=("https://example.org/issues/1", "a report by mail"),
        published="2026-09-01T12:00:00Z",
        appeal="office@example.org",
    )
    return Marketplace(
        settings=settings(),
        base_url=BASE_URL,
        packages=(adapter, package("snoop", refused), tidy()),
        integrations=(integration,),
        publishers={
            "acme": publisher("acme", "verified"),
            "stray": publisher("stray", "unverified"),
        },
        advisories=(advisory,),
        renames={
            "neat": Rename(to="neater", since="2026-05-01T00:00:00Z", reason="Nicer."),
            "neater": Rename(to="tidy", since="2026-06-01T00:00:00Z", reason="Shorter."),
        },
    )


def steps(package: Package, release: Release) -> dict[str, list[Step]]:
    """What to do to install a release."""
    add = f"/plugin marketplace add {BASE_URL}caliban/index.json"
    install = f"/plugin install {package.name}@{release.version}"
    return {
        "caliban": [
            Step(text="Add the marketplace once.", command=add),
            Step(text="Install the `tidy` plugin.", command=install),
        ],
        "craik": [],
    }


def hostile(value: Any) -> Any:
    """A record in which every text that people write carries an attack."""
    fixed = {"name", "uses", "version", "versions", "dialect", "path", "filename", "id", "package"}
    fixed |= {"publisher", "sha256", "advisory_ids", "base_url", "state", "act", "to"}
    fixed |= {"level", "type", "severity", "algorithm", "key", "value", "url", "source"}
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return value if re.match(r"\d{4}-\d\d-\d\dT|https:", value) else f"{value}{EVIL}"
    if isinstance(value, tuple | list):
        return type(value)(hostile(item) for item in value)
    if isinstance(value, BaseModel):
        names = type(value).model_fields.keys() - fixed
        return value.model_copy(update={name: hostile(getattr(value, name)) for name in names})
    if is_dataclass(value) and not isinstance(value, type):
        names = {field.name for field in fields(value)} - fixed
        return replace(value, **{name: hostile(getattr(value, name)) for name in names})
    return value


def hostile_sample() -> Marketplace:
    """The marketplace, with an attack in everything that people write."""
    marketplace = sample()
    return replace(
        marketplace,
        packages=tuple(hostile(item) for item in marketplace.packages),
        integrations=tuple(hostile(item) for item in marketplace.integrations),
        advisories=tuple(hostile(item) for item in marketplace.advisories),
        publishers={key: hostile(item) for key, item in marketplace.publishers.items()},
        renames={key: hostile(item) for key, item in marketplace.renames.items()},
        settings=hostile(marketplace.settings),
    )
