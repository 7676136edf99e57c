"""STI30x: which nodes would not load a plugin, by its manifest alone."""

from collections.abc import Iterator

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.stigmem.manifest import Declared
from chandlery.dialects.stigmem.nodes import NODES, Node, told
from chandlery.dialects.stigmem.rules import specifiers_of
from chandlery.quoting import quoted


def _left_out(record: Declared) -> list[Node]:
    """The known nodes that a range leaves out; none for one that STI203 has a word about."""
    if specifiers_of(record.requires_stigmem) is None:
        return []
    return [node for node in NODES if not node.takes(record.requires_stigmem)]


@rule("STI301", severity=Severity.WARNING, verdict=Verdict.LOADS)
def no_known_node_takes_it(record: Declared) -> Iterator[Finding]:
    """The range of nodes holds no node that is known here.

    ## Why it matters
    A node whose version is outside of `requires_stigmem` does not register the plugin, and then
    does not start. Prereleases count as versions of the range. The known nodes are
    `stigmem-node` 0.9.0a10 and 0.9.0a12.

    ## Example
    ```json
    {"requires_stigmem": ">=1.0.0"}
    ```

    ## How to mend it
    Widen the range to the nodes on which the plugin was tried: `>=0.9.0a10,<1.0.0`. Waive this for
    a plugin that is meant for a node to come.
    """
    if (left_out := _left_out(record)) and len(left_out) == len(NODES):
        yield Finding(
            ("requires_stigmem",),
            f"{quoted(record.requires_stigmem)} leaves out {told(left_out)}",
            "Widen the range to the nodes on which the plugin was tried.",
        )


@rule("STI302", severity=Severity.NOTE, verdict=Verdict.LOADS)
def a_known_node_does_not_take_it(record: Declared) -> Iterator[Finding]:
    """The range of nodes leaves a known node out.

    ## Why it matters
    Nothing is wrong with that. But a node of that version does not start once the plugin is
    installed, so whoever runs one should know.

    ## Example
    ```json
    {"requires_stigmem": ">=0.9.0a11"}
    ```

    ## How to mend it
    Widen the range if the plugin works there, too; else leave it.
    """
    if (left_out := _left_out(record)) and len(left_out) < len(NODES):
        yield Finding(
            ("requires_stigmem",),
            f"{quoted(record.requires_stigmem)} leaves out {told(left_out)}",
            "Widen the range if the plugin works there, too.",
        )


@rule("STI303", severity=Severity.WARNING, verdict=Verdict.LOADS)
def plugin_has_graduated(record: Declared) -> Iterator[Finding]:
    """The node does the plugin's work itself by now.

    ## Why it matters
    From `stigmem-node` 0.9.0a12 on, a plugin whose work has become part of the node is skipped with
    a warning. It does nothing there, and what depends on it stops the node.

    ## Example
    ```json
    {"name": "stigmem-plugin-memory-garden-acl"}
    ```

    ## How to mend it
    End the range before that node: `>=0.9.0a10,<0.9.0a12`.
    """
    for node in NODES:
        if record.name in node.graduated and node.takes(record.requires_stigmem):
            yield Finding(
                ("name",),
                f"{quoted(record.name)} is part of {node.host}, which skips an installed copy",
                f"End the range before {node.version}.",
            )


@rule("STI304", severity=Severity.WARNING, verdict=Verdict.LOADS)
def dependency_has_graduated(record: Declared) -> Iterator[Finding]:
    """The plugin depends on one that a node skips.

    ## Why it matters
    From `stigmem-node` 0.9.0a12 on, a plugin whose work has become part of the node is skipped. The
    node then misses what depends on it, and does not start.

    ## Example
    ```json
    {"depends_on": ["stigmem-plugin-memory-garden-acl"]}
    ```

    ## How to mend it
    Take the dependency out for nodes that have it built in, and end the range of a release that
    needs it before them: `>=0.9.0a10,<0.9.0a12`.
    """
    for place, name in enumerate(record.depends_on):
        for node in NODES:
            if name in node.graduated and node.takes(record.requires_stigmem):
                yield Finding(
                    ("depends_on", place),
                    f"{node.host} skips {quoted(name)}, and then misses it",
                    f"Take it out, or end the range before {node.version}.",
                )


RULES = (
    no_known_node_takes_it,
    a_known_node_does_not_take_it,
    plugin_has_graduated,
    dependency_has_graduated,
)
