"""TXT, second part: where prose leads to."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.quoting import quoted
from chandlery.rules import readme_targets, readmes
from chandlery.rules.texts import Text, each, every_text, kind_of
from chandlery.secrecy.redaction import shown
from chandlery.suggest import did_you_mean


@rule("TXT002", severity=Severity.WARNING)
def leads_nowhere(catalog: Catalog) -> Iterator[Finding]:
    """A relative link leads nowhere.

    ## Why it matters
    A relative link of a README leads to another package, publisher or advisory of the catalog, by
    its folder or file, to any other file there, or into the repository that `links.source` names,
    if that is on GitHub, GitLab or Codeberg. What is beside the catalog's folder is not looked at:
    a catalog must read the same wherever it lies. Otherwise readers see the link's words and cannot
    follow it. Notes have no such place.

    ## Example
    `[the guide](docs/guide.md)` in the README of a plugin without `docs/` and `links.source`.

    ## How to mend it
    Correct the path, such as `../tide-tables/README.md`; give the whole address, beginning with
    `https://`; or name the repository in `links.source`.
    """
    return each(every_text(catalog), _leading_nowhere)


@rule("TXT003", severity=Severity.WARNING)
def no_such_heading(catalog: Catalog) -> Iterator[Finding]:
    """A link leads to a heading that the text does not have.

    ## Why it matters
    Whoever follows it stays where they are, and does not learn why.

    ## Example
    `[Installation](#instalation)`

    ## How to mend it
    Write the heading in lower case, with hyphens in place of spaces and without other signs:
    `## What's new?` is `#whats-new`. Notes have no headings to lead to.
    """
    return each(every_text(catalog), _without_heading)


@rule("TXT004")
def not_https(catalog: Catalog) -> Iterator[Finding]:
    """A link does not begin with `https`.

    ## Why it matters
    What comes by `http` can be read and changed by everybody on the way; a README that sends people
    to a download there does them harm. The site shows such a link as plain words.

    ## Example
    `[the manual](http://example.org/manual)` or `![logo](//example.org/logo.png)`

    ## How to mend it
    Write `https://`. An address of the reader's own machine, such as `http://localhost:8080/`, may
    stay.
    """
    return each(every_text(catalog), _insecure)


@rule("TXT005")
def refused_scheme(catalog: Catalog) -> Iterator[Finding]:
    """A link has a scheme that the site refuses.

    ## Why it matters
    `javascript:` runs code in the reader's browser, `data:` brings a page of its own along, and
    `file:` means something else on every machine. Only `https:` and `mailto:` are let through.

    ## Example
    `[click](javascript:alert(1))` or `![logo](data:image/png;base64,iVBORw0K…)`

    ## How to mend it
    Link to a page or an image by `https://`, or write the address as code.
    """
    return each(every_text(catalog), _refused)


def _leading_nowhere(text: Text) -> Iterator[Finding]:
    for mention, target in text.targets():
        kind = kind_of(target)
        if kind == "relative" and text.resolve(target) is None and text.file(target) is None:
            yield text.finding(
                mention,
                f"{shown(target)} leads nowhere",
                "Correct the path, or give the whole address, beginning with `https://`.",
            )


def _without_heading(text: Text) -> Iterator[Finding]:
    for mention, target in text.targets():
        ids = text.prose.ids if text.is_readme else frozenset()
        if kind_of(target) == "anchor" and unquote(target[1:]) not in ids:
            yield text.finding(
                mention,
                f"there is no heading {shown(target)}",
                did_you_mean(target, {f"#{id_}" for id_ in ids})
                or "Correct the link, or take it out.",
            )


def _insecure(text: Text) -> Iterator[Finding]:
    for mention, target in text.targets():
        if kind_of(target) == "insecure":
            yield text.finding(
                mention,
                f"{shown(target)} does not begin with `https://`",
                "Write `https://`.",
            )


def _refused(text: Text) -> Iterator[Finding]:
    for mention, target in text.targets():
        if kind_of(target) == "refused":
            scheme = target.partition(":")[0].strip().lower()
            yield text.finding(
                mention,
                f"a link with the scheme {quoted(scheme)} is refused",
                "Link by `https://`, or write the address as code.",
            )


CATALOG_RULES: Final[tuple[Rule, ...]] = (
    leads_nowhere,
    no_such_heading,
    not_https,
    refused_scheme,
    *readmes.CATALOG_RULES,
    *readme_targets.CATALOG_RULES,
)
RULES: Final = CATALOG_RULES
