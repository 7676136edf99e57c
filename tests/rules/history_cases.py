"""HIS: what was done to what had landed; a good history ends as the bad one, and is none."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from builders import SKILL as TEXT
from builders import Files, a_catalog, a_release, a_source
from chandlery.cli.audit_history import rewritten
from chandlery.diagnostics import Diagnostic
from chandlery.ports.git_history import History
from craik_records import GOVERNANCE, decided, evidence, filed
from histories import a_history, occurrences
from repositories import git
from rules.case import RuleCase, Run, changed
from rules.published_cases import ADVISORY, PLUGIN, RELEASE, SKILL

RECORD = f"{RELEASE}/release.json"
DECISION = f"{GOVERNANCE}/probation-1.json"
FIRST = a_catalog()
REJECTED = filed(probation_1=decided("rejected"), reading=evidence()) | FIRST
NOTICED = FIRST | {"advisories/a.yml": ADVISORY.encode()}
PINNED = 'sha256": "'


@dataclass(frozen=True)
class Past:
    """States of a catalog, one a commit."""

    states: tuple[Files, ...]

    def run(self) -> tuple[Diagnostic, ...]:
        return tuple(item.diagnostic for item in occurrences(*self.states))


def past(*states: Files) -> Run:
    """A history; a finding stands in the last state that has its file."""
    files: Files = {}
    for state in states:
        files = files | state
    return Run(Past(states).run, files)


def without(files: Files, start: str) -> Files:
    return {path: data for path, data in files.items() if not path.startswith(start)}


def by(publisher: str, files: Files = FIRST, record: str = RECORD) -> Files:
    return changed(files, record, '"publisher": "acme"', f'"publisher": "{publisher}"')


def digest(files: Files) -> str:
    data = files[RECORD]
    assert isinstance(data, bytes)
    return data.decode().split(PINNED)[1][:64]


ALTERED = FIRST | {SKILL: TEXT.replace(b"Count them.", b"Count twice.")}
REPINNED = changed(FIRST, RECORD, digest(FIRST), "0" * 64)
OTHER = a_catalog(only=a_release(source=a_source() | {"skills/tie/SKILL.md": b"Tie them.\n"}))
LATER = a_catalog(one=a_release(), two=a_release("1.1.0"))


def pushed(*, with_force: bool) -> Run:
    """A repository whose second commit is, or is not, replaced by another one."""

    def run() -> tuple[Diagnostic, ...]:
        with TemporaryDirectory() as folder:
            repository = a_history(Path(folder) / "repository", FIRST, ALTERED)
            last = git(repository, "rev-parse", "HEAD").strip()
            if with_force:
                git(repository, "commit", "--quiet", "--amend", "--message=another")
            history = History(repository / "catalog")
            history.close()
            return tuple(item.diagnostic for item in rewritten(history, last))

    return Run(run, FIRST)


CASES = [
    RuleCase("HIS001", past(FIRST, LATER), past(FIRST, ALTERED), "Count twice."),
    RuleCase("HIS002", past(FIRST, LATER), past(FIRST, without(FIRST, SKILL)), "", SKILL),
    RuleCase(
        "HIS003",
        past(FIRST | {f"{RELEASE}/kari.json": b"{}\n"}),
        past(FIRST, FIRST | {f"{RELEASE}/kari.json": b"{}\n"}),
        "{",
        f"{RELEASE}/kari.json",
    ),
    RuleCase(
        "HIS004",
        past(FIRST, without(FIRST, PLUGIN), FIRST),
        past(FIRST, without(FIRST, PLUGIN), OTHER),
        "{",
        RECORD,
    ),
    RuleCase("HIS005", past(REPINNED), past(FIRST, REPINNED), f'"{"0" * 64}"', RECORD),
    RuleCase(
        "HIS006",
        past(FIRST, without(FIRST, PLUGIN), FIRST),
        past(FIRST, without(FIRST, PLUGIN), by("shell-co")),
        '"shell-co"',
        RECORD,
    ),
    RuleCase("HIS007", past(REJECTED, REJECTED), past(REJECTED, FIRST), "", DECISION),
    RuleCase(
        "HIS008",
        past(changed(REJECTED, DECISION, '"rejected"', '"expired"')),
        past(REJECTED, changed(REJECTED, DECISION, '"rejected"', '"expired"')),
        '"expired"',
        DECISION,
    ),
    RuleCase(
        "HIS009",
        past(NOTICED, changed(NOTICED, "advisories/a.yml", "act: yank", "act: block")),
        past(NOTICED, changed(NOTICED, "advisories/a.yml", "act: yank", "act: deprecate")),
        "deprecate",
    ),
    RuleCase("HIS010", pushed(with_force=False), pushed(with_force=True), "", "marketplace.yml"),
    RuleCase("HIS011", past(FIRST, LATER), past(FIRST, ALTERED, FIRST), "Count them."),
]
