"""Scenarios: what the nodes 0.9.0a10 and 0.9.0a12 did with each, measured by running them."""

import json
from pathlib import Path
from typing import Any

import pytest

from chandlery.dialects.stigmem import DIALECT
from chandlery.dialects.stigmem.context import ACCESSORS, Granted, PluginContext, Refused
from chandlery.dialects.stigmem.hooks import CAPABILITIES, HOOKS
from chandlery.dialects.stigmem.order import Circle, circles, load_order
from chandlery.stages.judge import Judgement, judge
from marketplaces import a_judgement

CASES = Path(__file__).parent.parent / "cases" / "stigmem"
EXPECTED = json.loads((CASES / "EXPECTED.json").read_text())
DETAILED = sorted(
    case
    for case in EXPECTED
    if EXPECTED[case].get("detail") and not case.startswith(("manifest/", "registration/"))
)
GRADUATED = "stigmem-plugin-memory-garden-acl"
ACK = "i-understand-plugins-are-unsigned"


def judged(kind: str, value: Any) -> Judgement:
    return a_judgement(DIALECT.kind(kind), value)


def loads(judgement: Judgement) -> list[bool]:
    assert judgement.hosts is not None
    return [host.loads for host in judgement.hosts]


def reasons(judgement: Judgement) -> list[str]:
    assert judgement.hosts is not None
    return [host.reason for host in judgement.hosts]


def places(judgement: Judgement) -> list[tuple[str, int]]:
    """Code and column, for records on one line."""
    return [(item.code, item.span.column) for item in judgement.diagnostics]


@pytest.mark.parametrize("case", DETAILED)
def test_order_and_handle_are_told(case: str) -> None:
    kind, _, _ = case.partition("/")
    detail = EXPECTED[case]["detail"]
    said = reasons(judged(kind, json.loads((CASES / case).read_text())))[0]
    if kind == "dependency_set":
        assert said == f"load order: {', '.join(detail['order'])}"
    else:
        assert said == f"the handle is {detail['handle']}"


@pytest.mark.parametrize("case", [case for case in EXPECTED if case.startswith("registration/v")])
def test_whom_a_registered_plugin_is_signed_by_is_told(case: str) -> None:
    said = reasons(judged("registration", json.loads((CASES / case).read_text())))
    assert said == [f"registered as signed by: {EXPECTED[case]['detail']['signed_by']}"] * 2


def test_the_hosts_are_named() -> None:
    judgement = judged("trust", {"manifest": {"name": "notes", "version": "1.0.0"}})
    assert [host.host for host in judgement.hosts or ()] == [
        "stigmem-node 0.9.0a10",
        "stigmem-node 0.9.0a12",
    ]


def test_of_what_is_no_json_nobody_was_asked() -> None:
    assert judge(DIALECT.kind("trust"), None).hosts is None


@pytest.mark.parametrize("value", [[], None, "x", {}, {"manifests": {}}, {"manifest": 1}])
@pytest.mark.parametrize("kind", ["dependency_set", "trust", "capability_access", "registration"])
def test_what_is_no_scenario_is_taken_by_nobody(kind: str, value: Any) -> None:
    judgement = judged(kind, value)
    assert not judgement.valid
    assert loads(judgement) == [False, False]
    assert all(reasons(judgement))


def test_a_manifests_scenario_takes_no_key_that_it_does_not_know() -> None:
    judgement = judged("dependency_set", {"manifests": [], "registerd": []})
    (item,) = judgement.diagnostics
    assert not judgement.valid
    assert item.hint == "Did you mean `registered`?"


# -- registration ----------------------------------------------------------------------------------

NOTES: dict[str, Any] = {"name": "notes", "version": "1.0.0"}


