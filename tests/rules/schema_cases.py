import json

from builders import CALIBAN, CRAIK, a_catalog
from chandlery.records.release import MAX_ARTIFACT_BYTES
from chandlery.rules.schema import MAX_PROBLEMS
from rules.case import Record, RuleCase, Tree, changed

CATALOG = a_catalog()
LISTING_YML = "plugins/knot-counter/listing.yml"
RELEASE_JSON = "plugins/knot-counter/releases/1.0.0/release.json"
ADVISORY_YML = "advisories/q-1.yml"
ADVISORY = b"""\
title: Counts wrong
act: deprecate
package: knot-counter
versions: ["1.0.0"]
reason: It counts wrong.
evidence: [https://quay.example/issues/1]
published: 2026-07-10T09:00:00Z
appeal: appeals@quay.example
"""


def listing(old: str, new: str) -> Tree:
    return Tree(changed(CATALOG, LISTING_YML, old, new))


def release(old: str, new: str) -> Tree:
    return Tree(changed(CATALOG, RELEASE_JSON, old, new))


def advisory(old: str, new: str) -> Tree:
    return Tree(changed(CATALOG | {ADVISORY_YML: ADVISORY}, ADVISORY_YML, old, new))


def strangers(number: int) -> Tree:
    """The catalog with so many keys in the listing that nothing reads."""
    keys = "".join(f"\nx{index:03}: 1" for index in range(number))
    return listing("license: MIT", f"license: MIT{keys}")


def in_listing(code: str, good: Tree, bad: Tree, under: str) -> RuleCase:
    return RuleCase(code, good, bad, under, LISTING_YML)


def sized(size: int) -> Tree:
    """The catalog with another size of the artifact."""
    return release(f'"size": {SIZE}', f'"size": {size}')


SIZE = json.loads(CATALOG[RELEASE_JSON])["artifacts"][0]["size"]  # type: ignore[arg-type]
DESCRIPTOR = "craik/plugin_descriptor"
PUBLISHED = '"published": "2026-07-02T09:00:00Z"'

CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "MAN000",
        release(PUBLISHED, '"published": "2026-02-28T09:00:00Z"'),
        release(PUBLISHED, '"published": "2026-02-30T09:00:00Z"'),
        '"2026-02-30T09:00:00Z"',
        RELEASE_JSON,
    ),
    # A missing key points at the mapping that should hold it.
    in_listing("MAN001", Tree(CATALOG), listing("license: MIT\n", ""), "title"),
    in_listing(
        "MAN001",
        listing("name: Ada", "name: Ada\n    url: https://ada.example/"),
        listing("name: Ada", "url: https://ada.example/"),
        "url",
    ),
    RuleCase(
        "MAN001",
        Record("caliban/manifest", CALIBAN),
        Record("caliban/manifest", {key: CALIBAN[key] for key in CALIBAN if key != "version"}),
        "{",
    ),
    # An unknown one at the key, a bad value at the value.
    in_listing(
        "MAN002",
        listing("license: MIT", "license: MIT\ntags: [a]"),
        listing("license: MIT", "license: MIT\ntag: [a]"),
        "tag",
    ),
    RuleCase(
        "MAN002",
        release(PUBLISHED, PUBLISHED + ', "notes": "First."'),
        release(PUBLISHED, PUBLISHED + ', "note": "First."'),
        '"note"',
        RELEASE_JSON,
    ),
    in_listing("MAN003", listing("MIT", "MIT\ntags: ['1']"), listing("MIT", "MIT\ntags: [1]"), "1"),
    RuleCase(
        "MAN003",
        Record(DESCRIPTOR, CRAIK),
        Record(DESCRIPTOR, CRAIK | {"docs": "README.md"}),
        '"README.md"',
    ),
    RuleCase(
        "MAN004",
        advisory("act: deprecate", "act: yank"),
        advisory("act: deprecate", "act: revoke"),
        "revoke",
        ADVISORY_YML,
    ),
    in_listing(
        "MAN005",
        listing("MIT", "MIT\nreplaced_by: knots"),
        listing("MIT", "MIT\nreplaced_by: Knots"),
        "Knots",
    ),
    in_listing(
        "MAN006", listing("[productivity]", "[productivity]"), listing("[productivity]", "[]"), "["
    ),
    in_listing(
        "MAN006",
        listing("Counts knots.", "K" * 200),
        listing("Counts knots.", "K" * 201),
        "K" * 201,
    ),
    RuleCase("MAN007", sized(SIZE), sized(0), "0", RELEASE_JSON),
    RuleCase(
        "MAN007",
        sized(MAX_ARTIFACT_BYTES),
        sized(MAX_ARTIFACT_BYTES + 1),
        str(MAX_ARTIFACT_BYTES + 1),
        RELEASE_JSON,
    ),
    in_listing("MAN008", strangers(MAX_PROBLEMS), strangers(MAX_PROBLEMS + 1), "x100"),
)
