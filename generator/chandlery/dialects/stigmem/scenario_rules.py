"""STI40x: what a node has against a scenario.

Each check asks one node.  As a rule it asks the node that the contract was read at, since what that
one refuses is not valid; for other nodes the same check says whether they would load it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from chandlery.checks import Finding, Rule, stated
from chandlery.diagnostics import Verdict
from chandlery.dialects.stigmem.context import Refused
from chandlery.dialects.stigmem.hooks import HOOKS
from chandlery.dialects.stigmem.nodes import NODES, Node, refusal
from chandlery.dialects.stigmem.order import Circle
from chandlery.dialects.stigmem.scenarios import (
    ACKNOWLEDGEMENT,
    UNSIGNED,
    CapabilityAccess,
    DependencySet,
    Registration,
    Trust,
    called,
    decision,
    discovered,
    order_of,
)
from chandlery.quoting import quoted

Ask = Callable[[Node, Any], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """Something that a node looks at.

    Attributes:
        ask: what a node has against a record.
        rule: the same, asked of the first node that we know.
    """

    ask: Ask
    rule: Rule


def _check(code: str) -> Callable[[Ask], Check]:
    """Make a `Check` of a generator function; its docstring is the rule's page."""

    def wrap(ask: Ask) -> Check:
        page = stated(code, ask.__doc__ or "", verdict=Verdict.VALID)
        return Check(ask, replace(page, check=partial(_ask_first, ask)))

    return wrap


def _ask_first(ask: Ask, record: Any) -> Iterator[Finding]:
    for finding in ask(NODES[0], record):
        yield replace(finding, message=f"{NODES[0].host}: {finding.message}")


@_check("STI402")
def node_is_out_of_range(node: Node, record: Registration) -> Iterator[Finding]:
    """The node is none that the plugin is for.

    ## Why it matters
    When it registers a plugin, the node reads `requires_stigmem` and looks for its own version in
    it, prereleases included. Where it is not there, or the text is no range, the node does not
    start.

    ## Example
    ```json
    {"name": "example-recall-notes", "version": "1.2.0", "requires_stigmem": ">=1.0.0"}
    ```

    ## How to mend it
    Give a range that holds the node: `>=0.9.0a10,<1.0.0`.
    """
    if why := refusal(node, record):
        yield Finding(("requires_stigmem",), why, "Give a range that holds the node.")


@_check("STI403")
def handler_takes_too_few(node: Node, record: Registration) -> Iterator[Finding]:  # noqa: ARG001
    """A handler takes fewer positional arguments than the node passes.

    ## Why it matters
    The node counts them when it registers the plugin: two for a chain of filters and for scores,
    one for any other hook. A handler that takes fewer stops it from starting.

    ## Example
    ```json
    {"hooks": {"recall_filter": 1}}
    ```

    ## How to mend it
    Let the handler take as many, or any number: `"*args"`.
    """
    for name, takes in record.handlers.items():
        asked = HOOKS[name].positional
        if takes != "*args" and takes < asked:
            yield Finding(
                ("hooks", name),
                f"the handler of `{name}` takes {takes} of {asked} positional arguments",
                f"Let it take {asked}.",
            )


@_check("STI404")
def plugin_is_there_twice(node: Node, record: DependencySet) -> Iterator[Finding]:
    """Two discovered plugins have one name.

    ## Why it matters
    The node knows plugins by name. When it discovers a second one of a name, it does not start.

    ## Example
    ```json
    {"manifests": [{"name": "notes", "version": "1.0.0"}, {"name": "notes", "version": "1.1.0"}]}
    ```

    ## How to mend it
    Install one of them.
    """
    seen: set[str] = set()
    for place, member in discovered(node, record):
        if member.name in seen:
            route = ("manifests", place, "name")
            yield Finding(route, f"{quoted(member.name)} is discovered twice", "Take one out.")
        seen.add(member.name)


@_check("STI405")
def dependency_is_missing(node: Node, record: DependencySet) -> Iterator[Finding]:
    """A plugin depends on one that is not there.

    ## Why it matters
    Every name in `depends_on` has to be discovered, or to be registered already. The node does not
    start otherwise. From 0.9.0a12 on, it skips a plugin whose work has become its own, and then
    misses it.

    ## Example
    ```json
    {"manifests": [{"name": "notes", "version": "1.0.0", "depends_on": ["base"]}]}
    ```

    ## How to mend it
    Install the other plugin too, or take the dependency out.
    """
    there = {member.name for _, member in discovered(node, record)} | {*record.registered}
    for place, member in discovered(node, record):
        for step, name in enumerate(member.depends_on):
            if name not in there:
                skipped = name in node.graduated
                yield Finding(
                    ("manifests", place, "depends_on", step),
                    f"{quoted(member.name)} depends on {quoted(name)}, "
                    + ("which is skipped" if skipped else "which is not there"),
                    "Take the dependency out." if skipped else "Install it, too.",
                )


