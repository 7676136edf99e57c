"""What can be told of a plugin's code without running it, and how far names are followed."""

from typing import Any

import pytest

from chandlery.dialects.stigmem import DIALECT
from chandlery.dialects.stigmem.code import (
    MAX_MODULE_BYTES,
    BrokenError,
    Sources,
    UnreadableError,
)
from chandlery.dialects.stigmem.compare import compare
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.twin import Cell, Statement, read_statement
from chandlery.model.description import Capability, Effect, Risk
from dialects.stigmem_releases import (
    CODE,
    FACTORY,
    FILES,
    PACKAGE,
    PYPROJECT,
    TWIN,
    entry,
    messages,
)

HEAD = "from stigmem_node.plugins import PluginManifest\n"


def sources(files: dict[str, str], roots: tuple[str, ...] = ("src/", "")) -> Sources:
    data = {path: text.encode() for path, text in files.items()}
    return Sources({path: len(text) for path, text in data.items()}, data.__getitem__, roots)


def stated(given: str, above: str = "", files: dict[str, str] | None = None) -> Cell:
    """What a factory says when it gives one keyword as a text."""
    code = f"{HEAD}{above}\ndef make():\n    return PluginManifest(version={given})\n"
    statement = read_statement(sources({"pkg/__init__.py": code} | (files or {})), "pkg", "make")
    return statement.cells["version"]


def broken(code: str, function: str = "make") -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read_statement(sources({"pkg/__init__.py": HEAD + code}), "pkg", function)
    return caught.value


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "value"),
    [
        ("VERSION = 'a'", "a"),
        ("VERSION: str = 'a'", "a"),
        ("OTHER = 'a'\nVERSION = OTHER", "a"),
        ("from .names import VERSION", "deep"),
        ("from .names import DEEP as VERSION", "deep"),
        ("from pkg.names import VERSION", "deep"),
        ("from .down.deeper import VERSION", "deeper"),
        ("from .down import again as VERSION", "deeper"),
        ("from .down import DEEP as VERSION", "deep"),
        ("if True:\n    pass\nVERSION = 'a'", "a"),
        ("def f():\n    VERSION = 'b'\nVERSION = 'a'", "a"),
        ("class C:\n    VERSION = 'b'\nVERSION = 'a'", "a"),
        ("f = lambda VERSION: 1\nVERSION = 'a'", "a"),
    ],
)
def test_a_name_that_is_bound_once(above: str, value: str) -> None:
    cell = stated(
        "VERSION",
        above,
        {
            "pkg/names.py": "VERSION = 'deep'\nDEEP = VERSION\n",
            "pkg/down/__init__.py": "from .deeper import VERSION as again\n"
            "from ..names import DEEP\n",
            "pkg/down/deeper.py": "VERSION = 'deeper'\n",
        },
    )
    assert (cell.value, cell.why) == (value, "")


@pytest.mark.parametrize(
    "above",
    [
        "VERSION = 'a'\nVERSION = 'b'",
        "if x:\n    VERSION = 'a'",
        "VERSION = 'a'\nVERSION += 'b'",
        "VERSION = 'a'\ndel VERSION",
        "for VERSION in x: pass",
        "with x as VERSION: pass",
        "try: pass\nexcept E as VERSION: pass",
        "match x:\n    case VERSION: pass",
        "match x:\n    case [*VERSION]: pass",
        "match x:\n    case {**VERSION}: pass",
        "(VERSION := 'a')",
        "a, VERSION = 'ab'",
        "a = VERSION = 'a'",
        "VERSION = 'a'\nimport VERSION.x",
        "VERSION = 'a'\nfrom x import VERSION",
        "VERSION = 'a'\ndef VERSION(): ...",
        "VERSION = 'a'\nclass VERSION: ...",
        "VERSION = 'a'\ndef f():\n    global VERSION",
        "VERSION = 'a'\ndef f():\n    VERSION = 1\n    def g():\n        nonlocal VERSION",
        "VERSION = ['a']\nVERSION[0] = 'b'",
        "VERSION = ['a']\ndef f():\n    del VERSION[0]",
        "VERSION = ['a']\nVERSION.append('b')",
        "VERSION: str",
    ],
)
def test_a_name_that_only_running_can_tell(above: str) -> None:
    why = stated("VERSION", above).why
    assert why == "`VERSION` is bound in a way that only running can tell"


