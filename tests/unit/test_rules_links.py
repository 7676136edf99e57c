"""Where READMEs and notes lead, what the site shows of them, and the words of a listing."""

from contextlib import suppress
from pathlib import Path

import pytest

from builders import LISTING, Files, a_catalog, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.gfm import MAX_NESTING, NotShown
from chandlery.pipeline import inspect
from chandlery.rules import texts
from chandlery.rules.mentions import read_prose
from chandlery.rules.readme_targets import MAX_IMAGE_BYTES
from chandlery.rules.texts import MOST_FINDINGS, kind_of
from chandlery.stages.site.markdown import readme as rendered
from chandlery.trees import MemoryTree
from rules import texts_cases
from rules.case import text_under

FOLDER = "plugins/knot-counter"
README = f"{FOLDER}/README.md"
DEMO = Path(__file__).parents[2] / "catalog"
WALK = "integrations/link-keeper-walkthrough"
BEGINNING = "# Knot Counter\n\nCounts.\n\n"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """See that every test reads its texts itself."""
    texts._read.cache_clear()


def found_in(files: Files) -> list[Diagnostic]:
    tree = MemoryTree(files)
    found = inspect(tree, fetch=no_network, at="2026-08-01T00:00:00Z").diagnostics
    return [item for item in found if item.code.startswith("TXT") and item.code != "TXT001"]


def readme(text: str, source: str = "") -> list[Diagnostic]:
    """What is found in a README."""
    files = a_catalog() | {README: f"{BEGINNING}{text}\n".encode()}
    if source:
        files[f"{FOLDER}/listing.yml"] = LISTING + f"links:\n  source: {source}\n".encode()
    return found_in(files)


def listing(old: str, new: str) -> list[Diagnostic]:
    assert old.encode() in LISTING
    return found_in(
        a_catalog() | {f"{FOLDER}/listing.yml": LISTING.replace(old.encode(), new.encode())}
    )


def codes(found: list[Diagnostic]) -> list[str]:
    return [item.code for item in found]


def place(text: str, found: Diagnostic) -> str:
    return text_under(found, f"{BEGINNING}{text}\n".encode())


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://a.example/", "https"),
        ("HTTPS://a.example/", "https"),
        ("mailto:a@b.example", "https"),
        ("http://a.example/", "insecure"),
        ("http://localhost:80/x", "https"),
        ("http://127.0.0.1/", "https"),
        ("http://localhost.evil.example/", "insecure"),
        ("//a.example/x", "insecure"),
        ("javascript:x", "refused"),
        ("JavaScript:x", "refused"),
        ("data:text/html,x", "refused"),
        ("file:///etc/passwd", "refused"),
        ("ftp://a.example/", "refused"),
        ("https://[", "refused"),
        ("#a", "anchor"),
        ("a.md#a", "relative"),
        ("/a", "relative"),
        ("?q=1", "relative"),
        ("", "relative"),
    ],
)
def test_kinds_of_targets(target: str, kind: str) -> None:
    assert kind_of(target) == kind


