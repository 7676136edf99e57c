"""``audit-history``: what happened in a catalog's history, as text, JSON and Markdown."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from chandlery.diagnostics import START, Severity
from chandlery.model.history import Occurrence
from chandlery.reports.json_v1 import DiagnosticV1, Published, diagnostic_v1
from chandlery.reports.listed import counted
from chandlery.reports.markdown import MAX_BYTES, code, shown
from chandlery.reports.plain import printable, unicode
from chandlery.secrecy.discretion import discreet
from chandlery.secrecy.masking import Mask

_SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A look at a history.

    Whatever it is made of, it holds no secret when it is made.

    Attributes:
        tip: the commit that the main line leads to.
        since: the commit from which on things are reported, or ``""`` for all of them.
        commits: how many were looked at.
        found: in the order in which it happened.
        accepted: how much more waivers cover.
        not_checked: what is not there to be looked at, and why; never to be read as passed.
        times: when each commit of `found` was made, RFC 3339 in UTC.
        root: what stands before a file's path as seen from where the command runs.
        rules: whether the pages of rules are to be named.
    """

    tip: str
    since: str = ""
    commits: int
    found: tuple[Occurrence, ...]
    accepted: int = 0
    not_checked: tuple[str, ...] = ()
    times: Mapping[str, str]
    root: str = ""

    def __post_init__(self) -> None:
        """Take out the secrets."""
        told = discreet((item.diagnostic for item in self.found), Mask(), names=True)
        clean = tuple(
            replace(item, diagnostic=diagnostic)
            for item, diagnostic in zip(self.found, told, strict=True)
        )
        object.__setattr__(self, "found", clean)

    @property
    def total(self) -> str:
        """How much was found, in words."""
        return counted([item.diagnostic for item in self.found])

    @property
    def scope(self) -> str:
        """What was looked at, in words."""
        since = f", reported since {self.since[:_SHOWN]}" if self.since else ""
        return f"{self.commits:,} commits of the main line up to {self.tip[:_SHOWN]}{since}"


class OccurrenceV1(Published):
    """Something that should not have happened.

    Attributes:
        commit: in which it did; the diagnostic's place is in that commit's file.
        committed: when that was made.
        mended: the commit since which everything is as it was, if there is one.
    """

    commit: str
    committed: str
    mended: str | None
    diagnostic: DiagnosticV1


class AuditV1(Published):
    """What ``audit-history --format json`` prints.

    Attributes:
        tip: the newest commit of the main line.
        since: the commit after which things are reported; `None` for all of them.
        commits: how many were looked at.
        accepted: how many more findings waivers cover.
        not_checked: what is not there to be looked at, and why; never to be read as passed.
    """

    schema_version: Literal["chandlery.audit.v1"] = "chandlery.audit.v1"
    tip: str
    since: str | None
    commits: int
    found: list[OccurrenceV1]
    accepted: int
    not_checked: list[str]


def _text(audit: Audit) -> str:
    return "".join(f"{line}\n" for line in _lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    for item in audit.found:
        told = item.diagnostic
        severity = told.severity.name.lower()
        yield f"{_place(audit, item)}: {severity}[{told.code}] {printable(told.message)}"
        yield f"  commit {item.commit[:_SHOWN]} of {audit.times[item.commit]}"
        yield f"  help: {printable(told.hint)}"
        yield f"  look: {_look(audit, item)}"
        yield ""
    yield audit.total
    yield f"checked: {audit.scope}"
    if audit.accepted:
        yield f"accepted by waivers.yml: {audit.accepted:,}"
    yield from (f"not checked: {printable(what)}" for what in audit.not_checked)
    if codes := sorted({item.diagnostic.code for item in audit.found}):
        yield f"more about a rule: chandlery explain {' '.join(codes[:3])}"


def _place(audit: Audit, item: Occurrence) -> str:
    span, file = item.diagnostic.span, printable(audit.root + item.diagnostic.file)
    return file if span == START else f"{file}:{span.line}:{span.column}"


def _look(audit: Audit, item: Occurrence) -> str:
    file = shlex.quote(printable(audit.root + item.diagnostic.file))
    return f"git show --first-parent {item.commit[:_SHOWN]} -- {file}"


def _json(audit: Audit) -> str:
    value = AuditV1(
        tip=audit.tip,
        since=audit.since or None,
        commits=audit.commits,
        found=[
            OccurrenceV1(
                commit=item.commit,
                committed=audit.times[item.commit],
                mended=item.mended or None,
                diagnostic=diagnostic_v1(item.diagnostic),
            )
            for item in audit.found
        ],
        accepted=audit.accepted,
        not_checked=[unicode(what) for what in audit.not_checked],
    )
    return value.model_dump_json(indent=2) + "\n"


def _markdown(audit: Audit) -> str:
    """A verdict, what was not checked, and as many findings as fit a comment."""
    wrong = any(item.diagnostic.severity is Severity.ERROR for item in audit.found)
    sign = "❌" if wrong else "⚠️" if audit.not_checked or audit.found else "✅"
    head = (
        f"### {sign} `chandlery audit-history`: {audit.total}\n\nChecked: {shown(audit.scope)}.\n"
    )
    if audit.accepted:
        head += f"\nAccepted by `waivers.yml`: {audit.accepted:,}.\n"
    if audit.not_checked:
        head += "\n**Not checked**\n\n" + "".join(f"- {shown(it)}\n" for it in audit.not_checked)
    rows, used = ["\n"] if audit.found else [], len(head.encode())
    for number, item in enumerate(audit.found):
        row = (
            f"- **{item.diagnostic.code}** {code(_place(audit, item))} in commit "
            f"`{item.commit[:_SHOWN]}`: {shown(item.diagnostic.message)}\n"
        )
        used += len(row.encode())
        if used > MAX_BYTES - 200:
            rows.append(f"\n{len(audit.found) - number:,} more are not shown, for want of room.\n")
            break
        rows.append(row)
    return unicode(head + "".join(rows))


FORMATS: Final[Mapping[str, Callable[[Audit], str]]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
