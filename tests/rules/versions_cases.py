from builders import CRAIK, Files, a_catalog, as_json
from rules.case import RuleCase, Tree

BASE = a_catalog()
FIRST = "2026-07-02T09:00:00Z"
LATER = "2026-07-03T09:00:00Z"


def released(*versions: tuple[str, str], formats: tuple[str, ...] = ()) -> Tree:
    """A plugin with a release of each version, published then; nothing can be installed of them."""
    files: Files = {path: data for path, data in BASE.items() if "/releases/" not in path}
    zeros = {"sha256": "0" * 64, "size": 1, "tree": "t1:" + "0" * 64}
    for version, published in versions:
        folder = f"plugins/knot-counter/releases/{version}"
        artifacts = [
            {"format": format_, "url": f"https://acme.example/{version}.{format_}", **zeros}
            for format_ in formats
        ]
        release = {"published": published, "publisher": "acme", "artifacts": artifacts}
        files[f"{folder}/release.json"] = as_json(release)
        files[f"{folder}/craik.json"] = as_json(CRAIK | {"plugin_version": version})
    return Tree(files)


def wheels(*versions: str) -> Tree:
    return released(*((version, FIRST) for version in versions), formats=("wheel",))


def file_of(version: str) -> str:
    return f"plugins/knot-counter/releases/{version}/release.json"


CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "VER001",
        good=released(("1.2.0", FIRST)),
        bad=released(("v1.2", FIRST)),
        under="{",
        file=file_of("v1.2"),
    ),
    RuleCase(
        "VER002",
        good=released(("1.2.0", FIRST), ("1.2.1", LATER)),
        bad=released(("1.2.0", LATER), ("1.2.1", FIRST)),
        under=f'"{FIRST}"',
        file=file_of("1.2.1"),
    ),
    RuleCase(
        "VER003",
        good=released(("1.2.0", FIRST), ("1.2.1+mac", LATER)),
        bad=released(("1.2.0", FIRST), ("1.2.0+mac", LATER)),
        under="{",
        file=file_of("1.2.0+mac"),
    ),
    RuleCase(
        "VER004",
        good=Tree(BASE, at=FIRST),
        bad=Tree(BASE, at="2026-07-02T08:59:59Z"),
        under=f'"{FIRST}"',
        file=file_of("1.0.0"),
    ),
    RuleCase(
        "VER005",
        good=wheels("1.2.0-rc.2", "1.2.0-rc.10"),
        bad=wheels("1.2.0-rc10", "1.2.0-rc2"),
        under="{",
        file=file_of("1.2.0-rc2"),
    ),
    RuleCase(
        "VER006",
        good=released(("1.2.0", FIRST), ("1.2.1", LATER)),
        bad=released(("1.2.0", FIRST), ("1.2.1", FIRST)),
        under=f'"{FIRST}"',
        file=file_of("1.2.1"),
    ),
    RuleCase(
        "VER007",
        good=released(("1.2.0", FIRST)),
        bad=released(("1.2.0+linux", FIRST)),
        under="{",
        file=file_of("1.2.0+linux"),
    ),
)
