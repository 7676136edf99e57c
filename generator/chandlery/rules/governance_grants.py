"""GOV: grants against what is declared, and receipts against grants.

Governance records are Craik's (design §2), so routes into them are its field names.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.checks import Finding, Rule, rule
from chandlery.containers.globs import matches
from chandlery.diagnostics import Severity
from chandlery.model.description import EFFECT_TITLES, Capability
from chandlery.model.governance import Grant, Probation, Receipt, ReviewState
from chandlery.quoting import quoted
from chandlery.rules.filed import Filed, declared, filed, ordered, releases_of
from chandlery.suggest import did_you_mean, nearest


@rule("GOV001")
def passed_without_authority(catalog: Catalog) -> Iterator[Finding]:
    """A run passed under a grant that gave it nothing.

    ## Why it matters
    Craik counts a grant that is denied, waiting or past its end as no authority. A receipt that
    says `passed` then tells of a run that should not have been, or of one that never was.

    ## Example
    A receipt with `"status": "passed"`, and its grant with `"status": "denied"`

    ## How to mend it
    Name the grant under which it really ran, or correct the receipt's status: `denied`, `blocked`.
    """
    for receipt, index, grant in _uses(catalog):
        if receipt.record.status != "passed":
            continue
        if why := _no_authority(grant, receipt.record.created_at):
            yield Finding(
                ("capability_grant_ids", index),
                f"the run of {receipt.record.created_at} passed, and its grant "
                f"{quoted(grant.id)} {why}",
                "Name the grant under which it ran, or correct the receipt's status.",
                document=receipt.native.document,
            )


def _no_authority(grant: Grant, at: str) -> str:
    """Why a grant allowed nothing at a moment, or ``""``."""
    if grant.status == "denied":
        return "was denied"
    if grant.status == "approval_required":
        return "still waits for approval"
    ran_out = grant.expires_at and grant.expires_at <= at
    return f"had run out on {grant.expires_at}" if ran_out else ""


@rule("GOV002")
def older_than_its_grant(catalog: Catalog) -> Iterator[Finding]:
    """A receipt is older than the grant that it names.

    ## Why it matters
    A grant allows what comes after it. One that was written later was made to fit.

    ## Example
    A receipt of 3 August under a grant of 4 August.

    ## How to mend it
    Name the grant that was in force, or correct the time that is wrong.
    """
    for receipt, index, grant in _uses(catalog):
        if receipt.record.created_at < grant.created_at:
            yield Finding(
                ("capability_grant_ids", index),
                f"the receipt is of {receipt.record.created_at}, and its grant "
                f"{quoted(grant.id)} of {grant.created_at}",
                "Name the grant that was in force then, or correct the time.",
                document=receipt.native.document,
            )


def _uses(catalog: Catalog) -> Iterator[tuple[Filed[Receipt], int, Grant]]:
    """Each receipt with each grant of its package that it names; others are `REF005`, `REF010`."""
    for package in catalog.packages:
        grants = {item.record.id: item.record for item in filed(package.releases, Grant)}
        for receipt in filed(package.releases, Receipt):
            for index, name in enumerate(receipt.record.grant_ids):
                if name in grants:
                    yield receipt, index, grants[name]


@rule("GOV003")
def grant_of_the_undeclared(catalog: Catalog) -> Iterator[Finding]:
    """A grant is for a capability that the release does not declare.

    ## Why it matters
    Who installs the release was told what it asks for. A grant for something else gives more than
    anybody was told, or is a slip that gives nothing.

    ## Example
    `"capability": "repo.write"` for a descriptor that declares `repo.read` alone.

    ## How to mend it
    Grant what is declared, or declare it in a new release. Of a release without a Craik descriptor
    the grant must come to something that another of its manifests declares. Where the descriptor
    has a misspelt word in place of the one that is granted, that is `CRA210`, and nothing is said
    of the grant.
    """
    for grant, asked in _asked(catalog):
        name, release = grant.record.capability, grant.release
        if _declared(grant, asked):
            continue
        own = release.manifest(grant.native.dialect)
        known = declared(own) if own else ()
        if asked.known and nearest(name, [item.native for item in known if not item.known]):
            continue  # that one is misspelt, and its own ecosystem's rule says so
        yield Finding(
            ("capability",),
            f"{release.package} {release.version} does not declare {quoted(name)}"
            + ("" if own else f", nor anything else that comes to: {EFFECT_TITLES[asked.effect]}"),
            did_you_mean(name, [item.native for item in known])
            or "Grant what is declared, or declare it in a new release.",
            document=grant.native.document,
        )


@rule("GOV004")
def operation_beyond(catalog: Catalog) -> Iterator[Finding]:
    """A grant is for an operation that the release does not declare.

    ## Why it matters
    A capability is declared with the operations that are needed. A grant for another one gives
    more than was asked for.

    ## Example
    `"operations": ["delete"]` for a capability that is declared with `["list", "read"]`

    ## How to mend it
    Grant the declared operations, or declare this one in a new release.
    """
    for grant, asked in _asked(catalog):
        known = {operation for item in _declared(grant, asked) for operation in item.operations}
        for index, operation in enumerate(asked.operations):
            if known and operation not in known:
                yield Finding(
                    ("operations", index),
                    f"{quoted(asked.native)} is declared for {_listed(known)}, and not for "
                    f"{quoted(operation)}",
                    did_you_mean(operation, known)
                    or "Grant the declared operations, or declare it in a new release.",
                    document=grant.native.document,
                )


@rule("GOV005", severity=Severity.WARNING)
def target_beyond(catalog: Catalog) -> Iterator[Finding]:
    """A grant reaches a path that the release does not declare.

    ## Why it matters
    The declared targets say how far the plugin has to reach. A grant that goes further may be
    meant, since a plugin's author does not know every repository, but somebody should look.

    ## Example
    `"paths": ["secrets/"]` for a capability that is declared with `"targets": ["docs/"]`

    ## How to mend it
    Narrow the grant, or say the wider target in a new release. A path lies within a target that is
    equal to it, is a folder above it, or is a glob that matches it.
    """
    for grant, asked in _asked(catalog):
        known = {target for item in _declared(grant, asked) for target in item.targets}
        for index, path in enumerate(asked.targets):
            if known and not any(_within(path, target) for target in known):
                yield Finding(
                    ("target", "paths", index),
                    f"{quoted(asked.native)} is declared for {_listed(known)}, and not for "
                    f"{quoted(path)}",
                    "Narrow the grant, or declare the target in a new release.",
                    document=grant.native.document,
                )


def _asked(catalog: Catalog) -> Iterator[tuple[Filed[Grant], Capability]]:
    """Each grant with what it is for; what was denied may have asked for anything.

    Left out are grants of packages that could not be read whole: who knows what those declare?
    """
    for package in catalog.packages:
        if package.folder not in catalog.unread:
            for grant in filed(package.releases, Grant):
                if grant.record.status != "denied":
                    yield from ((grant, item) for item in declared(grant.native))


def _declared(grant: Filed[Grant], asked: Capability) -> list[Capability]:
    """What the release declares of the capability that a grant is for."""
    release = grant.release
    own = release.manifest(grant.native.dialect)
    if own:
        return [item for item in declared(own) if item.native == asked.native]
    # Other ecosystems have other words for operations and targets: what it comes to is compared.
    return [
        replace(item, operations=(), targets=())
        for manifest in release.manifests
        for item in declared(manifest)
        if item.effect is asked.effect
    ]


def _within(path: str, target: str) -> bool:
    if ".." in PurePosixPath(path).parts:
        return False
    path, folder = path.rstrip("/"), target.rstrip("/")
    return path == folder or path.startswith(f"{folder}/") or matches(path, target)


def _listed(names: set[str]) -> str:
    return ", ".join(quoted(name) for name in sorted(names))


@rule("GOV006")
def dropped_probation(catalog: Catalog) -> Iterator[Finding]:
    """A receipt does not name the probation under which the plugin ran.

    ## Why it matters
    What a plugin does while it is under review is what the review looks at. Craik's guide wants the
    link kept for that time; its code takes a receipt without one.

    ## Example
    A receipt of 3 August without `plugin_probation_id`, where the release was on probation from
    July to September.

    ## How to mend it
    Give `plugin_probation_id`.
    """
    for receipt in filed(releases_of(catalog), Receipt):
        at = receipt.record.created_at
        review = _under_review(receipt.release, at)
        if review and not receipt.record.probation_id:
            yield Finding(
                ("plugin_probation_id",),
                f"the receipt of {at} names no probation, and the plugin was under review",
                f"Set `plugin_probation_id` to {quoted(review.id)}.",
                document=receipt.native.document,
            )


def _under_review(release: ReleaseEntry, at: str) -> Probation | None:
    """The probation of a release that was open at a moment, if one was."""
    begun = [item.record for item in ordered(release) if item.record.created_at <= at]
    for newest in begun[-1:]:
        if newest.status is ReviewState.PROBATIONARY or newest.decided_at > at:
            return newest
    return None


CATALOG_RULES: Final[tuple[Rule, ...]] = (
    passed_without_authority,
    older_than_its_grant,
    grant_of_the_undeclared,
    operation_beyond,
    target_beyond,
    dropped_probation,
)
