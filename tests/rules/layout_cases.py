import tempfile
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from builders import CRAIK, LISTING, PUBLISHER, Files, a_catalog, as_json
from chandlery.cli.composition import look
from chandlery.diagnostics import Diagnostic
from chandlery.documents import MAX_RECORD_BYTES
from chandlery.ports.folder import FolderTree
from chandlery.ports.progress import Quiet
from chandlery.reports.listed import MOST_LISTED
from chandlery.reports.report import Report
from chandlery.rules.overlay import MAX_TEMPLATE_BYTES
from chandlery.stages.load import MAX_README_BYTES
from chandlery.trees import Mode
from craik_records import a_value
from repositories import a_repository, write
from rules.case import MOMENT, Record, RuleCase, Run, Tree

CATALOG = a_catalog()
PLUGIN = "plugins/knot-counter"
RELEASE = f"{PLUGIN}/releases/1.0.0"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
PROBATION = as_json(a_value("plugin_probation"))


def with_file(path: str, content: bytes | tuple[bytes, Mode]) -> Tree:
    """The catalog with one file more, or another one in its place."""
    return Tree(CATALOG | {path: content})


def without(*paths: str) -> Files:
    return {path: data for path, data in CATALOG.items() if not path.startswith(paths)}


def in_place_of(old: str, new: str) -> Tree:
    """The catalog with a file or folder under another name."""
    return Tree({path.replace(old, new): data for path, data in CATALOG.items()})


def reported(number: int) -> Run:
    """What a report lists of the catalog, with so many operations that are none."""
    asked = CRAIK["capabilities"][0] | {"operations": ["*"] * number}
    manifest = as_json(CRAIK | {"capabilities": [asked]})
    files = CATALOG | {f"{RELEASE}/craik.json": manifest}
    return Run(lambda: Report(diagnostics=tuple(Tree(files).diagnostics())).diagnostics, files)


def file_case(
    code: str, good: tuple[str, bytes], bad: tuple[str, bytes | tuple[bytes, Mode]], under: str = ""
) -> RuleCase:
    """One file more each; the finding stands in it."""
    return RuleCase(code, with_file(*good), with_file(*bad), under, bad[0])


def in_repository(ignored: str) -> Run:
    """The catalog in a working tree of Git that ignores files of a name."""
    notes: Files = {f"{RELEASE}/source/notes.txt": b"Notes.\n"}

    def run() -> Iterable[Diagnostic]:
        with tempfile.TemporaryDirectory() as name:
            root = a_repository(Path(name), CATALOG)
            write(root, {".gitignore": f"{ignored}\n".encode()})
            write(root / "catalog", notes)
            args = Namespace(
                cache=root / "cache",
                offline=True,
                jobs=1,
                executor="threads",
                catalog=root / "catalog",
            )
            return look(args, FolderTree(args.catalog), MOMENT, Quiet()).diagnostics

    return Run(run, CATALOG | notes)


