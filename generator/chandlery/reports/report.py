"""A run of ``check``, as every format of a report sees it."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field

from chandlery.checks import Rule
from chandlery.diagnostics import Diagnostic
from chandlery.reports.listed import counted, listed
from chandlery.secrecy.discretion import discreet
from chandlery.secrecy.masking import Mask


def no_bytes(path: str) -> bytes | None:  # noqa: ARG001 - the default of `Report.read`
    """Show no lines."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found, and what was not looked at.

    Whatever a report is made of, it holds no secret when it is made: no format and no command can
    forget to take one out.  A file whose path is one is shown under another name, without its
    lines.

    Attributes:
        diagnostics: in the order in which they are to be shown, as many of a file as are listed.
        at: the time at which dates were judged, RFC 3339 in UTC.
        not_checked: what did not run, and why; never to be read as passed.
        scope: what was looked at, in words, where that is not the whole catalog.
        changed: lines that a change touched, by file; `None` where nobody asked about a change.
        root: what stands before a file's path as seen from where the command runs, for people.
        prefix: what stands before it as seen from the root of the repository, for programs.
        read: the bytes of a file that a diagnostic names, or `None` where there are none to show.
        rules: every rule by its code, for what says more than the code.
        site: the address of the published root, or ``""`` where nobody knows it.
        colour: whether the text is for a terminal that shows colours.
        width: how many columns a terminal has.
        total: how much was found of each severity, in words, listed or not.
    """

    diagnostics: tuple[Diagnostic, ...]
    at: str | None = None
    not_checked: tuple[str, ...] = ()
    scope: str = ""
    changed: Mapping[str, Container[int]] | None = None
    root: str = ""
    prefix: str = ""
    read: Callable[[str], bytes | None] = field(default=no_bytes, repr=False)
    rules: Mapping[str, Rule] = field(default_factory=dict, repr=False)
    site: str = ""
    colour: bool = False
    width: int = 120
    total: str = field(default="", init=False)

    def __post_init__(self) -> None:
        """Take out what is too much, and the secrets."""
        object.__setattr__(self, "total", counted(self.diagnostics))
        object.__setattr__(self, "diagnostics", listed(self.diagnostics))
        mask = Mask()
        for file in dict.fromkeys(item.file for item in self.diagnostics):
            if data := self.read(file):
                mask.learn(file, data)
        shown = discreet(self.diagnostics, mask, names=True)
        pairs = zip(self.diagnostics, shown, strict=True)
        renamed = {item.file: other.file for item, other in pairs if item.file != other.file}
        clean: dict[str, object] = {
            "diagnostics": shown,
            "not_checked": tuple(map(mask.words, self.not_checked)),
            **{name: mask.words(getattr(self, name)) for name in ("scope", "root", "prefix")},
        }
        if mask.words(self.site) != self.site:
            clean["site"] = ""
        if self.changed and renamed:
            clean["changed"] = {renamed.get(file, file): it for file, it in self.changed.items()}
        for name, value in clean.items():
            object.__setattr__(self, name, value)

    def on_changed_line(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic stands on a line that the change touched."""
        lines = (self.changed or {}).get(diagnostic.file, ())
        span = diagnostic.span
        return any(line in lines for line in range(span.line, span.end_line + 1))

    def hidden(self) -> frozenset[tuple[str, int]]:
        """The lines that nobody may read, whoever else has found something in them."""
        return frozenset(
            (item.file, line)
            for item in self.diagnostics
            if item.confidential
            for line in range(item.span.line, item.span.end_line + 1)
        )

    def title(self, code: str) -> str:
        """What a rule is about, in a line; ``""`` for a code that is in no book."""
        return self.rules[code].title if code in self.rules else ""


def ordered(
    diagnostics: Iterable[Diagnostic], changed: Mapping[str, Container[int]]
) -> tuple[Diagnostic, ...]:
    """By file and place; those on changed lines first, then those in changed files."""
    report = Report(diagnostics=(), changed=changed)
    return tuple(
        sorted(
            diagnostics,
            key=lambda item: (not report.on_changed_line(item), item.file not in changed, item),
        )
    )
