"""Every rule has a case that it reports, at the right place, and one that it leaves alone."""

from importlib import import_module

import pytest

from chandlery.rules import RULES
from chandlery.stages.rulebook import every_rule
from rules.case import RuleCase, text_under

# One module a family; each has `CASES`.
FAMILIES = (
    "syntax_cases",
    "schema_cases",
    "layout_cases",
    "formatting_cases",
    "names_cases",
    "references_cases",
    "governance_cases",
    "published_cases",
    "waivers_cases",
    "publishers_cases",
    "capabilities_cases",
    "versions_cases",
    "texts_cases",
    "licences_cases",
    "secrets_cases",
    "payloads_cases",
    "pins_cases",
    "artifact_cases",
    "brand_cases",
    "sizes_cases",
    "guards_cases",
    "history_cases",
    "caliban_cases",
    "claude_cases",
    "craik_cases",
    "kari_cases",
    "objectstack_cases",
    "stigmem_cases",
)
CASES: list[RuleCase] = [
    case for family in FAMILIES for case in import_module(f"rules.{family}").CASES
]


def names(cases: list[RuleCase]) -> list[str]:
    return [case.code for case in cases]


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_the_bad_case_is_reported_where_it_is_bad(case: RuleCase) -> None:
    found = [item for item in case.bad.diagnostics() if item.code == case.code]
    assert found, "nothing was reported"
    if case.file:
        assert case.file in {item.file for item in found}
    texts = {text_under(item, case.bad.read(item.file)) for item in found}
    assert case.under in texts
    assert all(item.message and item.hint for item in found)


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_the_good_case_is_left_alone(case: RuleCase) -> None:
    found = [item for item in case.good.diagnostics() if item.code == case.code]
    assert found == []


def test_every_rule_has_a_case() -> None:
    assert set(names(CASES)) == set(every_rule())


def test_a_code_is_one_rule() -> None:
    titles: dict[str, set[str]] = {}
    for rule in (*RULES, *every_rule().values()):
        titles.setdefault(rule.code, set()).add(rule.title)
    assert {code for code, found in titles.items() if len(found) > 1} == set()
