"""PUB: who may publish what."""

from collections.abc import Iterator

from chandlery.catalog import Catalog, NativeRecord
from chandlery.checks import Finding, rule
from chandlery.model.description import Isolation
from chandlery.records.publisher import VERIFIED_LEVELS

# Not lifted by sandboxing: installing foreign dependencies runs foreign code (design §3).
_FOREIGN_DEPENDENCIES = "packaging:manifest-deps"


@rule("PUB001")
def prefix_of_another(catalog: Catalog) -> Iterator[Finding]:
    """The name begins with a prefix that belongs to another publisher.

    ## Why it matters
    People read `acme-` as "made by Acme". A prefix that is somebody's is theirs alone.

    ## Example
    `acme-sync` published by `tidepool`, where `publishers/acme.yml` claims `acme-`.

    ## How to mend it
    Choose another name, or let the owner of the prefix publish it.
    """
    claims = sorted(
        (prefix, publisher.name)
        for publisher in catalog.publishers.values()
        for prefix in publisher.record.prefixes
    )
    for package in catalog.packages:
        for release in package.releases:
            for prefix, owner in claims:
                if package.name.startswith(prefix) and owner != release.record.publisher:
                    yield Finding(
                        ("publisher",),
                        f"names that begin with `{prefix}` belong to `{owner}`, "
                        f"not to `{release.record.publisher}`",
                        "Choose another name, or let its owner publish it.",
                        document=release.document,
                    )


@rule("PUB002")
def unverified_and_unconfined(catalog: Catalog) -> Iterator[Finding]:
    """An unverified publisher ships code that runs inside the host.

    ## Why it matters
    Code in the host's process, an in-app module, or dependencies fetched at installation can do
    whatever the host can. Default-deny: somebody must have checked who stands behind it.

    ## Example
    `"runtime": "node"` from a publisher whose verification is `unverified`.

    ## How to mend it
    Get the publisher verified, or ship a sandboxed form (T1, T2, U1).
    """
    for package in catalog.packages:
        for release in package.releases:
            publisher = catalog.publishers.get(release.record.publisher)
            if publisher is None or publisher.record.verification.level in VERIFIED_LEVELS:
                continue
            for manifest in release.manifests:
                if reason := _unconfined(manifest):
                    yield Finding(
                        (),
                        f"{reason}, and `{publisher.name}` is "
                        f"{publisher.record.verification.level}",
                        "Get the publisher verified, or ship a sandboxed form.",
                        document=manifest.document,
                    )


@rule("PUB003")
def verified_by_nobody(catalog: Catalog) -> Iterator[Finding]:
    """A publisher is called verified, and nothing says how, by whom and when.

    ## Why it matters
    The level lifts the default-deny. Whoever relies on it must be able to read what was checked.

    ## Example
    `verification: {level: verified}`

    ## How to mend it
    Give `method`, `by`, `at` and `evidence`, or leave the level at `unverified`.
    """
    for publisher in catalog.publishers.values():
        verification = publisher.record.verification
        if verification.level not in VERIFIED_LEVELS:
            continue
        for key in ("method", "by", "at", "evidence"):
            if not getattr(verification, key):
                yield Finding(
                    ("verification", "level"),
                    f"`{publisher.name}` is {verification.level}, and `{key}` is not given",
                    f"Give `{key}`, or leave the level at `unverified`.",
                    document=publisher.document,
                )


def _unconfined(manifest: NativeRecord) -> str:
    description = manifest.description
    if description is None:
        return ""
    if description.isolation in {Isolation.IN_PROCESS, Isolation.IN_APP}:
        return f"the manifest asks for {description.isolation.value}, inside the host"
    if any(item.native == _FOREIGN_DEPENDENCIES for item in description.capabilities):
        return "the package fetches dependencies when it is installed"
    return ""


CATALOG_RULES = (prefix_of_another, unverified_and_unconfined, verified_by_nobody)
RULES = CATALOG_RULES