@pytest.mark.parametrize(
    ("changes", "verdicts"),
    [
        ({}, [True, True]),
        ({"requires_stigmem": ">=0.9.0a11"}, [False, True]),
        ({"requires_stigmem": "<0.9.0a12"}, [True, False]),
        ({"requires_stigmem": "!=0.9.0a10"}, [False, True]),
        ({"requires_stigmem": "~=0.9.0a3"}, [True, True]),
        ({"requires_stigmem": "*"}, [False, False]),
        ({"hooks": {"recall_filter": 2, "audit_emit": 1}}, [True, True]),
        ({"hooks": {"recall_filter": 3}}, [True, True]),
        ({"hooks": {"recall_rank": 1}}, [False, False]),
        ({"hooks": {"audit_emit": 0}}, [False, False]),
        ({"hooks": {"recall_filter": "*args"}}, [True, True]),
        ({"hooks": {"recall_filter": -1}}, [False, False]),
        ({"hooks": {"recall_filter": True}}, [False, False]),
        ({"hooks": {"health_check": 1}}, [False, False]),
        ({"hooks": ["health_check"]}, [False, False]),
        ({"hooks": "recall_filter"}, [False, False]),
        ({"depends_on": ["notes"]}, [False, False]),
        ({"name": GRADUATED}, [True, False]),
        ({"depends_on": [GRADUATED]}, [True, False]),
    ],
)
def test_registration(changes: dict[str, Any], verdicts: list[bool]) -> None:
    judgement = judged("registration", NOTES | changes)
    assert loads(judgement) == verdicts
    assert judgement.valid is verdicts[0]


def test_every_short_handler_is_pointed_at() -> None:
    value = NOTES | {"hooks": {"recall_filter": 1, "audit_emit": 1, "recall_rank": 0}}
    found = judged("registration", value).diagnostics
    assert [(item.code, item.message.partition(": ")[2]) for item in found] == [
        ("STI403", "the handler of `recall_filter` takes 1 of 2 positional arguments"),
        ("STI403", "the handler of `recall_rank` takes 0 of 2 positional arguments"),
    ]
    text = json.dumps(value)
    assert [item.span.column for item in found] == [
        text.index("1, ") + 1,
        text.index("0}") + 1,
    ]


def test_filters_and_scores_take_two_arguments() -> None:
    two = {name for name, hook in HOOKS.items() if hook.positional == 2}
    assert two == {
        *("pre_assert_transform", "pre_recall_rewrite", "recall_filter", "recall_rank"),
        *("federation_inbound_filter", "federation_outbound_filter", "federation_outbound_sign"),
        *("identity_resolve", "tenant_resolve", "migration_register"),
    }
    assert {hook.positional for hook in HOOKS.values()} == {1, 2}


def test_a_hook_that_is_none_is_pointed_at_in_both_forms() -> None:
    for hooks in ({"health_chek": 1}, ["health_chek"]):
        (item,) = judged("registration", {"hooks": hooks} | NOTES).diagnostics
        assert (item.code, item.span.column) == ("STI102", 12)


# -- dependency sets -------------------------------------------------------------------------------


def plugins(*members: tuple[str, list[str]], registered: tuple[str, ...] = ()) -> Judgement:
    manifests = [
        {"name": name, "version": "1.0.0", "depends_on": depends_on} for name, depends_on in members
    ]
    return judged("dependency_set", {"manifests": manifests, "registered": [*registered]})


def test_nothing_to_load_is_fine() -> None:
    assert reasons(plugins()) == ["load order: nothing"] * 2


def test_without_dependencies_names_decide() -> None:
    assert (
        reasons(plugins(("zzz", []), ("aaa", []), ("mmm", ["zzz"])))
        == ["load order: aaa, zzz, mmm"] * 2
    )


def test_a_registered_plugin_is_not_loaded_again_nor_waited_for() -> None:
    assert loads(plugins(("aaa", ["bbb"]), registered=("bbb",))) == [True, True]
    # What is registered breaks a circle, too.
    judgement = plugins(("aaa", ["bbb"]), ("bbb", ["aaa"]), registered=("bbb",))
    assert reasons(judgement) == ["load order: aaa, bbb"] * 2


def test_every_missing_dependency_is_pointed_at() -> None:
    judgement = plugins(("aaa", ["xxx", "bbb", "yyy"]), ("bbb", ["zzz"]))
    assert [item.message.partition(": ")[2] for item in judgement.diagnostics] == [
        "`aaa` depends on `xxx`, which is not there",
        "`aaa` depends on `yyy`, which is not there",
        "`bbb` depends on `zzz`, which is not there",
    ]
    assert {item.code for item in judgement.diagnostics} == {"STI405"}
    assert {item.hint for item in judgement.diagnostics} == {"Install it, too."}


