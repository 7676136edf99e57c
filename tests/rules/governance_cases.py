"""GOV: records that contradict each other, or came about as they should not."""

from typing import Any

from builders import a_catalog, a_release
from craik_records import (
    GOVERNANCE,
    a_grant,
    a_receipt,
    an_adapter,
    decided,
    evidence,
    filed,
    governed,
    in_review,
)
from rules.case import RuleCase, Tree

LATER = GOVERNANCE.replace("1.0.0", "1.1.0")
SECOND = "probation-2.json"
ADAPTER = an_adapter(plugin_descriptor_ids=["knot-counter"], provenance_ids=["run"])


def reviewed(**files: Any) -> Tree:
    return Tree(a_catalog() | governed(**files))


def receipt(**changes: Any) -> Tree:
    return reviewed(receipt_1=a_receipt(**changes))


def grant(**changes: Any) -> Tree:
    return reviewed(grant_1=a_grant(**changes))


def twice(first: dict[str, Any], second: dict[str, Any], **files: Any) -> Tree:
    """A release with two probation records, the second under an id of its own."""
    return reviewed(probation_1=first, probation_2=second | {"id": "probation_second"}, **files)


def updated(**files: Any) -> Tree:
    """Two releases; the governance of the later one as given."""
    return Tree(a_catalog() | a_release("1.1.0") | governed() | filed(LATER, **files))


