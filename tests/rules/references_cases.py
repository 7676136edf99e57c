"""REF: names and ids that lead nowhere, or to the wrong thing."""

from builders import Files, a_catalog, a_release
from craik_records import (
    a_plugin,
    a_receipt,
    an_adapter,
    an_integration,
    decided,
    evidence,
    filed,
    governed,
)
from rules.case import RuleCase, Tree

FOLDER = "plugins/knot-counter/governance/1.0.0"
INTEGRATION = "integrations/walk-through"
ADVISORY = """\
title: It leaks
act: yank
package: %s
versions: ["%s"]
reason: Sends the log away.
evidence: [a report]
published: 2026-07-20T00:00:00Z
appeal: security@quay.example
"""


def reviewed(**files: object) -> Tree:
    return Tree(a_catalog() | governed(**files))


def advised(package: str = "knot-counter", versions: str = ">=1.0.0") -> Tree:
    return Tree(a_catalog() | {"advisories/a.yml": (ADVISORY % (package, versions)).encode()})


def renamed(old: str) -> Files:
    """A plugin that was called otherwise."""
    record = 'to: knot-counter, since: "2026-07-20T00:00:00Z", reason: Clearer.'
    return {"renames.yml": f"{old}: {{{record}}}\n".encode()}


TWICE = a_release("1.1.0") | filed(FOLDER.replace("1.0.0", "1.1.0"), reading=evidence())
BETWEEN = a_release("1.2.0") | filed(
    FOLDER.replace("1.0.0", "1.2.0"), probation_1=decided(id="probation_later")
)
CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "REF001",
        Tree(a_catalog() | a_plugin("knots")),
        Tree(a_catalog() | a_plugin("knot_counter")),
        "title",
        "plugins/knot_counter/listing.yml",
    ),
    RuleCase(  # an old name is never given again: its feed and its badges have moved along
        "REF001",
        Tree(a_catalog() | a_plugin("knots") | renamed("loops")),
        Tree(a_catalog() | a_plugin("knots") | renamed("knots")),
        "title",
        "plugins/knots/listing.yml",
    ),
    RuleCase(
        "REF002",
        Tree(a_catalog()),
        Tree(
            {
                path: data.replace(b'"acme"', b'"acne"') if isinstance(data, bytes) else data
                for path, data in a_catalog().items()
            }
        ),
        '"acne"',
        "plugins/knot-counter/releases/1.0.0/release.json",
    ),
    RuleCase("REF003", advised(), advised("knot-conter"), "knot-conter", "advisories/a.yml"),
    RuleCase("REF004", advised(), advised(versions="~1.0"), '"~1.0"', "advisories/a.yml"),
    RuleCase(
        "REF005",
        reviewed(),
        reviewed(receipt_1=a_receipt(evidence_ids=["runn"])),
        '"runn"',
        f"{FOLDER}/receipt-1.json",
    ),
    RuleCase(
        "REF006",
        Tree(a_catalog() | governed() | an_adapter() | an_integration()),
        Tree(
            a_catalog()
            | governed()
            | an_adapter()
            | an_integration(plugin_descriptor_id="shell-runner")
        ),
        '"shell-runner"',
        f"{INTEGRATION}/craik.json",
    ),
    RuleCase(
        "REF007",
        reviewed(receipt_2=a_receipt(id="receipt_later")),
        reviewed(receipt_2=a_receipt()),
        '"receipt_knot"',
        f"{FOLDER}/receipt-2.json",
    ),
    RuleCase(
        "REF008",
        reviewed(receipt_1=a_receipt(evidence_ids=["run", "log"]), log=evidence()),
        reviewed(log=evidence()),
        "title",
        f"{FOLDER}/evidence/log.yml",
    ),
    RuleCase(
        "REF009",
        Tree(a_catalog()),
        reviewed(),
        '"task_knots"',
        f"{FOLDER}/grant-1.json",
    ),
    RuleCase(
        "REF010",
        Tree(a_catalog() | governed() | a_plugin("bowline")),
        Tree(
            a_catalog()
            | governed()
            | a_plugin(
                "bowline",
                receipt_1=a_receipt(
                    id="receipt_other", plugin_descriptor_id="bowline", plugin_probation_id=None
                ),
            )
        ),
        '"grant_knot"',
        "plugins/bowline/governance/1.0.0/receipt-1.json",
    ),
    RuleCase(
        "REF011",
        Tree(a_catalog() | a_release("1.2.0") | governed() | BETWEEN),
        Tree(a_catalog() | governed() | TWICE | BETWEEN),
        '"reading"',
        f"{FOLDER.replace('1.0.0', '1.2.0')}/probation-1.json",
    ),
)
