"""TXT: what people read."""

import re
from collections.abc import Iterator
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean


@rule("TXT001")
def unlisted_category(catalog: Catalog) -> Iterator[Finding]:
    """The category is none of this marketplace's.

    ## Why it matters
    People look things up by category. One that only a single plugin uses, or that is another one
    misspelt, hides it from them.

    ## Example
    `categories: [automatoin]`

    ## How to mend it
    Use one of `policy.categories` in `marketplace.yml`; a new one is the maintainers' to add.
    """
    known = catalog.settings.policy.categories
    for entry in catalog.entries:
        for index, category in enumerate(entry.listing.categories):
            if category not in known:
                yield Finding(
                    ("categories", index),
                    f"{quoted(category)} is no category of this marketplace",
                    did_you_mean(category, known) or f"Use one of: {', '.join(known)}.",
                    document=entry.listing_document,
                )


@rule("TXT011", severity=Severity.WARNING)
def empty_summary(catalog: Catalog) -> Iterator[Finding]:
    """The summary does not say what the plugin does.

    ## Why it matters
    In lists and search results the summary is all that people see beside the title.

    ## Example
    `summary: Link Keeper` under the title `Link Keeper`, one that was cut off with `…`, or one all
    in capitals.

    ## How to mend it
    Say in one sentence what it does and for whom: `Finds the links in your Markdown that lead
    nowhere.`
    """
    for entry in catalog.entries:
        problem = _empty(entry.listing.title, entry.listing.summary)
        if problem and entry.listing.summary:  # none at all is said of the file
            yield Finding(
                ("summary",),
                f"the summary {problem}",
                "Say in one sentence what it does.",
                document=entry.listing_document,
            )


@rule("TXT012", severity=Severity.WARNING)
def other_tag(catalog: Catalog) -> Iterator[Finding]:
    """A tag is spelt otherwise than tags are, or given twice.

    ## Why it matters
    `Git` and `git` would be two entries of one list, and each finds half of what there is.

    ## Example
    `tags: [Git, release notes, git]`

    ## How to mend it
    Write each tag once, in lower case, with hyphens in place of spaces: `release-notes`.
    """
    for entry in catalog.entries:
        tags = entry.listing.tags
        for index, tag in enumerate(tags):
            proper = "-".join(tag.lower().split())
            if tag in tags[:index]:
                message, instead = f"{quoted(tag)} is given twice", None
            elif proper != tag:
                message = f"{quoted(tag)} is not in lower case, or has spaces"
                instead = None if proper in tags or not proper else proper
            else:
                continue
            yield Finding(
                ("tags", index),
                message,
                f"Write `{proper}`." if instead else "Take it out.",
                document=entry.listing_document,
                instead=instead,
            )


@rule("TXT013", severity=Severity.WARNING)
def category_twice(catalog: Catalog) -> Iterator[Finding]:
    """A category is given twice.

    ## Why it matters
    It is listed once all the same; another one was probably meant.

    ## Example
    `categories: [data, data]`

    ## How to mend it
    Take one out, or put what was meant in its place.
    """
    for entry in catalog.entries:
        categories = entry.listing.categories
        for index, category in enumerate(categories):
            if category in categories[:index]:
                yield Finding(
                    ("categories", index),
                    f"{quoted(category)} is given twice",
                    "Take one of them out.",
                    document=entry.listing_document,
                )


@rule("TXT014", severity=Severity.WARNING)
def not_an_address(catalog: Catalog) -> Iterator[Finding]:
    """A maintainer's e-mail is no address.

    ## Why it matters
    Whoever finds a fault needs somebody to tell.

    ## Example
    `email: ada at acme.example`

    ## How to mend it
    Write the address alone, as mail programs take it: `ada@acme.example`; or leave it out.
    """
    for entry in catalog.entries:
        for index, maintainer in enumerate(entry.listing.maintainers):
            if maintainer.email is not None and not _ADDRESS.fullmatch(maintainer.email):
                yield Finding(
                    ("maintainers", index, "email"),
                    f"{quoted(maintainer.email)} is no e-mail address",
                    "Write the address alone: `ada@acme.example`.",
                    document=entry.listing_document,
                )


# A local part, and a host name of two parts or more; what else RFC 5322 allows nobody uses.
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z][A-Za-z0-9-]{1,62}"
)


def _empty(title: str, summary: str) -> str:
    """What is wrong with a summary, as the rest of a sentence, or ``""``."""
    bare = summary.strip().rstrip(".!").casefold()
    if bare == title.strip().casefold():
        return "only repeats the title"
    if summary.rstrip().endswith(("…", "...")):
        return "is cut off"
    if summary.isupper() and " " in summary.strip():
        return "is all in capitals"
    return ""


CATALOG_RULES: Final[tuple[Rule, ...]] = (
    unlisted_category,
    empty_summary,
    other_tag,
    category_twice,
    not_an_address,
)
RULES: Final = CATALOG_RULES
