"""Every refusal of the containers has a rule, and every rule of the family a refusal."""

import pytest

from chandlery.containers import MAX_DOCUMENT_BYTES, ContainerProblem, Refusal, unpack
from chandlery.records.release import ArtifactFormat
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


@pytest.mark.parametrize("refusal", Refusal)
def test_a_problem_is_told_with_a_cure(refusal: Refusal) -> None:
    assert ContainerProblem(refusal, "It is so.").cure.endswith(".")
    assert ContainerProblem(refusal, "It is so.", "Do this.").cure == "Do this."


@pytest.mark.parametrize(("more", "refused"), [(0, []), (1, [Refusal.TOO_LARGE])])
def test_the_size_of_a_document(more: int, refused: list[Refusal]) -> None:
    data = b'"' + b"x" * (MAX_DOCUMENT_BYTES - 2 + more) + b'"'
    problems = unpack(ArtifactFormat.JSON, data).problems
    assert [problem.refusal for problem in problems] == refused
