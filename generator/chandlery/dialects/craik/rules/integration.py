"""What Craik refuses in a reference integration as a whole (its contract, 3.6)."""

from collections.abc import Iterator

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Verdict
from chandlery.dialects.craik.records import ReferenceIntegration

# What each kind of integration links to.
_LINKS = {
    "skill": "skill_package_id",
    "plugin": "plugin_descriptor_id",
    "adapter": "adapter_package_id",
}


@rule("CRA141", verdict=Verdict.VALID)
def subject_missing(record: ReferenceIntegration) -> Iterator[Finding]:
    """The integration does not say what it shows.

    ## Why it matters
    An integration of kind `plugin` is an example of one plugin, and so for the other kinds.

    ## Example
    `{"kind": "plugin", "plugin_descriptor_id": null, …}`

    ## How to mend it
    Give the id that belongs to the kind.
    """
    name = _LINKS[record.kind]
    if not getattr(record, name):
        yield Finding(
            (name,), f"the kind is `{record.kind}` and there is no `{name}`", f"Give `{name}`."
        )


@rule("CRA142", verdict=Verdict.VALID)
def subject_of_another_kind(record: ReferenceIntegration) -> Iterator[Finding]:
    """The integration links to something of another kind.

    ## Why it matters
    One integration shows one thing. An empty id counts as none.

    ## Example
    `{"kind": "adapter", "adapter_package_id": "…", "plugin_descriptor_id": "…"}`

    ## How to mend it
    Take the other id out, or correct the kind.
    """
    for kind, name in _LINKS.items():
        if kind != record.kind and getattr(record, name):
            yield Finding(
                (name,),
                f"the kind is `{record.kind}` and `{name}` is set",
                f"Take `{name}` out, or correct the kind.",
            )


@rule("CRA143", verdict=Verdict.VALID)
def plugin_without_receipts(record: ReferenceIntegration) -> Iterator[Finding]:
    """The integration of a plugin has no receipt.

    ## Why it matters
    A receipt shows that the plugin has run in this integration, under grants.

    ## Example
    `{"kind": "plugin", "receipt_ids": [], …}`

    ## How to mend it
    Name the receipts in `receipt_ids`.
    """
    if record.kind == "plugin" and not record.receipt_ids:
        yield Finding(
            ("receipt_ids",),
            "the kind is `plugin` and no receipt is named",
            "Name the receipts of the runs.",
        )


@rule("CRA144", verdict=Verdict.VALID)
def not_for_everybody(record: ReferenceIntegration) -> Iterator[Finding]:
    """The integration is not safe to run, or not reproducible.

    ## Why it matters
    People try a reference integration on their own machine, and must get what it shows.

    ## Example
    `"safe_to_run_locally": false`

    ## How to mend it
    Make it safe and reproducible. What cannot be so is no reference integration.
    """
    for name in ("safe_to_run_locally", "reproducible"):
        if not getattr(record, name):
            yield Finding(
                (name,),
                f"`{name}` is false",
                "Make it so, or do not offer it as a reference integration.",
            )


RULES = (subject_missing, subject_of_another_kind, plugin_without_receipts, not_for_everybody)