@pytest.mark.parametrize("method", ["copy", "index", "count"])
def test_a_method_that_changes_nothing_leaves_the_value(method: str) -> None:
    assert stated("VERSION", f"VERSION = ['a']\nVERSION.{method}()").value == ["a"]


def test_a_name_of_the_factorys_own_comes_first() -> None:
    code = (
        "VERSION = 'a'\ndef make():\n    VERSION = 'b'\n    return PluginManifest(version=VERSION)"
    )
    found = read_statement(sources({"pkg.py": HEAD + code}), "pkg", "make")
    assert found.cells["version"].value == "b"
    assert (found.path, found.line, found.cells["version"].line) == ("pkg.py", 5, 5)
    asked = "VERSION = 'a'\ndef make(VERSION='b'):\n    return PluginManifest(version=VERSION)"
    found = read_statement(sources({"pkg.py": HEAD + asked}), "pkg", "make")
    assert "only running" in found.cells["version"].why


@pytest.mark.parametrize(
    ("above", "why"),
    [
        ("from elsewhere import VERSION", "`VERSION` is no plain value"),
        ("def VERSION(): ...", "`VERSION` is no plain value"),
        ("import VERSION", "`VERSION` is no plain value"),
        ("from . import VERSION", "`VERSION` is no plain value"),
        ("", "`VERSION` is bound nowhere"),
        ("from .other import VERSION", "`VERSION` is bound nowhere"),
        ("VERSION = OTHER\nOTHER = VERSION", "leads too far"),
        ("VERSION = 'a' + 'b'", "it is an expression"),
        ("VERSION = ['a', 'b' + 'c']", "it is an expression"),
        ("VERSION = 5", "it is an expression"),
        ("VERSION = b'a'", "it is an expression"),
    ],
)
def test_what_a_name_cannot_be_followed_to(above: str, why: str) -> None:
    assert why in stated("VERSION", above, {"pkg/other.py": "", "pkg/VERSION.py": ""}).why


def test_a_module_is_found_where_its_package_says() -> None:
    # A name of the package itself comes before a module of the same name.
    files = {
        "pkg/__init__.py": HEAD
        + "from .names import VERSION\ndef make():\n    return PluginManifest(version=VERSION)\n",
        "pkg/names/__init__.py": "VERSION = 'a'\n",
        "pkg/names/VERSION.py": "",
    }
    assert read_statement(sources(files), "pkg", "make").cells["version"].value == "a"


def test_names_are_followed_twelve_steps_far() -> None:
    def chain(length: int) -> str:
        links = [f"N{number} = N{number + 1}" for number in range(length)]
        return "\n".join(["VERSION = N0", *links, f"N{length} = 'end'"])

    assert stated("VERSION", chain(9)).value == "end"
    assert "leads too far" in stated("VERSION", chain(10)).why

    def files(length: int) -> dict[str, str]:
        made = {f"pkg/m{n}.py": f"from .m{n + 1} import VERSION" for n in range(length)}
        return made | {f"pkg/m{length}.py": "VERSION = 'end'"}

    assert stated("VERSION", "from .m0 import VERSION", files(9)).value == "end"
    assert "leads too far" in stated("VERSION", "from .m0 import VERSION", files(10)).why


# -- literals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a' 'b'", "ab"),
        ("True", True),
        ("None", None),
        ("1.5", 1.5),
        ("('a', 'b')", ["a", "b"]),
        ("{'a'}", ["a"]),
        ("[['a'], NAME]", [["a"], "named"]),
        ("frozenset()", []),
        ("set(('a',))", ["a"]),
        ("tuple(LIST)", ["b"]),
        ("list(frozenset({NAME}))", ["named"]),
    ],
)
def test_a_literal(text: str, value: object) -> None:
    assert stated(text, "NAME = 'named'\nLIST = ['b']") == Cell("pkg/__init__.py", 5, value)


@pytest.mark.parametrize(
    "text",
    ["set('ab')", "set(['a'], ['b'])", "dict(['a'])", "set(x=1)", "x.set(['a'])", "sorted(['a'])"],
)
def test_a_call_that_is_no_collection_of_literals(text: str) -> None:
    assert stated(text).why == "it is an expression"


