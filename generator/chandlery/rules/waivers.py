"""GOV: findings that somebody accepted, for a reason and for a time."""

from collections.abc import Iterator, Mapping

from chandlery.catalog import Catalog, PackageEntry
from chandlery.checks import Finding, rule, stated
from chandlery.diagnostics import Severity
from chandlery.quoting import quoted
from chandlery.rules import guards

# What no waiver covers: unreadable files, names that mean two things or nothing, versions without
# an order, bytes that are not what a release pinned, keys that prove nothing, and waivers.
UNWAIVABLE = (
    *("SYN", "LAY", "MAN", "REF", "VER001", "VER003", "VER004", "SRC", "PIN", "ART"),
    *("PUB007", "PUB008", "PUB009", "PUB010", "GOV02"),
    "OBJ201",  # an id that is part of an address
    "HIS010",  # what is not there any more cannot be accepted by what is
    *guards.UNWAIVABLE,
)
# Found when a build is published, or in the catalog's history: their waivers name published files,
# and files that may be gone.
BEYOND_THE_TREE = ("GRD", "HIS")

EXPIRED = stated(
    "GOV020",
    """The waiver has run out.

    ## Why it matters
    A finding is accepted for a time. What it covered is reported again, and should not come as a
    surprise.

    ## Example
    `expires: "2026-01-31T00:00:00Z"`, in the summer of 2026.

    ## How to mend it
    Mend what was waived and take the waiver out, or have it approved again with a new expiry.
    """,
    severity=Severity.WARNING,
)
UNUSED = stated(
    "GOV021",
    """The waiver covers nothing.

    ## Why it matters
    What it was for is mended, or it never hit. Left in place, it would hide the next finding of
    that kind in that file, which nobody has looked at.

    ## Example
    A waiver for `TXT001` in a listing whose categories are all known.

    ## How to mend it
    Take the waiver out.
    """,
    severity=Severity.WARNING,
)
NOT_WAIVABLE = stated(
    "GOV022",
    """No waiver covers findings of this code.

    ## Why it matters
    Files that cannot be read, names that mean two things, bytes that are not what was pinned, and
    whatever an ecosystem's own code refuses would harm everybody who installs, whoever approves.

    ## Example
    `code: PIN001`

    ## How to mend it
    Mend what was found, and take the waiver out.
    """,
)
UNKNOWN_CODE = stated(
    "GOV023",
    """The waiver's code is of no rule.

    ## Why it matters
    It covers nothing. Whoever approved it believes that it does.

    ## Example
    `code: TXX001`, meant for `TXT001`.

    ## How to mend it
    Correct the code; `chandlery explain` knows them all. For a rule that was retired, take the
    waiver out.
    """,
    severity=Severity.WARNING,
)
UNKNOWN_PATH = stated(
    "GOV024",
    """The catalog has no file of the waiver's path.

    ## Why it matters
    It covers nothing. Whoever approved it believes that it does.

    ## Example
    `path: plugins/link-keeper`, which is a folder, or `plugins/link-kepeer/listing.yml`.

    ## How to mend it
    Give the path as it stands in the finding: from the catalog's root, with `/`.
    """,
    severity=Severity.WARNING,
)


@rule("GOV025", severity=Severity.WARNING)
def waived_for_long(catalog: Catalog, at: str) -> Iterator[Finding]:
    """The waiver runs for more than a year.

    ## Why it matters
    A waiver is for a time in which something gets mended. One without an end in sight is a rule
    that does not hold, and should be changed as such.

    ## Example
    `expires: "2099-12-31T00:00:00Z"`

    ## How to mend it
    Let it end within a year, and look at it again then.
    """
    # Such texts sort as the times that they name, also the one of a day that the year lacks.
    limit = f"{int(at[:4]) + 1:04}{at[4:]}"
    for index, waiver in enumerate(catalog.waivers):
        if waiver.expires > limit:
            yield Finding(
                (index, "expires"),
                f"the waiver runs until {waiver.expires}, more than a year after {at}",
                "Let it end within a year.",
                document=catalog.waivers_document,
            )


@rule("GOV026", severity=Severity.WARNING)
def approved_by_the_concerned(catalog: Catalog, at: str) -> Iterator[Finding]:  # noqa: ARG001
    """The waiver is approved by those whom it lets off.

    ## Why it matters
    A waiver is somebody else's judgement. From the plugin's own maintainer or publisher it is
    nobody's.

    ## Example
    `approver: Ada` for a path below `plugins/knot-counter/`, whose maintainer is Ada.

    ## How to mend it
    Let a maintainer of the catalog approve it who has no part in the plugin.
    """
    packages = {package.folder: package for package in catalog.packages}
    for index, waiver in enumerate(catalog.waivers):
        # A published file tells of the package whose name it has.
        path = waiver.path.removeprefix("index/v1/")
        folder = "/".join(path.split("/")[:2]).removesuffix(".json").removesuffix(".yml")
        concerned = parties(catalog, packages, folder)
        approvers = {plain(waiver.approver), *map(plain, waiver.approver.split(","))}
        for name in sorted(approvers & concerned.keys()):
            yield Finding(
                (index, "approver"),
                f"{quoted(waiver.approver)} is {concerned[name]}",
                "Let somebody approve it who has no part in it.",
                document=catalog.waivers_document,
            )
            break


def parties(catalog: Catalog, packages: Mapping[str, PackageEntry], folder: str) -> dict[str, str]:
    """Who has a part in what lies in a folder, and which: by name, title and address."""
    names: dict[str, str] = {}
    kind, _, publisher = folder.partition("/")
    publishers = {publisher} if kind == "publishers" else set()
    if package := packages.get(folder):
        publishers = {release.record.publisher for release in package.releases}
        for maintainer in package.listing.maintainers:
            for text in filter(None, (maintainer.name, maintainer.email)):
                names[plain(text)] = f"a maintainer of `{package.name}`"
    for name in sorted(publishers & catalog.publishers.keys()):
        record = catalog.publishers[name].record
        for text in (name, record.title, record.contact):
            names[plain(text)] = f"the publisher `{name}`"
    return names


def plain(text: str) -> str:
    """A name as it is compared: whatever its capitals and blanks."""
    return " ".join(text.split()).casefold()


@rule("GOV027", severity=Severity.WARNING)
def waived_twice(catalog: Catalog, at: str) -> Iterator[Finding]:  # noqa: ARG001
    """Two waivers cover the same code in the same file.

    ## Why it matters
    When one runs out or is taken out, the other goes on, with a reason that nobody reads.

    ## Example
    Two entries with `code: TXT001` and `path: plugins/knot-counter/listing.yml`.

    ## How to mend it
    Keep the one that was approved last.
    """
    seen: set[tuple[str, str]] = set()
    for index, waiver in enumerate(catalog.waivers):
        if (waiver.code, waiver.path) in seen:
            yield Finding(
                (index,),
                f"{waiver.code} is waived for {quoted(waiver.path, 200)} already",
                "Keep the one that was approved last.",
                document=catalog.waivers_document,
            )
        seen.add((waiver.code, waiver.path))


DATED_RULES = (waived_for_long, approved_by_the_concerned, waived_twice)
RULES = (EXPIRED, UNUSED, NOT_WAIVABLE, UNKNOWN_CODE, UNKNOWN_PATH, *DATED_RULES)
