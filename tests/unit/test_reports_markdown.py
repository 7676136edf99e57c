import re

import pytest

from chandlery.diagnostics import Diagnostic, Severity, Span
from chandlery.gfm import to_html
from chandlery.reports.markdown import MAX_BYTES, render, shown
from chandlery.reports.report import Report
from chandlery.stages.rulebook import every_rule

EVIL = (
    "@everyone <b onclick=x>bold</b> [click](https://evil.example/) https://evil.example/ "
    "www.evil.example a@evil.example #12 GH-7 9fceb02d0ae598e95dc970b74767f19372d61af8 "
    "![x](https://evil.example/x.png) *em* _em_ ~~no~~ &lt; &#64;you | cell\n# Head\n\n- item"
)


def a_diagnostic(**changes: object) -> Diagnostic:
    facts: dict[str, object] = {
        "file": "plugins/x/a.yml",
        "span": Span(1, 1, 1, 2),
        "code": "TXT001",
        "message": "is wrong",
    }
    return Diagnostic(**(facts | changes))  # type: ignore[arg-type]


def without_code(html: str) -> str:
    return re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        f"`{EVIL}`",
        f"it says `{EVIL}` and `x`{EVIL}",
        "a `quotation without an end @all",
        "``` @all ```` `@all`",
        "`a``@b``c`",
        "\u202e@all\x1b[31m",
    ],
)
def test_what_was_read_mentions_nobody_and_leads_nowhere(text: str) -> None:
    report = Report(
        diagnostics=(a_diagnostic(file=f"plugins/{text}/a", message=text, hint=text),),
        read=lambda _: text.encode(),
        not_checked=(text,),
        scope=text,
    )
    html = without_code(to_html(render(report)))
    assert "@" not in html
    assert "#12" not in html
    assert "9fceb02" not in html
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags <= {
        *("h3", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "ul", "li"),
        *("details", "summary"),
    }


def test_words_stay_words() -> None:
    sentence = "There is no publisher `acme`, and 1,000 of its plugins (the first’s) need one."
    assert shown(sentence) == sentence


def test_an_id_of_a_commit_is_code_without_what_stands_around_it() -> None:
    assert (
        shown("since main (commit 4bab85a8a15e), and") == "since main (commit `4bab85a8a15e`), and"
    )


def test_a_summary_tells_the_verdict_first_and_counts_by_package() -> None:
    found = (
        a_diagnostic(file="plugins/x/releases/1.0.0/release.json"),
        a_diagnostic(severity=Severity.NOTE),
        a_diagnostic(file="plugins/a/listing.yml", severity=Severity.WARNING),
    )
    lines = render(Report(diagnostics=found, rules=every_rule())).splitlines()
    assert lines[0] == "### ❌ `chandlery check`: 1 error, 1 warning, 1 note"
    assert "| `plugins/x` | 1 |  | 1 |" in lines
    assert "| `plugins/a` |  | 1 |  |" in lines
    assert lines.index("| `plugins/x` | 1 |  | 1 |") < lines.index("| `plugins/a` |  | 1 |  |")
    assert "chandlery explain TXT001" in lines


def test_a_clean_catalog_has_no_table_and_says_what_was_not_checked() -> None:
    told = render(Report(diagnostics=(), not_checked=("artifacts",)))
    assert told.splitlines()[0] == "### ✅ `chandlery check`: no findings"
    assert "**Not checked**\n\n- artifacts\n" in told
    assert "|" not in told


def test_warnings_alone_are_no_failure() -> None:
    assert render(Report(diagnostics=(a_diagnostic(severity=Severity.WARNING),))).startswith(
        "### ✅"
    )


def test_the_line_is_shown_unless_nobody_may_read_it() -> None:
    open_, secret = a_diagnostic(), a_diagnostic(span=Span(2, 1, 2, 2), confidential=True)
    told = render(Report(diagnostics=(open_, secret), read=lambda _: b"open\nhush\n"))
    assert "open\n  ^" in told
    assert "hush" not in told


def test_a_summary_fits_a_comment_and_says_what_it_lacks() -> None:
    found = tuple(
        a_diagnostic(
            file=f"plugins/{number}/a.yml", message="漢" * 500, span=Span(number, 1, number, 2)
        )
        for number in range(1, 500)
    )
    told = render(Report(diagnostics=found, not_checked=("x" * 900,) * 100))
    assert len(told.encode()) <= MAX_BYTES
    (left,) = re.findall(r"^([0-9]+) findings are not shown here", told, flags=re.MULTILINE)
    assert told.count("**TXT001**") + int(left) == 499
    assert "\n- and 80 more\n" in told
    assert told.endswith("```\n")