def test_a_name_that_hides_a_builtin_is_not_that_builtin() -> None:
    assert stated("set(['a'])", "def set(x): ...").why == "it is an expression"
    assert stated("set(['a'])", "for set in x: pass").why == "it is an expression"


def test_a_literal_in_another_file_sees_the_names_of_that_file() -> None:
    files = {"pkg/other.py": "NAME = 'there'\nALL = [NAME, 'b']\n"}
    assert stated("ALL", "NAME = 'here'\nfrom .other import ALL", files).value == ["there", "b"]


def test_literals_are_read_twelve_levels_deep() -> None:
    assert stated("[" * 11 + "'a'" + "]" * 11).why == ""
    assert stated("[" * 12 + "'a'" + "]" * 12).why == "it is nested too deep"
    assert stated("list(" * 11 + "()" + ")" * 11).why == ""
    assert stated("list(" * 12 + "()" + ")" * 12).why == "it is nested too deep"


# -- the factory -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "why", "line"),
    [
        ("make = 1", "`make` is no plain function", 0),
        ("class make: ...", "`make` is no plain function", 0),
        ("async def make(): ...", "`make` is a coroutine", 2),
        ("def make(a): ...", "`make` asks for arguments", 2),
        ("def make(a, b=1): ...", "`make` asks for arguments", 2),
        ("def make(a, /): ...", "`make` asks for arguments", 2),
        ("def make(*, a): ...", "`make` asks for arguments", 2),
        ("@x\ndef make(): ...", "`make` is decorated", 3),
        ("def make(): ...", "`make` has no call of `PluginManifest`", 2),
        (
            "def make():\n  PluginManifest()\n  return PluginManifest()",
            "`make` has 2 calls of `PluginManifest`",
            2,
        ),
        (
            "def make():\n  PluginManifest()",
            "`make` does not plainly return its call of `PluginManifest`",
            2,
        ),
        (
            "def make():\n  x = PluginManifest()\n  return y",
            "`make` does not plainly return its call of `PluginManifest`",
            2,
        ),
    ],
)
def test_a_factory_that_states_no_manifest(code: str, why: str, line: int) -> None:
    error = broken(code)
    assert (error.why, error.path, error.line) == (why, "pkg/__init__.py", line)
    assert str(error) == why
    refused = "asks for" in why or "coroutine" in why
    assert isinstance(error, BrokenError) is refused


@pytest.mark.parametrize(
    "arguments", ["", "a=1", "a=1, b=2", "a=1, /", "*, a=1", "*args", "**kwargs", "a=1, *, b=2"]
)
def test_a_factory_that_can_be_called(arguments: str) -> None:
    code = f"{HEAD}def make({arguments}):\n    return PluginManifest(version='a')\n"
    statement = read_statement(sources({"pkg.py": code}), "pkg", "make")
    assert statement.cells["version"].value == "a"
    assert not statement.open


@pytest.mark.parametrize(
    ("given", "open_"), [("version='a'", False), ("'a'", True), ("**x", True), ("*x", True)]
)
def test_a_call_that_takes_more_from_elsewhere(given: str, open_: bool) -> None:
    code = f"{HEAD}def make():\n    return PluginManifest({given})\n"
    assert read_statement(sources({"pkg.py": code}), "pkg", "make").open is open_


@pytest.mark.parametrize(
    "imported",
    [
        "from other import PluginManifest as Made\n",
        "import stigmem_node\n",
    ],
)
def test_the_class_is_known_by_its_own_name(imported: str) -> None:
    name = "Made" if "Made" in imported else "stigmem_node.PluginManifest"
    code = f"{imported}def make():\n    return {name}(version='a')\n"
    assert read_statement(sources({"pkg.py": code}), "pkg", "make").cells["version"].value == "a"
    other = "from other import Another as Made\ndef make():\n    return Made(version='a')\n"
    with pytest.raises(UnreadableError, match="no call"):
        read_statement(sources({"pkg.py": other}), "pkg", "make")


def test_a_class_that_the_factory_imports_itself() -> None:
    code = "def make():\n    from x import PluginManifest\n    return PluginManifest(version='a')\n"
    assert read_statement(sources({"pkg.py": code}), "pkg", "make").cells["version"].value == "a"


def test_a_call_inside_of_another_function_is_not_the_factorys() -> None:
    inner = "def make():\n  def f():\n    return PluginManifest()\n  return f()"
    assert "no call" in broken(inner).why


