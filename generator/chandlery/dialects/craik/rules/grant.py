"""What Craik refuses in a capability grant as a whole (its contract, 3.3)."""

from collections.abc import Iterator

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Verdict
from chandlery.dialects.craik.records import PluginCapabilityGrant


@rule("CRA121", verdict=Verdict.VALID)
def grant_of_everything(record: PluginCapabilityGrant) -> Iterator[Finding]:
    """The grant is for every operation.

    ## Why it matters
    A grant names what it allows. One for everything allows what nobody thought of.

    ## Example
    `"operations": ["*"]`

    ## How to mend it
    Name the operations.
    """
    for index, operation in enumerate(record.operations):
        if operation in {"*", "all"}:
            yield Finding(
                ("operations", index),
                f"`{operation}` grants every operation",
                "Name the operations that are meant.",
            )


@rule("CRA122", verdict=Verdict.VALID)
def grant_without_target(record: PluginCapabilityGrant) -> Iterator[Finding]:
    """The grant has no target.

    ## Why it matters
    Without a repository, a path or metadata to match, the grant would reach everything. What is
    excluded does not count: it narrows a target and is none.

    ## Example
    `"target": {"exclude": ["secrets/"]}`

    ## How to mend it
    Name the repository or the paths.
    """
    target = record.target
    if not (target.repo or target.paths or target.metadata):
        yield Finding(
            ("target",),
            "the target names no repository, no path and no metadata",
            "Say what the grant reaches: `repo`, `paths` or `metadata`.",
        )


@rule("CRA123", verdict=Verdict.VALID)
def grant_without_approval(record: PluginCapabilityGrant) -> Iterator[Finding]:
    """The grant needs an approval that it does not have.

    ## Why it matters
    A grant that needs approval is allowed when somebody has approved it, and not before.

    ## Example
    `{"status": "allowed", "approval_required": true, "approved_by": null, …}`

    ## How to mend it
    Say who approved it, or set the status to `approval_required`.
    """
    if record.status == "allowed" and record.approval_required and not record.approved_by:
        yield Finding(
            ("approved_by",),
            "the grant is allowed, needs approval, and nobody approved it",
            "Say who approved it, or set the status to `approval_required`.",
        )


@rule("CRA124", verdict=Verdict.VALID)
def grant_without_end(record: PluginCapabilityGrant) -> Iterator[Finding]:
    """The grant never ends.

    ## Why it matters
    An allowed grant must run out by itself, and an expired one must say when it did.

    ## Example
    `{"status": "allowed", "expires_at": null, …}`

    ## How to mend it
    Give `expires_at`.
    """
    if record.status in {"allowed", "expired"} and record.expires_at is None:
        yield Finding(
            ("expires_at",),
            f"the status is `{record.status}` and there is no `expires_at`",
            "Say when the grant ends.",
        )


@rule("CRA125", verdict=Verdict.VALID)
def approved_and_not_given(record: PluginCapabilityGrant) -> Iterator[Finding]:
    """Somebody approved a grant that was denied or is still waiting.

    ## Why it matters
    An approver on a grant that is none reads like a grant. Even the empty string counts as one.

    ## Example
    `{"status": "denied", "approved_by": "", …}`

    ## How to mend it
    Take `approved_by` out, or correct the status.
    """
    if record.status in {"denied", "approval_required"} and record.approved_by is not None:
        yield Finding(
            ("approved_by",),
            f"the status is `{record.status}` and `approved_by` is set",
            "Take `approved_by` out, or correct the status.",
        )


@rule("CRA126", verdict=Verdict.VALID)
def waiting_for_nothing(record: PluginCapabilityGrant) -> Iterator[Finding]:
    """The grant waits for an approval that it does not need.

    ## Why it matters
    The status says that approval is wanting, the flag that none is needed; one of them is wrong.

    ## Example
    `{"status": "approval_required", "approval_required": false, …}`

    ## How to mend it
    Set `approval_required` to true, or correct the status.
    """
    if record.status == "approval_required" and not record.approval_required:
        yield Finding(
            ("approval_required",),
            "the status is `approval_required` and the flag of that name is not set",
            "Set `approval_required` to true, or correct the status.",
        )


RULES = (
    grant_of_everything,
    grant_without_target,
    grant_without_approval,
    grant_without_end,
    approved_and_not_given,
    waiting_for_nothing,
)
