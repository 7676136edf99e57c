"""What Craik refuses in a receipt as a whole (its contract, 3.4)."""

from collections.abc import Iterator

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Verdict
from chandlery.dialects.craik.records import PluginReceipt


@rule("CRA131", verdict=Verdict.VALID)
def not_redacted(record: PluginReceipt) -> Iterator[Finding]:
    """The receipt is not redacted.

    ## Why it matters
    Receipts are read by more people than saw the run. Craik takes only redacted ones, and refuses
    one whose metadata says the opposite.

    ## Example
    `{"redacted": false, …}` or `"metadata": {"redacted": false}`

    ## How to mend it
    Redact the receipt, then set `redacted` to true and take the word out of the metadata.
    """
    hint = "Redact the receipt, then say so."
    if not record.redacted:
        yield Finding(("redacted",), "the receipt is not redacted", hint)
    if record.result.metadata.get("redacted") is False:
        yield Finding(
            ("result", "metadata", "redacted"), "the metadata says that it is not redacted", hint
        )


@rule("CRA132", verdict=Verdict.VALID)
def empty_probation_id(record: PluginReceipt) -> Iterator[Finding]:
    """The id of the probation is empty.

    ## Why it matters
    A link is there or it is not; an empty one is neither.

    ## Example
    `"plugin_probation_id": ""`

    ## How to mend it
    Give the id, or leave the field out.
    """
    if record.plugin_probation_id == "":
        yield Finding(
            ("plugin_probation_id",),
            "`plugin_probation_id` is empty",
            "Give the id, or leave the field out.",
        )


@rule("CRA133", verdict=Verdict.VALID)
def denied_without_summary(record: PluginReceipt) -> Iterator[Finding]:
    """The receipt of a denial does not say what was denied.

    ## Why it matters
    A denial is what reviewers look for first.

    ## Example
    `"result": {"status": "denied", "summary": ""}`

    ## How to mend it
    Say in the summary what was denied, and why.
    """
    if record.result.status == "denied" and not record.result.summary:
        yield Finding(
            ("result", "summary"),
            "the action was denied and the summary is empty",
            "Say what was denied, and why.",
        )


RULES = (not_redacted, empty_probation_id, denied_without_summary)
