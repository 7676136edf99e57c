from builders import a_catalog
from chandlery.gfm import MAX_TEXT
from rules.case import RuleCase, Tree, changed

LISTING = "plugins/knot-counter/listing.yml"
README = "plugins/knot-counter/README.md"


def readme(text: str) -> Tree:
    """The catalog with another README."""
    return Tree(a_catalog() | {README: text.encode()})


def saying(text: str) -> Tree:
    """The catalog with a line more in the README."""
    return readme(f"# Knot Counter\n\nCounts knots.\n\n{text}\n")


SHOT = "releases/1.0.0/source/shot.png"
PNG = b"\x89PNG\r\n\x1a\n"


def shot(data: bytes) -> Tree:
    """The catalog with an image in the README."""
    return Tree({**saying(f"![a]({SHOT})").files, f"plugins/knot-counter/{SHOT}": data})


def listing(old: str, new: str) -> Tree:
    """The catalog with a text of the listing replaced."""
    return Tree(changed(a_catalog(), LISTING, old, new))


def tagged(*tags: str) -> Tree:
    return listing("license: MIT", f"license: MIT\ntags: [{', '.join(tags)}]")


CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "TXT001",
        listing("[productivity]", "[data]"),
        listing("[productivity]", "[dat]"),
        "dat",
        LISTING,
    ),
    RuleCase(
        "TXT002", saying("[a](https://x.example/a.md)"), saying("é [a](a.md)"), "a.md", README
    ),
    RuleCase(
        "TXT002",
        saying("[a](../../publishers/acme.yml)"),
        saying("[a](../../publishers/acne.yml)"),
        "../../publishers/acne.yml",
        README,
    ),
    RuleCase(
        "TXT015",
        saying("[a](../knot-counter/)"),
        saying("[a](releases/1.0.0/source/plugin.json)"),
        "releases/1.0.0/source/plugin.json",
        README,
    ),
    RuleCase("TXT016", shot(PNG.ljust(2**20)), shot(PNG.ljust(2**20 + 1)), SHOT, README),
    RuleCase("TXT017", shot(PNG), shot(b"PNG"), SHOT, README),
    RuleCase("TXT003", saying("[a](#knot-counter)"), saying("[a](#knots)"), "#knots", README),
    RuleCase(
        "TXT004",
        saying("[a](https://x.example/)"),
        saying("[a](http://x.example/)"),
        "http://x.example/",
        README,
    ),
    RuleCase(
        "TXT005",
        saying("[a](mailto:a@x.example)"),
        saying("[a](javascript:a())"),
        "javascript:a()",
        README,
    ),
    RuleCase(
        "TXT006",
        saying("![a](https://x.example/a.png)"),
        saying("![](https://x.example/a.png)"),
        "https://x.example/a.png",
        README,
    ),
    RuleCase("TXT007", saying("a <b>b</b>"), saying("a <blink>b</blink>"), "<blink>", README),
    RuleCase("TXT008", readme("# A\n\nB\n"), readme("# A\n\n"), "", README),
    RuleCase("TXT009", readme("# A\n\nB\n"), readme("A\n\nB\n"), "", README),
    RuleCase(
        "TXT010",
        readme("# A\n" + "a" * (MAX_TEXT - 4)),
        readme("# A\n" + "a" * (MAX_TEXT - 3)),
        "",
        README,
    ),
    RuleCase(
        "TXT011",
        listing("Counts knots.", "Counts."),
        listing("Counts knots.", "Knot counter."),
        "Knot counter.",
        LISTING,
    ),
    RuleCase("TXT012", tagged("git", "log"), tagged("git", "Log"), "Log", LISTING),
    RuleCase(
        "TXT013",
        listing("[productivity]", "[data, productivity]"),
        listing("[productivity]", "[data, data]"),
        "data",
        LISTING,
    ),
    RuleCase(
        "TXT014",
        listing("name: Ada", "name: Ada\n    email: ada@x.example"),
        listing("name: Ada", "name: Ada\n    email: ada at x"),
        "ada at x",
        LISTING,
    ),
)
