"""The kinds of scenario, each with what every known node would do."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import BaseModel, ValidationError

from chandlery.dialects.base import HostVerdict, RecordKind
from chandlery.dialects.stigmem import manifest, scenario_rules, scenarios
from chandlery.dialects.stigmem.context import Granted
from chandlery.dialects.stigmem.nodes import NODES, Node
from chandlery.dialects.stigmem.order import Circle
from chandlery.dialects.stigmem.rules import depends_on_itself
from chandlery.dialects.stigmem.scenario_rules import Check
from chandlery.quoting import escaped

# What a node says of a record that it takes.
_Note = Callable[[Node, Any], str]

# What a manifest's own model refuses, wherever the manifest stands.
_STATED = (*manifest.STATED, *scenarios.STATED, replace(depends_on_itself, check=None))


def _kind(name: str, model: type[BaseModel], checks: tuple[Check, ...], note: _Note) -> RecordKind:
    loads = partial(_loads, checks, note)
    return RecordKind(
        name=name,
        model=model,
        rules=(*_STATED, *(check.rule for check in checks)),
        loads=loads,
        refused=partial(_refused, model, loads),
    )


def _loads(checks: tuple[Check, ...], note: _Note, record: Any) -> tuple[HostVerdict, ...]:
    return tuple(_verdict(checks, note, node, record) for node in NODES)


def _verdict(checks: tuple[Check, ...], note: _Note, node: Node, record: Any) -> HostVerdict:
    for check in checks:
        for finding in check.ask(node, record):
            return node.verdict(finding.message)
    return node.verdict("", note(node, record))


def _refused(
    model: type[BaseModel],
    loads: Callable[[Any], tuple[HostVerdict, ...]],
    value: object,
    why: str,
) -> tuple[HostVerdict, ...]:
    """What the nodes do with a record that is not valid: another than the first may take it."""
    try:
        record = model.model_validate(value)
    except ValidationError:
        return tuple(node.verdict(why) for node in NODES)
    return loads(record)


def _registered(node: Node, record: scenarios.Registration) -> str:  # noqa: ARG001
    return f"registered as signed by: {scenarios.UNSIGNED}"


def _order(node: Node, record: scenarios.DependencySet) -> str:
    order = scenarios.order_of(node, record)
    names = () if isinstance(order, Circle) else order
    skipped = sorted(node.graduated.intersection(item.name for item in record.manifests))
    said = f"load order: {', '.join(names) or 'nothing'}"
    return escaped("; ".join([said, *(f"{name} is skipped" for name in skipped)]))


def _decision(node: Node, record: scenarios.Trust) -> str:  # noqa: ARG001
    return f"{scenarios.decision(record)}; nothing cryptographic is verified"


def _handle(node: Node, record: scenarios.CapabilityAccess) -> str:  # noqa: ARG001
    answer = scenarios.called(record)
    given = isinstance(answer, Granted) and answer.handle is not None
    return "the handle is provided" if given else "the handle is none"


KINDS = (
    _kind(
        "registration",
        scenarios.Registration,
        (scenario_rules.node_is_out_of_range, scenario_rules.handler_takes_too_few),
        _registered,
    ),
    _kind(
        "dependency_set",
        scenarios.DependencySet,
        (
            scenario_rules.plugin_is_there_twice,
            scenario_rules.dependency_is_missing,
            scenario_rules.dependencies_go_round,
        ),
        _order,
    ),
    _kind(
        "trust",
        scenarios.Trust,
        (scenario_rules.identity_is_not_trusted, scenario_rules.override_is_not_acknowledged),
        _decision,
    ),
    _kind(
        "capability_access",
        scenarios.CapabilityAccess,
        (scenario_rules.accessor_raises,),
        _handle,
    ),
)
