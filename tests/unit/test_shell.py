"""The shell: every slot found as often as expected, and filled with what is given."""

import pytest

from chandlery.model.content_policy import MARKUP
from chandlery.stages.site.shell import Shell, ShellError, cut, root

CANONICAL = "https://example.org/m/_shell/"
HTML = """\
<!doctype html>
<html><head>
<title>chandlery-slot-title - Harbour</title>
<meta name="description" content="chandlery-slot-description">
<link rel="canonical" href="https://example.org/m/_shell/">
<link rel="stylesheet" href="../assets/site.css">
<script>scope=new URL("..",location)</script>
</head><body>
<header><a href="..">Home</a> <a href="../plugins/">Plugins</a> <b>chandlery-slot-title</b></header>
<nav><ul class="menu"><li><a href="../plugins/">Plugins</a></li></ul></nav>
<nav><ol></ol><ul class="toc">
  <li class="e"><a href="#chandlery-slot-leaf-id">chandlery-slot-leaf</a></li>
  <li class="e"><a href="#chandlery-slot-branch-id">chandlery-slot-branch</a>
    <ul aria-label="chandlery-slot-branch">
      <li class="c"><a href="#chandlery-slot-child-id">chandlery-slot-child</a></li>
    </ul>
  </li>
</ul></nav>
<main><!-- chandlery-slot-content-begin -->
<h1 id="page">chandlery-slot-title</h1>
<h2 id="chandlery-slot-leaf-id">chandlery-slot-leaf</h2>
<!-- chandlery-slot-content-end --></main>
<script type="application/json">{"base": "..", "worker": "../assets/w.js"}</script>
</body></html>
"""


def filled(path: str = "plugins/tidy/index.html", **changes: object) -> str:
    """A page, ordinary but for the changes."""
    values: dict[str, object] = {
        "title": "Tidy",
        "description": "Keeps order.",
        "content": '<h1 id="page">Tidy</h1>',
        "canonical": "https://example.org/m/plugins/tidy/",
        **changes,
    }
    return shell().page(path, **values).decode()  # type: ignore[arg-type]


def shell() -> Shell:
    """The shell of the hand-made page."""
    return cut(HTML, CANONICAL)


def test_every_slot_is_filled_and_no_marker_stays() -> None:
    page = filled(head='<link rel="x">')
    assert "<title>Tidy - Harbour</title>" in page
    assert "<b>Tidy</b>" in page
    assert '<meta name="description" content="Keeps order.">' in page
    assert '<link rel="canonical" href="https://example.org/m/plugins/tidy/">' in page
    assert '<main><h1 id="page">Tidy</h1></main>' in page
    assert '<link rel="x"></head>' in page
    assert "chandlery-slot" not in page
    assert "\0" not in page


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("index.html", "."),
        ("plugins/index.html", ".."),
        ("plugins/tidy/index.html", "../.."),
        ("a/b/c/index.html", "../../.."),
    ],
)
def test_links_fit_the_depth_of_the_page(path: str, expected: str) -> None:
    page = filled(path)
    assert f'href="{expected}/assets/site.css"' in page
    assert f'new URL("{expected}",location)' in page
    assert f'{{"base": "{expected}", "worker": "{expected}/assets/w.js"}}' in page
    assert f'<a href="{expected}">Home</a>' in page
    assert root(path).rstrip("/") == expected


def test_the_root_may_be_written_in_two_ways() -> None:
    page = cut(HTML.replace('href=".."', 'href="./.."'), CANONICAL).page(
        "a/b/c/index.html", title="", description="", content="", canonical=""
    )
    assert b'<a href="../../..">Home</a>' in page


def test_contents_nest_one_level_and_keep_their_order() -> None:
    page = filled(toc=[(2, "a", "A"), (2, "b", "B"), (3, "v1.0", "One"), (3, "v2", "Two")])
    start = page.index('<ul class="toc">')
    assert page[start : page.index("</nav>", start)].replace("\n", "") == (
        '<ul class="toc">'
        '<li class="e"><a href="#a">A</a></li>'
        '<li class="e"><a href="#b">B</a><ul aria-label="B">'
        '<li class="c"><a href="#v1.0">One</a></li><li class="c"><a href="#v2">Two</a></li>'
        "</ul></li></ul>"
    )


