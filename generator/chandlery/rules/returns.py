"""GOV: what was taken out of a catalog once does not come back as something else.

What a catalog held before the base of a change is known only where its history was looked into.
"""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import PackageEntry, ReleaseEntry, Transition
from chandlery.checks import Finding, Rule, rule
from chandlery.quoting import quoted
from chandlery.rules.continuity import all_of, is_same


@rule("GOV048")
def version_used_again(change: Transition) -> Iterator[Finding]:
    """A version that was taken out comes back with other files.

    ## Why it matters
    Who installed it has it in a lock file, and mirrors keep it. Two releases of one version are
    two things of one name, and nobody can tell which of them was reviewed.

    ## Example
    A change that adds `releases/1.1.0/`, where a 1.1.0 of other files was in the catalog last year.

    ## How to mend it
    Take the next version. What was taken out may come back as it was, file by file.

    This is looked for by `chandlery review`, which looks into the history of the base.
    """
    for package in change.formerly:
        for release in package.releases:
            now = change.find(release.document.path)
            if now and release.document.path in change.added and not _is_restored(change, release):
                yield Finding(
                    (),
                    f"{release.package} {release.version} was in the catalog before, with other "
                    "files",
                    "Take the next version, or restore all files as they were.",
                    document=now,
                )


def _is_restored(change: Transition, release: ReleaseEntry) -> bool:
    """Whether each file is there again as it was, and none beside them."""
    files = [*all_of(release)]
    there = {path for path in change.added if path.startswith(f"{release.folder}/")}
    return there == {file.path for file in files} and all(
        (now := change.find(file.path)) is not None and is_same(file, now, file.mode)
        for file in files
    )


@rule("GOV049")
def name_taken_over(change: Transition) -> Iterator[Finding]:
    """A name that was taken out is taken by another publisher.

    ## Why it matters
    Who has the old plugin is offered the new one as its update. Names that come free are waited
    for.

    ## Example
    A new `plugins/link-keeper/` of the publisher `other`, where `acme` had one until last year.

    ## How to mend it
    Choose another name. Where the old publisher agreed, let them release once more under it, or
    record the agreement as the reason of a waiver.

    This is looked for by `chandlery review`, which looks into the history of the base.
    """
    known = {package.folder for package in change.was.packages}
    there = {package.folder: package for package in change.now.packages}
    for package in change.formerly:
        now = there.get(package.folder)
        if now is None or package.folder in known:
            continue
        old, new = _publishers(package), _publishers(now)
        if old and new and old.isdisjoint(new):
            yield Finding(
                (),
                f"{quoted(now.name)} was {_names(old)}'s before it was taken out, and would be "
                f"{_names(new)}'s",
                "Choose another name.",
                document=now.listing_document,
            )


def _publishers(package: PackageEntry) -> frozenset[str]:
    return frozenset(release.record.publisher for release in package.releases)


def _names(publishers: frozenset[str]) -> str:
    return " and ".join(f"`{name}`" for name in sorted(publishers))


CHANGE_RULES: Final[tuple[Rule, ...]] = (version_used_again, name_taken_over)
