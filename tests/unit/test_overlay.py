"""What a catalog brings for its site is judged before anything is built."""

from itertools import chain

import pytest
from jinja2 import Environment

from builders import a_catalog, no_network
from chandlery.checks import Finding
from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.diagnostics import Diagnostic, Span
from chandlery.dialects import DIALECTS
from chandlery.documents import MAX_RECORD_BYTES, read_yaml
from chandlery.model.marketplace import Kind
from chandlery.model.parts import batches
from chandlery.pipeline import inspect
from chandlery.rules.overlay import (
    FILTERS,
    MAX_FINDINGS,
    MAX_TEMPLATE_BYTES,
    configuration_findings,
    page_findings,
    template_findings,
)
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.index_types import index_type_pages
from chandlery.stages.site.pages import overview_batches, subject_batches
from chandlery.stages.site.summaries import overview
from chandlery.stages.site.template_names import renderer_for
from chandlery.trees import MemoryTree, Mode
from site_sample import sample as market


def configuration(text: str) -> list[Finding]:
    reading = read_yaml("mkdocs.yml", text.encode())
    assert reading.document
    return [*configuration_findings(reading.document.value)]


def about(path: str, data: bytes | tuple[bytes, Mode]) -> list[Diagnostic]:
    found = inspect(MemoryTree(a_catalog() | {path: data}), fetch=no_network).diagnostics
    return [item for item in found if item.file == path]


# -- mkdocs.yml ------------------------------------------------------------------------------------


def test_what_we_ship_is_taken() -> None:
    reading = read_yaml("mkdocs.yml", default_configuration())
    assert reading.document
    assert [*configuration_findings(reading.document.value)] == []
    assert [f for text in default_templates().values() for f in template_findings(text)] == []
    assert [f for path in default_pages() for f in page_findings(path, DIALECTS)] == []


@pytest.mark.parametrize(
    ("text", "route", "on", "hint"),
    [
        ("- a", (), "value", "Write a mapping of settings."),
        ("", (), "value", "Write a mapping of settings."),
        ("navs: []", ("navs",), "key", "Did you mean `nav`?"),
        ("navs: []\nnav: []", ("navs",), "key", "Take it out."),
        ("hooks: [x]", ("hooks",), "key", "Take it out."),
        ("plugins: {x: }", ("plugins",), "value", "Take the plug-ins out: they could run code."),
        ("markdown_extensions: x", ("markdown_extensions",), "value", ""),
        ("markdown_extensions: [toc, 5]", ("markdown_extensions", 1), "value", ""),
        (
            "markdown_extensions: [tabels]",
            ("markdown_extensions", 0),
            "value",
            "Did you mean `tables`?",
        ),
        ("markdown_extensions: [toc: , x: ]", ("markdown_extensions", 1, "x"), "key", ""),
        ("markdown_extensions: {x: }", ("markdown_extensions", "x"), "key", ""),
    ],
)
def test_what_could_run_code_is_not_taken(
    text: str, route: tuple[str | int, ...], on: str, hint: str
) -> None:
    (finding,) = configuration(text)
    assert (finding.route, finding.on) == (route, on)
    assert finding.hint == hint or (not hint and "the rule lists" in finding.hint)


@pytest.mark.parametrize(
    "text",
    [
        "plugins: []",
        "plugins:",
        "theme: material",
        "theme: {name: material}",
        "markdown_extensions:",
        "markdown_extensions: [toc: {permalink: true}, pymdownx.tabbed]",
        "markdown_extensions: {toc: {}, tables: }",
    ],
)
def test_what_only_says_how_pages_look_is_taken(text: str) -> None:
    assert configuration(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "the file is not a mapping"),
        ("hooks: [x]", "`hooks` is not taken"),
        ("plugins: [x]", "`plugins` is not taken, unless empty"),
        ("theme: {custom_dir: x}", "`theme.custom_dir` is not taken"),
        ("markdown_extensions: [x]", "the Markdown extension `x` is not taken"),
        ("markdown_extensions: [5]", "the Markdown extension `5` is not taken"),
    ],
)
def test_the_message_names_what_is_not_taken(text: str, message: str) -> None:
    (finding,) = configuration(text)
    assert finding.message == message
    assert finding.hint


def test_the_folder_of_a_theme_is_shown_at_its_key() -> None:
    (finding,) = configuration("theme: {custom_dir: x}")
    assert (finding.route, finding.on) == (("theme", "custom_dir"), "key")


def test_no_more_findings_than_anybody_reads() -> None:
    text = "".join(f"x{index}: 1\n" for index in range(MAX_FINDINGS + 5))
    assert len(about("mkdocs.yml", text.encode())) == MAX_FINDINGS
    text = "".join("{{ a | x }}\n" for _ in range(MAX_FINDINGS + 5))
    assert len(about("templates/x.html", text.encode())) == MAX_FINDINGS


def test_everything_is_told_in_one_run() -> None:
    text = "b: 1\na: 1\nplugins: [x]\ntheme: {custom_dir: x}\nmarkdown_extensions: [x, y]\n"
    assert [finding.route[0] for finding in configuration(text)] == [
        *("a", "b", "plugins", "theme", "markdown_extensions", "markdown_extensions")
    ]


