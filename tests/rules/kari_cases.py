"""KAR: Kari's manifests, handlers and user interfaces."""

from typing import Any

from builders import Files, a_catalog, a_release, as_json
from rules.case import Record, RuleCase, Tree, changed

FOLDER = "plugins/knot-counter/releases/1.0.0/"
MANIFEST = f"{FOLDER}kari.json"
SOURCE = f"{FOLDER}source/"
GOOD: dict[str, Any] = {
    "name": "knot-counter",
    "version": "1.0.0",
    "description": "Counts knots.",
    "author": "Ada",
    "module": "ai_karen_engine.plugins.knot_counter.handler",
    "entry_point": "run",
}
RUN = "def run(params):\n    return {}\n"


def record(code: str, good: dict[str, Any], bad: dict[str, Any], under: str) -> RuleCase:
    """A case about a manifest alone."""
    kind = "kari/manifest"
    return RuleCase(code, Record(kind, GOOD | good), Record(kind, GOOD | bad), under)


def plugin(manifest: dict[str, Any], texts: dict[str, str | None] | None = None) -> Tree:
    """A catalog with a release of that manifest; of the files, those that are not `None`."""
    given = {"handler.py": RUN, "__init__.py": ""} | (texts or {})
    files: Files = {"plugin_manifest.json": as_json(GOOD | manifest)}
    files |= {path: text.encode() for path, text in given.items() if text is not None}
    return Tree(a_catalog(only=a_release(source=files)))


RELEASE = plugin({})


def handler(code: str, good: str, bad: str, under: str, path: str = "handler.py") -> RuleCase:
    """A case about a Python file of the source."""
    return RuleCase(code, plugin({}, {path: good}), plugin({}, {path: bad}), under, SOURCE + path)


CASES: tuple[RuleCase, ...] = (
    record("KAR201", {}, {"version": "banana"}, '"banana"'),
    record("KAR202", {}, {"name": "Knots!"}, '"Knots!"'),
    record("KAR203", {}, {"author": " "}, '" "'),
    record("KAR204", {"trusted_ui": True}, {"trusted_ui": "yes"}, '"yes"'),
    record("KAR205", {}, {"module": "os"}, '"os"'),
    record("KAR206", {"entry_point": "handler:run"}, {"entry_point": "a:run"}, '"a:run"'),
    record(
        "KAR207",
        {"dependencies": [{"name": "a", "optional": True}]},
        {"dependencies": [{"name": "a", "optionally": True}]},
        '"optionally"',
    ),
    record(
        "KAR208",
        {"compatibility": {"os_platforms": ["linux"]}},
        {"compatibility": {"os_platform": ["linux"]}},
        '"os_platform"',
    ),
    record(
        "KAR209",
        {"compatibility": {"os_platforms": ["Darwin"]}},
        {"compatibility": {"os_platforms": ["macos"]}},
        '"macos"',
    ),
    record("KAR210", {"required_roles": ["dev"]}, {"required_roles": ["wizard"]}, '"wizard"'),
    record(
        "KAR211",
        {"dependencies": [{"name": "a", "version": "1.0"}]},
        {"dependencies": [{"name": "a", "version": ">=1.0"}]},
        '">=1.0"',
    ),
    record("KAR212", {"display_name": "Knots"}, {"required_role": ["user"]}, '"required_role"'),
    RuleCase(
        "KAR301",
        RELEASE,
        Tree(changed(RELEASE.files, MANIFEST, '"knot-counter"', '"knots"')),
        '"knots"',
        MANIFEST,
    ),
    RuleCase(
        "KAR302",
        RELEASE,
        Tree(changed(RELEASE.files, MANIFEST, '"1.0.0"', '"1.0.1"')),
        '"1.0.1"',
        MANIFEST,
    ),
    RuleCase(
        "KAR303",
        RELEASE,
        plugin({}, {"handler.py": None}),
        f'"{GOOD["module"]}"',
        MANIFEST,
    ),
    handler("KAR304", RUN, "a = 1\ndef run(:\n", ""),
    RuleCase("KAR305", RELEASE, plugin({}, {"handler.py": "def walk(p): ..."}), '"run"', MANIFEST),
    handler("KAR306", RUN, "from .elsewhere import walk as run\n", "run"),
    handler("KAR307", RUN, "é = 1\nasync def run(params, unit): ...\n", "run"),
    RuleCase(
        "KAR308",
        RELEASE,
        plugin({}, {"__init__.py": None}),
        f'"{GOOD["module"]}"',
        MANIFEST,
    ),
    RuleCase(
        "KAR309",
        plugin({"trusted_ui": True}, {"ui.py": "def render(): ...\n"}),
        plugin({"trusted_ui": True}),
        "true",
        MANIFEST,
    ),
    handler("KAR310", "def render(): ...\n", "def main(): ...\n", "", "ui.py"),
    handler("KAR311", "def render(page=1): ...\n", "def render(page): ...\n", "render", "ui.py"),
)
