"""What this catalog asks beyond Craik: that a record says what people will want to know."""

import json
import re
from collections.abc import Iterator
from typing import Final

from chandlery.checks import Finding, rule
from chandlery.dialects.craik.parts import blanks_of, parts_of, values_of
from chandlery.dialects.craik.records import CraikRecord, PluginProbation, PluginReceipt
from chandlery.dialects.craik.redaction import shown
from chandlery.dialects.craik.values import Moment

# Fields that may be empty for Craik and must say something here.
_SAYING = frozenset(
    {
        "action",
        "actor",
        "adapter",
        "decided_by",
        "description",
        "name",
        "path",
        "policy_envelope_id",
        "publisher",
        "reason",
        "summary",
        "task_id",
    }
)
_SAYING_LISTS = frozenset({"check_commands", "compatibility_notes", "security_notes"})
_LINK_LISTS = frozenset(
    {
        "capability_grant_ids",
        "compatibility_check_ids",
        "evidence_ids",
        "handoff_ids",
        "provenance_ids",
        "receipt_ids",
    }
)


_HMAC = re.compile(r"[0-9a-f]{64}")


@rule("CRA202")
def says_nothing(record: CraikRecord) -> Iterator[Finding]:
    """A text that people need is empty.

    ## Why it matters
    Craik takes an empty name. On a page it is a gap, and in a review a question that nobody asked.

    ## Example
    `"name": ""`

    ## How to mend it
    Write what belongs there.
    """
    for route, _ in blanks_of(record):
        listed = len(route) > 1 and route[-2] in _SAYING_LISTS
        if route[-1] in _SAYING or listed:
            name = route[-2] if listed else route[-1]
            yield Finding(route, f"`{name}` is empty", "Write what belongs there.")


@rule("CRA204")
def no_rationale(record: PluginProbation) -> Iterator[Finding]:
    """The decision gives no reason.

    ## Why it matters
    Rejected and expired plugins stay in the catalog with the rationale of their reviewers, so that
    nobody has to ask, or try, again. Promotions are trusted for theirs.

    ## Example
    `"decision": {"decision": "reject", "rationale": "", …}`

    ## How to mend it
    Write why it was decided so. A published rationale is kept as it is.
    """
    if record.decision and not record.decision.rationale.strip():
        yield Finding(
            ("decision", "rationale"),
            f"the decision to `{record.decision.decision}` has no rationale",
            "Write why it was decided so.",
        )


@rule("CRA205")
def promoted_on_nothing(record: PluginProbation) -> Iterator[Finding]:
    """The plugin was promoted and no criterion was passed.

    ## Why it matters
    Where every criterion is optional, Craik promotes without any being met. A promotion here rests
    on at least one that was, with its evidence.

    ## Example
    `{"status": "promoted", "criteria": [{"required": false, "passed": false, …}], …}`

    ## How to mend it
    Pass a criterion, with evidence, or leave the plugin on probation.
    """
    if record.status == "promoted" and not any(item.passed for item in record.criteria):
        yield Finding(
            ("criteria",),
            "the plugin is promoted and no criterion is passed",
            "Pass a criterion, with evidence, or leave the plugin on probation.",
        )


@rule("CRA206")
def empty_link(record: CraikRecord) -> Iterator[Finding]:
    """A link to evidence, a check, a receipt or a grant is empty.

    ## Why it matters
    Craik counts the links and does not read them: `[""]` is one piece of evidence to it.

    ## Example
    `"evidence_ids": [""]`

    ## How to mend it
    Give the id, or take the empty one out.
    """
    for route, _ in blanks_of(record):
        if len(route) > 1 and route[-2] in _LINK_LISTS:
            yield Finding(route, f"an id in `{route[-2]}` is empty", "Give the id, or take it out.")


@rule("CRA207")
def redaction_in_doubt(record: PluginReceipt) -> Iterator[Finding]:
    """The metadata leaves it open whether the receipt is redacted.

    ## Why it matters
    Craik refuses the exact value false only. `0`, `"false"` and null say the same to a reader.

    ## Example
    `"metadata": {"redacted": 0}`

    ## How to mend it
    Set it to true once the receipt is redacted, or take the key out.
    """
    metadata = record.result.metadata
    said = metadata.get("redacted", True)
    if said is not True and said is not False:  # false is CRA131
        yield Finding(
            ("result", "metadata", "redacted"),
            f"the metadata says {shown(json.dumps(said))} where it should say true",
            "Set it to true, or take the key out.",
        )


@rule("CRA212")
def not_an_hmac(record: PluginProbation | PluginReceipt) -> Iterator[Finding]:
    """The HMAC is none.

    ## Why it matters
    Craik takes any text here and writes its own over it when it stores the record. In a catalog it
    proves nothing, since the key never leaves an installation; other text has no business there.

    ## Example
    `"receipt_hmac": "to do"`

    ## How to mend it
    Take it out, or leave what Craik wrote: 64 hexadecimal digits.
    """
    if record.receipt_hmac is not None and not _HMAC.fullmatch(record.receipt_hmac):
        yield Finding(
            ("receipt_hmac",),
            f"{shown(record.receipt_hmac)} is not an HMAC of Craik's",
            "Take it out.",
        )


@rule("CRA213")
def time_in_doubt(record: CraikRecord) -> Iterator[Finding]:
    """A time is not written in full.

    ## Why it matters
    Craik takes times without a zone, bare dates and numbers. Its own check of a grant then fails
    on comparing them, and a reader has to guess what is meant.

    ## Example
    `"expires_at": "2027-01-01 00:00"`

    ## How to mend it
    Write RFC 3339 with the zone: `2027-01-01T00:00:00Z`.
    """
    times = [value for value in values_of(record).others if isinstance(value, Moment)]
    for route, value in () if all(time.is_rfc_3339 for time in times) else parts_of(record):
        if isinstance(value, Moment) and not value.is_rfc_3339:
            yield Finding(
                route,
                f"{shown(str(value.written))} is not a time by RFC 3339",
                f"If it is meant so, write `{value.text}`.",
            )


EVERY: Final = (says_nothing, empty_link, time_in_doubt)
PROBATION: Final = (no_rationale, promoted_on_nothing, not_an_hmac)
RECEIPT: Final = (redaction_in_doubt, not_an_hmac)
