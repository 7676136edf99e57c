"""The marketplace's own looks: colours that can be read, and a logo that is a drawing."""

import re

import pytest

from chandlery.defaults import default_configuration, default_pages
from chandlery.model.colours import LEGIBLE, NIGHT, PAPER, contrast, ink
from chandlery.ports.website import build_website
from chandlery.ports.website_looks import style
from chandlery.records.marketplace import Brand
from chandlery.rules.drawings import beyond_drawing
from site_sample import BASE_URL, settings

DRAWING = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- drawn by hand --><svg xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<title>A sail</title><style>path { fill: url(#sky) }</style>
<defs><linearGradient id="sky"><stop stop-color="#fff"/></linearGradient>
<path id="sail" d="M0 0h9"/></defs>
<use href="#sail" xlink:href="#sail" fill="url('#sky')" style="opacity: 0.5"/>
<text x="1">once</text></svg>
"""


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("grey", range(0, 256, 15))
def test_words_on_any_colour_can_be_read(grey: int) -> None:
    for colour in (f"#{grey:02x}{grey:02x}{grey:02x}", f"#{grey:02x}00ff", f"#ff{grey:02x}00"):
        assert contrast(ink(colour), colour) >= LEGIBLE


def test_a_drawing_is_a_drawing() -> None:
    assert [*beyond_drawing(DRAWING.encode())] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<title>", "<script>alert(1)</script><title>", "an element `script`"),
        ("<title>", '<s:script xmlns:s="http://www.w3.org/2000/svg"/><title>', "element `script`"),
        ("<title>", "<foreignObject/><title>", "an element `foreignObject`"),
        ("<title>", '<p xmlns="http://www.w3.org/1999/xhtml"/><title>', "an element `p`"),
        ("<use ", '<use onload="x()" ', "an attribute `onload`"),
        ("<use ", '<use ONLOAD="x()" ', "an attribute `ONLOAD`"),
        ('xlink:href="#sail"', 'xlink:href="//evil.example/x"', "an address in `href`"),
        ('<use href="#sail"', '<use href=" javascript:alert(1)"', "an address in `href`"),
        ('<use href="#sail"', '<use href="data:image/svg+xml,x"', "an address in `href`"),
        ("url(#sky)", "url(https://evil.example)", "a style that loads something"),
        ("url(#sky)", "url( '//evil.example')", "a style that loads something"),
        ("url(#sky)", "u\\72l(//evil.example)", "a style that loads something"),
        ("path { ", "@import 'x'; path {", "a style that loads something"),
        ("url('#sky')", "url('//evil.example')", "an address in `fill`"),
        ("opacity: 0.5", "background: image-set('x' 1x)", "an address in `style`"),
        ("<use ", '<use xml:base="//evil.example/" ', "an address in `base`"),
        ("</text>", '</text><set attributeName="href" to="//x"/>', "an address in `attributeName`"),
        ("<!-- drawn", '<!DOCTYPE svg [<!ENTITY a "b">]><!-- drawn', "`<!DOCTYPE`"),
        ("<!-- drawn", '<?xml-stylesheet href="//evil.example"?><!-- drawn', "`<?xml-stylesheet`"),
        ("</svg>", "", "no XML that can be read"),
        ('"http://www.w3.org/2000/svg"', '"http://example.org/svg"', "no `<svg>` element"),
    ],
)
def test_what_is_more_than_a_drawing_is_named(old: str, new: str, said: str) -> None:
    assert DRAWING.count(old) == 1
    found = [*beyond_drawing(DRAWING.replace(old, new).encode())]
    assert len(found) == 1
    assert said in found[0]


def test_without_colours_the_theme_has_its_own() -> None:
    assert style(Brand(logo="assets/logo.svg")) == ""


def test_links_on_dark_pages_are_made_of_the_one_colour_that_is_given() -> None:
    said = dict(it.split(":") for it in style(Brand(primary="#0f4c5c"))[6:-2].split(";") if it)
    assert said["--brand-bar"] == said["--brand-link"] == "#0f4c5c"
    assert said["--brand-on-bar"] == "#ffffff"
    assert LEGIBLE <= contrast(said["--brand-night"], NIGHT) < LEGIBLE + 0.2
    assert contrast(said["--brand-link"], PAPER) >= LEGIBLE


def test_every_page_has_the_logo_the_icon_and_the_colours() -> None:
    brand = Brand(logo="assets/logo.svg", primary="#0f4c5c", accent="#7fc8d8")
    own = {"assets/logo.svg": DRAWING.encode()}
    looks = settings().model_copy(update={"brand": brand})
    site = build_website([own, default_pages()], default_configuration(), looks, BASE_URL)
    assert site["assets/logo.svg"] == DRAWING.encode()
    assert site["assets/css/site.css"].startswith(b":root{--brand-bar:#0f4c5c;")
    assert b"var(--brand-night)" in site["assets/css/site.css"]
    for path in ("index.html", "guide/quickstart/index.html", "_shell/index.html"):
        html = site[path].decode()
        up = "../" * path.count("/")
        assert f'<link rel="icon" href="{up}assets/logo.svg">' in html
        assert html.count(f'<img src="{up}assets/logo.svg"') == 2  # the bar, and a phone's drawer


def test_our_style_sheets_are_one_and_a_catalogs_own_come_after_it() -> None:
    own = {
        "assets/css/more.css": b"i{}",
        "own.css": b"b{}",
        "assets/css/x.css": b"@import 'y.css';",
    }
    sheets = b"  - assets/css/more.css\n  - own.css\n  - assets/css/x.css\n"
    configuration = default_configuration().replace(b"extra_css:\n", b"extra_css:\n" + sheets)
    site = build_website([own, default_pages()], configuration, settings(), BASE_URL)
    found = re.findall(r'<link rel="stylesheet" href="([^"]*)">', site["index.html"].decode())
    assert found[-3:] == ["assets/css/site.css", "own.css", "assets/css/x.css"]
    joined = site["assets/css/site.css"]
    assert joined.startswith(b"i{}\n")
    assert joined.index(b"ul.entries") < joined.index(b"nav.trail") < joined.index(b"fieldset.tabs")
    assert {path for path in site if path.startswith("assets/css/")} == {
        "assets/css/site.css",
        "assets/css/x.css",
    }


def test_an_icon_of_its_own_is_taken() -> None:
    brand = Brand(logo="assets/logo.svg", favicon="icon.png")
    own = {"assets/logo.svg": DRAWING.encode(), "icon.png": b"x"}
    looks = settings().model_copy(update={"brand": brand})
    site = build_website([own, default_pages()], default_configuration(), looks, BASE_URL)
    assert '<link rel="icon" href="icon.png">' in site["index.html"].decode()
    assert "--brand" not in site["assets/css/site.css"].decode()
    assert "assets/css/brand.css" not in site
