"""What Craik refuses in a plugin descriptor as a whole (its contract, 3.1)."""

from collections.abc import Iterator

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Verdict
from chandlery.dialects.craik.records import PluginDescriptor
from chandlery.dialects.craik.redaction import shown


@rule("CRA104", verdict=Verdict.VALID)
def grant_without_scope(record: PluginDescriptor) -> Iterator[Finding]:
    """A capability needs a grant and does not say for what.

    ## Why it matters
    Whoever grants it has to know which operations on which targets are asked for. `grant_required`
    is true unless it is set to false.

    ## Example
    `{"capability": "repo.write", "risk": "medium", "operations": [], …}`

    ## How to mend it
    Name the operations and the targets, as narrow as the plugin can work with.
    """
    for index, item in enumerate(record.capabilities):
        if item.grant_required:
            for name, value in (("operations", item.operations), ("targets", item.targets)):
                if not value:
                    yield Finding(
                        ("capabilities", index, name),
                        f"{shown(item.capability)} needs a grant and names no {name}",
                        f"Name the {name} that the plugin asks for.",
                    )


@rule("CRA105", verdict=Verdict.VALID)
def risk_without_grant(record: PluginDescriptor) -> Iterator[Finding]:
    """A capability of high risk needs no grant.

    ## Why it matters
    What can do much harm must be allowed by somebody, each time it is used anew.

    ## Example
    `{"capability": "shell.run", "risk": "high", "grant_required": false, …}`

    ## How to mend it
    Set `grant_required` to true, with operations and targets.
    """
    for index, item in enumerate(record.capabilities):
        if item.risk in {"high", "critical"} and not item.grant_required:
            yield Finding(
                ("capabilities", index, "grant_required"),
                f"{shown(item.capability)} is of {item.risk} risk and needs no grant",
                "Set `grant_required` to true, and name operations and targets.",
            )


@rule("CRA106", verdict=Verdict.VALID)
def supported_where(record: PluginDescriptor) -> Iterator[Finding]:
    """The plugin is called supported, but not where.

    ## Why it matters
    `supported` is a promise. Without Python versions and platforms nobody can tell whether it
    was made to them.

    ## Example
    `"compatibility": {"status": "supported", "craik_versions": ["0.12.9"]}`

    ## How to mend it
    List `python_versions` and `platforms`, or call it `experimental`.
    """
    compatibility = record.compatibility
    if compatibility.status == "supported":
        for name, value in (
            ("python_versions", compatibility.python_versions),
            ("platforms", compatibility.platforms),
        ):
            if not value:
                yield Finding(
                    ("compatibility", name),
                    f"the status is `supported` and there are no `{name}`",
                    f"List `{name}`, or set the status to `experimental`.",
                )


@rule("CRA107", verdict=Verdict.VALID)
def unsupported_why(record: PluginDescriptor) -> Iterator[Finding]:
    """The plugin is called unsupported, but not why.

    ## Why it matters
    Who finds a plugin that does not work with their Craik wants to know what stands in the way.

    ## Example
    `"compatibility": {"status": "unsupported", "craik_versions": ["0.5.0"]}`

    ## How to mend it
    Say the reason in `notes`.
    """
    if record.compatibility.status == "unsupported" and not record.compatibility.notes:
        yield Finding(
            ("compatibility", "notes"),
            "the status is `unsupported` and there are no `notes`",
            "Say in `notes` what stands in the way.",
        )


RULES = (grant_without_scope, risk_without_grant, supported_where, unsupported_why)