REJECTED = decided("rejected")
WAITING = {"status": "approval_required", "approval_required": True, "expires_at": None}
RECEIPT, GRANT, PROBATION = (
    f"{GOVERNANCE}/{name}-1.json" for name in ("receipt", "grant", "probation")
)
RECEIPTS = (
    RuleCase(
        "GOV001",
        reviewed(grant_1=a_grant(status="denied"), receipt_1=a_receipt(status="denied")),
        grant(status="denied"),
        '"grant_knot"',
        RECEIPT,
    ),
    RuleCase("GOV001", receipt(), grant(**WAITING), '"grant_knot"', RECEIPT),
    RuleCase(
        "GOV001",
        grant(status="expired", expires_at="2026-07-12T09:00:01Z"),
        grant(status="expired", expires_at="2026-07-12T09:00:00Z"),
        '"grant_knot"',
        RECEIPT,
    ),
    RuleCase(
        "GOV002",
        receipt(created_at="2026-07-11T09:00:00Z"),
        receipt(created_at="2026-07-11T08:59:59Z"),
        '"grant_knot"',
        RECEIPT,
    ),
    RuleCase("GOV003", grant(), grant(capability="repo.write"), '"repo.write"', GRANT),
    RuleCase("GOV004", grant(), grant(operations=["read", "list"]), '"list"', GRANT),
    RuleCase(
        "GOV005",
        grant(target={"paths": ["log/2026/"]}),
        grant(target={"paths": ["logs/"]}),
        '"logs/"',
        GRANT,
    ),
    RuleCase(
        "GOV006",
        reviewed(receipt_1=a_receipt(plugin_probation_id=None)),
        reviewed(probation_1=in_review(), receipt_1=a_receipt(plugin_probation_id=None)),
        "null",
        RECEIPT,
    ),
)
REVIEWS = (
    RuleCase(
        "GOV007",
        Tree(a_catalog() | governed() | ADAPTER),
        Tree(a_catalog() | governed(probation_1=REJECTED) | ADAPTER),
        '"knot-counter"',
        "adapters/shell-runner/releases/1.0.0/craik.json",
    ),
    RuleCase(
        "GOV008",
        twice(in_review(), decided(created_at="2026-07-03T09:00:01Z")),
        twice(in_review(), decided()),
        '"2026-07-03T09:00:00Z"',
        f"{GOVERNANCE}/{SECOND}",
    ),
    RuleCase(
        "GOV009",
        twice(
            REJECTED,
            decided(created_at="2026-07-11T09:00:00Z", evidence_ids=["reading", "run"]),
        ),
        twice(REJECTED, decided(created_at="2026-07-11T09:00:00Z", evidence_ids=["reading"])),
        "[",
        f"{GOVERNANCE}/{SECOND}",
    ),
    RuleCase(
        "GOV010",
        updated(probation_1=in_review(id="probation_later", evidence_ids=[])),
        updated(),
        "{",
        "plugins/knot-counter/releases/1.1.0/release.json",
    ),
    RuleCase(
        "GOV011",
        reviewed(
            probation_1=decided(
                created_at="2026-07-01T09:00:00Z", decided_at="2026-07-02T09:00:00Z"
            )
        ),
        reviewed(
            probation_1=decided(
                created_at="2026-07-01T09:00:00Z", decided_at="2026-07-02T08:59:59Z"
            )
        ),
        '"2026-07-02T08:59:59Z"',
        PROBATION,
    ),
    RuleCase(
        "GOV011",
        reviewed(probation_1=decided(created_at="2026-07-10T08:59:59Z")),
        reviewed(probation_1=decided(created_at="2026-07-10T09:00:00Z")),
        '"2026-07-10T09:00:00Z"',
        PROBATION,
    ),
    RuleCase(
        "GOV012",
        reviewed(reading=evidence("2026-07-10T09:00:00Z")),
        reviewed(reading=evidence("2026-07-10T09:00:01Z")),
        '"reading"',
        PROBATION,
    ),
    RuleCase(
        "GOV013",
        updated(probation_1=decided(id="probation_later"), reading=evidence()),
        updated(probation_1=decided(id="probation_later")),
        "[",
        f"{LATER}/probation-1.json",
    ),
    RuleCase(
        "GOV013",
        updated(
            probation_1=decided(id="probation_later"),
            reading=evidence(),
            grant_1=a_grant(id="grant_later"),
            receipt_1=a_receipt(
                id="receipt_later",
                plugin_probation_id="probation_later",
                capability_grant_ids=["grant_later"],
            ),
        ),
        updated(
            probation_1=decided(id="probation_later"),
            reading=evidence(),
            receipt_1=a_receipt(id="receipt_later", plugin_probation_id="probation_later"),
        ),
        '"grant_knot"',
        f"{LATER}/receipt-1.json",
    ),
    RuleCase(
        "GOV014",
        reviewed(probation_1=decided(expires_at="2026-07-10T09:00:00Z")),
        reviewed(probation_1=decided(expires_at="2026-07-10T08:59:59Z")),
        '"2026-07-10T09:00:00Z"',
        PROBATION,
    ),
)
DATED = (
    RuleCase(
        "GOV015",
        grant(expires_at="2026-08-01T00:00:01Z"),
        grant(expires_at="2026-08-01T00:00:00Z"),
        '"2026-08-01T00:00:00Z"',
        GRANT,
    ),
    RuleCase(
        "GOV017",
        grant(status="expired", expires_at="2026-08-01T00:00:00Z"),
        grant(status="expired", expires_at="2026-08-01T00:00:01Z"),
        '"2026-08-01T00:00:01Z"',
        GRANT,
    ),
    RuleCase(
        "GOV018",
        grant(expires_at="2026-07-11T09:00:01Z"),
        grant(expires_at="2026-07-11T09:00:00Z"),
        '"2026-07-11T09:00:00Z"',
        GRANT,
    ),
    RuleCase(
        "GOV019",
        grant(**WAITING | {"expires_at": "2026-08-01T00:00:01Z"}),
        grant(**WAITING | {"expires_at": "2026-08-01T00:00:00Z"}),
        '"2026-08-01T00:00:00Z"',
        GRANT,
    ),
    RuleCase(
        "GOV016",
        reviewed(probation_1=in_review(expires_at="2026-08-01T00:00:01Z")),
        reviewed(probation_1=in_review(expires_at="2026-08-01T00:00:00Z")),
        '"2026-08-01T00:00:00Z"',
        PROBATION,
    ),
)
CASES: tuple[RuleCase, ...] = (*RECEIPTS, *REVIEWS, *DATED)
