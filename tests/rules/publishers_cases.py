from builders import CRAIK, PUBLISHER, Files, a_catalog, a_release, as_json
from rules.case import RuleCase, Tree, changed

BASE = a_catalog()
FILE = "publishers/acme.yml"
OTHER = "publishers/tidepool.yml"
RELEASE = "plugins/knot-counter/releases/1.0.0/release.json"
DRAFT = PUBLISHER.partition(b"verification")[0]

KEY = "iojj3XQJ8ZX9UtsNosLcKcaI2BaKSoTbCc2ANM1ScUk="
OTHER_KEY = "gTl3DqhLuQLwLfwxXfHq0V3m_MuS9WaD8sKd_wwYOoI"
SIGNED = ("acme-2026", f"ed25519:acme-2026:{'A' * 86}")


def publishers(acme: str, tidepool: str = "") -> Tree:
    """The builders' publisher with more lines, and another who publishes nothing."""
    return Tree(BASE | {FILE: PUBLISHER + acme.encode(), OTHER: DRAFT + tidepool.encode()})


def claims(prefix: str, other: str = "tide-") -> Tree:
    return publishers(f"prefixes: ['{prefix}']\n", f"prefixes: ['{other}']\n")


def keys(*pairs: tuple[str, str], other: str = OTHER_KEY) -> Tree:
    listed = "".join(f"  - {{id: {name}, public: {public}}}\n" for name, public in pairs)
    return publishers(f"keys:\n{listed}", f"keys: [{{id: tide-1, public: {other}}}]\n")


def signed(key: str) -> Tree:
    """A release that is signed with a key of this id; its publisher has one, `acme-2026`."""
    files: Files = BASE | {FILE: PUBLISHER + f"keys: [{{id: acme-2026, public: {KEY}}}]\n".encode()}
    record = files[RELEASE]
    assert isinstance(record, bytes)
    value = f'"signature": {{"key": "{key}", "value": "ed25519:{key}:{"A" * 86}"}}'
    return Tree(changed(files, RELEASE, '"format": "tar.gz",', f'"format": "tar.gz", {value},'))


def runs(kind: str, level: str) -> Tree:
    """A plugin of that entry point, and its publisher of that level."""
    entry = CRAIK["entrypoints"][0] | {"kind": kind}
    files = a_catalog(
        only=a_release(extra={"craik.json": as_json(CRAIK | {"entrypoints": [entry]})})
    )
    return Tree(changed(files, FILE, "level: verified", f"level: {level}"))


def verified(at: str) -> Tree:
    return Tree(changed(BASE, FILE, "2026-01-01T00:00:00Z", at))


CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "PUB001",
        good=publishers("", "prefixes: [knots-]\n"),
        bad=publishers("", "prefixes: [knot-]\n"),
        under='"acme"',
        file=RELEASE,
    ),
    RuleCase(
        "PUB002",
        good=runs("command", "unverified"),
        bad=runs("module", "unverified"),
        under='"module"',
        file="plugins/knot-counter/releases/1.0.0/craik.json",
    ),
    RuleCase(
        "PUB003",
        good=Tree(BASE),
        bad=Tree(changed(BASE, FILE, "  by: maintainer\n", "")),
        under="verified",
        file=FILE,
    ),
    RuleCase(
        "PUB004",
        good=claims("acme-", "acme_labs-"),
        bad=claims("acme-", "acme-labs-"),
        under="'acme-labs-'",
        file=OTHER,
    ),
    RuleCase("PUB005", good=claims("acme-"), bad=claims("Acme-"), under="'Acme-'", file=FILE),
    RuleCase("PUB006", good=claims("acme-"), bad=claims("acme"), under="'acme'", file=FILE),
    RuleCase(
        "PUB007",
        good=keys(("acme-2026", KEY)),
        bad=keys(("acme-2026", f"A{KEY}")),
        under=f"A{KEY}",
        file=FILE,
    ),
    RuleCase(
        "PUB008",
        good=keys(("acme-2025", KEY), ("acme-2026", KEY)),
        bad=keys(("acme-2026", KEY), ("acme-2026", KEY)),
        under="acme-2026",
        file=FILE,
    ),
    RuleCase(
        "PUB009",
        good=keys(("acme-2026", KEY)),
        bad=keys(("acme-2026", KEY), other=KEY),
        under=KEY,
        file=OTHER,
    ),
    RuleCase(
        "PUB010",
        good=signed("acme-2026"),
        bad=signed("acme-2025"),
        under='"acme-2025"',
        file=RELEASE,
    ),
    RuleCase(
        "PUB011",
        good=verified("2026-08-01T00:00:00Z"),
        bad=verified("2026-08-01T00:00:01Z"),
        under="2026-08-01T00:00:01Z",
        file=FILE,
    ),
    RuleCase(
        "PUB012",
        good=verified("2024-08-01T00:00:00Z"),
        bad=verified("2024-07-31T23:59:59Z"),
        under="2024-07-31T23:59:59Z",
        file=FILE,
    ),
    RuleCase(
        "PUB013",
        good=Tree(BASE),
        bad=publishers(""),
        under="title",
        file=OTHER,
    ),
)