@pytest.mark.parametrize(
    ("text", "code", "under"),
    [
        ("é [a](b.md)", "TXT002", "b.md"),
        ("[a]()", "TXT002", "[a]()"),
        ("[a][b]\n\n[b]: c.md", "TXT002", "[a][b]"),
        ("[a](<b c.md>)", "TXT002", "b c.md"),
        ("![a](b.png)", "TXT002", "b.png"),
        ("> - é\n>   [a](b.md)", "TXT002", "b.md"),
        ("| a |\n|---|\n| é [a](b.md) |", "TXT002", "b.md"),
        ('<a href="b.md">a</a>', "TXT002", "b.md"),
        ("<a href=b.md>a</a>", "TXT002", "b.md"),
        ("`<a href='b.md'>`\n\n<a href='b.md'>a</a>", "TXT002", "b.md"),
        ("[a](#b)", "TXT003", "#b"),
        ("[a](#Knot-Counter)", "TXT003", "#Knot-Counter"),
        ("http://a.example/x", "TXT004", "http://a.example/x"),
        ("<http://a.example/x>", "TXT004", "http://a.example/x"),
        ("![a](//a.example/x.png)", "TXT004", "//a.example/x.png"),
        ("[a](JAVASCRIPT:x)", "TXT005", "JAVASCRIPT:x"),
        ("<a href='java&#115;cript:x'>a</a>", "TXT005", "<a href='java&#115;cript:x'>"),
        ("![](https://a.example/x.png)", "TXT006", "https://a.example/x.png"),
        ("![ ](https://a.example/x.png)", "TXT006", "https://a.example/x.png"),
        ("<img src='https://a.example/x.png'>", "TXT006", "https://a.example/x.png"),
        ("a\n<script>b</script>", "TXT007", "<script>"),
        ("a <IFRAME\nsrc='x'></IFRAME>", "TXT007", "<IFRAME"),
        ("<center>\n\na\n\n</center>", "TXT007", "<center>"),
    ],
)
def test_what_is_wrong_and_where(text: str, code: str, under: str) -> None:
    found = readme(text)
    assert codes(found) == [code]
    assert place(text, found[0]) == under


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://a.example/b) and <a@b.example>",
        "[a](#knot-counter)",
        "[a](#whats-new)\n\n## What's *new*?",
        "[a](#b-1)\n\n## b\n\n## b",
        "[a](#b)\n\n<a id='b'></a>",
        "[a](#größe)\n\n## Größe",
        "[a](#gr%C3%B6%C3%9Fe)\n\n## Größe",
        "a[^1]\n\n[^1]: b",
        "`[a](b.md)` and\n\n    <script>\n",
        "```\n<iframe src='x'>\n[a](http://b.example/)\n```",
        "<!-- <script> [a](b.md) -->",
        "http://localhost:8080/",
        "<details><summary>a</summary><b>c</b></details>",
        "a < b <c",
        "![a](https://a.example/x.png)",
        "<a name='x'>b</a>",
    ],
)
def test_what_is_well_is_left_alone(text: str) -> None:
    assert readme(text) == []


def test_a_heading_may_be_meant() -> None:
    (found,) = readme("[a](#instalation)\n\n## Installation")
    assert found.hint == "Did you mean `#installation`?"
    (found,) = readme("[a](#qqqqq)")
    assert found.hint == "Correct the link, or take it out."


def test_headings_have_the_ids_that_the_site_gives_them() -> None:
    text = "# A b!\n\n## A *b*\n\n## é `x_y`\n\n## ?\n\n<h3 id='own'>Raw</h3>\n"
    html = str(rendered(text).html)
    ids = read_prose(text).ids
    assert {f"readme-{id_}" for id_ in ids} == {
        part.partition('"')[0] for part in html.split(' id="')[1:]
    }
    assert read_prose(text).headings == 5


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("https://github.com/acme/knots", []),
        ("https://codeberg.org/acme/knots", []),
        ("https://git.acme.example/knots", ["TXT002"]),
    ],
)
def test_a_relative_link_leads_into_a_repository_that_is_known(
    source: str, found: list[str]
) -> None:
    assert codes(readme("[a](docs/a.md)", source)) == found


OTHER = {path.replace("knot-counter", "rope"): data for path, data in a_catalog().items()}


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("releases/1.0.0/source/plugin.json", ["TXT015"]),
        ("./releases/1.0.0/source/plugin%2Ejson#x", ["TXT015"]),
        ("releases/1.0.0", ["TXT015"]),
        ("../rope/releases/1.0.0/release.json", ["TXT015"]),
        ("../../marketplace.yml", ["TXT015"]),
        ("../../", ["TXT015"]),
        ("../rope", []),
        ("../rope/", []),
        ("../rope/README.md#use", []),
        ("../rope/listing.yml", []),
        ("../../publishers/acme.yml", []),
        ("../../plugins/rope/README.md?plain=1", []),
        ("releases/1.0.0/source/none.json", ["TXT002"]),
        ("../rop/README.md", ["TXT002"]),
        ("../../publishers/acne.yml", ["TXT002"]),
        ("../../../README.md", ["TXT002"]),  # beside the catalog
        ("../../..", ["TXT002"]),
        ("/plugins/rope/README.md", ["TXT002"]),
    ],
)
def test_a_link_is_looked_up_in_the_whole_catalog(target: str, found: list[str]) -> None:
    text = f"{BEGINNING}[a]({target})\n".encode()
    said = [item for item in found_in(OTHER | a_catalog() | {README: text}) if item.file == README]
    assert codes(said) == found


def test_a_package_that_cannot_be_read_is_not_called_missing() -> None:
    broken = OTHER | a_catalog() | {"plugins/rope/listing.yml": b"title: [\n"}
    text = f"{BEGINNING}[a](../rope/)\n".encode()
    assert [it for it in found_in(broken | {README: text}) if it.file == README] == []


PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PNG, ["TXT015"]),
        (b"\xff\xd8\xff\xe0", ["TXT015"]),
        (b"GIF89a", ["TXT015"]),
        (b"RIFF\0\0\0\0WEBPVP8 ", ["TXT015"]),
        (b"\0\0\0\x1cftypavif", ["TXT015"]),
        (b"<?xml version='1.0'?>\n<svg/>", ["TXT015"]),
        (PNG + bytes(MAX_IMAGE_BYTES - len(PNG)), ["TXT015"]),
        (PNG + bytes(MAX_IMAGE_BYTES), ["TXT015", "TXT016"]),
        (b"II*\0", ["TXT015", "TXT017"]),
        (b"an image, honestly: <svg>", ["TXT015", "TXT017"]),
        (b"", ["TXT015", "TXT017"]),
    ],
)
def test_an_image_in_the_catalog_is_small_and_one_that_browsers_show(
    data: bytes, found: list[str]
) -> None:
    shot = "integrations/walk/fixtures/shot"
    walk = {path.replace(WALK, "integrations/walk"): item for path, item in integration("").items()}
    text = f"{BEGINNING}![a shot](../../{shot})\n".encode()
    said = found_in(a_catalog() | walk | {README: text, shot: data})
    assert [item.code for item in said if item.file == README] == found


def test_an_image_that_is_in_a_known_repository_is_looked_at_where_it_lies() -> None:
    image = "releases/1.0.0/source/plugin.json"
    assert codes(readme(f"![a]({image})", "https://github.com/acme/knots")) == ["TXT017"]


def test_the_place_is_told_in_texts_with_other_line_ends() -> None:
    text = "é\r\n\r\n[a](b.md)"
    (found,) = readme(text)
    assert (found.span.line, found.span.column) == (7, 5)


def test_an_address_with_a_password_is_not_shown() -> None:
    address = "http://ada:" + "hunter2x9" + "@a.example/"
    (found,) = readme(f"[a]({address})")
    assert "hunter" not in found.message
    assert "not shown" in found.message


def test_as_many_are_told_of_as_anybody_reads() -> None:
    text = "\n".join(f"[a](b{index}.md)" for index in range(MOST_FINDINGS + 1))
    assert len(readme(text)) == MOST_FINDINGS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["TXT008"]),
        ("# A\n\n## B\n", ["TXT008"]),
        ("# A\n\n![](https://a.example/x.png)\n", ["TXT008", "TXT006"]),
        ("# A\n\nB", []),
        ("A", ["TXT009"]),
        ("<h1>A</h1>\n\nB", []),
        ("\ufeff# A\n\nB", []),
        (">" * (MAX_NESTING + 1) + " a", ["TXT010"]),
    ],
)
def test_a_readme_has_a_heading_and_says_something(text: str, found: list[str]) -> None:
    assert codes(found_in(a_catalog() | {README: text.encode()})) == found


def test_a_readme_that_is_missing_is_not_also_empty() -> None:
    files = a_catalog()
    del files[README]
    assert found_in(files) == []


def test_the_title_is_the_heading_to_begin_with() -> None:
    (found,) = found_in(a_catalog() | {README: b"A"})
    assert found.hint == "Begin with `# Knot Counter`."


NOTE = "See [a](http://a.example/) and [b](#b) and [c](c.md)"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("marketplace.yml", "description: Plugins for the tests.", f'description: "{NOTE}"'),
        ("publishers/acme.yml", "title: Acme", f'title: Acme\ndescription: "{NOTE}"'),
        (
            f"{FOLDER}/listing.yml",
            "license: MIT",
            f'license: MIT\nexamples: [{{title: A, text: "{NOTE}"}}]',
        ),
        (
            f"{FOLDER}/releases/1.0.0/release.json",
            '"published"',
            f'"notes": "{NOTE}",\n  "published"',
        ),
    ],
)
def test_notes_are_read_too_and_have_neither_headings_nor_a_place(
    path: str, old: str, new: str
) -> None:
    files = a_catalog()
    data = files[path]
    assert isinstance(data, bytes)
    assert old.encode() in data
    files[path] = data.replace(old.encode(), new.encode(), 1)
    found = found_in(files)
    assert codes(found) == ["TXT002", "TXT003", "TXT004"]
    assert {item.file for item in found} == {path}
    assert {text_under(item, bytes(files[path])) for item in found} == {f'"{NOTE}"'}  # type: ignore[arg-type]