def test_a_plugin_that_is_discovered_twice() -> None:
    judgement = plugins(("aaa", []), ("bbb", []), ("aaa", []), ("aaa", []))
    assert [item.code for item in judgement.diagnostics] == ["STI404", "STI404"]
    assert loads(judgement) == [False, False]
    # The node that skips both does not mind.
    assert loads(plugins((GRADUATED, []), (GRADUATED, []))) == [False, True]


def test_a_circle_is_pointed_at_where_it_closes() -> None:
    judgement = plugins(("ccc", ["aaa"]), ("aaa", ["bbb"]), ("bbb", ["xyz", "aaa"]), ("xyz", []))
    (item,) = judgement.diagnostics
    assert item.code == "STI406"
    assert item.message.endswith("wait for each other: `aaa` → `bbb` → `aaa`")
    text = json.dumps([{"name": "aaa", "version": "1.0.0", "depends_on": ["bbb"]}])
    assert item.span.column > len(text)  # in the second plugin
    assert loads(judgement) == [False, False]


def test_a_circle_of_plugins_that_are_there_twice() -> None:
    judgement = plugins(("aaa", []), ("bbb", ["aaa"]), ("aaa", ["bbb"]))
    assert {item.code for item in judgement.diagnostics} == {"STI404", "STI406"}


def test_a_node_that_skips_a_plugin_does_not_mind_its_faults() -> None:
    assert loads(plugins((GRADUATED, ["nowhere"]), ("aaa", []))) == [False, True]
    judgement = plugins((GRADUATED, ["aaa"]), ("aaa", [GRADUATED]))
    assert loads(judgement) == [False, False]
    assert reasons(judgement)[1] == f"`aaa` depends on `{GRADUATED}`, which is skipped"
    # Registered by other means it is there.
    assert loads(plugins(("aaa", [GRADUATED]), registered=(GRADUATED,))) == [True, True]


def test_what_is_skipped_is_told() -> None:
    assert reasons(plugins((GRADUATED, []), ("aaa", []))) == [
        f"load order: aaa, {GRADUATED}",
        f"load order: aaa; {GRADUATED} is skipped",
    ]


@pytest.mark.parametrize(
    "bad", [{"name": "bad", "version": "1"}, NOTES | {"depends_on": ["notes"]}, None]
)
def test_one_bad_manifest_refuses_all(bad: Any) -> None:
    judgement = judged("dependency_set", {"manifests": [{"name": "good", "version": "1.0.0"}, bad]})
    assert not judgement.valid
    assert loads(judgement) == [False, False]


def test_a_manifest_that_depends_on_itself_keeps_its_code() -> None:
    manifest = NOTES | {"depends_on": ["notes"]}
    for kind, value in (
        ("dependency_set", {"manifests": [manifest]}),
        ("trust", {"manifest": manifest}),
        ("registration", manifest),
    ):
        assert [item.code for item in judged(kind, value).diagnostics] == ["STI104"]


def test_a_long_chain_is_ordered_without_recursion() -> None:
    needs = {f"n{number:05}": {f"n{number + 1:05}"} for number in range(5_000)}
    order = load_order(needs | {"n05000": set()})
    assert isinstance(order, tuple)
    assert (order[0], order[-1], len(order)) == ("n05000", "n00000", 5_001)


def test_what_several_wait_for_is_placed_once() -> None:
    needs = {"a": {"c"}, "b": {"c"}, "c": set[str](), "d": {"a", "b", "gone"}}
    assert load_order(needs) == ("c", "a", "b", "d")


def test_all_circles_are_found() -> None:
    needs = {"a": {"b"}, "b": {"a"}, "c": {"d", "a"}, "d": {"e"}, "e": {"d"}, "f": {"c"}}
    assert [circle.names for circle in circles(needs)] == [("a", "b", "a"), ("d", "e", "d")]
    assert [*Circle(("a", "b", "a")).steps] == [("a", "b"), ("b", "a")]
    assert [*circles({"a": {"b"}, "b": ()})] == []


# -- trust -----------------------------------------------------------------------------------------

SIGNED = {"signing_identity": "a@x", "signature_verified": True}