def test_a_subheading_without_a_heading_above_it_is_listed() -> None:
    assert '<li class="e"><a href="#x">X</a></li>' in filled(toc=[(3, "x", "X")])


def test_without_headings_there_is_no_list() -> None:
    assert 'class="toc"' not in filled()


def test_text_is_escaped_in_every_slot() -> None:
    evil = "\"><script>alert('x')</script>"
    page = filled(title=evil, description=evil, canonical=evil, toc=[(2, evil, evil)])
    assert page.count("<script>") == HTML.count("<script>")
    assert '"><script>alert' not in page


def test_what_looks_like_a_slot_in_the_content_is_content() -> None:
    """A page holds no control character, so that none of these is left of it."""
    content = "chandlery-slot-title \0title\0"
    assert "<main>chandlery-slot-title ?title?</main>" in filled(content=content)


def test_a_page_begins_with_the_content_policy_and_holds_what_pages_can() -> None:
    page = filled(title="half \ud83d of a pair", description="a\x1bb", head="<meta\x7f>")
    assert page.startswith(f"<!doctype html>\n<html><head>{MARKUP}")
    assert page.count(MARKUP) == 1
    assert "<title>half ? of a pair - Harbour</title>" in page
    assert 'content="a?b"' in page
    assert "<meta?></head>" in page


def test_the_section_is_marked_in_every_navigation() -> None:
    assert filled(section="plugins").count('href="../../plugins/" aria-current="true"') == 2
    assert filled("plugins/index.html", section="plugins").count('aria-current="page"') == 2
    assert "aria-current" not in filled(section="guide")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("<!-- chandlery-slot-content-begin -->", "", "content-begin --> 0 times"),
        ("<!-- chandlery-slot-content-end -->", "", "content-end --> 0 times"),
        ("slot-description", "", "slot-description 0 times"),
        ("<body>", '<body data-x="chandlery-slot-description">', "slot-description 2 times"),
        (f'href="{CANONICAL}"', "", f"{CANONICAL} 0 times"),
        ("<title>chandlery-slot-title", "<title>", "<title> does not hold"),
        ('href="#chandlery-slot-branch-id"', "", "chandlery-slot-branch-id"),
        ('href="#chandlery-slot-child-id"', "", "chandlery-slot-child-id"),
        ('<ul class="toc">', "", "not a list of lists|not in order"),
        ("</head>", "", "</head> 0 times"),
        ("..", "/m", "refers 0 times to the root"),
        ("<header>", "<header>chandlery-slot-leaf", "marker in an unexpected place"),
        ("<header>", "<header>\0", "NUL"),
    ],
)
def test_an_unexpected_shell_is_refused(old: str, new: str, named: str) -> None:
    broken = HTML.replace(old, new)
    broken = broken.replace('<ul class="menu">', "") if "toc" in old else broken
    with pytest.raises(ShellError, match=named):
        cut(broken, CANONICAL)


def test_content_that_ends_before_it_begins_is_refused() -> None:
    begin, end = "content-begin", "content-end"
    swapped = HTML.replace(begin, "@").replace(end, begin).replace("@", end)
    with pytest.raises(ShellError, match="ends before it begins"):
        cut(swapped, CANONICAL)


def test_a_theme_may_use_signs_that_formats_are_made_of() -> None:
    odd = HTML.replace('class="c"', 'class="c" style="width:50%%(s)"')
    page = cut(odd, CANONICAL).page(
        "index.html",
        title="",
        description="",
        content="",
        canonical="",
        toc=[(2, "a", "A"), (3, "b", "B")],
    )
    assert b'<li class="c" style="width:50%%(s)"><a href="#b">B</a></li>' in page
