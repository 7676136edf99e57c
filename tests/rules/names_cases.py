from builders import CRAIK, LISTING, MARKETPLACE, PUBLISHER, Files, a_catalog, a_release, as_json
from chandlery.model.marketplace import Kind
from rules.case import RuleCase, Tree, changed

BASE = a_catalog()
ONE = "plugins/knot-counter/listing.yml"
CLAUDE = {"name": "knot-counter", "version": "1.0.0", "description": "Counts knots."}
TIDEPOOL = PUBLISHER.replace(b"Acme", b"Tidepool").replace(b"acme", b"tidepool")


def a_package(
    name: str,
    title: str,
    *,
    publisher: str = "tidepool",
    published: str = "2026-07-20T09:00:00Z",
    kind: Kind = Kind.PLUGIN,
    more: str = "",
    manifest: bytes = b"",
) -> Files:
    """A plugin of a publisher, newer than the builders' own; nothing can be installed of it."""
    path = f"{kind.folder}/{name}"
    release = {"published": published, "publisher": publisher, "artifacts": []}
    return {
        f"{path}/listing.yml": LISTING.replace(b"Knot Counter", title.encode()) + more.encode(),
        f"{path}/README.md": f"# {title}\n\nCounts.\n".encode(),
        f"{path}/releases/1.0.0/release.json": as_json(release),
        f"{path}/releases/1.0.0/craik.json": manifest or as_json(CRAIK | {"id": name}),
    }


def beside(name: str, title: str = "Rope Measure", more: str = "") -> Tree:
    """The builders' catalog, and a newer plugin of another publisher."""
    return Tree(BASE | {"publishers/tidepool.yml": TIDEPOOL} | a_package(name, title, more=more))


def marketplace(name: str, **packages: Files) -> Tree:
    """A catalog of such a name."""
    files = a_catalog(**packages)
    return Tree(files | {"marketplace.yml": MARKETPLACE.replace(b"quay\n", f"{name}\n".encode())})


def renames(text: str) -> Tree:
    return Tree(BASE | {"renames.yml": text.encode()})


def a_rename(old: str, to: str, since: str = "2026-06-01T00:00:00Z") -> str:
    return f'{old}: {{to: {to}, since: "{since}", reason: It says more.}}\n'


def replaced(one: str, other: str, kind: Kind = Kind.PLUGIN) -> Tree:
    """Two packages that say what replaces them."""
    rope = a_package("rope-measure", "Rope Measure", publisher="acme", kind=kind, more=other)
    return Tree(changed(BASE | rope, ONE, "license: MIT\n", f"license: MIT\n{one}"))


FOR_CLAUDE = a_release(extra={"claude.json": as_json(CLAUDE)})
RENAMED_ON = a_rename("net-count", "knots", "2026-05-01T00:00:00Z")
RENAMED = a_rename("knots", "knot-counter")

CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "NAM001",
        good=marketplace("quay-plugins", claude=FOR_CLAUDE),
        bad=marketplace("claude-code-plugins", claude=FOR_CLAUDE),
        under="claude-code-plugins",
        file="marketplace.yml",
    ),
    RuleCase(
        "NAM002",
        good=marketplace("knots", claude=FOR_CLAUDE),
        bad=marketplace("knot-counter", claude=FOR_CLAUDE),
        under="title",
        file=ONE,
    ),
    RuleCase(
        "NAM003",
        good=beside("console"),
        bad=beside("con"),
        under="title",
        file="plugins/con/listing.yml",
    ),
    RuleCase(
        "NAM004",
        good=beside("indexer"),
        bad=beside("index"),
        under="title",
        file="plugins/index/listing.yml",
    ),
    RuleCase(
        "NAM005",
        good=beside("rope", more="names: {craik: Knot-Binder}\n"),
        bad=beside("rope", more="names: {craik: Knot-Counter}\n"),
        under="Knot-Counter",
        file="plugins/rope/listing.yml",
    ),
    RuleCase(
        "NAM006",
        good=renames(a_rename("net-count", "knot-counter", "2026-05-01T00:00:00Z") + RENAMED),
        bad=renames(RENAMED_ON + RENAMED),
        under="knots",
        file="renames.yml",
    ),
    RuleCase(
        "NAM007",
        good=renames(RENAMED_ON + RENAMED),
        bad=renames(a_rename("net-count", "knots", "2026-06-01T00:00:01Z") + RENAMED),
        under='"2026-06-01T00:00:01Z"',
        file="renames.yml",
    ),
    RuleCase(
        "NAM008",
        good=replaced("replaced_by: rope-measure\n", ""),
        bad=replaced("replaced_by: rope-measure\n", "", Kind.ADAPTER),
        under="rope-measure",
        file=ONE,
    ),
    RuleCase(
        "NAM009",
        good=replaced("replaced_by: rope-measure\n", ""),
        bad=replaced("replaced_by: rope-measure\n", "replaced_by: knot-counter\n"),
        under="rope-measure",
        file=ONE,
    ),
    RuleCase(
        "NAM010",
        good=beside("knot-measure"),
        bad=beside("knot-conuter"),
        under="title",
        file="plugins/knot-conuter/listing.yml",
    ),
    RuleCase(
        "NAM011",
        good=beside("rope-measure", "Rope Measure"),
        bad=beside("rope-measure", '"Rope\\u202eMeasure"'),
        under='"Rope\\u202eMeasure"',
        file="plugins/rope-measure/listing.yml",
    ),
    RuleCase(
        "NAM012",
        good=beside("rope-measure", "Канат Measure"),
        bad=beside("rope-measure", "Rоpe Measure"),
        under="Rоpe Measure",
        file="plugins/rope-measure/listing.yml",
    ),
    RuleCase(
        "NAM013",
        good=beside("rope-measure", "Knot Binder"),
        bad=beside("rope-measure", "KN0T-C0UNTER"),
        under="KN0T-C0UNTER",
        file="plugins/rope-measure/listing.yml",
    ),
)
