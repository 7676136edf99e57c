"""Other people's prose: what stays of it, and what never reaches a page."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chandlery.gfm import MAX_HTML, MAX_NESTING, MAX_TEXT, in_repository, words_of
from chandlery.stages.site.markdown import notes, readme, rule_page
from hostile import ATTEMPTS, PAGE

SOURCE = "https://github.com/acme/tidy"
SAFE_ATTRIBUTES = {
    "align", "class", "colspan", "href", "id", "rel", "rowspan", "start", "title",
}  # fmt: skip


@pytest.mark.parametrize("text", [*ATTEMPTS, PAGE])
@pytest.mark.parametrize("kind", ["readme", "notes"])
def test_nothing_active_gets_through(text: str, kind: str) -> None:
    html = str(readme(text, source=SOURCE).html if kind == "readme" else notes(text))
    tags = re.findall(r"<([a-z0-9]+)((?:\s[^>]*)?)>", html)
    names = {name for name, _ in tags}
    assert not names & {"script", "style", "iframe", "form", "button", "input", "svg", "math"}
    assert not names & {"base", "meta", "link", "object", "embed", "img", "noscript"}
    for _, attributes in tags:
        assert set(re.findall(r'([\w-]+)="', attributes)) <= SAFE_ATTRIBUTES
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith(("https://", "mailto:", "#readme-"))
    assert "md-header" not in html
    assert html.count("<div") == html.count("</div>")


def test_a_readme_reads_as_on_its_forge() -> None:
    text = """\
| a | b |
|---|--:|
| 1 | ~~2~~ |

- [x] done
- [ ] open

> [!WARNING]
> Careful.

See https://example.org/x and <b>bold</b>.[^1]

```python
x = 1 < 2
```