def test_a_module_that_is_not_there() -> None:
    with pytest.raises(BrokenError) as caught:
        read_statement(sources({}), "pkg", "make")
    assert (caught.value.why, caught.value.path) == ("there is no module `pkg`", "")


def test_a_module_may_be_as_large_as_the_limit() -> None:
    code = f"{HEAD}def make():\n    return PluginManifest(version='a')\n"
    most = code + "#" * (MAX_MODULE_BYTES - len(code))
    assert read_statement(sources({"pkg.py": most}), "pkg", "make").cells
    with pytest.raises(UnreadableError, match=f"more than {MAX_MODULE_BYTES} bytes") as caught:
        read_statement(sources({"pkg.py": most + "#"}), "pkg", "make")
    assert caught.value.path == "pkg.py"


def test_what_cannot_be_parsed_says_where_and_why() -> None:
    error = broken("x = (\n")
    assert (error.why, error.path, error.line) == (
        "it is no Python: '(' was never closed",
        "pkg/__init__.py",
        2,
    )
    assert "it cannot be parsed: " in broken("x = a" + ".b" * 100_000).why


# -- parts that only exist as code -----------------------------------------------------------------


def part(key: str, given: str, above: str = "") -> Cell:
    code = f"{HEAD}{above}\ndef make():\n    return PluginManifest({key}={given})\n"
    files = {"pkg/__init__.py": code, "pkg/other.py": "NONE = None\ndef run(): ...\nX = make()\n"}
    return read_statement(sources(files), "pkg", "make").cells[key]


@pytest.mark.parametrize(
    ("given", "above", "value"),
    [
        ("None", "", False),
        ("run", "run = None", False),
        ("run", "from .other import NONE as run", False),
        ("run", "def run(): ...", True),
        ("run", "run = lambda: None", True),
        ("lambda: None", "", True),
        ("run", "class run: ...", True),
        ("run", "from elsewhere import run", True),
        ("other.run", "from . import other", True),
        ("other.NONE", "from . import other", False),
        ("elsewhere.run", "import elsewhere", True),
    ],
)
def test_whether_there_is_a_callable(given: str, above: str, value: bool) -> None:
    assert part("health_check", given, above) == Cell(
        "pkg/__init__.py", 5 if "\n" in above else 4, value
    )


def test_a_callable_behind_names_in_another_file() -> None:
    code = f"{HEAD}from . import other\nrun = 1\ndef make():\n"
    code += "    return PluginManifest(health_check=other.again)\n"
    files = {"pkg/__init__.py": code, "pkg/other.py": "run = None\nagain = run\n"}
    cell = read_statement(sources(files), "pkg", "make").cells["health_check"]
    assert (cell.value, cell.why) == (False, "")
    circle = files | {"pkg/other.py": "again = self.again\nfrom . import other as self\n"}
    cell = read_statement(sources(circle), "pkg", "make").cells["health_check"]
    assert cell.why == "it leads too far"


@pytest.mark.parametrize(
    ("given", "above"),
    [
        ("run()", "def run(): ..."),
        ("run", "run = make_it()"),
        ("other.X", "from . import other"),
        ("a.b.c", "import a"),
        ("other.run", "class other:\n    def run(): ..."),
        ("missing", ""),
    ],
)
def test_a_callable_that_cannot_be_told(given: str, above: str) -> None:
    assert part("health_check", given, above).why


@pytest.mark.parametrize(
    ("given", "above", "value"),
    [
        ("()", "", False),
        ("[]", "", False),
        ("(router,)", "", True),
        ("[router]", "", True),
        ("(*more, router)", "", True),
        ("ALL", "ALL = (router,)", True),
        ("ALL", "ALL = ()", False),
    ],
)
def test_whether_there_are_routers(given: str, above: str, value: bool) -> None:
    assert part("routes", given, above).value is value


@pytest.mark.parametrize(
    ("given", "above"), [("(*more,)", ""), ("build()", ""), ("ALL", "def ALL(): ...")]
)
def test_routers_that_cannot_be_told(given: str, above: str) -> None:
    assert part("routes", given, above).why == "it is an expression"


