import hashlib
import json
from collections.abc import Callable

from builders import Files, a_catalog, a_release, a_source, as_json
from publications import SERIAL, Publication, a_publication, guarded
from rules.case import RuleCase, Run
from test_index import BLOCK, EVIDENCE, GOVERNANCE, PROMOTED, a_probation

ENTRY = "index/v1/entry.json"
DETAIL = "index/v1/plugins/knot-counter.json"
LATER = SERIAL + 1
TWO = a_catalog(one=a_release(), two=a_release("1.1.0", published="2026-08-02T00:00:00Z"))
REJECTED: Files = {
    f"{GOVERNANCE}/probation-knot.json": as_json(
        a_probation(
            status="rejected",
            decision={
                "decision": "reject",
                "decided_by": "ada",
                "rationale": "It counts wrong.",
                "evidence_ids": ["ev-review"],
                "decided_at": "2026-07-20T09:00:00Z",
            },
        )
    ),
    f"{GOVERNANCE}/evidence/ev-review.yml": EVIDENCE,
}


def publish(built: Publication, before: Publication | None = None) -> Run:
    return Run(lambda: guarded(built, before), dict(built))


def later(files: Files) -> Publication:
    return a_publication(files, serial=LATER)


def settings(old: bytes, new: bytes) -> Files:
    data = a_catalog()["marketplace.yml"]
    assert isinstance(data, bytes)
    return a_catalog() | {"marketplace.yml": data.replace(old, new)}


def with_waiver(files: Files, code: str, path: str) -> Files:
    waiver = (
        f"- code: {code}\n  path: {path}\n  reason: It was agreed.\n  approver: Grace\n"
        "  expires: 2026-12-01T00:00:00Z\n"
    )
    return files | {"waivers.yml": waiver.encode()}


def relisted(publication: Publication, path: str, change: Callable[[bytes], bytes]) -> Publication:
    """A publication with one file changed, and lists that vouch for it."""
    files = publication | {path: change(publication[path])}
    lines = []
    for line in files["index/v1/files.jsonl"].splitlines():
        told = json.loads(line)
        data = files[told["path"]]
        told |= {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        lines.append(json.dumps(told))
    files["index/v1/files.jsonl"] = "\n".join(lines).encode() + b"\n"
    entry = json.loads(files[ENTRY])
    for name in entry["files"]:
        data = files[f"index/v1/{name}"]
        entry["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    return files | {ENTRY: json.dumps(entry).encode()}


OTHER_SOURCE = a_catalog(one=a_release(source=a_source() | {"NEWS": b"More knots.\n"}))
ONE = a_catalog()

CASES = [
    RuleCase(
        "GRD001",
        under="",
        file="caliban/index.json",
        bad=publish(a_publication() | {"caliban/index.json": b'{"name":"quay"}\n'}),
        good=publish(a_publication()),
    ),
    RuleCase(
        "GRD002",
        under="1",
        file=ENTRY,
        bad=publish(later(ONE), a_publication(TWO)),
        good=publish(later(TWO), a_publication(ONE)),
    ),
    RuleCase(
        "GRD003",
        under="",
        file="caliban/index.json",
        bad=publish(relisted(a_publication(), "caliban/index.json", lambda _: b"{}\n")),
        good=publish(a_publication()),
    ),
    RuleCase(
        "GRD004",
        under="",
        file=DETAIL,
        bad=publish(later(OTHER_SOURCE), a_publication()),
        good=publish(later(ONE), a_publication()),
    ),
    RuleCase(
        "GRD005",
        under="",
        file=DETAIL,
        bad=publish(later(ONE), a_publication(TWO)),
        good=publish(later(TWO | BLOCK), a_publication(TWO)),
    ),
    RuleCase(
        "GRD006",
        under=str(SERIAL),
        file=ENTRY,
        bad=publish(a_publication(TWO), a_publication(ONE)),
        good=publish(later(TWO), a_publication(ONE)),
    ),
    RuleCase(
        "GRD007",
        under="",
        file="caliban/index.json",
        bad=publish(
            relisted(
                a_publication(ONE | PROMOTED),
                "caliban/index.json",
                lambda data: data.replace(b'"sha256"', b'"digest"'),
            )
        ),
        good=publish(a_publication(ONE | PROMOTED)),
    ),
    RuleCase(
        "GRD008",
        under="{",
        file=ENTRY,
        bad=publish(a_publication(commit=None)),
        good=publish(a_publication()),
    ),
    RuleCase(
        "GRD009",
        under='"harbour"',
        file=ENTRY,
        bad=publish(later(settings(b"name: quay", b"name: harbour")), a_publication()),
        good=publish(later(settings(b"title: Quay", b"title: The quay")), a_publication()),
    ),
    RuleCase(
        "GRD010",
        under="",
        file=DETAIL,
        bad=publish(later(ONE), a_publication(ONE | REJECTED)),
        good=publish(later(ONE | REJECTED), a_publication(ONE | REJECTED)),
    ),
    RuleCase(
        "GRD010",
        under="",
        file="index/v1/advisories.json",
        bad=publish(later(ONE), a_publication(ONE | BLOCK)),
        good=publish(later(ONE | BLOCK), a_publication(ONE | BLOCK)),
    ),
]