def test_evidence_and_advisories_are_read_too() -> None:
    evidence = f"{FOLDER}/governance/1.0.0/evidence/notes.yml"
    advisory = "advisories/quay-2026-1.yml"
    files = a_catalog() | {
        evidence: (
            f'title: Read\nkind: review\nsummary: "{NOTE}"\nby: Ada\n'
            "recorded: 2026-07-02T09:00:00Z\n"
        ).encode(),
        advisory: (
            "title: Knots\npackage: knot-counter\nact: deprecate\nversions: ['==1.0.0']\n"
            f'reason: "{NOTE}"\npublished: "2026-07-03T09:00:00Z"\n'
            "evidence: [a look]\nappeal: Write to us.\n"
        ).encode(),
    }
    found = [item for item in found_in(files) if item.code == "TXT004"]
    assert {item.file for item in found} == {evidence, advisory}


@pytest.mark.parametrize(
    ("summary", "problem"),
    [
        ("Knot Counter", "the summary only repeats the title"),
        ("knot counter!", "the summary only repeats the title"),
        ("Counts knots and…", "the summary is cut off"),
        ("'Counts knots and ... '", "the summary is cut off"),
        ("COUNTS KNOTS", "the summary is all in capitals"),
        ("KNOTS", ""),
        ("Counts KNOTS.", ""),
        ("Counts … knots.", ""),
        ("Knot Counter counts.", ""),
    ],
)
def test_a_summary_says_something(summary: str, problem: str) -> None:
    found = listing("summary: Counts knots.", f"summary: {summary}")
    assert [item.message for item in found] == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("tags", "mended"),
    [
        ("[git, log]", []),
        ("[Git]", ["git"]),
        ("[release notes]", ["release-notes"]),
        ("[git, git]", [None]),
        ("[git, Git]", [None]),
        ("[Git, Git]", ["git", None]),
        ("[ß, Straße]", ["straße"]),
    ],
)
def test_tags_are_in_lower_case_and_once(tags: str, mended: list[str | None]) -> None:
    found = listing("license: MIT", f"license: MIT\ntags: {tags}")
    assert [item.fix.text.strip('"') if item.fix else None for item in found] == mended
    assert set(codes(found)) <= {"TXT012"}


@pytest.mark.parametrize(
    ("email", "good"),
    [
        ("ada@acme.example", True),
        ("ada.b+c@mail.acme.example", True),
        ("ada", False),
        ("ada@acme", False),
        ("Ada <ada@acme.example>", False),
        ("ada@acme.example.", False),
        ("@acme.example", False),
        ("ada@-acme.example", False),
    ],
)
def test_an_address_is_one(email: str, good: bool) -> None:
    found = listing("name: Ada", f'name: Ada\n    email: "{email}"')
    assert codes(found) == ([] if good else ["TXT014"])


def test_a_category_is_given_once() -> None:
    found = listing("[productivity]", "[data, productivity, data, data]")
    assert codes(found) == ["TXT013", "TXT013"]


ENDLESS = ["<a ", '<a x="', "<", "[a](b", "<!--", "<h1>", "\n<b>", "&#"]


