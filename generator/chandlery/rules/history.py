"""HIS: what a catalog's whole history says of what was published."""

from typing import Final

from chandlery.checks import Rule, stated
from chandlery.diagnostics import Severity

ALTERED: Final = stated(
    "HIS001",
    """A release was altered after it had landed.

    ## Why it matters
    A review is of the files that were there, and people install by digests that were published.
    Who installed before the commit has another thing under the same version than who came after it.

    ## Example
    A commit on the main line that rewrites a line of `releases/1.0.0/source/run.sh`, weeks after
    the one that brought the folder.

    ## How to mend it
    Restore the files as they landed, and put the change into a new release; the finding becomes
    a warning then (HIS011). Of `release.json`, blanks, line ends and the order of keys may change.

    `chandlery audit-history` looks for this. Commits of one committer time in a row are one step.
    """,
)
GONE: Final = stated(
    "HIS002",
    """A release, or a file of one, was taken out after it had landed.

    ## Why it matters
    Somebody has the release installed, or its digest in a lock file. What was published stays;
    an advisory takes it out of new installs.

    ## Example
    A commit that deletes `releases/1.0.0/`, or a plugin that moved to another name without a line
    in `renames.yml`.

    ## How to mend it
    Restore the files as they landed, and yank or block the release with an advisory. Where a
    package has another name now, add the line to `renames.yml`.

    `chandlery audit-history` looks for this.
    """,
)
ADDED: Final = stated(
    "HIS003",
    """A file was added to a release that had landed without it.

    ## Why it matters
    A manifest that comes later lets a release into an ecosystem in which nobody reviewed it, and a
    source file alters what is packed.

    ## Example
    A commit that adds `releases/1.0.0/kari.json`, where 1.0.0 was there before.

    ## How to mend it
    Take the file out, and put it into a new release.

    `chandlery audit-history` looks for this.
    """,
)
REUSED: Final = stated(
    "HIS004",
    """A version that had been deleted was used again for other files.

    ## Why it matters
    A version names one thing for ever. Between the two commits nothing shows that there was another
    release of that version; whoever has it believes to have this one.

    ## Example
    1.0.0 is deleted in March, and comes back in May with another source.

    ## How to mend it
    Restore the release as it first landed, and publish the new one under a version that was never
    used.

    `chandlery audit-history` looks for this. A version that comes back as it was is no finding.
    """,
)
DIGEST: Final = stated(
    "HIS005",
    """What is pinned of a published artifact was altered.

    ## Why it matters
    The digest is what clients hold downloads against, and what lock files and reviews name. Two
    digests for one version and artifact are two artifacts, one of which nobody reviewed.

    ## Example
    `"sha256"` of the `tar.gz` of 1.0.0 in `release.json` has another value than when it landed.

    ## How to mend it
    Restore `release.json` as it landed, and find out who changed what lies at the address. A new
    artifact is a new release.

    `chandlery audit-history` looks for this.
    """,
)
TAKEN: Final = stated(
    "HIS006",
    """A name that was given up was taken by another publisher.

    ## Why it matters
    Whoever installed the first package asks for updates by its name, and would get somebody else's.
    Taking over abandoned names is how packages are hijacked.

    ## Example
    `plugins/knot-counter` of `acme` was deleted in March; a `knot-counter` of `shell-co` landed in
    May.

    ## How to mend it
    Give the new package another name, and restore the old one, with an advisory if nobody may
    install it. If both publishers are the same people, let a maintainer waive the finding.

    `chandlery audit-history` looks for this.
    """,
)
RECORD_GONE: Final = stated(
    "HIS007",
    """A governance record was deleted after it had landed.

    ## Why it matters
    What was rejected or ran out keeps its reasons where everybody can read them; what was promoted
    keeps what that rested on. A denial that vanishes looks like an acceptance.

    ## Example
    A commit that deletes `governance/1.0.0/probation-1.json`, which rejected the release.

    ## How to mend it
    Restore the file as it landed; a later record says what is different now.

    `chandlery audit-history` looks for this.
    """,
)
RECORD_ALTERED: Final = stated(
    "HIS008",
    """A governance record was rewritten after it had landed.

    ## Why it matters
    Governance is added to, never changed. A decision that can be rewritten was never made.

    ## Example
    `"status": "promoted"` where `rejected` stood, or a `rationale` that is shorter than it was.

    ## How to mend it
    Restore the record as it landed, and add a later one. Blanks, line ends and the order of keys
    may change.

    `chandlery audit-history` looks for this.
    """,
)
NOTICE: Final = stated(
    "HIS009",
    """An advisory or a rename was taken out, or takes back what it said.

    ## Why it matters
    An advisory is the word that keeps people from a release, a rename is all that leads from the
    old name to the new one. Without them a bad release is on offer again, or a name is free to
    take.

    ## Example
    A commit that deletes `advisories/2026-001.yml`, takes a version out of its `versions`, or makes
    `deprecate` of `block`; or a line of `renames.yml` that leads to another package than before.

    ## How to mend it
    Restore what was said. An advisory that no longer holds gets `expires`; more versions, digests
    and evidence may be added, and a chain of renames may be shortened.

    `chandlery audit-history` looks for this.
    """,
)
REWRITTEN: Final = stated(
    "HIS010",
    """A commit that was on the main line is not on it any more.

    ## Why it matters
    History that is replaced takes with it what would show that a release was altered. Whatever was
    published of that commit has no history now.

    ## Example
    A scheduled audit with `--since` and the commit that was published last, after somebody pushed
    `main` with force.

    ## How to mend it
    Find out who replaced the branch, and restore it. Protect it against pushes with force. A branch
    that was merged *into*, with `main` as the second parent, also loses its main line: merge the
    other way round.

    `chandlery audit-history --since` looks for this.
    """,
)
MENDED: Final = stated(
    "HIS011",
    """What was published was something else for a while, and is as it landed again.

    ## Why it matters
    Who installed, or built from, one of the commits between has something else, under a name and
    version that look right.

    ## Example
    A commit that alters the source of 1.0.0, and the next one that reverts it.

    ## How to mend it
    Tell those who may have installed in between; where the marketplace was published from one of
    those commits, with an advisory that names the digest.

    `chandlery audit-history` looks for this.
    """,
    severity=Severity.WARNING,
)

RULES: Final[tuple[Rule, ...]] = (
    ALTERED,
    GONE,
    ADDED,
    REUSED,
    DIGEST,
    TAKEN,
    RECORD_GONE,
    RECORD_ALTERED,
    NOTICE,
    REWRITTEN,
    MENDED,
)
