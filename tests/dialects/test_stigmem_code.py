"""Stigmem: what the code of a release asks of the node, and what its handlers take."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chandlery.catalog import Catalog, PackageEntry, ReleaseEntry
from chandlery.checks import Finding
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.stigmem import DIALECT, search
from chandlery.dialects.stigmem.code import MAX_MODULE_BYTES, Sources
from chandlery.dialects.stigmem.compare import compare
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.nodes import NODES
from chandlery.dialects.stigmem.places import lines_of, place_of
from chandlery.dialects.stigmem.twin import Cell, Statement
from chandlery.documents import Document
from chandlery.model.marketplace import Kind
from chandlery.records.marketplace import MarketplaceRecord, Owner
from dialects.stigmem_releases import (
    FACTORY,
    FILES,
    HANDLING,
    PACKAGE,
    TWIN,
    entry,
    found,
    messages,
    with_code,
)


def findings(release: ReleaseEntry, code: str) -> list[Finding]:
    (rule,) = (rule for rule in DIALECT.release_rules if rule.code == code)
    assert rule.check
    return list(rule.check(release))


def under(release: ReleaseEntry, finding: Finding) -> str:
    """The text that a finding in a source file points at."""
    assert finding.document
    assert finding.document.path.startswith(f"{release.folder}/")
    path = finding.document.path.removeprefix(f"{release.folder}/")
    line, column, end = (step for step in finding.route if isinstance(step, int))
    return (
        release.read(path)
        .decode()
        .removeprefix("\ufeff")
        .split("\n")[line - 1][column - 1 : end - 1]
    )


# -- handlers --------------------------------------------------------------------------------------

SHORT = [
    ("def keep(ctx, facts):", "def keep(ctx):", "keep", "1 positional argument"),
    ("def keep(ctx, facts):", "def keep(ctx, *, facts):", "keep", "1 positional argument"),
    ("def keep(ctx, facts):", "async def keep(ctx, **facts):", "keep", "1 positional argument"),
    ("def tell(ctx):", "def tell(*, ctx):", "tell", "no positional arguments"),
    ("def keep(ctx, facts):", "keep = lambda ctx: facts\ndef other(ctx):", "lambda", "1 pos"),
    ("def keep(ctx, facts):", "def keep(ctx, /):", "keep", "1 positional argument"),
]


@pytest.mark.parametrize(("old", "new", "name", "takes"), SHORT)
def test_a_handler_that_takes_too_few(old: str, new: str, name: str, takes: str) -> None:
    release = entry(with_code(old, new, HANDLING))
    (finding,) = findings(release, "STI310")
    assert under(release, finding) == name
    assert f"takes {takes}" in finding.message
    needed = 1 if name == "tell" else 2
    assert finding.message.endswith(
        f"stigmem-node 0.9.0a10 and stigmem-node 0.9.0a12 ask for {needed}"
    )
    assert ("value" in finding.hint) is (needed == 2)


LONG = [
    ("def keep(ctx, facts):", "def keep(ctx, facts, more):"),
    ("def keep(ctx, facts):", "def keep(ctx, facts=None):"),
    ("def keep(ctx, facts):", "def keep(ctx, /, facts):"),
    ("def keep(ctx, facts):", "def keep(ctx, facts, /):"),
    ("def keep(ctx, facts):", "def keep(*facts):"),
    ("def tell(ctx):", "def tell(*args, ctx=None):"),
    # Only running can tell what these take.
    ("def keep(ctx, facts):", "@wrapped\ndef keep():"),
    ("def keep(ctx, facts):", "keep = partial(more)\ndef other(ctx):"),
    ("def keep(ctx, facts):", "class keep:\n  def __init__(self):"),
    ("def keep(ctx, facts):", "from elsewhere import keep\ndef other(ctx):"),
    ("def keep(ctx, facts):", "if 1:\n  def keep(): ...\ndef keep(ctx):"),
]


@pytest.mark.parametrize(("old", "new"), LONG)
def test_a_handler_that_takes_enough_or_cannot_be_told(old: str, new: str) -> None:
    assert findings(entry(with_code(old, new, HANDLING)), "STI310") == []


@pytest.mark.parametrize(
    ("new", "names"),
    [
        ('HOOKS = {"recall_filter": lambda ctx: 1, "post_recall_audit": handlers.tell}', 1),
        ('HOOKS = {**MORE, "recall_filter": lambda ctx: 1}', 1),
        ('HOOKS = {NAME: lambda: 1, "recall_filter": lambda ctx: 1}', 1),
        ('HOOK = "recall_rank"\nHOOKS = {HOOK: lambda ctx: 1, "audit_emit": lambda: 1}', 2),
        ('HOOKS = {"unheard_of": lambda: 1, 5: lambda: 1}', 0),
        ('HOOKS = {"recall_filter": handlers.deep.keep, "audit_emit": lambda: 1}', 1),
        ('HOOKS = {"recall_filter": NotesConfig.keep, "audit_emit": lambda: 1}', 1),
        ("HOOKS = dict(recall_filter=lambda: 1)", 0),
        ("HOOKS = build()\nHOOKS = build()", 0),
    ],
)
def test_handlers_are_found_one_by_one(new: str, names: int) -> None:
    old = 'HOOKS = {"recall_filter": handlers.keep, "post_recall_audit": handlers.tell}'
    release = entry(with_code(old, new))
    assert len(findings(release, "STI310")) == names
    assert {under(release, item) for item in findings(release, "STI310")} <= {"lambda"}


def test_a_module_that_is_not_of_the_sources_says_nothing() -> None:
    files = with_code("from . import handlers", "import elsewhere as handlers")
    assert findings(entry(files), "STI310") == []
    assert findings(entry(with_code("hooks=HOOKS,", "")), "STI310") == []
    assert findings(entry({}), "STI310") == []


def test_a_short_handler_must_not_be_published_and_is_the_hosts_refusal() -> None:
    (rule,) = (rule for rule in DIALECT.release_rules if rule.code == "STI310")
    assert (rule.severity, rule.verdict) == (Severity.ERROR, Verdict.LOADS)


# -- accessors -------------------------------------------------------------------------------------


def asking(code: str, path: str = f"{PACKAGE}/more.py", **files: str) -> ReleaseEntry:
    return entry(FILES | {path: code} | files)


@pytest.mark.parametrize(
    ("code", "under_it"),
    [
        ("x = ctx.get_facts_writer()", "get_facts_writer"),
        ("def f(c):\n  return [c.get_facts_writer]", "get_facts_writer"),
        ("x = (ctx\n     .get_facts_writer())", "get_facts_writer"),
        ("x = getattr(ctx, 'get_facts_writer')()", "get_facts_writer"),
        ('x = getattr(ctx, "get_facts_writer", None)', "get_facts_writer"),
        ("x = ctx.__getattribute__('get_facts_writer')", "get_facts_writer"),
        ("x = operator.methodcaller('get_facts_writer')", "get_facts_writer"),
        ("é = 'ö'; x = ctx.get_facts_writer()", "get_facts_writer"),
        ("\ufeffx = ctx.get_facts_writer()", "get_facts_writer"),
    ],
)
def test_a_capability_that_is_not_declared(code: str, under_it: str) -> None:
    release = asking(code)
    (finding,) = findings(release, "STI311")
    assert under(release, finding) == under_it
    assert finding.message == (
        "`get_facts_writer` asks for `facts.write`, which the manifest does not declare"
    )
    declared = entry(
        FILES | {f"{PACKAGE}/more.py": code},
        TWIN | {"capabilities": [*TWIN["capabilities"], "facts.write"]},
    )
    assert findings(declared, "STI311") == findings(declared, "STI312") == []


@pytest.mark.parametrize(
    "code",
    [
        "x = 'get_facts_writer'",
        "get_facts_writer()",
        "ctx.get_facts_writer = None",
        "x = ctx.get_facts_writers()",
        "# ctx.get_facts_writer()",
        "hasattr(ctx, 'get_facts_writer')",
        "getattr(ctx)",
        # Whose accessor that is, only running can tell.
        "class Fake:\n  def get_facts_writer(self): ...\n\nFake().get_facts_writer()",
        "async def get_facts_writer(): ...\nx.get_facts_writer()",
    ],
)
def test_what_is_no_clear_question_is_no_error(code: str) -> None:
    assert findings(asking(code), "STI311") == []


def test_each_question_is_reported_in_its_file() -> None:
    code = "ctx.get_facts_writer()\nctx.get_facts_reader()\nctx.get_recall_reader()\n"
    release = asking(code, **{f"{PACKAGE}/deep/__init__.py": "x.get_tenant_writer"})
    assert [
        (item.document and item.document.path.removeprefix(f"{release.folder}/{PACKAGE}/"))
        for item in findings(release, "STI311")
    ] == ["deep/__init__.py", "more.py", "more.py"]


def test_what_is_not_installed_is_not_searched() -> None:
    code = "ctx.get_facts_writer()"
    for path in (f"{PACKAGE}/tests/conftest.py", "source/noxfile.py", f"{PACKAGE}/notes.txt"):
        assert findings(asking(code, path), "STI311") == []
    assert len(findings(asking(code, "source/src/other/__init__.py"), "STI311")) == 1


def test_beside_the_project_only_its_package_is_searched() -> None:
    code = "ctx.get_facts_writer()"
    flat = {path.replace("/src/", "/"): text for path, text in FILES.items()}
    inside = flat | {"source/stigmem_plugin_notes/more.py": code}
    assert len(findings(entry(inside), "STI311")) == 1
    beside = flat | {"source/setup.py": code, "source/stigmem_plugin_notes_docs/x.py": code}
    assert findings(entry(beside), "STI311") == []


@pytest.mark.parametrize(
    ("module", "sizes", "shipped"),
    [
        ("one", ["src/one.py", "src/two.py", "src/one.pyi"], ["src/one.py", "src/two.py"]),
        ("one", ["one.py", "two.py"], ["one.py"]),
        (
            "acme.one",
            ["src/acme/one/__init__.py", "src/z.py"],
            ["src/acme/one/__init__.py", "src/z.py"],
        ),
        (
            "acme.one",
            ["acme/one/__init__.py", "acme/z.py", "acmes/z.py", "z.py"],
            ["acme/one/__init__.py", "acme/z.py"],
        ),
        ("gone", ["src/one.py"], []),
    ],
)
def test_what_is_installed(module: str, sizes: list[str], shipped: list[str]) -> None:
    sources = Sources(dict.fromkeys(sizes, 1), lambda _: b"", ("src/", ""))
    assert sources.shipped(module) == tuple(shipped)


# -- capabilities that nobody asks for -------------------------------------------------------------


def unasked(**files: str) -> list[tuple[str | int, ...]]:
    twin = TWIN | {"capabilities": ["recall.read", "facts.write", "audit.emit"]}
    return [item.route for item in findings(entry(FILES | files, twin), "STI312")]


def test_a_capability_that_nobody_asks_for() -> None:
    assert unasked() == [("capabilities", 1)]
    (item,) = messages(entry(FILES, TWIN | {"capabilities": ["facts.write"]}), "STI312")
    assert item.endswith("nothing calls `get_facts_writer`")


@pytest.mark.parametrize(
    "code",
    [
        "ctx.get_facts_writer()",
        "NAME = 'get_facts_writer'",
        "getattr(ctx, 'get_facts_writer')",
        "def get_facts_writer(): ...",
        # What is asked for here, only running can tell.
        "getattr(ctx, name)",
        "getattr(ctx, 'get_' + name)",
        "operator.attrgetter(*names)",
        "ctx.__getattribute__(name)",
        "eval(text)",
        "exec(text)",
        "getattr(ctx, name) getattr",
    ],
)
def test_nothing_is_said_where_somebody_may_ask(code: str) -> None:
    assert unasked(**{f"{PACKAGE}/more.py": code}) == []


@pytest.mark.parametrize(
    "code",
    [
        "getattr(event, 'kind', None)",
        "getattr(event, 5)",
        "session.exec(text)",
        "getattr()",
        "evaluate(text)",
        "ctx.get_recall_reader()",
        "(lambda: getattr)()(ctx, name)",
    ],
)
def test_other_look_ups_do_not_hide_anything(code: str) -> None:
    assert unasked(**{f"{PACKAGE}/more.py": code}) == [("capabilities", 1)]


def test_it_is_only_noted_since_hooks_get_much_without_asking() -> None:
    severities = {rule.code: rule.severity for rule in DIALECT.release_rules}
    assert severities["STI312"] is Severity.NOTE
    assert severities["STI311"] is Severity.ERROR


def test_without_code_nothing_is_said_of_its_questions() -> None:
    for code in ("STI311", "STI312", "STI313"):
        assert findings(entry({}), code) == []
        two = with_code('notes = "', 'again = "a:b"\nnotes = "', "source/pyproject.toml")
        assert findings(entry(two), code) == []


# -- code that cannot be searched ------------------------------------------------------------------


def test_a_file_that_is_no_python_is_not_checked() -> None:
    release = asking("x = 1\nctx.get_facts_writer(\n")
    (finding,) = findings(release, "STI313")
    assert finding.route == (2, 1, 1)
    assert "it is no Python" in finding.message
    assert findings(release, "STI312") == []
    assert finding.document
    assert finding.document.path.endswith("/more.py")


def test_a_file_that_is_too_large_is_not_checked() -> None:
    words = "ctx.get_facts_writer()\n"
    most = words + "#" * (MAX_MODULE_BYTES - len(words))
    assert len(findings(asking(most), "STI311")) == 1
    assert findings(asking(most), "STI313") == []
    (finding,) = findings(asking(most + "#"), "STI313")
    assert finding.route == ()
    assert str(MAX_MODULE_BYTES) in finding.message


def test_a_large_file_that_asks_for_nothing_is_no_trouble() -> None:
    assert findings(asking("#" * (MAX_MODULE_BYTES + 1)), "STI313") == []


def test_all_the_code_together_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def release() -> ReleaseEntry:
        return asking("ctx.get_facts_writer()")

    whole = sum(file.size for file in release().source if file.path.endswith(".py"))
    monkeypatch.setattr(search, "MAX_SEARCHED_BYTES", whole)
    assert findings(release(), "STI313") == []
    monkeypatch.setattr(search, "MAX_SEARCHED_BYTES", whole - 1)
    (finding,) = findings(release(), "STI313")
    assert f"more than {whole - 1} bytes" in finding.message
    assert findings(release(), "STI312") == []


def test_the_code_of_a_release_is_read_once() -> None:
    asked: list[str] = []
    release = entry(FILES)
    read = release.read

    def counted(path: str) -> bytes:
        asked.append(path)
        return read(path)

    for _ in range(2):
        counting = replace(release, read=counted)
        asked.clear()
        assert found(counting) == []
        assert asked.count("source/pyproject.toml") <= 2
        assert asked.count(FACTORY) <= 2  # for the manifest, and for accessors


def test_one_bad_file_does_not_hide_the_next() -> None:
    release = asking("(", **{f"{PACKAGE}/zz.py": "ctx.get_facts_writer()"})
    assert findings(release, "STI313") == []  # it has no word that matters
    release = asking("getattr(", **{f"{PACKAGE}/zz.py": "ctx.get_facts_writer()"})
    assert len(findings(release, "STI313")) == len(findings(release, "STI311")) == 1


# -- places ----------------------------------------------------------------------------------------


def test_lines_are_counted_as_reports_count_them() -> None:
    assert lines_of(b"\xef\xbb\xbfa\r\nb\rc\nd\x0ce") == ["a", "b", "c", "d\x0ce"]
    assert lines_of(b"\xff") == ["\ufffd"]


def test_a_name_that_is_not_in_its_line_leaves_the_beginning() -> None:
    node = ast.parse("def \\\n  keep(): ...").body[0]
    assert isinstance(node, ast.stmt)
    assert place_of(["def \\", "  keep(): ..."], node, "keep") == (1, 1, 5)
    # A file in another encoding may have other lines than its parser saw.
    assert place_of([], node, "keep") == (1, 1, 5)


def test_a_name_is_not_found_within_a_word() -> None:
    new = "def ef(ctx): ...\nkeep = ef\ndef other(ctx, facts):"
    release = entry(with_code("def keep(ctx, facts):", new, HANDLING))
    (finding,) = findings(release, "STI310")
    assert finding.route == (2, 5, 7)


# -- the twin covers the manifest ------------------------------------------------------------------


def test_every_key_of_a_manifest_is_compared_in_both_directions() -> None:
    told: dict[str, Any] = {
        "name": "abc", "version": "2.0.0", "requires_stigmem": ">=9",
        "capabilities": ["facts.read"], "async_safe": False, "hooks": ["recall_filter"],
        "routes": True, "health_check": True, "config_schema": True, "depends_on": ["xyz"],
    }  # fmt: skip
    assert told.keys() == Manifest.model_fields.keys()
    twin = Manifest.model_validate(told)
    nothing = Statement("m.py", 1, {})
    assert {key for key, _, known in compare(twin, nothing) if known} == told.keys()
    same = Statement("m.py", 1, {key: Cell("m.py", 1, value) for key, value in told.items()})
    assert list(compare(twin, same)) == []
    plain = Manifest.model_validate({"name": "plain", "version": "1.0.0"})
    assert {key for key, _, known in compare(plain, same) if known} == told.keys()


# -- nodes -----------------------------------------------------------------------------------------

GRADUATED = "stigmem-plugin-memory-garden-acl"


def said(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    record = Manifest.model_validate(
        {key: value for key, value in (TWIN | changes).items() if value is not ...}
    )
    return [
        (rule.code, finding.route, finding.message)
        for rule in DIALECT.kind("manifest").rules
        if rule.check and rule.verdict is Verdict.LOADS
        for finding in rule.check(record)
    ]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"requires_stigmem": ...}, []),
        ({"requires_stigmem": ""}, []),
        ({"requires_stigmem": "*"}, []),  # STI203 has a word about it
        ({"requires_stigmem": ">=1.0.0"}, ["STI301"]),
        ({"requires_stigmem": ">=0.9.0a11"}, ["STI302"]),
        ({"requires_stigmem": "<0.9.0a12"}, ["STI302"]),
        ({"name": GRADUATED}, ["STI303"]),
        ({"name": GRADUATED, "requires_stigmem": "<0.9.0a12"}, ["STI302"]),
        ({"depends_on": ["stigmem-plugin-base", GRADUATED]}, ["STI304"]),
        ({"depends_on": [GRADUATED], "requires_stigmem": "<0.9.0a12"}, ["STI302"]),
    ],
)
def test_nodes_that_would_not_load_it(changes: dict[str, Any], codes: list[str]) -> None:
    assert [code for code, _, _ in said(**changes)] == codes


def test_the_node_is_named() -> None:
    assert said(requires_stigmem=">=1.0.0")[0][1:] == (
        ("requires_stigmem",),
        "`>=1.0.0` leaves out stigmem-node 0.9.0a10 and stigmem-node 0.9.0a12",
    )
    assert said(requires_stigmem=">=0.9.0a11")[0][2].endswith("leaves out stigmem-node 0.9.0a10")
    assert "stigmem-node 0.9.0a12" in said(name=GRADUATED)[0][2]
    (finding,) = said(depends_on=["stigmem-plugin-base", GRADUATED])
    assert finding[1] == ("depends_on", 1)
    assert finding[2].startswith("stigmem-node 0.9.0a12 skips")
    assert [node.graduated for node in NODES] == [frozenset(), {GRADUATED}]


# -- the catalog -----------------------------------------------------------------------------------


def a_package(name: str, *releases: tuple[str, list[str]], native: str = "") -> PackageEntry:
    made = []
    for version, depends_on in releases:
        twin = TWIN | {"name": native or name, "version": version, "depends_on": depends_on}
        made.append(entry({}, twin, version=version, native_name=native or name))
    first = entry({}, native_name=native) if native else made[0]
    return PackageEntry(
        kind=Kind.PLUGIN,
        name=name,
        folder=f"plugins/{name}",
        listing_document=Document("listing.yml", b""),
        listing=first.listing,
        readme=Document("README.md", b""),
        releases=tuple(made),
    )


def in_catalog(
    *packages: PackageEntry, unread: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str, Finding]]:
    settings = MarketplaceRecord(
        name="quay",
        title="Quay",
        description="Nothing yet.",
        base_url="https://quay.example/",
        owner=Owner(name="Quay"),
        contact="x@quay.example",
    )
    document = Document("marketplace.yml", b"")
    catalog = Catalog(document=document, settings=settings, packages=packages, unread=unread)
    for rule in DIALECT.catalog_rules:
        assert rule.check
        for finding in rule.check(catalog):
            assert finding.document
            yield rule.code, finding.message, finding


ONE, TWO, THREE = "stigmem-plugin-one", "stigmem-plugin-two", "stigmem-plugin-three"


def test_a_dependency_that_the_catalog_holds() -> None:
    packages = (a_package(ONE, ("1.0.0", [TWO])), a_package(TWO, ("1.0.0", [])))
    assert list(in_catalog(*packages)) == []


def test_a_dependency_that_it_does_not_hold() -> None:
    wanted = ["elsewhere", ONE, "stigmem-plugin-tow", GRADUATED, "elsewhere"]
    packages = (
        a_package(ONE, ("1.0.0", []), ("1.1.0", [name for name in wanted if name != ONE])),
        a_package(TWO, ("1.0.0", [])),
    )
    seen = list(in_catalog(*packages))
    assert [(code, finding.route) for code, _, finding in seen] == [
        ("STI320", ("depends_on", 0)),
        ("STI320", ("depends_on", 1)),
    ]
    assert [message for _, message, _ in seen] == [
        "`elsewhere` is not held here",
        "`stigmem-plugin-tow` is not held here",
    ]
    assert [finding.hint for _, _, finding in seen] == [
        "Say in the README where it comes from.",
        "Did you mean `stigmem-plugin-two`?",
    ]
    assert all("1.1.0" in str(item.document and item.document.path) for _, _, item in seen)


def test_a_plugin_is_not_meant_to_depend_on_itself() -> None:
    (only,) = in_catalog(a_package(ONE, ("1.0.0", ["stigmem-plugin-ones"])))
    assert only[2].hint == "Say in the README where it comes from."


def test_a_package_that_cannot_be_read_is_held_all_the_same() -> None:
    package = a_package(ONE, ("1.0.0", [TWO, THREE]))
    broken = a_package("two", native=TWO)
    unread = frozenset({f"plugins/{THREE}"})
    assert list(in_catalog(package, broken, unread=unread)) == []
    assert len(list(in_catalog(package, unread=unread))) == 1


def test_plugins_that_wait_for_each_other() -> None:
    packages = (
        a_package(ONE, ("1.0.0", [THREE, TWO])),
        a_package(TWO, ("1.0.0", [ONE])),
        a_package(THREE, ("1.0.0", [])),
    )
    seen = list(in_catalog(*packages))
    message = f"the plugins wait for each other: `{ONE}` → `{TWO}` → `{ONE}`"
    assert [(code, said, finding.route) for code, said, finding in seen] == [
        ("STI321", message, ("depends_on", 1)),
        ("STI321", message, ("depends_on", 0)),
    ]


def test_a_plugin_that_waits_for_itself_is_another_rules() -> None:
    assert list(in_catalog(a_package(ONE, ("1.0.0", [ONE])))) == []


def test_only_the_newest_releases_wait_for_each_other() -> None:
    mended = a_package(ONE, ("1.0.0", [TWO]), ("1.1.0", []))
    assert list(in_catalog(mended, a_package(TWO, ("1.0.0", [ONE])))) == []
    broken = a_package(ONE, ("1.0.0", []), ("1.1.0", [TWO]))
    assert len(list(in_catalog(broken, a_package(TWO, ("1.0.0", [ONE]))))) == 2