@pytest.mark.parametrize(
    ("settings", "decision"),
    [
        ({}, None),
        (SIGNED, None),
        (SIGNED | {"trusted_publishers": "a@x"}, "trusted_publisher"),
        (SIGNED | {"trusted_publishers": " b@x , a@x ,"}, "trusted_publisher"),
        (SIGNED | {"trusted_publishers": "A@x"}, None),
        (SIGNED | {"trust_override_publishers": "a@x"}, "operator_override"),
        (SIGNED | {"override_publishers": "a@x"}, "operator_override"),
        (
            SIGNED | {"trusted_publishers": "a@x", "trust_override_publishers": "a@x"},
            "trusted_publisher",
        ),
        (SIGNED | {"signature_verified": False, "trust_override_publishers": "a@x"}, None),
        (SIGNED | {"signing_identity": "", "trusted_publishers": ","}, None),
        (
            SIGNED | {"signing_identity": "unsigned", "trust_override_publishers": "unsigned"},
            None,
        ),
        ({"signing_required": False}, None),
        ({"signing_required": False, "unsigned_ack": ACK.upper()}, None),
        ({"signing_required": False, "unsigned_ack": ACK}, "development_unsigned_override"),
        ({"signing_required": True, "unsigned_ack": ACK}, None),
        (
            SIGNED | {"signing_required": False, "trusted_publishers": "a@x"},
            None,
        ),
    ],
)
def test_trust(settings: dict[str, Any], decision: str | None) -> None:
    judgement = judged("trust", {"manifest": NOTES} | settings)
    assert judgement.valid is (decision is not None)
    assert loads(judgement) == [judgement.valid] * 2
    if decision:
        # No word that anything was verified.
        assert reasons(judgement) == [f"{decision}; nothing cryptographic is verified"] * 2
    else:
        assert len(judgement.diagnostics) == 1


@pytest.mark.parametrize(
    ("settings", "code", "under"),
    [
        (SIGNED | {"signature_verified": False}, "STI407", "false"),
        (SIGNED | {"signing_identity": "unsigned"}, "STI407", '"unsigned"'),
        (SIGNED, "STI407", '"a@x"'),
        ({"signing_required": False, "unsigned_ack": "yes"}, "STI408", '"yes"'),
    ],
)
def test_what_trust_is_refused_for_is_pointed_at(
    settings: dict[str, Any], code: str, under: str
) -> None:
    value = {"manifest": NOTES} | settings
    assert places(judged("trust", value)) == [(code, json.dumps(value).index(under) + 1)]


# -- the context -----------------------------------------------------------------------------------


def test_every_capability_has_an_accessor_of_its_own() -> None:
    assert len(ACCESSORS) == 13
    assert {ACCESSORS[known.accessor] for known in CAPABILITIES.values()} == CAPABILITIES.keys()


@pytest.mark.parametrize(("accessor", "capability"), ACCESSORS.items())
def test_an_accessor_gives_its_own_handle_and_asks_for_its_own_capability(
    accessor: str, capability: str
) -> None:
    handles: dict[str, object] = {name: name for name in CAPABILITIES}
    declared = PluginContext(
        plugin_name="notes", capabilities=frozenset({capability}), handles=handles
    )
    assert declared.call(accessor) == Granted(capability)
    others = frozenset(CAPABILITIES) - {capability}
    context = PluginContext(plugin_name="notes", capabilities=others, handles=handles)
    refused = context.call(accessor)
    assert refused == Refused("notes", accessor, capability)
    assert str(refused) == f"`notes` cannot call `{accessor}`: it does not declare `{capability}`"


def test_a_declared_handle_may_be_none() -> None:
    context = PluginContext(plugin_name="notes", capabilities=frozenset(CAPABILITIES))
    assert {context.call(accessor) for accessor in ACCESSORS} == {Granted(None)}


def test_there_is_no_other_accessor() -> None:
    context = PluginContext(plugin_name="notes", capabilities=frozenset(CAPABILITIES))
    with pytest.raises(KeyError):
        context.call("get_identity_writer")
    judgement = judged("capability_access", {"accessor": "get_identity_writer"})
    (item,) = judgement.diagnostics
    assert (item.code, item.hint) == ("STI401", "Did you mean `get_identity_reader`?")
    assert loads(judgement) == [False, False]


def test_a_refused_call_names_the_plugin_that_was_given() -> None:
    value = {"plugin_name": "notes", "capabilities": ["facts.write"], "accessor": ""}
    value["accessor"] = "get_facts_reader"
    judgement = judged("capability_access", value)
    assert reasons(judgement)[0].startswith("`notes` cannot call `get_facts_reader`")
    assert places(judgement) == [("STI409", json.dumps(value).index('"get_facts_reader"') + 1)]
