"""Which Stigmem nodes would register a plugin (contract, sections 0 and 5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from packaging.version import Version

from chandlery.dialects.base import HostVerdict
from chandlery.dialects.stigmem.manifest import Declared
from chandlery.dialects.stigmem.rules import specifiers_of
from chandlery.quoting import quoted


@dataclass(frozen=True, slots=True)
class Node:
    """A release of the node.

    Attributes:
        graduated: plugins whose work the node does itself; it skips an installed copy.
    """

    version: str
    graduated: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        """What it is called in verdicts."""
        return f"stigmem-node {self.version}"

    def verdict(self, refusal: str, note: str = "") -> HostVerdict:
        """What comes of it that the node has something against a plugin, or ``""``.

        Args:
            note: what there is to say where it has not.
        """
        return HostVerdict(host=self.host, loads=not refusal, reason=refusal or note)

    def takes(self, requires: str) -> bool:
        """Whether a range that can be read holds this node; prereleases count."""
        specifiers = specifiers_of(requires)
        return specifiers is not None and specifiers.contains(
            Version(self.version), prereleases=True
        )


# The contract was read at the first of them: what it refuses is not valid.
NODES: Final = (
    Node("0.9.0a10"),
    Node("0.9.0a12", frozenset({"stigmem-plugin-memory-garden-acl"})),
)
GRADUATED: Final = frozenset(name for node in NODES for name in node.graduated)


def loads(record: Declared) -> tuple[HostVerdict, ...]:
    """Ask every node that we know.

    The answer is about the manifest alone.  Signing is another matter: with its default settings
    no node takes any installed plugin (section 6).
    """
    return tuple(node.verdict(refusal(node, record)) for node in NODES)


def refusal(node: Node, record: Declared) -> str:
    """Why a node would not register a plugin with such a manifest, or ``""``."""
    if record.name in node.graduated:
        return f"{quoted(record.name)} is part of the node now; an installed copy is skipped"
    gone = sorted(node.graduated.intersection(record.depends_on))
    if gone:
        return f"it depends on {quoted(gone[0])}, which the node skips"
    # Left out, every node's default includes that node.
    if specifiers_of(record.requires_stigmem) is None:
        return f"{quoted(record.requires_stigmem)} cannot be read as a range"
    if not node.takes(record.requires_stigmem):
        return f"the range {quoted(record.requires_stigmem)} leaves it out"
    return ""


def told(nodes: Iterable[Node]) -> str:
    """Nodes in a sentence."""
    return " and ".join(node.host for node in nodes)
