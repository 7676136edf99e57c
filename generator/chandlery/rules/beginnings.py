"""GOV: how a release comes into a catalog."""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import ReleaseEntry, Transition
from chandlery.checks import Finding, Rule, rule
from chandlery.documents import Document, Route
from chandlery.model.governance import Grant, Receipt, ReviewState
from chandlery.quoting import quoted
from chandlery.rules.continuity import moved, packages_of
from chandlery.rules.filed import filed, ordered


@rule("GOV047")
def promoted_at_once(change: Transition) -> Iterator[Finding]:
    """A release comes into the catalog with the trust that a review would have to give it.

    ## Why it matters
    New and changed plugins start in probation, where everybody can look at them. Who adds a release
    and its promotion in one change asks for a review that was over before anybody could see it.

    ## Example
    A change that adds `releases/1.1.0/`, and `governance/1.1.0/probation-1.json` with
    `"status": "promoted"`; or, without any probation, a grant that is allowed, or a receipt of a
    run that passed.

    ## How to mend it
    Take the record out, and let the release be merged unreviewed or with a probation that is open;
    the decision comes in a later change. Where the catalog itself is new since then (there was no
    `marketplace.yml`), its releases come with the reviews that they have, and nothing is said.

    This is looked for where `--changed-since` says what was published before.
    """
    if change.begins:
        return
    for release in _new(change):
        for document, route, what in _trusted(release):
            if document.path in change.added:
                yield Finding(
                    route,
                    f"{release.package} {release.version} is new, and {what}",
                    "Take this out of the change; decide when the release has been on record.",
                    document=document,
                )


def _new(change: Transition) -> Iterator[ReleaseEntry]:
    """The releases that the change brings; those of a package under a new name are not new."""
    known = {
        moved(release.document.path, package, home)
        for package, home in packages_of(change)
        for release in package.releases
    }
    new = change.added - known
    for package in change.now.packages:
        yield from (release for release in package.releases if release.document.path in new)


def _trusted(release: ReleaseEntry) -> Iterator[tuple[Document, Route, str]]:
    """What of a release presupposes a promotion: the record, the place in it, and why."""
    records = ordered(release)
    for item in records:
        if item.record.status is ReviewState.PROMOTED:
            yield item.native.document, ("status",), "promoted in the change that brings it"
    if records:
        return  # a run under an open review shows what the plugin does
    for grant in filed([release], Grant):
        if grant.record.status == "allowed":
            what = f"without a review is allowed {quoted(grant.record.capability)}"
            yield grant.native.document, ("status",), what
    for receipt in filed([release], Receipt):
        if receipt.record.status == "passed":
            what = "without a review is on record as having run"
            yield receipt.native.document, ("result", "status"), what


CHANGE_RULES: Final[tuple[Rule, ...]] = (promoted_at_once,)
