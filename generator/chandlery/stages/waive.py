"""Findings that somebody accepted, taken out of a run by ``waivers.yml``."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule
from chandlery.diagnostics import Diagnostic, Outcome, Severity, Verdict
from chandlery.documents import Route
from chandlery.quoting import quoted
from chandlery.records.notices import Waiver
from chandlery.rules import CHANGE_RULES, RETIRED, history, waivers
from chandlery.stages.rulebook import every_rule
from chandlery.suggest import did_you_mean

Said = tuple[Rule, Route, str, str]  # a rule, a route below the waiver, the fact and the cure

# What one change does the next one does not, and a look at the catalog as it is finds nothing of
# its history: a waiver for it is not called unused.
_OF_A_CHANGE: Final = frozenset(rule.code for rule in (*CHANGE_RULES, *history.RULES))
# To look for what was meant takes time, and ten thousand waivers can be wrong.
_MAX_SUGGESTIONS = 20


def everything(path: str) -> bool:  # noqa: ARG001 - the default of `waive`
    """Look at every file."""
    return True


def waive(
    diagnostics: Iterable[Diagnostic],
    catalog: Catalog,
    at: str,
    *,
    paths: AbstractSet[str],
    looked_at: Callable[[str], bool] = everything,
) -> Outcome[tuple[Diagnostic, ...]]:
    """Leave out what a waiver in force covers: same code, same file, a rule of this catalog's own.

    The outcome's value is what is left, its diagnostics are about the waivers themselves.

    Args:
        diagnostics: everything that was found.
        catalog: whose waivers are meant.
        at: the moment at which a waiver's expiry is judged, RFC 3339 in UTC.
        paths: of the files that the catalog holds.
        looked_at: whether a run that looks at a part of the catalog looked at a file.
    """
    accepted = {(item.code, item.path) for item in catalog.waivers if item.expires > at}
    found: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    kept: list[Diagnostic] = []
    for diagnostic in diagnostics:
        place = diagnostic.code, diagnostic.file
        found[place].append(diagnostic)
        if place not in accepted or not _waivable(diagnostic):
            kept.append(diagnostic)
    # A file with errors may not have come to every rule, and one that was not looked at to none.
    broken = {item.file for item in kept if item.severity is Severity.ERROR}
    judge = _Judge(found, at, frozenset(paths), paths - broken, looked_at)
    return Outcome(tuple(kept), tuple(judge.reports(catalog)))


def _waivable(diagnostic: Diagnostic) -> bool:
    return not diagnostic.code.startswith(waivers.UNWAIVABLE) and not (
        diagnostic.verdict is Verdict.VALID and diagnostic.severity is Severity.ERROR
    )


class _Judge:
    """What there is to say about waivers, after a run.

    Attributes:
        found: what was found, by code and file.
        judged: the files that every rule has looked at, if any has.
        looked_at: whether any has; nothing is said of waivers for others.
    """

    def __init__(
        self,
        found: Mapping[tuple[str, str], Sequence[Diagnostic]],
        at: str,
        paths: frozenset[str],
        judged: AbstractSet[str],
        looked_at: Callable[[str], bool],
    ) -> None:
        self._found = found
        self._at = at
        self._paths = paths
        self._judged = judged
        self._looked_at = looked_at
        self._suggestions = 0

    def reports(self, catalog: Catalog) -> Iterator[Diagnostic]:
        """What is wrong with each waiver, in their order."""
        document, rules = catalog.waivers_document, every_rule()
        if document is None:
            return
        for index, waiver in enumerate(catalog.waivers):
            if not self._looked_at(waiver.path):
                continue
            for rule, route, message, hint in self._of(waiver, rules):
                yield rule.report(document, Finding((index, *route), message, hint))

    def _of(self, waiver: Waiver, rules: Mapping[str, Rule]) -> Iterator[Said]:
        """The first thing that makes a waiver void; nothing else matters then."""
        found = self._found.get((waiver.code, waiver.path), ())
        if waiver.code in RETIRED:
            message = f"{waiver.code} was retired: {RETIRED[waiver.code]}"
            yield waivers.UNKNOWN_CODE, ("code",), message, "Take the waiver out."
        elif waiver.code not in rules:
            hint = self._suggested(waiver.code, rules) or "Correct the code."
            yield waivers.UNKNOWN_CODE, ("code",), f"there is no rule {waiver.code}", hint
        elif waiver.path not in self._paths and not waiver.code.startswith(waivers.BEYOND_THE_TREE):
            hint = self._suggested(waiver.path, self._near(waiver.path)) or "Correct the path."
            message = f"there is no file {quoted(waiver.path, 200)}"
            yield waivers.UNKNOWN_PATH, ("path",), message, hint
        elif _never_waived(rules[waiver.code], found):
            message = f"{waiver.code} cannot be waived: {rules[waiver.code].title}"
            hint = "Mend what was found, and take the waiver out."
            yield waivers.NOT_WAIVABLE, ("code",), message, hint
        elif waiver.expires <= self._at:
            yield waivers.EXPIRED, ("expires",), *_expired(waiver, found)
        elif not found and waiver.path in self._judged and waiver.code not in _OF_A_CHANGE:
            message = f"{waiver.code} is not found in this file"
            yield waivers.UNUSED, ("code",), message, "Take the waiver out."

    def _suggested(self, word: str, choices: Iterable[str]) -> str:
        self._suggestions += 1
        return did_you_mean(word, choices) if self._suggestions <= _MAX_SUGGESTIONS else ""

    def _near(self, path: str) -> Iterator[str]:
        """Paths that may have been meant: of the same package, or of the same file name."""
        folder, name = "/".join(path.split("/")[:2]), path.rpartition("/")[2]
        return (
            known
            for known in self._paths
            if known.startswith(folder) or known.rpartition("/")[2] == name
        )


def _never_waived(rule: Rule, found: Sequence[Diagnostic]) -> bool:
    """Whether no waiver covers what was found, or would be."""
    if found:
        return not any(map(_waivable, found))
    valid = rule.verdict is Verdict.VALID and rule.severity is Severity.ERROR
    return valid or rule.code.startswith(waivers.UNWAIVABLE)


def _expired(waiver: Waiver, found: Sequence[Diagnostic]) -> tuple[str, str]:
    if not found:
        return f"the waiver ran out on {waiver.expires}, and is not needed", "Take it out."
    return (
        f"the waiver ran out on {waiver.expires}; {waiver.code} is back: {found[0].message}",
        "Mend what was found, or have the waiver approved again.",
    )
