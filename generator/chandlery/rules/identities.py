"""REF: ids in records name other records, and those must be there."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.model.governance import Holding
from chandlery.quoting import quoted
from chandlery.rules.filed import Reference, register_of
from chandlery.rules.strangers import LOOK_UP, not_held_message, strangers

# What people call the things that ids name, one of them.
_ONE: Final = {
    Holding.PLUGIN: "a plugin",
    Holding.ADAPTER: "an adapter",
    Holding.INTEGRATION: "an integration",
    Holding.PROBATION: "a probation record",
    Holding.GRANT: "a grant",
    Holding.RECEIPT: "a receipt",
    Holding.EVIDENCE: "evidence",
}
# These count for one package only; evidence and packages may be pointed at from anywhere.
_PRIVATE: Final = frozenset({Holding.PROBATION, Holding.GRANT, Holding.RECEIPT})


@rule("REF005")
def dangling_id(catalog: Catalog) -> Iterator[Finding]:
    """A record names something that is not in the catalog.

    ## Why it matters
    A promotion is as good as its evidence, and a run as its grants. Craik looks none of these ids
    up; here whoever follows one has to find something.

    ## Example
    `"evidence_ids": ["source_reveiw"]`, where the file is `evidence/source_review.yml`.

    ## How to mend it
    Correct the id, or add what it names in the same change. Ids of what a catalog does not hold
    (tasks, hand-offs, policy envelopes) are `REF009`.
    """
    register = register_of(catalog)
    # What is not there is told of once for each record that names it, however often it does.
    dangling: dict[tuple[str, str, Sequence[str]], list[Reference]] = defaultdict(list)
    for reference in register.references:
        link = reference.link
        if not (link.stranger or link.id in register.definitions or register.excused(reference)):
            dangling[reference.document.path, link.id, link.holdings].append(reference)
    for (_, _, holdings), (reference, *again) in dangling.items():
        link, what = reference.link, " or ".join(holdings)
        often = f", which is named {len(again) + 1} times" if again else ""
        yield _at(
            reference,
            f"there is no {what} {quoted(link.id)}{often}",
            register.suggested(reference) or f"Correct the id, or add the {what} that it names.",
        )


@rule("REF006")
def wrong_kind(catalog: Catalog) -> Iterator[Finding]:
    """A record names something of another kind than is meant.

    ## Why it matters
    The id leads somewhere, and not to what the field promises: a receipt is no evidence that
    somebody read the source, and an adapter is no plugin.

    ## Example
    `"plugin_descriptor_id": "shell-runner"`, where `shell-runner` is an adapter.

    ## How to mend it
    Give the id of a record of the right kind, or use the field that is made for this kind.
    """
    register = register_of(catalog)
    for reference in register.references:
        link = reference.link
        others = register.definitions.get(link.id)
        if not link.holdings or not others or reference.meant:
            continue
        if register.excused(reference):
            continue
        wanted = " or ".join(_ONE[holding] for holding in link.holdings)
        yield _at(
            reference,
            f"{quoted(link.id)} is {_ONE[others[0].holding]}, where {wanted} is meant",
            register.suggested(reference) or f"Name {wanted}.",
        )


@rule("REF007")
def defined_twice(catalog: Catalog) -> Iterator[Finding]:
    """Two records have one id.

    ## Why it matters
    Craik keeps one record per kind and id, and the later one replaces the earlier without a word.
    A rejection could be overwritten so; and nobody could tell which of the two is named.

    ## Example
    `probation-1.json` and `probation-2.json`, both with `"id": "probation_link_keeper"`

    ## How to mend it
    Give the later record an id of its own. With `--changed-since` that is the one which the change
    brings; else it is the one whose path comes last.
    """
    for name, found in register_of(catalog).definitions.items():
        for holding in sorted(_PRIVATE):
            same = [item for item in found if item.holding is holding]
            same.sort(key=lambda item: item.document.path in catalog.touched)
            for item in same[1:]:
                yield Finding(
                    ("id",),
                    f"{quoted(name)} is the id of {_ONE[holding]} in "
                    f"`{same[0].document.path}` already",
                    "Give this record an id of its own.",
                    document=item.document,
                )


@rule("REF008", severity=Severity.NOTE)
def idle_evidence(catalog: Catalog) -> Iterator[Finding]:
    """Nothing points at the evidence.

    ## Why it matters
    Evidence bears on a decision when the decision names it. What nobody names was forgotten there,
    or has a name that somebody mistyped.

    ## Example
    `evidence/source_review.yml` that no record names.

    ## How to mend it
    Name it in the record that it belongs to, or take it out before it is published.
    """
    register = register_of(catalog)
    used = {id(found) for item in register.references for found in item.meant}
    notices = [text for item in catalog.advisories for text in item.record.evidence]
    for name, definitions in register.definitions.items():
        for found in definitions:
            is_evidence = found.holding is Holding.EVIDENCE
            if not is_evidence or id(found) in used or found.place.package in catalog.unread:
                continue
            told = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
            if not any(told.search(text) for text in notices):
                yield Finding(
                    (),
                    f"nothing points at the evidence {quoted(name)}",
                    "Name it in the record that it belongs to.",
                    document=found.document,
                )


@rule("REF009", severity=Severity.NOTE)
def not_held(catalog: Catalog) -> Iterator[Finding]:
    """Records name what a catalog does not hold.

    ## Why it matters
    Tasks, hand-offs, policy envelopes, skill packages and run receipts live where the agents run.
    Whether these ids are right is *not checked* here, which is no error. There is one note for each
    kind of thing, at the first record that names one.

    ## Example
    `"task_id": "task_docs_sweep"`

    ## How to mend it
    Nothing has to be mended. Where a compatibility check is on record, give the id of its evidence,
    and it is looked up.
    """
    for what, found in sorted(strangers(catalog).items()):
        yield _at(found[0], not_held_message(what, [item.link.id for item in found]), LOOK_UP)


@rule("REF010")
def of_another_package(catalog: Catalog) -> Iterator[Finding]:
    """A record rests on the review, the grant or the receipt of another package.

    ## Why it matters
    Trust is given to one package. A run under somebody else's grant, or an example proven by the
    receipt of another plugin, shows nothing about this one.

    ## Example
    `plugins/link-keeper/governance/1.1.0/receipt-sweep.json` with
    `"capability_grant_ids": ["grant_commit-guard_quay"]`

    ## How to mend it
    Name a record of the same package.
    """
    register = register_of(catalog)
    for reference in register.references:
        place = reference.place
        if not place.package or register.excused(reference):
            continue
        for found in reference.meant:
            if found.holding in _PRIVATE and found.place.package != place.package:
                yield _at(
                    reference,
                    f"{quoted(reference.link.id)} is {_ONE[found.holding]} of "
                    f"`{found.place.package}`, not of `{place.package}`",
                    register.suggested(reference) or "Name a record of the same package.",
                )


@rule("REF011")
def ambiguous_evidence(catalog: Catalog) -> Iterator[Finding]:
    """A record names evidence that there is more than once.

    ## Why it matters
    Evidence is called by its file's name and is looked for in the record's own release, then in its
    package, then everywhere. Where several are equally near, nobody can tell which one is meant.

    ## Example
    `"evidence_ids": ["tests"]` for 1.2.0, with `tests.yml` in `1.0.0` and in `1.1.0` only.

    ## How to mend it
    Add the evidence to the release that the record is about, or give each a name of its own.
    """
    register = register_of(catalog)
    for reference in register.references:
        found = reference.meant
        if len(found) > 1 and all(item.holding is Holding.EVIDENCE for item in found):
            places = " and ".join(f"`{item.document.path}`" for item in found[:2])
            yield _at(
                reference,
                f"{quoted(reference.link.id)} is evidence in {places}",
                "Give each a name of its own, and name the one that is meant.",
            )


def _at(reference: Reference, message: str, hint: str) -> Finding:
    return Finding(reference.link.route, message, hint, document=reference.document)


CATALOG_RULES: Final[tuple[Rule, ...]] = (
    dangling_id,
    wrong_kind,
    defined_twice,
    idle_evidence,
    not_held,
    of_another_package,
    ambiguous_evidence,
)
