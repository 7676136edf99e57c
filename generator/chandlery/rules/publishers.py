"""PUB: who may publish what."""

import re
from collections import defaultdict
from collections.abc import Iterator

from chandlery.catalog import Catalog, NativeRecord
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.documents import Route
from chandlery.model.description import Isolation
from chandlery.quoting import quoted
from chandlery.records.base import NAME_PATTERN
from chandlery.records.publisher import VERIFIED_LEVELS
from chandlery.rules import publisher_keys

YEARS_VERIFIED = 2  # how long the word of who verified a publisher is taken
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
    owners: dict[str, list[str]] = defaultdict(list)
    for prefix, owner, _ in _claims(catalog):
        owners[prefix].append(owner)
    for package in catalog.packages:
        beginnings = [package.name[:end] for end in range(1, len(package.name) + 1)]
        claims = [(prefix, owner) for prefix in beginnings for owner in owners.get(prefix, ())]
        for release in package.releases:
            for prefix, owner in claims:
                if owner != release.record.publisher:
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
                for route, reason in _unconfined(manifest):
                    yield Finding(
                        route,
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


def _unconfined(manifest: NativeRecord) -> Iterator[tuple[Route, str]]:
    """Why a manifest needs a verified publisher, and where it says so (ObjectStack, section 3)."""
    description = manifest.description
    if description is None:
        return
    if description.isolation in {Isolation.IN_PROCESS, Isolation.IN_APP}:
        reason = f"the manifest asks for {description.isolation.value}, inside the host"
        yield description.isolated_by, reason
    if any(item.native == _FOREIGN_DEPENDENCIES for item in description.capabilities):
        yield ("packaging",), "the package fetches dependencies when it is installed"


@rule("PUB004")
def prefix_claimed_twice(catalog: Catalog) -> Iterator[Finding]:
    """Two publishers claim the same names.

    ## Why it matters
    A prefix is its owner's alone. Names below both prefixes could be published by nobody.

    ## Example
    `prefixes: [acme-]` in `publishers/acme.yml`, and `prefixes: [acme-labs-]` in another's.

    ## How to mend it
    Settle whose they are, and take the prefix out of the other file.
    """
    around: list[tuple[str, str]] = []  # the claims that the one at hand lies in, the widest first
    for prefix, owner, index in _claims(catalog):
        while around and not prefix.startswith(around[-1][0]):
            around.pop()
        for wider, other in around:
            if other != owner:
                yield Finding(
                    ("prefixes", index),
                    f"`{other}` claims names that begin with {quoted(wider)}",
                    "Settle whose they are, and take the prefix out of the other file.",
                    document=catalog.publishers[owner].document,
                )
                break
        around.append((prefix, owner))


@rule("PUB005")
def prefix_of_no_name(catalog: Catalog) -> Iterator[Finding]:
    """No name can begin with the prefix.

    ## Why it matters
    It protects nothing: names are lower-case letters, digits, `-` and `_`.

    ## Example
    `prefixes: [Acme/]`

    ## How to mend it
    Write it as names begin: `acme-`.
    """
    for prefix, owner, index in _claims(catalog):
        if not re.fullmatch(NAME_PATTERN, prefix):
            yield Finding(
                ("prefixes", index),
                f"no name begins with {quoted(prefix)}",
                "Use lower-case letters, digits, `-` and `_`: `acme-`.",
                document=catalog.publishers[owner].document,
            )


@rule("PUB006", severity=Severity.WARNING)
def prefix_ends_in_a_word(catalog: Catalog) -> Iterator[Finding]:
    """The prefix does not end where a word ends.

    ## Why it matters
    It takes names from others that have nothing to do with the publisher.

    ## Example
    `prefixes: [port]`, which claims `portable-notes` as well.

    ## How to mend it
    End it in `-` or `_`.
    """
    for prefix, owner, index in _claims(catalog):
        if re.fullmatch(NAME_PATTERN, prefix) and not prefix.endswith(("-", "_")):
            yield Finding(
                ("prefixes", index),
                f"{quoted(prefix)} claims every word that begins so",
                f"End it where the word ends: `{prefix}-`.",
                document=catalog.publishers[owner].document,
            )


def _claims(catalog: Catalog) -> list[tuple[str, str, int]]:
    """Each prefix, whose it is, and its place in their list; sorted."""
    return sorted(
        (prefix, publisher.name, index)
        for publisher in catalog.publishers.values()
        for index, prefix in enumerate(publisher.record.prefixes)
    )


@rule("PUB011")
def verified_in_the_future(catalog: Catalog, at: str) -> Iterator[Finding]:
    """The verification is dated in the future.

    ## Why it matters
    What has not happened lifts the default-deny already.

    ## Example
    `at: "2036-02-20T10:30:00Z"`

    ## How to mend it
    Give the time at which it was verified.
    """
    for _, publisher in sorted(catalog.publishers.items()):
        moment = publisher.record.verification.at
        if moment and moment > at:
            yield Finding(
                ("verification", "at"),
                f"verified on {moment}, and it is {at}",
                "Give the time at which it was verified.",
                document=publisher.document,
            )


@rule("PUB012", severity=Severity.WARNING)
def verified_long_ago(catalog: Catalog, at: str) -> Iterator[Finding]:
    """The publisher was verified more than two years ago.

    ## Why it matters
    Domains lapse, people leave, accounts are taken over. The level says who it was then.

    ## Example
    `at: "2023-05-01T00:00:00Z"`, in the summer of 2026.

    ## How to mend it
    Verify again, and give the new time and evidence.
    """
    # Such texts sort as the times that they name, also the one of a day that the year lacks.
    limit = f"{int(at[:4]) - YEARS_VERIFIED:04}{at[4:]}"
    for _, publisher in sorted(catalog.publishers.items()):
        verification = publisher.record.verification
        if verification.level in VERIFIED_LEVELS and verification.at and verification.at < limit:
            yield Finding(
                ("verification", "at"),
                f"verified on {verification.at}, more than two years before {at}",
                "Verify again, and give the new time and evidence.",
                document=publisher.document,
            )


@rule("PUB013", severity=Severity.NOTE)
def publishes_nothing(catalog: Catalog) -> Iterator[Finding]:
    """No release is by this publisher.

    ## Why it matters
    The file keeps prefixes and keys in force for somebody who uses neither. It may be right: new
    publishers come before their first release.

    ## Example
    `publishers/acme.yml` where no `release.json` says `"publisher": "acme"`.

    ## How to mend it
    Take the file out, if there will be no release.
    """
    if any(path.startswith(("plugins/", "adapters/")) for path in catalog.unread):
        return  # one of those may be theirs
    busy = {
        release.record.publisher for package in catalog.packages for release in package.releases
    }
    for _, publisher in sorted(catalog.publishers.items()):
        if publisher.name not in busy:
            yield Finding(
                (),
                f"`{publisher.name}` publishes nothing",
                "Take the file out, if that stays so.",
                document=publisher.document,
            )


CATALOG_RULES = (
    prefix_of_another,
    unverified_and_unconfined,
    verified_by_nobody,
    prefix_claimed_twice,
    prefix_of_no_name,
    prefix_ends_in_a_word,
    *publisher_keys.CATALOG_RULES,
    publishes_nothing,
)
DATED_RULES = (verified_in_the_future, verified_long_ago)
RULES = (*CATALOG_RULES, *DATED_RULES)
