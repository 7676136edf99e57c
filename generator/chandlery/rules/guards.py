"""GRD: what stands between a built marketplace and its readers, looked at when it is published."""

from typing import Final

from chandlery.checks import Rule, stated

NOT_AS_LISTED = stated(
    "GRD001",
    """A built file is not the one that the index vouches for.

    ## Why it matters
    Every client would refuse it, or look for it in vain. Something has changed the folder since it
    was built, or it was copied in part. What the index leads to and does not list is not published.

    ## Example
    `artifacts/0123456789ab/knots.tar.gz` has other bytes than `files.jsonl` says.

    ## How to mend it
    Build again, and publish the folder as it is.
    """,
)
SHRUNK = stated(
    "GRD002",
    """The marketplace would lose more than one in twenty of what it has.

    ## Why it matters
    An index that lost half its entries is an accident far more often than a decision: a folder that
    was not checked out, a merge that went wrong. Clients would take it for the truth.

    ## Example
    100 plugins were published, and 94 would be.

    ## How to mend it
    Find out where they went. Where it is meant, let a maintainer who has no part in them approve a
    waiver for `GRD002` and `index/v1/entry.json` in `waivers.yml`, with the reason.
    """,
)
EMPTY = stated(
    "GRD003",
    """A file that is read by programs would be published empty.

    ## Why it matters
    An empty file, `null` or `{}` in place of an index has cut off every client of a marketplace
    more than once. A list that had entries and has none is as suspicious.

    ## Example
    `stigmem/index.json` holds `[]`, and listed plugins before.

    ## How to mend it
    Build again. Where nothing is left to list, let a maintainer approve a waiver for `GRD003` and
    the file's path below the published root.
    """,
)
ALTERED = stated(
    "GRD004",
    """Something that was published would change.

    ## Why it matters
    A version stands for its bytes. Whoever has pinned a digest could not install it any more, and
    whoever has not would get something else than was reviewed.

    ## Example
    `knot-counter` 1.0.0 was published as a `tar.gz` with another digest.

    ## How to mend it
    Restore the release, and publish the change as a new one. No waiver covers this.
    """,
)
VANISHED = stated(
    "GRD005",
    """Something that was published would be gone.

    ## Why it matters
    Whoever has it installed, or pinned, would not find it any more, and nobody could tell what it
    was. An advisory takes a release out of new installs and keeps the record.

    ## Example
    `knot-counter` 1.0.0 was published, and the catalog has no such release any more.

    ## How to mend it
    Restore the release, and yank or block it. Where it must not stay (a secret, somebody's right),
    let a maintainer approve a waiver for `GRD005` and the path of its file in the index, such as
    `index/v1/plugins/knot-counter.json`.
    """,
)
NOT_NEWER = stated(
    "GRD006",
    """The build is not newer than what is published.

    ## Why it matters
    Clients refuse an index whose serial does not grow: it may be an old one that somebody replays.
    The serial is the time of the source commit.

    ## Example
    The branch was built a week ago, and something newer was published since.

    ## How to mend it
    Build the newest commit. To go back to an older state, revert it in a new commit.
    """,
)
REFUSED = stated(
    "GRD007",
    """An ecosystem's own client would refuse a file that is published for it.

    ## Why it matters
    Several clients read one file for all plugins; one bad entry cuts off every user of the
    ecosystem. The file is read here as the client reads it, by its measured contract.

    ## Example
    `caliban/index.json` holds a version without a digest.

    ## How to mend it
    A build never writes such a file, so something has changed it: build again. If that does not
    help, it is a fault of Chandlery's.
    """,
)
NO_COMMIT = stated(
    "GRD008",
    """The build is not of a commit.

    ## Why it matters
    Nobody could build it again, and its serial says nothing about its age.

    ## Example
    It was made by `chandlery build --worktree`, or by `chandlery serve`.

    ## How to mend it
    Commit, and build without `--worktree`.
    """,
)
ANOTHER = stated(
    "GRD009",
    """Another marketplace is published there.

    ## Why it matters
    Its clients would find other plugins under the address that they trust.

    ## Example
    `quay` is published, and `harbour` would take its place.

    ## How to mend it
    Publish to the marketplace's own place. Where it was renamed, let a maintainer approve a waiver
    for `GRD009` and `index/v1/entry.json`.
    """,
)
DENIAL_GONE = stated(
    "GRD010",
    """A decision that was published would be gone, or would read otherwise.

    ## Why it matters
    Rejections, expiries, advisories and renames are what people rely on who decided by them. A
    denial that vanishes looks like an acceptance.

    ## Example
    `csv-lens` 0.1.0 was rejected with a rationale, and its record is gone. Or an advisory is
    narrowed, so that a version that it blocked is offered again.

    ## How to mend it
    Restore the record. A new decision is a new record beside it; an advisory that does not hold any
    more gets an `expires`. No waiver covers this.
    """,
)

# What no waiver covers.
UNWAIVABLE: Final = tuple(
    item.code for item in (NOT_AS_LISTED, ALTERED, NOT_NEWER, REFUSED, NO_COMMIT, DENIAL_GONE)
)
RULES: Final[tuple[Rule, ...]] = (
    NOT_AS_LISTED,
    SHRUNK,
    EMPTY,
    ALTERED,
    VANISHED,
    NOT_NEWER,
    REFUSED,
    NO_COMMIT,
    ANOTHER,
    DENIAL_GONE,
)