@pytest.mark.parametrize(
    ("given", "above", "value"),
    [
        ("{}", "", []),
        ("{'a': f, 'b': g}", "", ["a", "b"]),
        ("{NAME: f}", "NAME = 'a'", ["a"]),
        ("ALL", "ALL = {'a': f}", ["a"]),
    ],
)
def test_the_names_of_hooks(given: str, above: str, value: list[str]) -> None:
    assert part("hooks", given, above).value == value


@pytest.mark.parametrize(
    ("given", "above", "why"),
    [
        ("{**more}", "", "it is no plain dict"),
        ("dict(a=f)", "", "it is no plain dict"),
        ("ALL", "def ALL(): ...", "it is no plain dict"),
        ("{f(): 1}", "", "it is an expression"),
    ],
)
def test_hooks_that_cannot_be_told(given: str, above: str, why: str) -> None:
    assert part("hooks", given, above).why == why


# -- the comparison --------------------------------------------------------------------------------


def compared(key: str, value: object, **twin: Any) -> list[tuple[str, str, bool]]:
    record = Manifest.model_validate({"name": "abc", "version": "1.0.0"} | twin)
    same = {"name": Cell("m.py", 1, "abc"), "version": Cell("m.py", 1, "1.0.0")}
    return list(compare(record, Statement("m.py", 2, same | {key: Cell("m.py", 7, value)})))


def test_collections_are_compared_as_sets() -> None:
    both = {"capabilities": ["facts.read", "audit.emit", "facts.read"]}
    assert compared("capabilities", ["audit.emit", "facts.read"], **both) == []
    assert compared("capabilities", ["audit.emit", "audit.emit", "facts.read"], **both) == []
    assert compared("hooks", []) == []


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("name", "abcd", '`"abcd"`'),
        ("name", None, "`null`"),
        ("version", ["1.0.0"], '`["1.0.0"]`'),
        ("capabilities", "facts.read", '`"facts.read"`'),
        ("capabilities", [True], "`[true]`"),
        ("async_safe", "yes", '`"yes"`'),
        ("async_safe", False, "`false`"),
        ("requires_stigmem", "\u00e9", '`"\\u00e9"`'),
        ("requires_stigmem", "x" * 118, f'`"{"x" * 118}"`'),
        ("requires_stigmem", "x" * 119, f'`"{"x" * 116}...`'),
    ],
)
def test_a_difference_shows_both_sides(key: str, value: object, shown: str) -> None:
    ((name, message, known),) = compared(key, value)
    assert (name, known) == (key, True)
    assert message.endswith(f", the code {shown} (m.py:7)")
    ours = {"name": '"abc"', "version": '"1.0.0"', "async_safe": "true", "capabilities": "[]"}
    assert message.startswith(f"the description says `{ours.get(key, chr(34) * 2)}`, ")


def test_what_the_code_leaves_out_is_said_with_its_line() -> None:
    record = Manifest.model_validate({"name": "abc", "version": "1.0.0", "routes": True})
    cells = {"name": Cell("m.py", 1, "abc"), "version": Cell("m.py", 1, "1.0.0")}
    assert list(compare(record, Statement("m.py", 2, cells))) == [
        ("routes", "the description says `true`, the code nothing (m.py:2)", True)
    ]
    taken = "cannot be compared: the call takes it from elsewhere (m.py:2)"
    elsewhere = list(compare(record, Statement("m.py", 2, cells, open=True)))
    assert ("routes", taken, False) in elsewhere
    assert len(elsewhere) == len(Manifest.model_fields) - 2


# -- the project -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "folder"),
    [
        ('[tool.hatch.build.targets.wheel]\npackages = ["python/stigmem_plugin_notes/"]', "python"),
        ('[tool.hatch.build.targets.wheel]\npackages = ["a/b/stigmem_plugin_notes"]', "a/b"),
        ('[tool.setuptools.packages.find]\nwhere = ["lib/"]', "lib"),
        ('[tool.setuptools.packages.find]\nwhere = ["x", 5, "/lib"]', "lib"),
    ],
)
def test_code_lies_where_the_build_backend_looks(tool: str, folder: str) -> None:
    files = {path.replace("/src/", f"/{folder}/"): text for path, text in FILES.items()}
    files["source/pyproject.toml"] = f"{PYPROJECT}\n{tool}\n"
    assert messages(entry(files), "STI215") == []
    files["source/pyproject.toml"] = PYPROJECT
    assert messages(entry(files), "STI215") == ["there is no module `stigmem_plugin_notes`"]


