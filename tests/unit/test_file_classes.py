"""The table of published files: sizes, caching, and what a host is told."""

import re
from pathlib import Path

import pytest

from builders import a_catalog, no_network
from chandlery.cli import run
from chandlery.model.content import PublishedFile
from chandlery.model.content_policy import CONTENT_POLICY
from chandlery.model.file_classes import FILE_CLASSES, Caching, class_of, headers
from chandlery.pipeline import inspect
from chandlery.reports.sizes import as_json, as_text, size_report
from chandlery.trees import MemoryTree, Mode
from test_index import a_market, published

GUIDE = Path(__file__).parents[2] / "site-src" / "guide" / "caching.md"


def test_every_file_of_the_index_has_a_class_of_its_own() -> None:
    classes = {class_of(path).name for path in published(a_market(a_catalog()))}
    assert classes == {"entry", "names", "shards", "details", "lists"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("index/v1/entry.json", "entry"),
        ("index/v1/bins.json", "names"),
        ("index/v1/plugins/a.json", "details"),
        ("plugins/a/index.html", "pages"),
        ("artifacts/0123456789ab/index.html", "artifacts"),
        ("simple/a/index.html", "projections"),
        ("feed.atom", "feeds"),
        ("assets/a\nb.css", "assets"),
    ],
)
def test_the_first_match_is_meant(path: str, name: str) -> None:
    assert class_of(path).name == name


def test_only_what_is_named_by_its_digest_is_kept_for_ever() -> None:
    kept = [item.paths for item in FILE_CLASSES if item.immutable]
    assert kept == [("index/v1/shards/*",), ("artifacts/*",)]


def test_no_address_is_told_two_lifetimes() -> None:
    """Some hosts would send both, joined by a comma."""
    patterns = re.findall(r"^/(\S+)\n  Cache-Control", headers(), re.M)
    assert "index/v1/shards/*" in patterns
    for one in patterns:
        example = one.replace("*", "x")
        matching = [
            other
            for other in patterns
            if re.fullmatch(re.escape(other).replace(r"\*", ".*"), example)
        ]
        assert matching == [one]


def test_the_guide_shows_the_table() -> None:
    text = GUIDE.read_text()
    rows = [
        f"| {', '.join(f'`{path}`' for path in item.paths)} | {item.title} "
        f"| `{item.caching.value}` |"
        for item in FILE_CLASSES
    ]
    assert "\n".join(rows) in text


def test_headers_say_what_the_table_says() -> None:
    assert f"/artifacts/*\n  Cache-Control: {Caching.FOR_EVER.value}\n" in headers()
    assert "html" not in headers()


def test_every_file_is_sent_with_the_policy_of_the_pages() -> None:
    everything = headers().partition("\n/")[0]
    assert everything.startswith("/*\n")
    assert f"  Content-Security-Policy: {CONTENT_POLICY}; frame-ancestors 'none'\n" in everything
    assert "  X-Content-Type-Options: nosniff" in everything
    assert headers().count("Content-Security-Policy") == 1


def test_the_size_report_counts_each_file_once() -> None:
    files = [
        PublishedFile.of("index/v1/shards/a.json", b"a" * 1000),
        PublishedFile.of("index/v1/shards/b.json", b"b" * 10),
        PublishedFile.of("index.html", b"c" * 100),
    ]
    shards, pages, everything = size_report(files).classes
    assert (shards.files, shards.bytes, shards.largest_path) == (2, 1010, "index/v1/shards/a.json")
    assert shards.gzip_bytes < 100
    assert (everything.files, everything.bytes) == (3, 1110)
    assert everything.gzip_bytes == shards.gzip_bytes + pages.gzip_bytes
    assert "shards             2          1,010" in as_text(size_report(files))
    assert '"schema": "chandlery.sizes.v1"' in as_json(size_report(files))


def test_a_build_over_its_limit_writes_nothing_and_says_how_much_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, data in a_catalog().items():
        place = tmp_path / "catalog" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        content, mode = data if isinstance(data, tuple) else (data, Mode.FILE)
        place.write_bytes(content)
        place.chmod(0o755 if mode is Mode.EXECUTABLE else 0o644)
    settings = tmp_path / "catalog/marketplace.yml"
    settings.write_text(settings.read_text() + "limits: {shards: {file: 10}}\n")
    options = ["--catalog", str(tmp_path / "catalog"), "--out", str(tmp_path / "out")]
    assert run(["build", "--worktree", "--size-report", "text", *options]) == 1
    said = capsys.readouterr()
    assert "error[SIZ001] index/v1/shards/" in said.err
    assert re.search(r"^shards +1 ", said.out, re.M)
    assert not (tmp_path / "out").exists()


def test_unknown_kinds_of_file_have_no_limit() -> None:
    """A misspelt limit would be none at all."""
    settings = a_catalog()["marketplace.yml"]
    assert isinstance(settings, bytes)
    tree = MemoryTree(a_catalog() | {"marketplace.yml": settings + b"limits: {shard: {file: 1}}\n"})
    (found,) = inspect(tree, fetch=no_network).diagnostics
    assert found.code == "MAN002"
    assert "shards" in found.hint
