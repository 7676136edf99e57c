import json

from builders import LISTING, a_catalog
from rules.case import RuleCase, Tree, changed

PATH = "plugins/knot-counter/listing.yml"
RELEASE = "plugins/knot-counter/releases/1.0.0/release.json"
FILES = a_catalog()


def lines(old: str, new: str) -> Tree:
    return Tree(changed(FILES, PATH, old, new))


def _indented() -> Tree:
    data = FILES[RELEASE]
    assert isinstance(data, bytes)
    return Tree(FILES | {RELEASE: json.dumps(json.loads(data), indent=4).encode() + b"\n"})


CASES: tuple[RuleCase, ...] = (
    RuleCase("FMT001", Tree(FILES), lines("license: MIT\n", "license: MIT \t\n"), " \t", PATH),
    RuleCase(
        "FMT001", Tree(FILES), Tree(FILES | {PATH: LISTING.replace(b"\n", b"\r\n")}), "", PATH
    ),
    RuleCase("FMT001", Tree(FILES), Tree(FILES | {PATH: LISTING.rstrip()}), "", PATH),
    RuleCase("FMT001", Tree(FILES), Tree(changed(FILES, RELEASE, "\n}\n", "\n} \n")), " ", RELEASE),
    RuleCase(
        "FMT002",
        Tree(FILES),
        lines(
            "title: Knot Counter\nsummary: Counts knots.\n",
            "summary: Counts knots.\ntitle: Knot Counter\n",
        ),
        "summary",
        PATH,
    ),
    RuleCase("FMT002", Tree(FILES), _indented(), "{", RELEASE),
)