@pytest.mark.parametrize("unit", ENDLESS)
def test_a_text_that_was_made_to_take_long_does_not(unit: str) -> None:
    with suppress(NotShown):
        assert len(read_prose(unit * (99_999 // len(unit))).ids) < 100_000


def test_a_place_that_the_text_made_up_does_no_harm() -> None:
    for made_up in ("9:9-9:9", "1:99-2:1", "0:0-0:0", "999999:1-1:999999", "1:1-", "x"):
        (found,) = readme(f"<a data-sourcepos='{made_up}' href='b.md'>a</a>")
        assert found.code == "TXT002"
        assert found.span.line >= 1
        assert found.span.column >= 1


SHIPPED = "releases/1.0.0/source/plugin.json"
SAID = [
    ("TXT001", "`dat` is no category of this marketplace", "Did you mean `data`?"),
    *(
        (
            "TXT002",
            f"`{target}` leads nowhere",
            "Correct the path, or give the whole address, beginning with `https://`.",
        )
        for target in ("a.md", "../../publishers/acne.yml")
    ),
    ("TXT003", "there is no heading `#knots`", "Correct the link, or take it out."),
    ("TXT004", "`http://x.example/` does not begin with `https://`", "Write `https://`."),
    (
        "TXT005",
        "a link with the scheme `javascript` is refused",
        "Link by `https://`, or write the address as code.",
    ),
    ("TXT006", "the image has no words", "Say what it shows."),
    ("TXT007", "the site leaves out `<blink>`", "Write it in Markdown, or link to it."),
    (
        "TXT008",
        "the README has no text",
        "Say what it is for, how it is used, and what it touches.",
    ),
    ("TXT009", "the README has no heading", "Begin with `# Knot Counter`."),
    (
        "TXT010",
        "the README is not shown: it is longer than 100,000 characters",
        "Shorten it, and link to what is long.",
    ),
    (
        "TXT015",
        f"`{SHIPPED}` is a file of the catalog, which the site does not publish",
        "Give the whole address of a place where people can see the file, or let it be.",
    ),
    (
        "TXT016",
        "`releases/1.0.0/source/shot.png` has 1,048,577 bytes; 1,048,576 are the most",
        "Make it smaller.",
    ),
    (
        "TXT017",
        "`releases/1.0.0/source/shot.png` is no image that browsers show",
        "Save it as PNG, JPEG, GIF, WebP, AVIF or SVG.",
    ),
    ("TXT011", "the summary only repeats the title", "Say in one sentence what it does."),
    ("TXT012", "`Log` is not in lower case, or has spaces", "Write `log`."),
    ("TXT013", "`data` is given twice", "Take one of them out."),
    ("TXT014", "`ada at x` is no e-mail address", "Write the address alone: `ada@acme.example`."),
]


def test_what_is_said_and_what_helps() -> None:
    said = [
        (item.code, item.message, item.hint)
        for case in texts_cases.CASES
        for item in case.bad.diagnostics()
        if item.code == case.code
    ]
    assert set(said) == set(SAID)


def test_a_category_that_is_like_none_may_be_looked_up() -> None:
    files = a_catalog()
    listing_ = LISTING.replace(b"[productivity]", b"[qqqqqqqq, data]")
    tree = MemoryTree(files | {f"{FOLDER}/listing.yml": listing_})
    found = [item for item in inspect(tree, fetch=no_network).diagnostics if item.code == "TXT001"]
    assert [text_under(item, listing_) for item in found] == ["qqqqqqqq"]
    assert found[0].hint.startswith("Use one of: ")
    assert "productivity" in found[0].hint


def integration(text: str) -> Files:
    """The files of a reference integration, with another README."""
    folder = DEMO / "integrations" / "link-keeper-walkthrough"
    files: Files = {
        path.relative_to(DEMO).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return a_catalog() | files | {f"{WALK}/README.md": text.encode()}


def test_the_readme_of_an_integration_is_read_too() -> None:
    text = "# A\n\n[a](fixtures/tiny-docs/crew.md) [b](fixtures/none.md)\n"
    first, second = [item for item in found_in(integration(text)) if item.file.startswith(WALK)]
    assert (first.code, first.span.column) == ("TXT015", 5)
    assert (second.code, second.span.column) == ("TXT002", 37)


def test_a_note_has_no_headings_to_lead_to_and_no_repository() -> None:
    path = f"{FOLDER}/releases/1.0.0/release.json"
    files = a_catalog()
    data = files[path]
    assert isinstance(data, bytes)
    note = "# New\\n\\n[a](#new) and [b](docs/b.md)"
    files[path] = data.replace(b'"published"', f'"notes": "{note}",\n  "published"'.encode(), 1)
    source = b"links:\n  source: https://github.com/acme/knots\n"
    files[f"{FOLDER}/listing.yml"] = LISTING + source
    assert codes(found_in(files)) == ["TXT002", "TXT003"]


def test_bytes_that_are_no_text_hide_nothing() -> None:
    data = b"# A\n\n\xff [a](b.md)\n"
    assert codes(found_in(a_catalog() | {README: data})) == ["TXT002"]


def test_findings_about_a_whole_readme_stand_at_its_beginning() -> None:
    for text in ("", "A", ">" * (MAX_NESTING + 1) + " a"):
        (found,) = found_in(a_catalog() | {README: text.encode()})
        assert (found.file, found.span.line, found.span.column) == (README, 1, 1)


def test_the_third_heading_of_a_name_has_a_number_of_its_own() -> None:
    assert readme("[a](#b-2)\n\n## b\n\n## b\n\n## b") == []


def test_of_two_addresses_that_read_alike_each_is_found_at_its_own_place() -> None:
    text = "<i>b.md</i> <a href='b.md'>a</a>\n<a href='b.md'>a</a>"
    lines = [item.span.line for item in readme(text)]
    assert lines == [5, 6]
    assert [place(text, item) for item in readme(text)] == ["b.md", "b.md"]


def test_a_link_over_two_lines_is_told_by_its_first() -> None:
    text = "[a\nb][c]\n\n[c]: d.md"
    (found,) = readme(text)
    assert place(text, found) == "[a"
