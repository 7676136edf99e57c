"""reading-room: outlines of documents, and what the check finds in summaries."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Run, source

ROOT = source("reading-room", "1.0.0")
SCRIPT = ROOT / "scripts" / "outline.py"

DOCUMENT = """\
A foreword without a heading.

# Harbour report

We counted 412 ships.

```
# not a heading
```

### Costs ###

The crane costs *may* fall
by a third next year.

Outlook
-------

Nobody knows.

# Annex
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def outline(run: Run, document: Path, *options: str) -> Any:
    done = run(SCRIPT, "make", str(document), *options)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def check(run: Run, document: Path, summary: str, made: Any = None) -> tuple[int, list[str]]:
    folder = document.parent
    (folder / "outline.json").write_text(json.dumps(made or outline(run, document)))
    (folder / "summary.md").write_text(summary, encoding="utf-8")
    done = run(SCRIPT, "check", "outline.json", "summary.md", str(document), cwd=folder)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


GOOD = """\
# Summary

The foreword greets [§0]. There were 412 ships [§1].

- It says "costs may fall by a third", and no more [§1.1].
- “We counted 412 ships.” [§1]
- Left out: the outlook [§1.2].
"""


def test_outline_follows_the_headings(run: Run, document: Path) -> None:
    made = outline(run, document)
    assert made["document"] == "report.md"
    assert made["sha256"] == hashlib.sha256(DOCUMENT.encode()).hexdigest()
    assert [(s["id"], s["title"], s["first"], s["last"]) for s in made["sections"]] == [
        ("0", "(beginning)", 1, 2),
        ("1", "Harbour report", 3, 10),
        ("1.1", "Costs", 11, 15),
        ("1.2", "Outlook", 16, 20),
        ("2", "Annex", 21, 21),
    ]
    assert made["words"] == len(DOCUMENT.split())


def test_long_text_is_cut_at_empty_lines(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "talk.txt"
    text.write_text("\n\n".join(["one two three\nfour five"] * 10))
    sections = outline(run, text, "--words", "12")["sections"]
    assert [section["id"] for section in sections] == ["0-1", "0-2", "0-3", "0-4"]
    assert [section["words"] for section in sections] == [15, 15, 15, 5]
    borders = [(section["first"], section["last"]) for section in sections]
    assert borders == [(1, 9), (10, 18), (19, 27), (28, 29)]


@pytest.mark.parametrize("text", ["", "\n\n", "- a\n---\n", "    indented\n====\n", "a | b\n"])
def test_what_is_no_heading(text: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(text)
    assert {section["id"] for section in outline(run, path)["sections"]} <= {"0"}


def test_good_summary_holds(run: Run, document: Path) -> None:
    code, lines = check(run, document, GOOD)
    assert code == 0
    assert lines == ["The summary holds: every statement is cited, every quotation is there."]


def test_everything_wrong_is_found_in_one_run(run: Run, document: Path) -> None:
    summary = (
        "Ships came.\n\n"
        "Costs: “the crane costs will fall by half” [§1.1]\n"
        "1. As the foreword says, “We counted … ships.” [§0]\n"
        "2. See [§4, §1]\n"
    )
    code, lines = check(run, document, summary)
    assert code == 1
    assert lines == [
        "line 1: says nothing of where it stands",
        "line 3: “the crane costs will fall by half” is not in §1.1",
        "line 4: “We counted” is not in §0",
        "line 4: “ships.” is not in §0",
        "line 5: there is no §4",
        "§1.2 (Outlook) is not mentioned",
    ]


def test_quotation_with_an_ellipsis_is_looked_up_in_pieces(run: Run, document: Path) -> None:
    fine = GOOD.replace('"costs may fall by a third"', '"The crane costs … by a third"')
    assert check(run, document, fine)[0] == 0
    wrong = GOOD.replace('"costs may fall by a third"', '"The crane costs … by a half"')
    assert check(run, document, wrong)[1] == ["line 5: “by a half” is not in §1.1"]


def test_changed_document_ends_the_check(run: Run, document: Path) -> None:
    made = outline(run, document)
    document.write_text(DOCUMENT.replace("412", "413"))
    code, lines = check(run, document, GOOD, made)
    assert (code, lines) == (1, ["the document has changed since the outline was made"])


def test_unusable_files(run: Run, document: Path, tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Hafengebühr".encode("latin-1"))
    (tmp_path / "bad.json").write_text('{"sections": [{"id": 3}]}')
    (tmp_path / "broken.json").write_text("{")
    for arguments, what in (
        (("make", "missing.md"), "missing.md: No such file or directory"),
        (("make", str(tmp_path)), "Is a directory"),
        (("make", "latin.txt"), "latin.txt: not UTF-8 text"),
        (("check", "bad.json", "latin.txt", "report.md"), "latin.txt: not UTF-8 text"),
        (("check", "bad.json", "report.md", "report.md"), "the outline is not one"),
        (("check", "broken.json", "report.md", "report.md"), "Expecting property name"),
    ):
        done = run(SCRIPT, *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert what in done.stderr


def test_components_are_where_the_manifest_says() -> None:
    manifest = json.loads((ROOT / ".claude-plugin" / "plugin.json").read_text())
    for path in manifest["agents"]:
        agent = (ROOT / path).read_text()
        assert agent.startswith(f"---\nname: {Path(path).stem}\n")
        assert "\ntools: Read\n" in agent
    skill = (ROOT / "skills" / "read-long-document" / "SKILL.md").read_text()
    assert "${CLAUDE_PLUGIN_ROOT}/scripts/outline.py" in skill
