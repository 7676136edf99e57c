"""link-keeper: trees of Markdown files, and the links in them that are dead."""

import json
from pathlib import Path

import pytest

from conftest import Run, source, versions

ALL = versions("link-keeper")


def script(version: str) -> Path:
    return source("link-keeper", version) / "bin" / "check-links"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "guide").mkdir(parents=True)
    (folder / "index.md").write_text("# Docs\n\n[guide](guide/start.md) ![map](map.svg)\n")
    (folder / "map.svg").write_text("<svg/>")
    (folder / "guide" / "start.md").write_text("# Start\n\n[back](../index.md), [up](/index.md)\n")
    return folder


def dead(run: Run, version: str, docs: Path, text: str) -> list[str]:
    """The problems of a page with this text, without the page's name."""
    (docs / "page.md").write_text(text, encoding="utf-8")
    done = run(script(version), "docs")
    assert done.stderr == ""
    assert done.returncode == (1 if done.stdout else 0)
    lines = done.stdout.splitlines()
    assert all(line.startswith("docs/page.md:") for line in lines)
    return [line.removeprefix("docs/page.md:") for line in lines]


@pytest.mark.parametrize("version", ALL)
def test_good_tree_is_silent(version: str, run: Run, docs: Path) -> None:
    done = run(script(version), "docs")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    here = run(script(version), cwd=docs)
    assert (here.returncode, here.stdout) == (0, "")


@pytest.mark.parametrize("version", ALL)
def test_dead_links_have_a_place(version: str, run: Run, docs: Path) -> None:
    text = '# Page\n\nSee [a](gone.md), [b](guide/start.md "title").\n![c](/img/no.png)\n'
    assert dead(run, version, docs, text) == [
        "3:9: `gone.md` does not exist",
        "4:6: `/img/no.png` does not exist",
    ]


@pytest.mark.parametrize("version", ALL)
def test_links_do_not_leave_the_tree(version: str, run: Run, docs: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n")
    (docs / "way-out").symlink_to(tmp_path)
    text = "[a](../secret.md)\n[b](way-out/secret.md)\n[c](../../../../etc/passwd)\n"
    assert dead(run, version, docs, text) == [
        "1:5: `../secret.md` leads out of the tree",
        "2:5: `way-out/secret.md` leads out of the tree",
        "3:5: `../../../../etc/passwd` leads out of the tree",
    ]


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.org/x) [b](mailto:a@b) [c](//cdn/x)",
        "```\n[a](gone.md)\n```\n\n~~~~ md\n~~~\n[a](gone.md)\n~~~~\n",
        "`[a](gone.md)` and ``[a](`gone.md)``",
        "[a](#) [b](?x=1) [c](index.md?plain=1)",
    ],
)
def test_what_is_not_looked_at(version: str, text: str, run: Run, docs: Path) -> None:
    assert dead(run, version, docs, text) == []


@pytest.mark.parametrize("version", ALL)
def test_unreadable_files_are_told(version: str, run: Run, docs: Path) -> None:
    (docs / "latin.md").write_bytes(b"Geb\xfchr [a](index.md)")
    (docs / "large.md").write_text("a" * (4 * 1024 * 1024 + 1))
    (docs / ".hidden").mkdir()
    (docs / ".hidden" / "a.md").write_text("[a](gone.md)")
    done = run(script(version), "docs")
    assert done.stdout.splitlines() == [
        "docs/large.md:1:1: not read: larger than 4,194,304 bytes",
        "docs/latin.md:1:1: not read: not UTF-8",
    ]
    assert done.returncode == 1


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("folder", ["missing", "docs/index.md"])
def test_no_folder(version: str, folder: str, run: Run, docs: Path) -> None:
    done = run(script(version), folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"check-links: {folder} is not a folder\n"


def test_spaces_and_parentheses_are_understood_now(run: Run, docs: Path) -> None:
    (docs / "two words (a).md").write_text("# Two\n")
    text = "[a](two%20words%20(a).md) [b](<two words (a).md>) [c]( gone%2Emd )\n"
    assert dead(run, "1.1.0", docs, text) == ["1:56: `gone%2Emd` does not exist"]
    assert dead(run, "1.0.0", docs, "[a](two%20words%20.md)\n") != []


HEADINGS = """\
# The *first* `heading`!
## Twice
## Twice
Under_lined
===========
## [Linked](https://example.org) text ##
<a id="by-hand"></a>

```
# not one
```
"""


@pytest.mark.parametrize(
    ("anchor", "known"),
    [
        ("the-first-heading", True),
        ("The-First-Heading", True),
        ("twice", True),
        ("twice-1", True),
        ("twice-2", False),
        ("under_lined", True),
        ("linked-text", True),
        ("by-hand", True),
        ("not-one", False),
        ("", True),
    ],
)
def test_headings(anchor: str, known: bool, run: Run, docs: Path) -> None:
    (docs / "headings.md").write_text(HEADINGS)
    found = dead(run, "1.1.0", docs, f"[a](headings.md#{anchor})\n")
    expected = f"1:5: `headings.md#{anchor}`: there is no heading `#{anchor}`"
    assert found == ([] if known else [expected])
    assert dead(run, "1.0.0", docs, f"[a](headings.md#{anchor})\n") == []


def test_headings_of_the_page_itself(run: Run, docs: Path) -> None:
    text = "# Über uns\n\n[a](#über-uns) [b](#%C3%BCber-uns) [c](#nowhere)\n"
    assert dead(run, "1.1.0", docs, text) == ["3:40: `#nowhere`: there is no heading `#nowhere`"]


def test_references(run: Run, docs: Path) -> None:
    text = (
        "[a][Guide] [b][nobody] [guide][] [x] is text, `[c][d]` is code\n\n"
        "[guide]: guide/start.md 'title'\n"
        "[map]: <no map.svg>\n"
    )
    assert dead(run, "1.1.0", docs, text) == [
        "1:12: `[nobody]` is not defined",
        "4:9: `no map.svg` does not exist",
    ]


def test_json(run: Run, docs: Path) -> None:
    (docs / "page.md").write_text("[a](gone.md)\n")
    done = run(script("1.1.0"), "docs", "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "files": 3,
        "dead": [
            {
                "file": "docs/page.md",
                "line": 1,
                "column": 5,
                "problem": "`gone.md` does not exist",
            }
        ],
    }


@pytest.mark.parametrize("version", ALL)
def test_descriptor_names_the_program(version: str) -> None:
    root = source("link-keeper", version)
    descriptor = json.loads((root.parent / "craik.json").read_text())
    (entry,) = descriptor["entrypoints"]
    program = root / entry["path"]
    assert program == script(version)
    assert program.stat().st_mode & 0o111 == 0o111
    for capability in descriptor["capabilities"]:
        assert capability["operations"]
        assert capability["targets"]