@_check("STI406")
def dependencies_go_round(node: Node, record: DependencySet) -> Iterator[Finding]:
    """Plugins depend on each other in a circle.

    ## Why it matters
    The node registers dependencies first. Of plugins that wait for each other it can register none,
    and does not start.

    ## Example
    ```json
    {"manifests": [{"name": "one", "version": "1.0.0", "depends_on": ["two"]},
                   {"name": "two", "version": "1.0.0", "depends_on": ["one"]}]}
    ```

    ## How to mend it
    Take one of the dependencies out.
    """
    order = order_of(node, record)
    if isinstance(order, Circle):
        name, waits_for = next(order.steps)
        for place, member in discovered(node, record):
            if member.name == name and waits_for in member.depends_on:
                yield Finding(
                    ("manifests", place, "depends_on", member.depends_on.index(waits_for)),
                    f"the plugins wait for each other: {order}",
                    "Take one of the dependencies out.",
                )


@_check("STI407")
def identity_is_not_trusted(node: Node, record: Trust) -> Iterator[Finding]:  # noqa: ARG001
    """The node does not trust who signed the plugin.

    ## Why it matters
    With its default settings a node takes a plugin only from an identity that was verified, is not
    called `unsigned`, and stands in the list of trusted publishers or of overrides, letter by
    letter. Nothing in the node verifies a signature, and discovery always says `unsigned`: any
    other answer comes from code that somebody passed in.

    ## Example
    ```json
    {"manifest": {"name": "notes", "version": "1.0.0"},
     "signing_identity": "stranger@example.com", "signature_verified": true,
     "trusted_publishers": "builder@example.com"}
    ```

    ## How to mend it
    Trust the identity, if you do. No signature that a catalog records makes a node accept a plugin.
    """
    if not record.signing_required:
        return
    if not record.signature_verified:
        why = f"nobody verified that {quoted(record.signing_identity)} signed the plugin"
        yield Finding(("signature_verified",), why, "Pass the node a verifier of your own.")
    elif record.signing_identity == UNSIGNED:
        why = f"{quoted(UNSIGNED)} is what a plugin without a signature is signed by"
        yield Finding(("signing_identity",), why, "Pass the node a verifier of your own.")
    elif not decision(record):
        yield Finding(
            ("signing_identity",),
            f"{quoted(record.signing_identity)} is no trusted publisher",
            "Write it into `trusted_publishers` as it is, if you trust it.",
        )


@_check("STI408")
def override_is_not_acknowledged(node: Node, record: Trust) -> Iterator[Finding]:  # noqa: ARG001
    """Signing is switched off, and nobody said that this is meant.

    ## Why it matters
    `STIGMEM_PLUGIN_SIGNING_REQUIRED=false` alone stops the node from starting: it asks for the
    acknowledgement in a second variable. The node then warns at every start and request.

    ## Example
    ```json
    {"manifest": {"name": "notes", "version": "1.0.0"}, "signing_required": false}
    ```

    ## How to mend it
    Set `STIGMEM_PLUGIN_UNSIGNED_ACK=i-understand-plugins-are-unsigned`, for development alone.
    """
    if not record.signing_required and record.unsigned_ack != ACKNOWLEDGEMENT:
        yield Finding(
            ("unsigned_ack",),
            "signing is switched off without the acknowledgement",
            f"Give `unsigned_ack` as `{ACKNOWLEDGEMENT}`.",
        )


@_check("STI409")
def accessor_raises(node: Node, record: CapabilityAccess) -> Iterator[Finding]:  # noqa: ARG001
    """The context refuses a call.

    ## Why it matters
    An accessor whose capability the manifest does not declare raises `CapabilityError`. No
    capability implies another.

    ## Example
    ```json
    {"capabilities": ["facts.write"], "accessor": "get_facts_reader"}
    ```

    ## How to mend it
    Declare the accessor's capability.
    """
    answer = called(record)
    if isinstance(answer, Refused):
        yield Finding(("accessor",), str(answer), f"Declare `{answer.capability}`.")