def test_a_configuration_is_read_as_a_record_is() -> None:
    (found,) = about("mkdocs.yml", b"nav:\n  - &a x\n")
    assert (found.code, found.span) == ("SYN010", Span(2, 5, 2, 7))
    (found,) = about("mkdocs.yml", b"a" * (MAX_RECORD_BYTES + 1))
    assert found.code == "LAY006"


# -- templates -------------------------------------------------------------------------------------


def test_the_filters_are_those_that_the_site_is_rendered_with() -> None:
    renderer = renderer_for(market().frame, [{}], {})
    assert renderer._environment.filters.keys() - Environment(autoescape=True).filters == FILTERS


@pytest.mark.parametrize(
    ("text", "route", "said", "hint"),
    [
        ("{% if a %}", (1, 1, 11), "Unexpected end of template", "Correct the template."),
        ("a\r\n\r\n {{ a b }}", (3, 2, 11), "expected token", "Correct the template."),
        ("{{ a | linkd }}", (1, 1, 16), "no filter `linkd`", "Did you mean `linked`?"),
        ("{{ a | zzz }}", (1, 1, 14), "no filter `zzz`", "Correct the template."),
        ("{{ a is oddd }}", (1, 1, 16), "no test `oddd`", "Did you mean `odd`?"),
    ],
)
def test_what_is_wrong_with_a_template(
    text: str, route: tuple[int, ...], said: str, hint: str
) -> None:
    (finding,) = template_findings(text)
    assert finding.route == route
    assert said in finding.message
    assert finding.hint == hint


def test_every_unknown_filter_is_told_once_a_line() -> None:
    found = [*template_findings("{{ a | x | x }}\n{{ b | x }}{% for c in d | y %}{% endfor %}")]
    assert [(item.route[0], item.message) for item in found] == [
        (1, "there is no filter `x`"),
        (2, "there is no filter `x`"),
        (2, "there is no filter `y`"),
    ]


def test_a_template_of_any_depth_is_judged() -> None:
    (finding,) = template_findings("{{ " + "(" * 50_000 + " }}")
    assert (finding.route, finding.message) == ((), "the template nests too deeply")
    assert finding.hint == "Flatten it."


def test_a_template_is_utf8_and_of_some_size() -> None:
    (found,) = about("templates/package.html", b"{{ x }}\n\xff")
    assert (found.code, found.span.line) == ("SYN001", 2)
    (found,) = about("templates/package.html", (b"/etc", Mode.SYMLINK))
    assert found.code == "LAY002"
    (found,) = about("templates/x.html", b" " * (MAX_TEMPLATE_BYTES + 1))
    assert found.code == "LAY006"
    assert about("templates/x.html", b" " * MAX_TEMPLATE_BYTES) == []


def test_a_template_that_ends_too_early_is_shown_at_its_last_line() -> None:
    (found,) = about("templates/x.html", b"{% if a %}\n")
    assert (found.code, found.span.line) == ("LAY014", 1)


# -- pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *("plugins/index.md", "plugins/new/index.md", "plugins.md", "PLUGINS.markdown"),
        *("rules/x.png", "simple/index.html", "index/v1/entry.json", "kari.md", "kari/x"),
        *("feed.atom", "sitemap.xml", "Robots.txt", "artifacts/a", "metadata/x"),
        *("advisories.atom", "Sitemap-12.xml", "badges/tidy.svg"),
    ],
)
def test_a_page_where_records_have_theirs_is_refused(path: str) -> None:
    (finding,) = page_findings(path, DIALECTS)
    assert "made from records" in finding.message
    assert finding.route == ()
    assert finding.hint in {"Put the page into another folder.", "Take the file out."}


@pytest.mark.parametrize(
    "path",
    [
        *("index.md", "README.md", "readme.md", "guide/plugins.md", "plugin.md", "plugins.png"),
        *("guide/feed.atom", "feed.md", "kari", "x/index/v1.md", "_shell.md"),
    ],
)
def test_a_page_anywhere_else_is_left_alone(path: str) -> None:
    assert [*page_findings(path, DIALECTS)] == []


def test_every_folder_that_is_made_from_records_is_kept_free() -> None:
    seen, shown = overview(market()), market()
    subjects = batches([*shown.packages, *shown.integrations])
    every = [
        *subject_batches(seen, subjects, lambda p, r: {}, {}),
        *overview_batches(Rows(seen), {}, ()),
    ]
    pages = chain(index_type_pages({}), *(batch() for batch in every))
    made = {page.path.partition("/")[0] for page in pages}
    made |= {*DIALECTS, "artifacts", "index", "simple", *(kind.folder for kind in Kind)}
    assert len(made) > 15
    assert {name for name in made if not [*page_findings(f"{name}/x", DIALECTS)]} == set()


@pytest.mark.parametrize("path", ["site-src/a.md", "site-src/x/b.md"])
def test_a_written_page_is_utf8(path: str) -> None:
    (found,) = about(path, b"# A\n\n\xe9\n")
    assert (found.code, found.span) == ("SYN001", Span(3, 1, 3, 2))
    assert about(path, "# A\n\né\n".encode()) == []
    assert about("site-src/a.png", b"\x89PNG\xff") == []
    (found,) = about(path, b"a" * (MAX_RECORD_BYTES + 1))
    assert found.code == "LAY006"
