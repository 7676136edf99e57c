"""Every refusal of the containers has a rule, and every rule of the family a refusal."""

import pytest

from chandlery.containers import Refusal
from chandlery.rules.artifact import RULE_OF, RULES


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_has_a_rule(refusal: Refusal) -> None:
    assert RULE_OF[refusal] in RULES


def test_no_rule_is_without_a_refusal() -> None:
    assert {rule.code for rule in RULES} == {rule.code for rule in RULE_OF.values()}


def test_the_rules_are_listed_by_code() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert all(code.startswith("ART") for code in codes)