[^1]: A note.
"""
    html = readme(text).html
    assert '<td align="right"><del>2</del></td>' in html
    assert "<li>☑ done</li>" in html
    assert "<li>☐ open</li>" in html
    assert '<div class="markdown-alert markdown-alert-warning">' in html
    assert '<a href="https://example.org/x" rel="nofollow noopener noreferrer ugc">' in html
    assert "<b>bold</b>" in html
    assert "<code>x = 1 &lt; 2\n</code>" in html
    assert 'href="#readme-fn-1"' in html
    assert 'id="readme-fn-1"' in html


def test_headings_begin_below_the_section_and_ids_cannot_clobber() -> None:
    html = readme('# One\n## Page\n## Page\n\n<h4 id="page">Raw & *odd*</h4>').html
    assert '<h3 id="readme-one">One</h3>' in html
    assert '<h4 id="readme-page">Page</h4>' in html
    assert '<h4 id="readme-page-1">Page</h4>' in html
    assert '<h6 id="readme-raw--odd">Raw &amp; *odd*</h6>' in html


def test_deep_headings_are_raised_and_none_falls_below_the_last_level() -> None:
    assert "<h3 " in readme("#### Only").html
    assert "<h6 " in readme("# a\n###### b").html


def test_a_first_heading_that_repeats_the_title_is_dropped() -> None:
    titles = frozenset({"tidy up"})
    assert readme("# Tidy *up*\n\n## Use", titles=titles).html == '\n<h3 id="readme-use">Use</h3>\n'
    assert "Tidy up" in readme("## Use\n\n# Tidy up", titles=titles).html


def test_fragments_lead_to_the_prefixed_ids() -> None:
    assert 'href="#readme-use"' in readme("[u](#use)").html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![A picture](https://img.example/a.png)", ("https://img.example/a.png", "A picture")),
        ("![](https://img.example/a%20b.png)", ("https://img.example/a%20b.png", "a b.png")),
        ("![x](docs/a.png)", (f"{SOURCE}/blob/HEAD/docs/a.png", "x")),
    ],
)
def test_an_image_becomes_a_link(text: str, expected: tuple[str, str]) -> None:
    address, words = expected
    rel = "nofollow noopener noreferrer ugc"
    assert (
        readme(text, source=SOURCE).html == f'<p><a href="{address}" rel="{rel}">{words}</a></p>\n'
    )


PAGES = frozenset({"plugins/rope", "publishers/acme"})


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("../rope/", "../../plugins/rope/"),
        ("../rope/README.md#how-to", "../../plugins/rope/#readme-how-to"),
        ("../rope/listing.yml#x", "../../plugins/rope/"),
        ("../../publishers/acme.yml", "../../publishers/acme/"),
        ("docs/a.md", f"{SOURCE}/blob/HEAD/docs/a.md"),
        ("../rope/releases", f"{SOURCE}/blob/HEAD/rope/releases"),
    ],
)
def test_a_link_to_something_in_the_catalog_leads_to_its_page(url: str, address: str) -> None:
    html = readme(f"[a]({url})", source=SOURCE, folder="plugins/tidy", pages=PAGES).html
    assert f'href="{address}"' in html


def test_an_anchor_cannot_leave_its_attribute() -> None:
    html = readme("[a](<../rope/README.md#\"onclick='x'>)", folder="plugins/tidy", pages=PAGES).html
    assert re.findall(r' ([a-z]+)="', html) == ["href", "rel"]


@pytest.mark.parametrize(
    "text", ["`rm \u202e/x`", "`rm` &#x202E; /x", "[a\u202e](https://x.example)"]
)
@pytest.mark.parametrize("render", [lambda text: readme(text).html, notes])
def test_no_character_turns_what_is_read_in_silence(
    text: str, render: Callable[[str], str]
) -> None:
    html = render(text)
    assert "\u202e" not in html
    assert "⟨U+202E⟩" in html


def test_an_image_in_a_link_becomes_its_words() -> None:
    html = readme("[![build](https://img.example/b.svg)](https://ci.example/)").html
    assert re.findall(r'href="([^"]+)"', html) == ["https://ci.example/"]
    assert ">build</a>" in html


def test_a_link_that_leads_nowhere_is_plain_text() -> None:
    assert readme("[a](docs/a.md) [b](http://plain.example/)").html == "<p>a b</p>\n"


@pytest.mark.parametrize(
    ("source", "url", "expected"),
    [
        (SOURCE, "docs/a.md", f"{SOURCE}/blob/HEAD/docs/a.md"),
        (SOURCE, "../../../etc/passwd", f"{SOURCE}/blob/HEAD/etc/passwd"),
        (SOURCE, "a b%20c.md", f"{SOURCE}/blob/HEAD/a%20b%20c.md"),
        (f"{SOURCE}/tree/main/plugins/x", "../y.md", f"{SOURCE}/blob/main/plugins/y.md"),
        (f"{SOURCE}/tree/main/plugins/x", "/y.md", f"{SOURCE}/blob/main/y.md"),
        ("https://gitlab.com/a/b", "x", "https://gitlab.com/a/b/-/blob/HEAD/x"),
        (SOURCE, "//evil.example/x", None),
        (SOURCE, "?q=1", None),
        ("https://unknown.example/a/b", "x", None),
        ("https://github.com/acme", "x", None),
        ("", "x", None),
        ("https://[", "x", None),
    ],
)
def test_relative_links_lead_into_the_repository(source: str, url: str, expected: str) -> None:
    assert in_repository(source, url) == expected


@pytest.mark.parametrize(
    "text",
    ["x" * (MAX_TEXT + 1), ">" * (MAX_NESTING + 1), "- " * (MAX_NESTING + 1), "&" * 99_999],
)
def test_what_would_take_too_long_is_not_shown_and_says_so(text: str) -> None:
    prose = readme(text)
    assert prose.html == ""
    assert prose.problem


class PanicException(BaseException):
    """Stands for what a panic in Rust comes to; no module of that name can be imported."""


@pytest.mark.parametrize("error", [PanicException("at src/nodes.rs:12"), ValueError("bad")])
@pytest.mark.parametrize(
    "broken", ["comrak.render_markdown", "chandlery.stages.site.markdown._cleaner"]
)
def test_a_text_that_breaks_a_renderer_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, broken: str, error: BaseException
) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    stands_in = SimpleNamespace(clean=fail)
    monkeypatch.setattr(broken, fail if "render" in broken else lambda _: stands_in)
    text = "Some *words*."
    assert readme(text).problem == "what renders it broke"
    if "render" in broken:
        assert "Some *words*." in notes(text)


def test_links_lead_from_where_each_text_stands() -> None:
    text = "[more](docs/more.md) and [that](../other/README.md)"
    pages = {"plugins/other"}
    sources = (f"https://github.com/{name}/x" for name in ("ada", "bob"))
    for source in sources:
        html = readme(text, source=source, folder="plugins/one", pages=pages).html
        assert f'href="{source}/blob/HEAD/docs/more.md"' in html
        assert 'href="../../plugins/other/"' in html
    assert "href" not in notes(text)


def test_what_ends_the_program_is_no_fault_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("comrak.render_markdown", interrupted)
    with pytest.raises(KeyboardInterrupt):
        readme("Words.")


def test_the_limit_on_html_is_what_stops_the_many_ampersands() -> None:
    assert f"{MAX_HTML:,}" in readme("&" * 99_999).problem


def test_a_long_rule_is_not_a_deep_nesting() -> None:
    assert readme("-" * 200 + "\n\n" + "* " * 10).problem == ""


def test_notes_have_no_headings_and_no_ids() -> None:
    html = notes("# Changes\n\n- *a*[^1]\n\n[^1]: b")
    assert "<p><strong>Changes</strong></p>" in html
    assert " id=" not in html
    assert not re.search("<h[1-6]", html)


def test_notes_that_cannot_be_rendered_are_shown_as_they_are() -> None:
    text = ">" * (MAX_NESTING + 1) + " <b>"
    assert "&lt;b&gt;" in notes(text)


def test_a_rule_page_leaves_its_title_to_the_page() -> None:
    html = rule_page("A title.\n\n## Example\n\n```yaml\na: 1\n```\n")
    assert "A title" not in html
    assert '<h2 id="example">Example</h2>' in html
    assert "<pre><code" in html


def test_words_are_the_text_alone() -> None:
    assert words_of('a <b title="x&gt;">b &amp;</b>\n c') == "a b & c"


def test_notes_that_are_sentences_are_a_paragraph() -> None:
    assert notes("It's a well-kept thing: no more, no less.") == (
        "<p>It's a well-kept thing: no more, no less.</p>\n"
    )


def test_notes_that_are_a_list_of_sentences_are_a_list() -> None:
    assert (
        notes("- One.\n- Two, as well.") == "<ul>\n<li>One.</li>\n<li>Two, as well.</li>\n</ul>\n"
    )


def as_markdown(text: str) -> str:
    """Notes without the way for plain sentences: with a paragraph before them that is none."""
    return str(notes(f"*x*\n\n{text}")).partition("\n")[2]


WORDS = st.sampled_from(
    [
        *("a", "I", "1", "12", "www", "WWW", "http", "https", "mailto", "ftp", "x-y", "it's"),
        *("e-mail", "-", "--", "'", "'s", "co:", "1.", "A.", "note:", "ok!", "why?", "www."),
        *("http:", "TODO", "nbsp", "amp", "b-", "-b", "don't", "1.2", "a.b", "www.x.example"),
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_sentences_are_what_markdown_makes_of_them(text: str) -> None:
    assert notes(text) == as_markdown(text)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4))
def test_lists_of_sentences_are_what_markdown_makes_of_them(lines: list[str]) -> None:
    text = "\n".join(f"- {line}" for line in lines)
    assert notes(text) == as_markdown(text)


@pytest.mark.parametrize("text", ["- One.\n", "- One\n\n- two", "- One\ntwo", "One\n- two", "-One"])
def test_what_is_not_quite_a_list_is_markdown_too(text: str) -> None:
    assert notes(text) == as_markdown(text)


@pytest.mark.parametrize(
    "text", ["One.\n", "One\ntwo", "One  two", " One", "One ", "é", "A &amp; b"]
)
def test_what_is_not_quite_a_sentence_is_markdown_too(text: str) -> None:
    assert notes(text) == as_markdown(text)
