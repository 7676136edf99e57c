"""What Craik refuses in a probation record as a whole (its contract, 3.2)."""

from collections.abc import Iterator

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Verdict
from chandlery.dialects.craik.records import PluginProbation
from chandlery.dialects.craik.redaction import shown

_DECISIONS = {"promoted": "promote", "rejected": "reject", "expired": "expire"}


@rule("CRA111", verdict=Verdict.VALID)
def passed_without_evidence(record: PluginProbation) -> Iterator[Finding]:
    """A criterion is passed and nothing shows it.

    ## Why it matters
    A criterion that was passed without evidence is somebody's word, and cannot be looked into.

    ## Example
    `{"name": "source_review", "passed": true, "evidence_ids": [], …}`

    ## How to mend it
    Name the evidence, or set `passed` to false.
    """
    for index, item in enumerate(record.criteria):
        if item.passed and not item.evidence_ids:
            yield Finding(
                ("criteria", index, "evidence_ids"),
                f"{shown(item.name)} is passed and has no evidence",
                "Name the evidence, or set `passed` to false.",
            )


@rule("CRA112", verdict=Verdict.VALID)
def decision_and_status_differ(record: PluginProbation) -> Iterator[Finding]:
    """The status is not what was decided.

    ## Why it matters
    `promoted`, `rejected` and `expired` each need the decision that made them so; while a plugin
    is `probationary`, nothing has been decided.

    ## Example
    `{"status": "promoted", "decision": {"decision": "reject", …}, …}`

    ## How to mend it
    Give the decision that belongs to the status, or the status that follows from the decision.
    """
    made = record.decision.decision if record.decision else ""
    wanted = _DECISIONS.get(record.status, "")
    if made != wanted:
        yield Finding(
            ("decision", "decision") if made and wanted else ("decision",),
            f"the status is `{record.status}` and "
            + (f"the decision is `{made}`" if made else "there is no decision"),
            f"Give the decision to `{wanted}`." if wanted else "Take the decision out.",
        )


@rule("CRA113", verdict=Verdict.VALID)
def trust_without_promotion(record: PluginProbation) -> Iterator[Finding]:
    """A plugin that was not promoted has durable trust.

    ## Why it matters
    Durable trust is what promotion gives; Craik refuses it to everything else.

    ## Example
    `{"status": "rejected", "durable_trust_granted": true, …}`

    ## How to mend it
    Set `durable_trust_granted` to false.
    """
    if record.durable_trust_granted and record.status != "promoted":
        yield Finding(
            ("durable_trust_granted",),
            f"durable trust is granted and the status is `{record.status}`",
            "Set `durable_trust_granted` to false.",
        )


@rule("CRA114", verdict=Verdict.VALID)
def promoted_unmet(record: PluginProbation) -> Iterator[Finding]:
    """The plugin was promoted and a required criterion is not passed.

    ## Why it matters
    A required criterion is one without which there is no promotion. `required` is true unless it
    is set to false.

    ## Example
    `{"status": "promoted", "criteria": [{"name": "source_review", "passed": false, …}], …}`

    ## How to mend it
    Pass the criterion, with evidence, before the plugin is promoted.
    """
    if record.status == "promoted":
        for index, item in enumerate(record.criteria):
            if item.required and not item.passed:
                yield Finding(
                    ("criteria", index, "passed"),
                    f"the plugin is promoted and {shown(item.name)} is not passed",
                    "Pass it, with evidence, or leave the plugin on probation.",
                )


@rule("CRA115", verdict=Verdict.VALID)
def promoted_unchecked(record: PluginProbation) -> Iterator[Finding]:
    """The plugin was promoted without a compatibility check.

    ## Why it matters
    A promotion says that the plugin works with the Craik that it names; Craik wants to know which
    check showed it.

    ## Example
    `{"status": "promoted", "compatibility_check_ids": [], …}`

    ## How to mend it
    Name the checks in `compatibility_check_ids`.
    """
    if record.status == "promoted" and not record.compatibility_check_ids:
        yield Finding(
            ("compatibility_check_ids",),
            "the plugin is promoted and no compatibility check is named",
            "Name the checks that were made.",
        )


@rule("CRA116", verdict=Verdict.VALID)
def expired_when(record: PluginProbation) -> Iterator[Finding]:
    """The probation expired, but not at any time.

    ## Why it matters
    An expiry without its time cannot be checked.

    ## Example
    `{"status": "expired", "expires_at": null, …}`

    ## How to mend it
    Give `expires_at`.
    """
    if record.status == "expired" and record.expires_at is None:
        yield Finding(
            ("expires_at",),
            "the status is `expired` and there is no `expires_at`",
            "Say when the probation ran out.",
        )


RULES = (
    passed_without_evidence,
    decision_and_status_differ,
    trust_without_promotion,
    promoted_unmet,
    promoted_unchecked,
    expired_when,
)
