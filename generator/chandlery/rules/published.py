"""GOV: what was published stays, and a release is reviewed before it is promoted.

These rules hold a catalog against what it was before a change; what could not be read then was
never published, and may be mended.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from chandlery.catalog import Transition
from chandlery.checks import Finding, Rule, rule
from chandlery.documents import Route
from chandlery.quoting import quoted
from chandlery.rules import beginnings, returns
from chandlery.rules.continuity import (
    FilesOf,
    all_of,
    altered,
    gone,
    governance_of,
    listed,
    moved,
    packages_of,
    parting,
    records_of,
    sources_of,
)


@rule("GOV040")
def record_gone(change: Transition) -> Iterator[Finding]:
    """A governance record that was published is gone.

    ## Why it matters
    What was rejected or ran out keeps its reasons where everybody can read them; what was promoted
    keeps what that rested on. A record that can be taken out proves nothing while it is there.

    ## Example
    A change that deletes `governance/1.0.0/probation-1.json`, or the folder of a rejected plugin.

    ## How to mend it
    Restore the file. A later record says what is different now; the newest one decides. A package
    that moves to another name takes its files along, and has a line in `renames.yml`.

    This is looked for where `--changed-since` says what was published before. A record that is new
    since then may still be taken out.
    """
    hint = "Restore what was published; add a later record that says what is different now."
    yield from _gone(change, governance_of, "governance record", hint)


@rule("GOV041")
def record_altered(change: Transition) -> Iterator[Finding]:
    """A governance record that was published says something else now.

    ## Why it matters
    Governance is added to, never changed. Who decided on a record, or was told of one, has to find
    what was there; a decision that can be rewritten was never made.

    ## Example
    A `rationale` that is shorter than it was, or `"status": "promoted"` where `rejected` stood.

    ## How to mend it
    Restore the record, and add a later one: the next probation with the decision, the next grant in
    place of the one that ran out. Blanks, line ends and the order of keys may change.

    This is looked for where `--changed-since` says what was published before. A record that is new
    since then may change freely.
    """
    for release, files in altered(change, governance_of):
        for was, now in files:
            route = parting(now, was)
            yield Finding(
                route,
                f"{_part(route)} of a published governance record of {release.package} "
                f"{release.version} is not what it was",
                "Restore the record, and add a later one that says what is different now.",
                document=now,
            )


@rule("GOV042")
def release_gone(change: Transition) -> Iterator[Finding]:
    """Files of a published release are gone.

    ## Why it matters
    Somebody has the release installed, or its digest in a lock file. What was published stays, also
    when it turned out to be bad: then an advisory says so, and takes it out of new installs.

    ## Example
    A change that deletes `releases/1.0.0/`, or a plugin with all its releases.

    ## How to mend it
    Restore the files, and yank or block the release with an advisory. A package that moves to
    another name takes its files along, and has a line in `renames.yml`.

    This is looked for where `--changed-since` says what was published before.
    """
    hint = "Restore what was published; an advisory takes it out of new installs."
    yield from _gone(change, all_of, "published file", hint)


@rule("GOV043")
def release_altered(change: Transition) -> Iterator[Finding]:
    """A published release is not what it was.

    ## Why it matters
    A review is of the files that were there, and people install by digests that were published.
    Once it is merged, a release never changes: not its source, not its manifests, not its notes.

    ## Example
    `"notes"` in `release.json` that were rewritten, or a source file of 1.0.0 with another line.

    ## How to mend it
    Restore the release, and put the change into a new one. Of `release.json`, blanks, line ends and
    the order of keys may change; manifests and sources stay byte for byte.

    This is looked for where `--changed-since` says what was published before. One finding a release
    stands for all its source files.
    """
    for release, files in altered(change, records_of):
        for was, now in files:
            route = parting(now, was)
            yield Finding(
                route,
                f"{_part(route)} of the published {release.package} {release.version} is not what "
                "it was",
                "Restore the release; to publish a change, make a new one.",
                document=now,
            )
    for release, files in altered(change, sources_of):
        was, now = files[0]
        others = len(files) - 1
        more = f", nor {'are' if others > 1 else 'is'} {others} more of its files" * bool(others)
        yield Finding(
            parting(now, was),
            f"this file of the published {release.package} {release.version} is not what it was"
            f"{more}",
            "Restore the release; to publish a change, make a new one.",
            document=now,
        )


def _gone(change: Transition, which: FilesOf, what: str, hint: str) -> Iterator[Finding]:
    for whose, paths, near in gone(change, which):
        many = len(paths) > 1
        count = f"{len(paths)} {what}s" if many else f"a {what}"
        message = f"{count} of {whose} {'are' if many else 'is'} gone: {listed(paths)}"
        yield Finding((), message, hint, document=near)


def _part(route: Route) -> str:
    """What stands at a route, in words."""
    keys = [step for step in route if isinstance(step, str)]
    return quoted(keys[-1]) if keys else "a part"


@rule("GOV044")
def release_added_to(change: Transition) -> Iterator[Finding]:
    """A file was added to a release that was published.

    ## Why it matters
    A manifest that comes later lets a release into an ecosystem in which nobody reviewed it, and a
    source file alters what is packed. Once it is merged, a release never changes.

    ## Example
    A change that adds `releases/1.0.0/kari.json`, where 1.0.0 was there before.

    ## How to mend it
    Put the file into a new release.

    This is looked for where `--changed-since` says what was published before.
    """
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in sorted(change.added):
        by_folder["/".join(path.split("/")[:4])].append(path)
    for package, home in packages_of(change):
        for release in package.releases if home else ():
            known = {moved(file.path, package, home) for file in all_of(release)}
            new = [
                path
                for path in by_folder[f"{home}/releases/{release.version}"]
                if path not in known
            ]
            documents = map(change.find, new)
            if found := [document for document in documents if document]:
                more = f", and {len(found) - 1} more" if len(found) > 1 else ""
                yield Finding(
                    (),
                    f"{release.package} {release.version} was published without this file{more}",
                    "Put what is new into a new release.",
                    document=found[0],
                )


@rule("GOV045")
def advisory_gone(change: Transition) -> Iterator[Finding]:
    """An advisory that was published is gone.

    ## Why it matters
    It is the word that keeps people from a release. Taking it out puts the release on offer again,
    and leaves who was warned without the reason.

    ## Example
    A change that deletes `advisories/2026-001.yml`.

    ## How to mend it
    Restore the file. One that no longer holds gets `expires`.

    This is looked for where `--changed-since` says what was published before.
    """
    for advisory in change.was.advisories:
        if change.find(advisory.document.path) is None:
            named = advisory.record.package
            listings = [item.listing_document for item in change.now.entries if item.name == named]
            there = [item for item in listings if change.find(item.path)]
            yield Finding(
                (),
                f"the advisory {quoted(advisory.id)} is gone, which said `{advisory.record.act}` "
                f"of {quoted(named)}",
                "Restore the file; an advisory that no longer holds gets `expires`.",
                document=there[0] if there else change.now.document,
            )


@rule("GOV046")
def rename_gone(change: Transition) -> Iterator[Finding]:
    """A rename that was published is gone.

    ## Why it matters
    Who has the old name is led to the new one by that line alone. Without it the name is free, and
    the next to take it gets the updates that people ask for.

    ## Example
    A change that takes `link-checker: {to: link-keeper, …}` out of `renames.yml`.

    ## How to mend it
    Restore the line; renames are never shortened.

    This is looked for where `--changed-since` says what was published before.
    """
    if "renames" in change.now.unread:
        return
    for old, rename in sorted(change.was.renames.items()):
        if old not in change.now.renames:
            yield Finding(
                (),
                f"the rename of {quoted(old)} to {quoted(rename.to)} is gone",
                "Restore the line; renames are never shortened.",
                document=change.now.renames_document or change.now.document,
            )


CHANGE_RULES: Final[tuple[Rule, ...]] = (
    record_gone,
    record_altered,
    release_gone,
    release_altered,
    release_added_to,
    advisory_gone,
    rename_gone,
    *beginnings.CHANGE_RULES,
    *returns.CHANGE_RULES,
)
RULES: Final[tuple[Rule, ...]] = CHANGE_RULES
