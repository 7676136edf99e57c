"""FMT: records written as everybody else writes them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pydantic import BaseModel

from chandlery.catalog import Catalog, PackageEntry
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.documents import Document, Syntax, read_json, read_yaml
from chandlery.formats.canonical import readable
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import AdvisoryRecord, EvidenceRecord
from chandlery.records.publisher import PublisherRecord
from chandlery.rules.tidy import in_order, tidy_json, tidy_lines

_FIX: Final = "Run `chandlery check --fix`."
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@rule("FMT001", severity=Severity.NOTE)
def untidy_lines(document: Document, _: Sequence[str]) -> Iterator[Finding]:
    """The lines of a record end in blanks, in CR LF, or the last one not at all.

    ## Why it matters
    Editors mend such things unasked, and then a change of one word shows up as a change of the
    whole file. Reviewers look at less when everything seems to have changed.

    ## Example
    `title: Link Keeper` with two blanks behind it.

    ## How to mend it
    Run `chandlery check --fix`, and have your editor save with LF and without trailing blanks. What
    belongs to a text in the record is left as it is.
    """
    data = document.data
    ends_well = not data or data.endswith(b"\n")
    if ends_well and not any(mark in data for mark in (b"\r", b" \n", b"\t\n")):
        return
    read = read_json if document.syntax is Syntax.JSON else read_yaml
    tidy = tidy_lines(read, data)
    if tidy != data:
        yield _untidy(document, tidy)


@rule("FMT002", severity=Severity.NOTE)
def untidy_keys(document: Document, order: Sequence[str]) -> Iterator[Finding]:
    """The keys of a record are not in their order, or its JSON is not indented as ours is.

    ## Why it matters
    Who reads many listings finds the summary where it always is. A `release.json` that everybody
    writes alike differs from the last one only in what differs.

    ## Example
    A `listing.yml` with `license` above `title`.

    ## How to mend it
    Run `chandlery check --fix`. Comments move with the key that they stand above, but for the one
    that begins the file; `release.json` is written as `chandlery release` writes it.
    """
    if document.syntax is Syntax.JSON:
        if not document.taken_out and not _is_tidy(document):
            message = "the keys or their indentation are not as `chandlery release` has them"
            yield Finding((), message, _FIX)
    elif isinstance(document.value, dict) and (stray := _stray(list(document.value), order)):
        key, before = stray
        lines = tidy_lines(read_yaml, document.data)
        if in_order(lines, order) != lines:
            yield Finding((key,), f"`{key}` comes before `{before}`", _FIX, "key")


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a record in the order in which they are written."""
    return tuple(model.model_fields)


def written(catalog: Catalog) -> Iterator[tuple[Document, Sequence[str]]]:
    """The files that the catalog's own authors write, and the order of their keys."""
    yield catalog.document, keys_of(MarketplaceRecord)
    for publisher in catalog.publishers.values():
        yield publisher.document, keys_of(PublisherRecord)
    for advisory in catalog.advisories:
        yield advisory.document, keys_of(AdvisoryRecord)
    for notices in (catalog.renames_document, catalog.waivers_document):
        if notices:
            yield notices, ()
    for entry in catalog.entries:
        yield entry.listing_document, keys_of(Listing)
        for release in entry.releases if isinstance(entry, PackageEntry) else ():
            yield release.document, ()
            for evidence in release.governance.evidence:
                yield evidence.document, keys_of(EvidenceRecord)


def _stray(keys: Sequence[str], order: Sequence[str]) -> tuple[str, str] | None:
    """The first key that stands before one that should stand before it, and that one."""
    if not set(keys).issubset(order):
        return None
    for key, after in pairwise(keys):
        if order.index(after) < order.index(key):
            return key, after
    return None


def _is_tidy(document: Document) -> bool:
    """Whether JSON is as `tidy_json` has it, its lines apart; nearly all is at the first look."""
    try:
        if readable(document.value) == document.data:
            return True
    except ValueError:  # a lone surrogate
        return True
    lines = tidy_lines(read_json, document.data)
    return tidy_json(lines) == lines


def _untidy(document: Document, tidy: bytes) -> Finding:
    """What is wrong with the lines, at the first where something is."""
    text = document.data.decode("utf-8")
    lines, clean = _LINE_END.split(text), _LINE_END.split(tidy.decode("utf-8"))
    blanks = [n for n, (line, other) in enumerate(zip(lines, clean, strict=False)) if line != other]
    ends = {"\r\n": "CR LF", "\r": "CR"}
    said = [f"{len(blanks)} line{'s end' if len(blanks) > 1 else ' ends'} in blanks"] * bool(blanks)
    said += [f"lines end in {ends[end]}" for end in ends if end in text][:1]
    said += ["the last line has no end"] * bool(lines[-1])
    at = blanks[0] if blanks else 0 if "\r" in text else len(lines) - 1
    end = len(lines[at]) + 1
    place = (at + 1, len(clean[at]) + 1 if blanks else end, end)
    where = Document(document.path, document.data, Syntax.TEXT)
    return Finding(place, " and ".join(said), _FIX, document=where)


FILE_RULES: Final[tuple[Rule, ...]] = (untidy_lines, untidy_keys)
RULES: Final[tuple[Rule, ...]] = FILE_RULES
