from builders import Files, a_catalog
from rules.case import MOMENT, RuleCase, Tree, changed

BASE = a_catalog()
WAIVERS = "waivers.yml"
ADVISORY = "advisories/quay-1.yml"
ONE = "plugins/knot-counter/listing.yml"
EVIDENCE = "plugins/knot-counter/governance/1.0.0/evidence/evidence_knots.yml"
# A category that the marketplace does not have, for waivers to cover.
ODD = changed(BASE, ONE, "[productivity]", "[knots]")
A_RECORD = b"""\
title: It counts in circles
kind: report
summary: It counts in circles.
by: Quay maintainers
recorded: "2026-07-03T09:00:00Z"
"""
HELD: Files = BASE | {EVIDENCE: A_RECORD}


def a_waiver(
    code: str = "TXT001",
    path: str = ONE,
    approver: str = "Quay maintainers",
    expires: str = "2026-12-31T00:00:00Z",
) -> str:
    return (
        f"- code: {code}\n  path: {path}\n  reason: The category is on its way.\n"
        f'  approver: {approver}\n  expires: "{expires}"\n'
    )


def waived(*waivers: str, files: Files = ODD) -> Tree:
    return Tree(files | {WAIVERS: "".join(waivers).encode()})


def an_advisory(**changes: str) -> str:
    """A good block of what was released before 1.1.0, some of its lines changed."""
    lines = {
        "title": "It counts in circles",
        "act": "block",
        "package": "knot-counter",
        "versions": "[<1.1.0]",
        "severity": "high",
        "reason": "It counts in circles.",
        "evidence": "['evidence_knots: a log']",
        "published": '"2026-07-03T09:00:00Z"',
        "appeal": "Write to security@quay.example.",
    }
    return "".join(f"{key}: {value}\n" for key, value in (lines | changes).items())


def advised(*, second: str = "", **changes: str) -> Tree:
    files = HELD | {ADVISORY: an_advisory(**changes).encode()}
    return Tree(files | ({"advisories/quay-2.yml": second.encode()} if second else {}))


CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "GOV020",
        good=waived(a_waiver(expires="2026-08-01T00:00:01Z")),
        bad=waived(a_waiver(expires=MOMENT)),
        under=f'"{MOMENT}"',
        file=WAIVERS,
    ),
    RuleCase(
        "GOV021",
        good=waived(a_waiver()),
        bad=waived(a_waiver(), files=BASE),
        under="TXT001",
        file=WAIVERS,
    ),
    RuleCase(
        "GOV022",
        good=waived(a_waiver()),
        bad=waived(a_waiver(code="MAN001")),
        under="MAN001",
        file=WAIVERS,
    ),
    RuleCase(
        "GOV023",
        good=waived(a_waiver()),
        bad=waived(a_waiver(code="TXX001")),
        under="TXX001",
        file=WAIVERS,
    ),
    RuleCase(
        "GOV024",
        good=waived(a_waiver()),
        bad=waived(a_waiver(path="plugins/knot-conter/listing.yml")),
        under="plugins/knot-conter/listing.yml",
        file=WAIVERS,
    ),
    RuleCase(
        "GOV025",
        good=waived(a_waiver(expires="2027-08-01T00:00:00Z")),
        bad=waived(a_waiver(expires="2027-08-01T00:00:01Z")),
        under='"2027-08-01T00:00:01Z"',
        file=WAIVERS,
    ),
    RuleCase(
        "GOV026",
        good=waived(a_waiver()),
        bad=waived(a_waiver(approver="Ada")),
        under="Ada",
        file=WAIVERS,
    ),
    RuleCase(
        "GOV026",
        good=waived(a_waiver(code="GRD005", path="index/v1/plugins/knot-counter.json")),
        bad=waived(
            a_waiver(code="GRD005", path="index/v1/plugins/knot-counter.json", approver="Ada")
        ),
        under="Ada",
        file=WAIVERS,
    ),
    RuleCase(
        "GOV027",
        good=waived(a_waiver()),
        bad=waived(a_waiver(), a_waiver()),
        under="code",
        file=WAIVERS,
    ),
    RuleCase(
        "GOV030",
        good=advised(expires='"2026-07-03T09:00:01Z"'),
        bad=advised(expires='"2026-07-03T09:00:00Z"'),
        under='"2026-07-03T09:00:00Z"',
        file=ADVISORY,
    ),
    RuleCase(
        "GOV031",
        good=advised(expires='"2026-08-01T00:00:01Z"'),
        bad=advised(expires='"2026-08-01T00:00:00Z"'),
        under='"2026-08-01T00:00:00Z"',
        file=ADVISORY,
    ),
    RuleCase(
        "GOV032",
        good=advised(),
        bad=advised(evidence="[told by a user]"),
        under="[",
        file=ADVISORY,
    ),
    RuleCase(
        "GOV033",
        good=advised(),
        bad=advised(evidence="['evidence_kntos: a log']"),
        under="'evidence_kntos: a log'",
        file=ADVISORY,
    ),
    RuleCase(
        "GOV034",
        good=advised(),
        bad=advised(appeal="Ask the maintainers."),
        under="Ask the maintainers.",
        file=ADVISORY,
    ),
    RuleCase(
        "GOV035",
        good=advised(second=an_advisory()),
        bad=advised(second=an_advisory(act="deprecate")),
        under="deprecate",
        file="advisories/quay-2.yml",
    ),
    RuleCase(
        "GOV036",
        good=advised(severity="critical"),
        bad=advised(severity="critical", act="deprecate"),
        under="deprecate",
        file=ADVISORY,
    ),
    RuleCase(
        "GOV037",
        good=advised(versions="['>=0.1.0,<1.1.0']"),
        bad=advised(versions="['>=0.1.0']"),
        under="'>=0.1.0'",
        file=ADVISORY,
    ),
)
