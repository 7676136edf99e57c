"""The ids in Craik's records that name other records (its contract, section 4).

Craik resolves none of them.  Of the kinds that they name, a catalog holds six, and evidence. Two
fields of a probation name what a catalog may hold or not: a check may be on record as evidence or
a receipt, and a receipt may be that of a run, which is no plugin's.  `plugin_descriptor_id` of a
governance record is left to `CRA253`, which holds it against the folder.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from chandlery.catalog import Link
from chandlery.dialects.craik.records import (
    AdapterPackage,
    CraikRecord,
    PluginCapabilityGrant,
    PluginDescriptor,
    PluginProbation,
    PluginReceipt,
    ReferenceIntegration,
)
from chandlery.documents import Route
from chandlery.model.governance import Holding

Named = tuple[tuple[Holding, ...], str]

_EVIDENCE: Final[Named] = ((Holding.EVIDENCE,), "")
_GRANT: Final[Named] = ((Holding.GRANT,), "")
_RECEIPT: Final[Named] = ((Holding.RECEIPT,), "")
_PLUGIN: Final[Named] = ((Holding.PLUGIN,), "")
_SKILL: Final[Named] = ((), "skill package")
_POLICY: Final[Named] = ((), "policy envelope")
_TASK: Final[Named] = ((), "task")

# Model → field → what its id, or each of its ids, names.
_FIELDS: Final[Mapping[type[CraikRecord], Mapping[str, Named]]] = {
    PluginDescriptor: {"skill_package_ids": _SKILL, "provenance_ids": _EVIDENCE},
    PluginProbation: {
        "policy_envelope_id": _POLICY,
        "compatibility_check_ids": (
            (Holding.EVIDENCE, Holding.RECEIPT),
            "compatibility check",
        ),
        "evidence_ids": _EVIDENCE,
        "receipt_ids": ((Holding.RECEIPT,), "run receipt"),
    },
    PluginCapabilityGrant: {
        "task_id": _TASK,
        "policy_envelope_id": _POLICY,
        "evidence_ids": _EVIDENCE,
        "receipt_ids": _RECEIPT,
    },
    PluginReceipt: {
        "task_id": _TASK,
        "plugin_probation_id": ((Holding.PROBATION,), ""),
        "capability_grant_ids": _GRANT,
        "evidence_ids": _EVIDENCE,
        "handoff_ids": ((), "handoff"),
    },
    AdapterPackage: {
        "runner_metadata_ids": ((), "runner"),
        "plugin_descriptor_ids": _PLUGIN,
        "provenance_ids": _EVIDENCE,
    },
    ReferenceIntegration: {
        "skill_package_id": _SKILL,
        "plugin_descriptor_id": _PLUGIN,
        "adapter_package_id": ((Holding.ADAPTER,), ""),
        "receipt_ids": _RECEIPT,
        "provenance_ids": _EVIDENCE,
    },
}


def links_of(record: CraikRecord) -> tuple[Link, ...]:
    """Every id in a record that names another record; an empty one names nothing (CRA206)."""
    return tuple(link for link in _links(record) if link.id.strip())


def _links(record: CraikRecord) -> Iterator[Link]:
    for field, named in _FIELDS[type(record)].items():
        yield from _ids((field,), getattr(record, field), named)
    if isinstance(record, PluginProbation):
        for index, item in enumerate(record.criteria):
            yield from _ids(("criteria", index, "evidence_ids"), item.evidence_ids, _EVIDENCE)
        if record.decision:
            yield from _ids(("decision", "evidence_ids"), record.decision.evidence_ids, _EVIDENCE)


def _ids(route: Route, value: str | list[str] | None, named: Named) -> list[Link]:
    holdings, stranger = named
    if isinstance(value, list):
        return [
            Link(route=(*route, index), id=item, holdings=holdings, stranger=stranger)
            for index, item in enumerate(value)
        ]
    return [Link(route=route, id=value, holdings=holdings, stranger=stranger)] if value else []
