from builders import CALIBAN, LISTING, a_catalog, as_json
from chandlery.documents import MAX_RECORD_BYTES
from chandlery.positions.parts import MAX_DEPTH, MAX_INTEGER_DIGITS, MAX_TROUBLES
from rules.case import Record, RuleCase, Tree, changed

CATALOG = a_catalog()
LISTING_YML = "plugins/knot-counter/listing.yml"
CALIBAN_JSON = "plugins/knot-counter/releases/1.0.0/caliban.json"


def listing(old: str | bytes, new: str | bytes) -> Tree:
    """The catalog with another text in the listing."""
    return Tree(changed(CATALOG, LISTING_YML, old, new))


def manifest(addition: str) -> Tree:
    """The catalog with one more member at the end of the manifest."""
    data = CATALOG[CALIBAN_JSON]
    assert isinstance(data, bytes)
    end = data.rstrip().removesuffix(b"}").rstrip()
    return Tree(CATALOG | {CALIBAN_JSON: end + f",\n  {addition}\n}}\n".encode()})


def in_listing(code: str, good: Tree, bad: Tree, under: str) -> RuleCase:
    return RuleCase(code, good, bad, under, LISTING_YML)


def in_manifest(code: str, good: Tree, bad: Tree, under: str) -> RuleCase:
    return RuleCase(code, good, bad, under, CALIBAN_JSON)


PADDED = as_json(CALIBAN).ljust(MAX_RECORD_BYTES)  # a catalog's files are weighed unread: LAY006
DEEP = MAX_DEPTH - 1  # the manifest is a level of its own

CASES: tuple[RuleCase, ...] = (
    in_listing(
        "SYN001",
        listing("Counts knots.", "Counts knöts."),
        listing("Counts knots.", "Counts kn\xf6ts.".encode("latin-1")),
        "\ufffd",
    ),
    in_listing(
        "SYN002", Tree(CATALOG), Tree(CATALOG | {LISTING_YML: b"\xef\xbb\xbf" + LISTING}), ""
    ),
    in_listing(
        "SYN003", listing("Counts knots.", "'Counts: knots.'"), listing("knots.", "knots: a."), ":"
    ),
    in_manifest("SYN003", manifest('"keywords": ["é"]'), manifest('"keywords": ["é",]'), "]"),
    in_listing(
        "SYN004",
        listing("license: MIT", "license: MIT\ntags: [knots]"),
        listing("license: MIT", "license: MIT\nsummary: Knots."),
        "summary",
    ),
    in_manifest("SYN004", manifest('"keywords": []'), manifest('"version": "1.0.1"'), '"version"'),
    in_manifest("SYN005", manifest('"x": 1e308'), manifest('"x": [1e999]'), "1e999"),
    in_manifest("SYN005", manifest('"x": 0'), manifest('"x": -Infinity'), "-Infinity"),
    in_listing("SYN005", listing("MIT", "MIT\nx: inf"), listing("MIT", "MIT\nx: .inf"), ".inf"),
    in_manifest(
        "SYN006",
        manifest(r'"x": "\ud83d\ude00"'),
        manifest(r'"x": "a\ud83d"'),
        r'"a\ud83d"',
    ),
    in_manifest(
        "SYN007",
        manifest('"x": ' + "[" * DEEP + "]" * DEEP),
        manifest('"x": ' + "[" * (DEEP + 1) + "]" * (DEEP + 1)),
        "[",
    ),
    RuleCase(
        "SYN008", Record("caliban/manifest", PADDED), Record("caliban/manifest", PADDED + b" "), ""
    ),
    in_manifest(
        "SYN009",
        manifest('"x": ' + "9" * MAX_INTEGER_DIGITS),
        manifest('"x": ' + "9" * (MAX_INTEGER_DIGITS + 1)),
        "9" * (MAX_INTEGER_DIGITS + 1),
    ),
    in_listing("SYN010", listing("MIT", "'&MIT'"), listing("MIT", "&mit MIT"), "&mit"),
    in_listing("SYN010", listing("MIT", "a*b"), listing("MIT", "*b"), "*b"),
    in_listing("SYN010", listing("MIT", "'!MIT'"), listing("MIT", "!!str MIT"), "!!str"),
    in_listing("SYN010", listing("MIT", "M T"), listing("MIT", "M\u2028T"), "\u2028"),
    in_listing("SYN011", listing("license", "'1'"), listing("license", "1"), "1"),
    in_listing("SYN012", Tree(CATALOG), listing("maintainers:", "---\nmaintainers:"), "---"),
    in_listing(
        "SYN013",
        listing("MIT", "MIT\nx: [" + ".nan," * MAX_TROUBLES + "]"),
        listing("MIT", "MIT\nx: [" + ".nan," * (MAX_TROUBLES + 1) + "]"),
        ".nan",
    ),
)
