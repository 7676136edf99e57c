"""Whatever stands in a catalog's records: it is told, or it can be published; nothing raises."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import Files, a_catalog, no_network
from chandlery.assembly import Edition, marketplace
from chandlery.diagnostics import has_errors
from chandlery.dialects import DIALECTS
from chandlery.documents import read_json, read_yaml
from chandlery.pipeline import inspect
from chandlery.ports.publication import in_order
from chandlery.reports import json_v1, text
from chandlery.reports.report import Report
from chandlery.trees import MemoryTree
from craik_records import an_adapter, an_integration, governed
from marketplaces import a_closed_index, projection

RELEASE = "plugins/knot-counter/releases/1.0.0"
ADVISORY = b"""\
title: Bad
act: yank
package: knot-counter
versions: [">=1.0.0"]
reason: Because.
evidence: [https://quay.example/issues/1]
published: 2026-08-01T00:00:00Z
appeal: y@quay.example
"""


def a_full_catalog() -> Files:
    return (
        a_catalog()
        | governed()
        | an_adapter()
        | an_integration()
        | {
            "advisories/a-1.yml": ADVISORY,
            "renames.yml": b"old: {to: knot-counter, since: 2026-08-01T00:00:00Z, reason: x}\n",
            "waivers.yml": b"- {code: PUB001, path: x, reason: x, approver: x, "
            b"expires: 2027-01-01T00:00:00Z}\n",
        }
    )


FILES = a_full_catalog()
VALUES: dict[str, Any] = {}
for _path, _data in FILES.items():
    if _path.endswith((".json", ".yml")) and "/source/" not in _path and isinstance(_data, bytes):
        _reading = (read_yaml if _path.endswith(".yml") else read_json)(_path, _data)
        assert _reading.document is not None
        VALUES[_path] = _reading.document.value

HOSTILE: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            *[None, True, [], {}, 10**30, -1, 1e308, float("nan")],
            *["", "\ud800", "a\0b", "a\nb", "../..", "con", "1.0.0\n", "٣.٣.٣", "*", "{text}"],
            *["https://[x/", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+23:00", "x" * 9999],
        ]
    ),
    st.integers(),
    st.text(max_size=5),
    st.lists(st.none() | st.text(max_size=2), max_size=2),
)


def routes(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield above
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from routes(member, (*above, key))


@st.composite
def catalogs(draw: st.DrawFn) -> Files:
    """The catalog with one or two values replaced; the source has the manifest of the release."""
    files = dict(FILES)
    for path in draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=2)):
        value = copy.deepcopy(VALUES[path])
        *above, last = draw(st.sampled_from([route for route in routes(value) if route]))
        holder = value
        for step in above:
            holder = holder[step]
        holder[last] = draw(HOSTILE)
        files[path] = json.dumps(value).encode()
        if path == f"{RELEASE}/caliban.json":
            files[f"{RELEASE}/source/plugin.json"] = files[path]
    return files


def test_the_catalog_of_this_test_is_clean() -> None:
    assert not has_errors(inspect(MemoryTree(FILES), fetch=no_network).diagnostics)


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(catalogs())
def test_a_record_with_anything_in_it_is_told_or_published(files: Files) -> None:
    tree = MemoryTree(files)
    inspection = inspect(tree, fetch=no_network)
    found = inspection.diagnostics
    assert all(item.file in files and item.span.line and item.span.column for item in found)
    report = Report(diagnostics=found, read=lambda p: tree.read(p) if p in files else None)
    text.render(report).encode()
    json_v1.render(report).encode()
    if has_errors(found):
        return
    assert inspection.catalog is not None
    edition = Edition(
        base_url=inspection.catalog.settings.base_url,
        at="2026-11-20T00:00:00Z",
        serial=1,
        commit=None,
    )
    market = marketplace(inspection, edition)
    for dialect in DIALECTS.values():
        projection(dialect, market)
    in_order(a_closed_index(market), ())
