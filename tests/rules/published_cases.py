"""GOV: what was published and is not there any more, or says something else."""

from dataclasses import dataclass
from typing import Any

from builders import SKILL as SKILL_TEXT
from builders import Files, a_catalog, a_release, as_json, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.stages.scope import Change, Narrowing
from chandlery.trees import MemoryTree
from craik_records import (
    GOVERNANCE,
    a_grant,
    a_receipt,
    decided,
    evidence,
    filed,
    governed,
    in_review,
)
from rules.case import RuleCase, Tree, changed

PLUGIN = "plugins/knot-counter"
RELEASE = f"{PLUGIN}/releases/1.0.0"
SKILL = f"{RELEASE}/source/skills/count/SKILL.md"
LATER = GOVERNANCE.replace("1.0.0", "1.1.0")
ADVISORY = """\
title: It leaks
act: yank
package: knot-counter
versions: [">=1.0.0"]
reason: Sends the log away.
evidence: [a report]
published: 2026-07-20T00:00:00Z
appeal: security@quay.example
"""
RENAMES = """\
string-counter: {to: knot-counter, since: 2026-07-20T00:00:00Z, reason: Knots.}
rope-counter: {to: knot-counter, since: 2026-07-20T00:00:00Z, reason: Knots.}
"""
BEFORE: Files = (
    a_catalog()
    | governed()
    | {"advisories/a.yml": ADVISORY.encode(), "renames.yml": RENAMES.encode()}
)


GONE: Files = {path: data for path, data in BEFORE.items() if not path.startswith(PLUGIN)}
OTHER = a_release("1.1.0", published="2026-07-09T09:00:00Z")
OF_OTHERS = changed(BEFORE, f"{RELEASE}/release.json", '"acme"', '"other"')


@dataclass(frozen=True)
class Changed(Tree):
    """A catalog after a change, inspected as ``check --changed-since`` does."""

    before: Files | None = None
    formerly: Files | None = None

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        before = BEFORE if self.before is None else self.before
        after = self.files
        paths = {path for path in before | after if before.get(path) != after.get(path)}
        formerly = () if self.formerly is None else (MemoryTree(self.formerly),)
        change = Change(paths=frozenset(paths), before=MemoryTree(before), formerly=formerly)
        narrowing = Narrowing(change=change)
        return inspect(
            MemoryTree(after), fetch=no_network, at=self.at, narrowing=narrowing
        ).diagnostics


def edited(path: str, old: str, new: str) -> Changed:
    return Changed(changed(BEFORE, path, old, new))


def without(*starts: str, files: Files = BEFORE) -> Changed:
    return Changed({path: data for path, data in files.items() if not path.startswith(starts)})


def more(*parts: Files) -> Changed:
    files = BEFORE
    for part in parts:
        files = files | part
    return Changed(files)


def reviewed_later(**files: Any) -> Files:
    return filed(LATER, reading=evidence(), **files)


NEW = a_release("1.1.0", published="2026-07-03T09:00:00Z")
PROBATION = f"{GOVERNANCE}/probation-1.json"
RECORD = f"{RELEASE}/release.json"
CASES: tuple[RuleCase, ...] = (
    # A later record may come; what is there may not go.
    RuleCase(
        "GOV040",
        more(filed(probation_2=in_review(id="probation_second"))),
        without(PROBATION),
        "{",
        RECORD,
    ),
    RuleCase("GOV040", more(), without(f"{GOVERNANCE}/evidence/run.yml"), "{", RECORD),
    RuleCase(
        "GOV040", more(), without(f"{GOVERNANCE}/", RELEASE), "title", f"{PLUGIN}/listing.yml"
    ),
    RuleCase("GOV040", more(), without(f"{PLUGIN}/"), "name", "marketplace.yml"),
    RuleCase(
        "GOV041",
        Changed(BEFORE | {PROBATION: as_json(decided()) + b"\n"}),
        edited(PROBATION, "It was read.", "It was fine."),
        '"It was fine."',
        PROBATION,
    ),
    RuleCase(
        "GOV041",
        more(),
        edited(f"{GOVERNANCE}/grant-1.json", '"allowed"', '"expired"'),
        '"expired"',
    ),
    RuleCase(
        "GOV041",
        Changed(changed(BEFORE, f"{GOVERNANCE}/evidence/run.yml", "by: mara", "by:  mara")),
        edited(f"{GOVERNANCE}/evidence/run.yml", "by: mara", "by: nobody"),
        "nobody",
    ),
    RuleCase("GOV042", more(), without(SKILL), "{", RECORD),
    RuleCase("GOV042", more(), without(RELEASE), "title", f"{PLUGIN}/listing.yml"),
    RuleCase("GOV042", more(), without(f"{PLUGIN}/"), "name", "marketplace.yml"),
    RuleCase(
        "GOV043",
        edited(RECORD, '"publisher": "acme"', '"publisher":  "acme"'),
        edited(RECORD, '"publisher": "acme"', '"notes": "Better.",\n  "publisher": "acme"'),
        '"Better."',
        RECORD,
    ),
    RuleCase(
        "GOV043",
        more(),
        edited(f"{RELEASE}/craik.json", '"Counts knots."', '"Counts  knots."'),
        '"Counts  knots."',
    ),
    RuleCase(
        "GOV043",
        more(NEW),
        more({SKILL: SKILL_TEXT.replace(b"Count them", b"Add them")}),
        "Add them.",
        SKILL,
    ),
    RuleCase(
        "GOV044",
        more(NEW),
        more({f"{RELEASE}/source/new.md": b"new\n"}),
        "",
        f"{RELEASE}/source/new.md",
    ),
    RuleCase(
        "GOV045",
        edited("advisories/a.yml", "It leaks", "It leaked"),
        without("advisories/"),
        "title",
        f"{PLUGIN}/listing.yml",
    ),
    RuleCase(
        "GOV046",
        more({"renames.yml": RENAMES.replace("Knots.", "More.").encode()}),
        more({"renames.yml": RENAMES.encode().splitlines(keepends=True)[0]}),
        "string-counter",
        "renames.yml",
    ),
    RuleCase("GOV046", more(), without("renames.yml"), "name", "marketplace.yml"),
    RuleCase(
        "GOV047",
        more(NEW, reviewed_later(probation_1=in_review(id="probation_later"))),
        more(NEW, reviewed_later(probation_1=decided(id="probation_later"))),
        '"promoted"',
        f"{LATER}/probation-1.json",
    ),
    RuleCase(
        "GOV047",
        Changed(BEFORE, before={}),
        more(NEW, reviewed_later(grant_1=a_grant(id="grant_later"))),
        '"allowed"',
        f"{LATER}/grant-1.json",
    ),
    RuleCase(
        "GOV047",
        more(NEW, reviewed_later(receipt_1=a_receipt(id="receipt_later", status="denied"))),
        more(NEW, reviewed_later(receipt_1=a_receipt(id="receipt_later"))),
        '"passed"',
        f"{LATER}/receipt-1.json",
    ),
    RuleCase(
        "GOV048",
        Changed(BEFORE | NEW, formerly=BEFORE | NEW),
        Changed(BEFORE | NEW, formerly=BEFORE | OTHER),
        "{",
        f"{PLUGIN}/releases/1.1.0/release.json",
    ),
    RuleCase(
        "GOV049",
        Changed(BEFORE, before=GONE, formerly=BEFORE),
        Changed(BEFORE, before=GONE, formerly=OF_OTHERS),
        "title",
        f"{PLUGIN}/listing.yml",
    ),
)
