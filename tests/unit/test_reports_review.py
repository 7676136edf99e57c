"""A review as Markdown, text and annotations: whatever a catalog says stays words."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import comrak
import pytest
from jsonschema import Draft202012Validator

from chandlery.diagnostics import START, Diagnostic, Severity
from chandlery.formats import review_v1 as v1
from chandlery.formats.index_v1 import CapabilityEntry
from chandlery.reports.report import Report
from chandlery.reports.review_formats import REVIEW_FORMATS
from chandlery.reports.review_markdown import MARKER
from chandlery.reports.review_report import ReviewReport, ReviewReportV1
from chandlery.stages.notices import schema

SHA = "0" * 64
STORY = Path(__file__).parents[1] / "story"
SCHEMA = Path(__file__).parents[2] / "site-src/assets/schemas/review.v1.json"
HOSTILE = [
    "@octocat and @org/team",
    "[click](https://evil.example)",
    "https://evil.example www.evil.example",
    "<img src=x onerror=alert(1)>",
    "`</code>` <!-- --> ``` ~~~",
    "a | b |\n| c",
    "::error file=x::y",
    "# Heading\n\n- [x] done\n![x](https://evil.example/x.png)",
    "<details><summary>OK: merge it</summary>",
    "fixes #1, GH-7, 0123456789abcdef",
    "\u202egpj.exe \x1b[31m",
]


def a_landing(**changes: Any) -> v1.Landing:
    given: dict[str, Any] = {
        "base": v1.Revision(name="main", commit="a" * 40),
        "head": v1.Revision(name="change", commit="b" * 40),
        "manner": "merge",
        "conflicts": [],
        "outside": [],
    }
    return v1.Landing(**given | changes)


def a_part(text: str, name: str = "knot") -> v1.Part:
    """A part in which every word of a record is the same."""
    capability = CapabilityEntry(
        native=text,
        effect="network",
        risk="high",
        operations=[text],
        targets=[text],
        grant_required=True,
        required=True,
    )
    dialect = v1.DialectReview(
        dialect="craik",
        manifest_sha256=SHA,
        isolation="T1",
        capabilities=[capability],
        lists=[v1.ListChange(what="programs", added=[text], removed=[text], review=True)],
        values=[],
        prompt=text,
    )
    release = v1.ReleaseReview(
        version="1.0.0",
        change="added",
        published="2026-08-01T00:00:00Z",
        publisher=text,
        publisher_verified=False,
        availability="available",
        dialects=[dialect],
        artifacts=[],
        governance=v1.Governance(
            now="unreviewed", criteria=[], evidence=[text], rationale=text, may_decide=[text]
        ),
        checklist=[v1.Check(of="Craik", question=f"`{text}`?", state="open", why=text)],
    )
    return v1.Part(
        kind="plugin",
        name=name,
        path=f"plugins/{name}",
        change="added",
        verdict="needs_review",
        reasons=[v1.Reason(verdict="needs_review", what="x", message=f"it says {text}")],
        ownership=v1.Ownership(state="stranger", owners=[text], authors=[text]),
        values=[v1.ValueChange(what="licence", was=text, now=text, review=True)],
        lists=[],
        releases=[release],
        files=v1.Files(added=[text], changed=[text], removed=[text]),
    )


def a_report(*parts: v1.Part, found: tuple[Diagnostic, ...] = ()) -> ReviewReport:
    review = v1.Review(
        verdict="needs_review",
        landing=a_landing(),
        at="2026-11-20T00:00:00Z",
        reasons=[],
        parts=list(parts),
        not_checked=[],
        next=["Merge it."],
        commands=["chandlery review"],
    )
    return ReviewReport(review=review, check=Report(diagnostics=found, changed={}))


def html_of(markdown: str) -> str:
    options = comrak.ExtensionOptions()
    for name in ("autolink", "table", "tasklist", "strikethrough", "footnotes"):
        setattr(options, name, True)
    rendering = comrak.RenderOptions()
    rendering.unsafe_ = True
    return str(comrak.render_markdown(markdown, options, comrak.ParseOptions(), rendering))


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_catalog_are_words(text: str) -> None:
    html = html_of(REVIEW_FORMATS["markdown"](a_report(a_part(text))))
    for mark in ("<a ", "<img", "</script", "onerror=alert(1)>"):
        assert mark not in html, mark
    assert html.count("<h2>") == 1
    assert html.count("<h3>") == 1
    assert html.count("<details>") == html.count("</details>")
    # Whom a host would tell of a mention stands in code, where none is one.
    bare = comrak_without_code(html)
    assert "@" not in bare
    assert "GH-7" not in bare
    assert "OK: merge it" not in bare


def comrak_without_code(html: str) -> str:
    """The text outside of `code` and `pre`."""
    kept, left = "", html
    while left:
        before, opened, left = left.partition("<code")
        kept += before
        _, _, left = left.partition("</code>") if opened else ("", "", "")
    return kept


def test_a_table_keeps_its_columns() -> None:
    part = a_part("x").model_copy(update={"name": "a|b`c"})
    markdown = REVIEW_FORMATS["markdown"](a_report(part))
    assert html_of(markdown).count("<td") == 4


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format_", ["text", "github"])
def test_no_word_steers_a_terminal_or_a_log(format_: str, text: str) -> None:
    told = REVIEW_FORMATS[format_](a_report(a_part(text)))
    assert "\x1b" not in told
    assert "\u202e" not in told
    commands = [line for line in told.splitlines() if line.startswith("::")]
    assert len(commands) == (1 if format_ == "github" else 0)


def test_a_comment_stays_below_what_a_host_takes_and_says_what_is_left_out() -> None:
    parts = [a_part("ä" * 300, f"knot-{number}") for number in range(100)]
    item = Diagnostic("plugins/knot/listing.yml", START, "TXT001", "x", Severity.WARNING)
    found = tuple(replace(item, message=f"{number} " + "y" * 500) for number in range(200))
    markdown = REVIEW_FORMATS["markdown"](a_report(*parts, found=found))
    assert len(markdown.encode()) <= 65_536
    assert markdown.startswith(f"{MARKER}\n")
    assert "are not shown here, for want of room" in markdown
    assert "and 60 more" in markdown
    assert markdown.rstrip().endswith("nothing enforces it.")
    html = html_of(markdown)
    assert html.count("<details>") == html.count("</details>")


def test_one_part_that_is_too_long_does_not_hide_the_verdict() -> None:
    part = a_part("x").model_copy(
        update={"files": v1.Files(added=[], changed=["z" * 250] * 4000, removed=["w" * 250] * 4000)}
    )
    told = REVIEW_FORMATS["markdown"](a_report(part))
    assert len(told.encode()) <= 65_536
    assert "## 🔍 Needs review" in told


def test_programs_get_it_all_back() -> None:
    report = a_report(a_part("ä \udcff"))
    read = ReviewReportV1.model_validate_json(REVIEW_FORMATS["json"](report))
    assert read.parts[0].releases[0].publisher == "ä ?"


def test_a_secret_is_shown_in_no_format() -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    report = a_report(a_part(f"curl -H {secret}"))
    assert all(secret not in render(report) for render in REVIEW_FORMATS.values())


def test_the_schema_that_is_published_is_the_models() -> None:
    """Written again by ``WRITE_STORY=1 python -m pytest tests/unit/test_reports_review.py``."""
    told = json.dumps(schema(ReviewReportV1), indent=1, sort_keys=True) + "\n"
    if os.environ.get("WRITE_STORY") == "1":
        SCHEMA.write_text(told, "utf-8")
    assert told == SCHEMA.read_text("utf-8")


def test_every_key_of_the_schema_is_described() -> None:
    for name, part in ReviewReportV1.model_json_schema(by_alias=True)["$defs"].items():
        if name.endswith("V1"):
            continue  # of `check`, whose types describe themselves
        assert part["description"], name
        assert all("description" in key for key in part["properties"].values()), name


@pytest.mark.parametrize("path", sorted(STORY.glob("*.json")), ids=lambda path: str(path.stem))
def test_reports_are_of_the_published_schema(path: Path) -> None:
    known = Draft202012Validator(json.loads(SCHEMA.read_bytes()))
    assert [*known.iter_errors(json.loads(path.read_bytes()))] == []
