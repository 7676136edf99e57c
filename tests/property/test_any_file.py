"""Whatever stands at whatever path of a catalog: `check` has something to say, and never raises."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import Files, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, Syntax, read_json, read_yaml
from chandlery.pipeline import inspect
from chandlery.reports import json_v1, text
from chandlery.reports.report import Report
from chandlery.trees import MemoryTree, Mode
from property.test_inspect import FILES, HOSTILE, RELEASE, VALUES, routes

MOMENT = "2026-11-20T00:00:00Z"
small = settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

# One path of every kind that a catalog has, and of every kind that it has not.
PATHS = sorted(
    {*FILES}
    | {
        *("mkdocs.yml", "templates/package.html", "site-src/index.md", "site-src/plugins/x.md"),
        *(f"{RELEASE}/{name}.json" for name in ("claude", "kari", "stigmem", "objectstack", "x")),
        *(f"{RELEASE}/source/{name}" for name in ("handler.py", "ui.py", "hooks/hooks.json")),
        *(
            f"{RELEASE}/source/{name}"
            for name in (".mcp.json", "LICENSE", "pyproject.toml", "a\\b")
        ),
        *("plugins/knot-counter/governance/1.0.0/grant-9.json", "plugins/Con/listing.yml"),
        *("plugins/knot-counter/releases/1.0/release.json", "adapters/x/releases/v1/craik.json"),
        *(
            "advisories/x y.yml",
            "publishers/x.yml",
            "strange",
            "plugins",
            "a\nb",
            "\udcff",
            "x/../y",
        ),
        *("integrations/knot-counter/craik.json", "README.md", ".gitignore", "LICENSE"),
    }
)
JSON = st.recursive(
    HOSTILE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner)
)
YAML_LINES = st.lists(
    st.sampled_from(
        [
            *(
                "a: b",
                "- a",
                "title: x",
                "  b: c",
                "? x",
                "- - a",
                "&a b",
                "*a",
                "!x y",
                "---",
                "...",
            ),
            *(
                "x: |",
                "   text",
                "'",
                '"\\ud800"',
                "\t",
                "%YAML 1.1",
                "<<: a",
                "1: 2",
                "x: .nan",
                "{",
                "]",
            ),
            *(
                "\u2028",
                "\ufeff",
                "\x85",
                "# c",
                "{% if %}",
                "{{ a | b }}",
                "{% for x in y %}",
                "`",
            ),
        ]
    ),
    max_size=8,
)
CONTENTS: st.SearchStrategy[bytes] = st.one_of(
    st.binary(max_size=40),
    JSON.map(lambda value: json.dumps(value).encode()),
    YAML_LINES.map(lambda lines: "\n".join(lines).encode()),
    st.sampled_from(
        [
            *(b"", b"null", b"\xef\xbb\xbf{}", b"\xff", b"[" * 10_000, b'{"a":' * 10_000),
            *(
                b"- " * 10_000,
                b"a: " * 10_000,
                b"? " * 10_000,
                b"".join(b" " * n + b"a:\n" for n in range(200)),
            ),
            *(b"\0" * 1000, b"1" * 10_000, b"0x" + b"f" * 9_000, b"[" + b"NaN," * 2_000 + b"1]"),
            b"version https://git-lfs.github.com/spec/v1\n",
        ]
    ),
)
MODES = st.sampled_from([Mode.FILE] * 6 + [Mode.EXECUTABLE, Mode.SYMLINK, Mode.GITLINK])


def judged(files: Files) -> tuple[Diagnostic, ...]:
    """What `check` would say; that it can be shown is part of the promise."""
    tree = MemoryTree(files)
    found = inspect(tree, fetch=no_network, at=MOMENT).diagnostics
    assert all(item.span.line >= 1 and item.span.column >= 1 for item in found)
    report = Report(diagnostics=found, read=lambda p: tree.read(p) if p in files else None)
    text.render(report).encode()
    json_v1.render(report).encode()
    return found


@small
@given(st.dictionaries(st.sampled_from(PATHS), st.tuples(CONTENTS, MODES), min_size=1, max_size=3))
def test_any_content_at_any_path_is_judged(placed: dict[str, tuple[bytes, Mode]]) -> None:
    judged({**FILES, **placed})


@small
@given(st.dictionaries(st.text(min_size=1, max_size=30), st.tuples(CONTENTS, MODES), max_size=3))
def test_any_path_is_judged(placed: dict[str, tuple[bytes, Mode]]) -> None:
    judged({**FILES, **placed})


@small
@given(st.sets(st.sampled_from(sorted(FILES)), min_size=1))
def test_any_files_may_be_missing(missing: set[str]) -> None:
    judged({path: data for path, data in FILES.items() if path not in missing})


@st.composite
def records(draw: st.DrawFn, values: dict[str, Any] = VALUES) -> tuple[str, bytes]:
    """A record with a part taken out, replaced, given twice or under another key."""
    path = draw(st.sampled_from(sorted(values)))
    value = copy.deepcopy(values[path])
    for _ in range(draw(st.integers(1, 3))):
        chosen = [route for route in routes(value) if route]
        if not chosen:
            break
        route: list[Any] = [*draw(st.sampled_from(chosen))]
        last = route.pop()
        holder: Any = value
        for step in route:
            holder = holder[step]
        match draw(st.sampled_from(["drop", "replace", "repeat", "rename", "wrap"])):
            case "drop":
                del holder[last]
            case "replace":
                holder[last] = draw(JSON)
            case "repeat" if isinstance(holder, list):
                holder.insert(last, copy.deepcopy(holder[last]))
            case "rename" if isinstance(holder, dict):
                holder[draw(st.text(max_size=4)) + str(last)[1:]] = holder.pop(last)
            case _:
                holder[last] = [holder[last]]
    data = json.dumps(value).encode()
    if draw(st.booleans()) and data.startswith(b"{") and len(data) > 2:
        data = b"{" + data[1:-1] + b", " + data[1:]  # every key twice
    return path, data


@small
@given(st.lists(records(), min_size=1, max_size=2))
def test_any_change_of_a_record_is_judged(changed: list[tuple[str, bytes]]) -> None:
    found = judged({**FILES, **dict(changed)})
    codes = {item.code for item in found}
    assert not codes & {"SYN003"}


DEMO = Path(__file__).parents[2] / "catalog"


@cache
def a_package(name: str) -> tuple[Files, dict[str, Any]]:
    """A package of the demo catalog with what it needs, and the values of its JSON records."""
    wanted = ("marketplace.yml", "publishers/", f"plugins/{name}/")
    paths = {path.relative_to(DEMO).as_posix(): path for path in DEMO.rglob("*") if path.is_file()}
    files: Files = {
        name: path.read_bytes() for name, path in sorted(paths.items()) if name.startswith(wanted)
    }
    values = {
        name: json.loads(paths[name].read_bytes())
        for name in files
        if name.endswith(".json") and "/source/" not in name
    }
    return files, values


@pytest.mark.parametrize(
    ("name", "dialects"),
    [
        ("berth-planner", {"objectstack"}),
        ("stigmem-plugin-recall-notes", {"stigmem"}),
        ("text-stats", {"caliban", "kari"}),
        ("changelog-scribe", {"claude"}),
        ("link-keeper", {"craik"}),
    ],
)
def test_any_change_of_a_real_record_is_judged(name: str, dialects: set[str]) -> None:
    files, values = a_package(name)
    assert {f"{dialect}.json" for dialect in dialects} <= {path.split("/")[-1] for path in values}
    judged(files)

    @settings(small, max_examples=30)
    @given(records(values))
    def change(changed: tuple[str, bytes]) -> None:
        judged({**files, changed[0]: changed[1]})

    change()


@small
@given(CONTENTS, st.lists(st.integers(-9, 99_999) | st.text(max_size=3), max_size=4).map(tuple))
def test_every_place_lies_in_its_file(data: bytes, route: tuple[str | int, ...]) -> None:
    documents = [Document("x", data, syntax) for syntax in Syntax]
    documents += [
        reading.document
        for reading in (read_json("x", data), read_yaml("x", data))
        if reading.document
    ]
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for document in documents:
        for span in (document.locate(route), document.locate(route, "key")):
            assert 1 <= span.line <= span.end_line <= len(lines)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
            assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
