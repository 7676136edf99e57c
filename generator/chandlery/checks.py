"""Rules: what one is, and how it speaks.

A rule says *what* and says *where* as a route of keys and indices; only `Document.locate` knows
lines.  Its docstring is its page.  The decorator wraps and registers nothing: `chandlery.rules`
and each dialect list their rules.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from chandlery.diagnostics import Diagnostic, Fix, Severity, Verdict
from chandlery.documents import Document, Route

S = TypeVar("S")
T = TypeVar("T")


class Once(Generic[S, T]):
    """Keeps what was made of the last subject: rules ask for the same, one after the other."""

    def __init__(self, make: Callable[[S], T]) -> None:
        self._make = make
        self._last: tuple[S, T] | None = None

    def __call__(self, subject: S) -> T:
        """What comes of a subject; not made again where it is the last one still."""
        last = self._last
        if last is None or last[0] is not subject:
            last = self._last = (subject, self._make(subject))
        return last[1]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say about one place of a document.

    Attributes:
        route: keys and indices from the document's root; steps that it lacks are skipped, so a
            missing key resolves to the object that should hold it.
        on: whether the key or the value at the route is meant.
        document: the document, when it is not the one that the rule was given.
        instead: the text that would be right in place of what stands there, where it is safe to
            write it unasked.
        confidential: whether the place holds what no report may show.
    """

    route: Route
    message: str
    hint: str = ""
    on: Literal["value", "key"] = "value"
    document: Document | None = None
    instead: str | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong.

    Attributes:
        code: three letters of a family and three digits; stable, never used for anything else.
        page: Markdown; its first line is the title.
        check: takes what the family looks at and yields findings; `None` where a stage reports
            the rule itself (a syntax error, say).
    """

    code: str
    page: str
    since: str
    severity: Severity = Severity.ERROR
    verdict: Verdict = Verdict.POLICY
    check: Callable[..., Iterator[Finding]] | None = None

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.splitlines()[0]

    def report(
        self, document: Document, finding: Finding, verdict: Verdict | None = None
    ) -> Diagnostic:
        """Turn a finding into a diagnostic: the only place where routes become lines."""
        place = finding.document or document
        span = place.locate(finding.route, finding.on)
        instead = finding.instead
        return Diagnostic(
            file=place.path,
            span=span,
            code=self.code,
            message=finding.message,
            severity=self.severity,
            verdict=verdict or self.verdict,
            hint=finding.hint,
            fix=None if instead is None else Fix(span, place.written(instead)),
            confidential=finding.confidential,
        )

    def finds(self, *subject: Any) -> bool:
        """Whether there is anything to say of the subject."""
        return self.check is not None and any(True for _ in self.check(*subject))

    def run(self, document: Document, *subject: Any) -> Iterator[Diagnostic]:
        """Check the subject and report each finding, in the document unless it names another."""
        if self.check is not None:
            for finding in self.check(*subject):
                yield self.report(document, finding)


def asked(rules: Iterable[Rule], document: Document, *subject: Any) -> Iterator[Diagnostic]:
    """What rules say of one subject: as `Rule.run`, for many rules that say nothing mostly."""
    for one in rules:
        if one.check is not None:
            for finding in one.check(*subject):
                yield one.report(document, finding)


def rule(
    code: str,
    *,
    since: str = "0.1",
    severity: Severity = Severity.ERROR,
    verdict: Verdict = Verdict.POLICY,
) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Make a `Rule` of a generator function; its docstring becomes the page."""

    def wrap(check: Callable[..., Iterator[Finding]]) -> Rule:
        page = inspect.cleandoc(check.__doc__ or "")
        return Rule(
            code=code, page=page, since=since, severity=severity, verdict=verdict, check=check
        )

    return wrap


def stated(
    code: str,
    page: str,
    *,
    since: str = "0.1",
    severity: Severity = Severity.ERROR,
    verdict: Verdict = Verdict.POLICY,
) -> Rule:
    """Make a rule that a stage reports itself."""
    return Rule(
        code=code, page=inspect.cleandoc(page), since=since, severity=severity, verdict=verdict
    )