@pytest.mark.parametrize(
    "tool",
    [
        "[tool.hatch]\nbuild = 1",
        "[tool.hatch.build.targets.wheel]\npackages = 'src'",
        "[tool.setuptools]\npackages = ['x']",
    ],
)
def test_other_options_leave_the_usual_places(tool: str) -> None:
    files = FILES | {"source/pyproject.toml": f"{PYPROJECT}\n{tool}\n"}
    assert messages(entry(files), "STI215") == []
    project = PYPROJECT.replace("[project]", "tool = 1\n[project]")
    assert messages(entry(FILES | {"source/pyproject.toml": project}), "STI215") == []


@pytest.mark.parametrize(
    ("reference", "plain"),
    [
        ("stigmem_plugin_notes:plugin_manifest", True),
        (" stigmem_plugin_notes : plugin_manifest ", True),
        ("stigmem_plugin_notes.manifest:plugin_manifest", True),
        ("stigmem_plugin_notes:plugin_manifest [extra]", False),
        (":plugin_manifest", False),
    ],
)
def test_references_of_entry_points(reference: str, plain: bool) -> None:
    old = '"stigmem_plugin_notes:plugin_manifest"'
    files = FILES | {"source/pyproject.toml": PYPROJECT.replace(old, f'"{reference}"')}
    release = entry(files)
    assert (messages(release, "STI214") == []) is plain
    assert messages(release, "STI215") == []


@pytest.mark.parametrize("groups", ["[]", "{x = 1}", '{"stigmem.plugins" = 1}'])
def test_entry_points_that_are_none(groups: str) -> None:
    start = PYPROJECT.index("[project.entry-points")
    text = PYPROJECT[:start] + f"entry-points = {groups}\n"
    (message,) = messages(entry(FILES | {"source/pyproject.toml": text}), "STI214")
    assert "has 0 entries" in message


def test_the_first_root_wins() -> None:
    two = sources({"src/a.py": "", "a.py": "", "b/__init__.py": "", "b.py": ""})
    assert (two.find("a"), two.find("b"), two.find("c")) == ("src/a.py", "b/__init__.py", None)
    assert two.find("b.c") is None


# -- the normalised view ---------------------------------------------------------------------------


def test_the_normalised_view_is_complete() -> None:
    describe = DIALECT.kind("manifest").describe
    assert describe
    given = TWIN | {
        "capabilities": ["facts.write", "facts.read"],
        "hooks": ["recall_filter", "audit_emit", "recall_filter"],
        "depends_on": ["zzz", "aaa", "zzz"],
    }
    view = describe(Manifest.model_validate(given))
    assert (view.native_name, view.version) == (TWIN["name"], "1.2.0")
    assert [(hook.name, hook.kind, hook.description) for hook in view.entry_points] == [
        ("recall_filter", "hook", "Tier filter 50, plugins first."),
        ("audit_emit", "hook", "Tier audit 80, core only default; a failure stops the call."),
    ]
    assert view.capabilities[1:] == (
        Capability(
            native="facts.read",
            effect=Effect.MEMORY,
            risk=Risk.LOW,
            operations=("read",),
            targets=("facts",),
            description="`get_facts_reader`.",
        ),
        Capability(
            native="facts.write",
            effect=Effect.MEMORY,
            risk=Risk.HIGH,
            operations=("write",),
            targets=("facts",),
            description="`get_facts_writer`: high impact.",
        ),
    )
    assert [item.native for item in view.dependencies] == ["aaa", "zzz"]
    assert (view.compatibility.host, view.compatibility.status) == (
        (">=0.9.0a10,<1.0.0",),
        "supported",
    )
    assert (view.isolation.value, view.layer.value, len(view.security_notes)) == ("T0", "L2", 3)


def test_a_view_without_a_range() -> None:
    describe = DIALECT.kind("manifest").describe
    assert describe
    view = describe(Manifest.model_validate({"name": "abc", "version": "1.0.0"}))
    assert (view.compatibility.host, view.compatibility.status) == ((), "unstated")
    assert [item.native for item in view.capabilities] == ["python"]


def test_the_factory_is_where_the_tests_think() -> None:
    assert FILES[FACTORY] == CODE
    assert FACTORY.startswith(PACKAGE)
