"""MAN: what the schema of a record refuses."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final, Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chandlery.checks import Finding, Rule
from chandlery.diagnostics import Diagnostic, Verdict
from chandlery.documents import Document, Route
from chandlery.quoting import escaped
from chandlery.rules import schema_words as words
from chandlery.rules.model_keys import model_keys
from chandlery.rules.schema_pages import (
    MISSING_KEY,
    MORE,
    NOT_ALLOWED,
    OTHER,
    OUT_OF_RANGE,
    RULE_OF,
    RULES,
    UNKNOWN_KEY,
    WRONG_FORM,
    WRONG_LENGTH,
    WRONG_TYPE,
)
from chandlery.rules.schema_words import Problem
from chandlery.suggest import nearest

__all__ = ["RULES", "real_part", "schema_diagnostics"]

# Of one record; nobody reads more, and a long list can be wrong in every item.
MAX_PROBLEMS = 100
_MAX_STRANGERS = 100  # keys that a missing one may have been meant by


def schema_diagnostics(
    document: Document,
    error: ValidationError,
    *,
    verdict: Verdict,
    codes: Mapping[str, Rule] | None = None,
    model: type[BaseModel] | None = None,
) -> tuple[Diagnostic, ...]:
    """Report what a model refused, sorted by place.

    Args:
        document: the record; the model was given its value.
        error: what the model raised.
        verdict: whose rule the model is.
        codes: rules by the type of the custom errors that the model raises; such an error is
            reported with its own message, and with the ``hint`` of its context, if it has one.
        model: the model, for the keys that a wrong one may have meant.
    """
    listed = error.errors(include_url=False)
    problems = _without_stray_branches([*_problems(document, listed[:MAX_PROBLEMS])])
    report = _Report(document, problems, codes or {}, model)
    told = map(report.of, report.without_misspelt(problems))
    found = {rule.report(document, finding, verdict) for rule, finding in told}
    for rest in _problems(document, listed[MAX_PROBLEMS : MAX_PROBLEMS + 1]):
        more = Finding(
            rest.route,
            f"more is wrong with the record, from here on {len(listed) - MAX_PROBLEMS} times",
            "Mend what is listed, and check again.",
            _meant(RULE_OF.get(rest.type, OTHER), rest.route),
        )
        found.add(MORE.report(document, more, verdict))
    return tuple(sorted(found))


def _problems(document: Document, listed: Iterable[ErrorDetails]) -> Iterable[Problem]:
    for details in listed:
        yield Problem(
            type=details["type"],
            route=details["loc"],
            real=real_part(document.value, details["loc"])[0],
            value=details["input"],
            message=details["msg"],
            context=details.get("ctx", {}),
        )


def real_part(value: Any, route: Route) -> tuple[Route, Any]:
    """The steps of a route that a record has, and what they lead to.

    Errors of pydantic's have the names of unions' branches and of missing keys in their routes.
    """
    real: list[str | int] = []
    for step in route:
        is_key = isinstance(value, dict) and step in value
        if is_key or (isinstance(value, list) and step in range(len(value))):
            value = value[step]
            real.append(step)
    return tuple(real), value


def _without_stray_branches(problems: list[Problem]) -> list[Problem]:
    """Leave out that a value is of no other branch of its union, where one branch took its type."""
    taken: set[Route] = set()
    for problem in problems:
        taken.update(problem.real[:length] for length in range(len(problem.real)))
        if not _is_wrong_type(problem):
            taken.add(problem.real)
    return [
        problem
        for problem in problems
        if not _is_wrong_type(problem)
        or len(problem.real) == len(problem.route)
        or problem.real not in taken
    ]


def _is_wrong_type(problem: Problem) -> bool:
    return RULE_OF.get(problem.type) is WRONG_TYPE


class _Report:
    """The findings of one record; knows what is said of one value by several branches."""

    def __init__(
        self,
        document: Document,
        problems: list[Problem],
        codes: Mapping[str, Rule],
        model: type[BaseModel] | None,
    ) -> None:
        self._document = document
        self._codes = codes
        self._model = model
        self._kinds: dict[Route, dict[str, None]] = {}  # what is expected, each once, in order
        for problem in problems:
            if _is_wrong_type(problem):
                self._kinds.setdefault(problem.real, {})[words.expected(problem)] = None

    def without_misspelt(self, problems: list[Problem]) -> list[Problem]:
        """Leave out that a key is missing where an unknown one beside it is told to be meant."""
        meant = {
            (*problem.route[:-1], self._meant_by(problem))
            for problem in problems
            if RULE_OF.get(problem.type) is UNKNOWN_KEY
        }
        return [
            problem
            for problem in problems
            if RULE_OF.get(problem.type) is not MISSING_KEY or problem.route not in meant
        ]

    def of(self, problem: Problem) -> tuple[Rule, Finding]:
        if rule := self._codes.get(problem.type):
            message, hint = escaped(problem.message), str(problem.context.get("hint", ""))
        else:
            rule = RULE_OF.get(problem.type, OTHER)
            message, hint = _WORDING[rule](self, problem)
        return rule, Finding(self._route(problem), message, hint, _meant(rule, problem.route))

    def _route(self, problem: Problem) -> Route:
        if problem.type == "union_tag_invalid":
            return (*problem.route, _discriminator(problem))
        return problem.route

    def missing(self, problem: Problem) -> tuple[str, str]:
        if problem.type == "union_tag_not_found":
            return words.missing(_discriminator(problem))
        _, mapping = real_part(self._document.value, problem.route[:-1])
        keys = model_keys(self._model, problem.route[:-1]) if self._model else ()
        present = mapping if isinstance(mapping, dict) else {}
        strangers = islice((key for key in present if key not in keys), _MAX_STRANGERS)
        return words.missing(_last(problem.route), strangers)

    def unknown(self, problem: Problem) -> tuple[str, str]:
        keys = model_keys(self._model, problem.route[:-1]) if self._model else ()
        return words.unknown(_last(problem.route), keys, self._meant_by(problem))

    def _meant_by(self, problem: Problem) -> str | None:
        """What an unknown key may have been meant to be: none that is there already."""
        around = problem.route[:-1]
        keys = model_keys(self._model, around) if self._model else ()
        _, mapping = real_part(self._document.value, around)
        present = mapping if isinstance(mapping, dict) else {}
        return nearest(_last(problem.route)[:200], set(keys) - present.keys())

    def wrong_type(self, problem: Problem) -> tuple[str, str]:
        return words.wrong_type(problem.value, tuple(self._kinds[problem.real]))

    def not_allowed(self, problem: Problem) -> tuple[str, str]:
        if problem.type == "union_tag_invalid":
            tags = str(problem.context.get("expected_tags", ""))
            return words.not_allowed(problem.context.get("tag"), tags)
        return words.not_allowed(problem.value, str(problem.context.get("expected", "")))


def _meant(rule: Rule, route: Route) -> Literal["value", "key"]:
    return "key" if rule is UNKNOWN_KEY or route[-1:] == ("[key]",) else "value"


def _discriminator(problem: Problem) -> str:
    return str(problem.context.get("discriminator", "")).strip("'")


def _last(route: Route) -> str:
    return str(route[-1]) if route else ""


_WORDING: Final[Mapping[Rule, Callable[[_Report, Problem], tuple[str, str]]]] = {
    OTHER: lambda _, problem: words.refused(problem),
    MISSING_KEY: _Report.missing,
    UNKNOWN_KEY: _Report.unknown,
    WRONG_TYPE: _Report.wrong_type,
    NOT_ALLOWED: _Report.not_allowed,
    WRONG_FORM: lambda _, problem: words.wrong_form(problem),
    WRONG_LENGTH: lambda _, problem: words.wrong_length(problem),
    OUT_OF_RANGE: lambda _, problem: words.out_of_range(problem),
}
