"""Which Stigmem nodes would register a plugin (contract, sections 0 and 5)."""

from typing import Final

from packaging.version import Version

from chandlery.dialects.base import HostVerdict
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.rules import specifiers_of
from chandlery.quoting import quoted

# Whose work the node does itself from a12 on; it skips an installed copy.
_GRADUATED: Final = frozenset({"stigmem-plugin-memory-garden-acl"})

NODES: Final[dict[str, frozenset[str]]] = {"0.9.0a10": frozenset(), "0.9.0a12": _GRADUATED}


def loads(record: Manifest) -> tuple[HostVerdict, ...]:
    """Ask every node that we know.

    The answer is about the manifest alone.  Signing is another matter: with its default settings
    no node takes any installed plugin (section 6).
    """
    return tuple(_ask(node, graduated, record) for node, graduated in NODES.items())


def _ask(node: str, graduated: frozenset[str], record: Manifest) -> HostVerdict:
    reason = _refusal(node, graduated, record)
    return HostVerdict(host=f"stigmem-node {node}", loads=not reason, reason=reason)


def _refusal(node: str, graduated: frozenset[str], record: Manifest) -> str:
    if record.name in graduated:
        return f"{quoted(record.name)} is part of the node now; an installed copy is skipped"
    gone = sorted(graduated.intersection(record.depends_on))
    if gone:
        return f"it depends on {quoted(gone[0])}, which the node skips"
    # Left out, every node's default includes that node.
    specifiers = specifiers_of(record.requires_stigmem)
    if specifiers is None:
        return f"{quoted(record.requires_stigmem)} cannot be read as a range"
    if not specifiers.contains(Version(node), prereleases=True):
        return f"the range {quoted(record.requires_stigmem)} leaves it out"
    return ""