CASES: tuple[RuleCase, ...] = (
    file_case("LAY001", ("renames.yml", b"{}\n"), ("rename.yml", b"{}\n")),
    file_case(
        "LAY002",
        (f"{RELEASE}/source/LICENSE", b"MIT\n"),
        (f"{RELEASE}/source/LICENSE", (b"../../LICENSE", Mode.SYMLINK)),
    ),
    file_case("LAY002", ("templates/x.html", b""), ("templates/x.html", (b"/etc", Mode.SYMLINK))),
    file_case("LAY002", ("LICENSE", b"MIT\n"), ("vendored", (b"", Mode.GITLINK))),
    file_case("LAY003", (f"{RELEASE}/source/a.bin", b"\0"), (f"{RELEASE}/source/a.bin", POINTER)),
    RuleCase(
        "LAY004",
        in_place_of("publishers/acme", "publishers/acme_2"),
        in_place_of("publishers/acme", "publishers/Acme"),
        "",
        "publishers/Acme.yml",
    ),
    RuleCase(
        "LAY004", Tree(CATALOG), in_place_of("knot-counter/", "-knots/"), "", "plugins/-knots"
    ),
    RuleCase(
        "LAY005", Tree(CATALOG), Tree(without(f"{PLUGIN}/README.md")), "", f"{PLUGIN}/README.md"
    ),
    RuleCase("LAY005", Tree(CATALOG), Tree(without("marketplace.yml")), "", "marketplace.yml"),
    file_case(
        "LAY006",
        (f"{PLUGIN}/README.md", b"# Knots\n".ljust(MAX_README_BYTES)),
        (f"{PLUGIN}/README.md", b"# Knots\n".ljust(MAX_README_BYTES + 1)),
    ),
    file_case(
        "LAY006",
        ("renames.yml", b"{}".ljust(MAX_RECORD_BYTES)),
        ("renames.yml", b"{}".ljust(MAX_RECORD_BYTES + 1)),
    ),
    file_case(
        "LAY006",
        ("templates/x.html", b" " * MAX_TEMPLATE_BYTES),
        ("templates/x.html", b" " * (MAX_TEMPLATE_BYTES + 1)),
    ),
    RuleCase(
        "LAY007",
        Tree(CATALOG),
        in_place_of("1.0.0/caliban.json", "1.0.0/calaban.json"),
        "",
        f"{RELEASE}/calaban.json",
    ),
    RuleCase(
        "LAY008",
        Tree(CATALOG),
        Tree(without(f"{PLUGIN}/releases/")),
        "",
        f"{PLUGIN}/listing.yml",
    ),
    RuleCase(
        "LAY009",
        Tree(CATALOG),
        Tree(without(f"{RELEASE}/caliban.json", f"{RELEASE}/craik.json")),
        "",
        f"{RELEASE}/release.json",
    ),
    RuleCase(
        "LAY010",
        Tree(CATALOG | {f"{PLUGIN}/governance/1.0.0/probation-1.json": PROBATION}),
        Tree(CATALOG | {f"{PLUGIN}/governance/1.0.1/probation-1.json": PROBATION}),
        "",
        f"{PLUGIN}/governance/1.0.1/probation-1.json",
    ),
    file_case("LAY011", ("site-src/a b.md", b"# A\n"), ("site-src/a\\b.md", b"# A\n")),
    file_case("LAY011", ("site-src/é.md", b"# A\n"), ("site-src/\udce9.md", b"# A\n")),
    RuleCase(
        "LAY012",
        in_repository("*.pyc"),
        in_repository("notes.txt"),
        "",
        f"{RELEASE}/source/notes.txt",
    ),
    file_case("LAY013", ("mkdocs.yml", b"nav: []\n"), ("mkdocs.yml", b"nave: []\n"), "nave"),
    file_case("LAY013", ("mkdocs.yml", b"plugins: []\n"), ("mkdocs.yml", b"plugins: [x]\n"), "["),
    file_case(
        "LAY013",
        ("mkdocs.yml", b"theme: {name: material}\n"),
        ("mkdocs.yml", b"theme: {name: material, custom_dir: /etc}\n"),
        "custom_dir",
    ),
    file_case(
        "LAY013",
        ("mkdocs.yml", b"markdown_extensions:\n  - tables\n"),
        ("mkdocs.yml", b"markdown_extensions:\n  - toc\n  - markdown_exec\n"),
        "markdown_exec",
    ),
    file_case(
        "LAY013",
        ("mkdocs.yml", b"markdown_extensions: {toc: {permalink: true}}\n"),
        ("mkdocs.yml", b"markdown_extensions: {pymdownx.snippets: {}}\n"),
        "pymdownx.snippets",
    ),
    file_case(
        "LAY014",
        ("templates/x.html", b"{% if a %}b{% endif %}\n"),
        ("templates/x.html", b"x\n\n  {% if a %}b{% end %}\n"),
        "{% if a %}b{% end %}",
    ),
    file_case(
        "LAY014",
        ("templates/x.html", b"{{ a | linked | upper }}\n"),
        ("templates/x.html", b"<p>\n\t{{ a | linkd }}\n"),
        "{{ a | linkd }}",
    ),
    file_case(
        "LAY014",
        ("templates/x.html", b"{{ 1 if a is defined }}\n"),
        ("templates/x.html", b"{{ 1 if a is defind }}\n"),
        "{{ 1 if a is defind }}",
    ),
    file_case("LAY015", ("site-src/rule/a.md", b"# A\n"), ("site-src/Rules/a.md", b"# A\n")),
    file_case("LAY015", ("site-src/plugin.md", b"# A\n"), ("site-src/plugins.md", b"# A\n")),
    file_case("LAY015", ("site-src/plugins", b"A\n"), ("site-src/sitemap.xml", b"<a/>\n")),
    file_case("LAY015", ("site-src/a/kari.md", b"# A\n"), ("site-src/kari/a.json", b"{}\n")),
    RuleCase(
        "LAY016",
        Record("craik/plugin_receipt", a_value("plugin_receipt")),
        Record("craik/plugin_receipt", a_value("plugin_capability_grant")),
        '"craik.plugin_capability_grant"',
    ),
    file_case(
        "LAY016", ("publishers/rope.yml", PUBLISHER), ("publishers/rope.yml", LISTING), "title"
    ),
    RuleCase(
        "LAY020",
        reported(MOST_LISTED),
        reported(MOST_LISTED + 1),
        '"*"',
        f"{RELEASE}/craik.json",
    ),
)
