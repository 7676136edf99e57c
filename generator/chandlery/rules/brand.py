"""BRD: the marketplace's own colours and pictures, which every page shows."""

from collections.abc import Iterator
from math import floor
from typing import Final

from chandlery.catalog import Catalog, SiteFile
from chandlery.checks import Finding, rule
from chandlery.documents import Route
from chandlery.model.colours import LEGIBLE, NIGHT, PAPER, contrast
from chandlery.rules.drawings import beyond_drawing

MAX_PICTURE_BYTES: Final = 32 * 1024  # every page waits for it
_FOLDER: Final = "site-src/"


@rule("BRD001")
def missing_picture(catalog: Catalog) -> Iterator[Finding]:
    """The logo or the favicon is not in `site-src/`.

    ## Why it matters
    Every page would show a broken picture.

    ## Example
    `brand: {logo: assets/logo.svg}`, and no file `site-src/assets/logo.svg`.

    ## How to mend it
    Add the file, or correct the path, which begins below `site-src/`.
    """
    for route, path in _pictures(catalog):
        if _FOLDER + path not in catalog.site:
            message = f"there is no file `{_FOLDER}{path}`"
            yield Finding(route, message, "Add the file, or correct the path.")


@rule("BRD002")
def not_what_it_is_called(catalog: Catalog) -> Iterator[Finding]:
    """The logo or the favicon is not of the format that its name says.

    ## Why it matters
    Hosts tell browsers the format by the ending of the name, and browsers that are told the wrong
    one show nothing.

    ## Example
    `brand: {logo: assets/logo.png}`, a JPEG that somebody renamed.

    ## How to mend it
    Save it as PNG, SVG or WebP, under a name that ends so.
    """
    for route, path, file in _small(catalog):
        ending = path.rpartition(".")[2]
        if not _is(ending, file.read()):
            message = f"`{_FOLDER}{path}` is no {_CALLED[ending]} file"
            yield Finding(route, message, "Save it as PNG, SVG or WebP, under a name that ends so.")


@rule("BRD003")
def picture_too_large(catalog: Catalog) -> Iterator[Finding]:
    """The logo or the favicon has more than 32 KiB.

    ## Why it matters
    It is shown no larger than a letter, and every first visit waits for it.

    ## Example
    `brand: {logo: assets/logo.png}`, a scan of 2 MB.

    ## How to mend it
    Scale it down: twice the size at which it is shown, 48 pixels, is enough. Take out of an SVG
    what the drawing program left there.
    """
    for route, path in _pictures(catalog):
        file = catalog.site.get(_FOLDER + path)
        if file and file.size > MAX_PICTURE_BYTES:
            message = f"`{path}` has {file.size:,} bytes; {MAX_PICTURE_BYTES:,} are the most"
            yield Finding(route, message, "Make it smaller.")


@rule("BRD004")
def more_than_a_drawing(catalog: Catalog) -> Iterator[Finding]:
    """An SVG logo or favicon can do more than be drawn.

    ## Why it matters
    An SVG may hold scripts, load from other hosts and show pages within it. In a page it is shown
    as a picture, where none of that works; opened at its own address it is a document of the
    marketplace's.

    ## Example
    ```xml
    <svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>
    ```

    ## How to mend it
    Take out scripts, `on…` attributes, `foreignObject`, document types, and every address but those
    of parts of the same file (`#sail`). Drawing programs turn text and pictures into paths.
    """
    for route, path, file in _small(catalog):
        if path.endswith(".svg") and _is("svg", file.read()):
            for words in beyond_drawing(file.read()):
                message = f"`{_FOLDER}{path}` holds {words}"
                yield Finding(route, message, "Take it out: a logo is drawn, and nothing else.")


@rule("BRD005")
def faint_colour(catalog: Catalog) -> Iterator[Finding]:
    """Links in one of the marketplace's colours would be hard to read.

    ## Why it matters
    Links on light pages have the colour `primary`, on dark pages `accent`. Text with a contrast of
    less than 4.5 to 1 to its ground cannot be read by many people (WCAG 2.2, level AA).

    ## Example
    `brand: {primary: "#f2a900"}`: 2.03 to 1 on white.

    ## How to mend it
    Make `primary` darker, or `accent` lighter. Words on the bar that `primary` colours are black or
    white, whichever can be read better, and need no care.
    """
    brand = catalog.settings.brand
    for key, colour, ground, where, cure in (
        ("primary", brand.primary, PAPER, "a light page", "Make it darker."),
        ("accent", brand.accent, NIGHT, "a dark page", "Make it lighter."),
    ):
        if colour and (found := contrast(colour, ground)) < LEGIBLE:
            has = floor(found * 100) / 100  # never rounded up to what it lacks
            message = f"`{colour}` on {where} has a contrast of {has} to 1; text needs {LEGIBLE}"
            yield Finding(("brand", key), message, cure)


_CALLED: Final = {"png": "PNG", "svg": "SVG", "webp": "WebP"}


def _is(ending: str, data: bytes) -> bool:
    """Whether data begin as files of a format do."""
    if ending == "png":
        return data.startswith(b"\x89PNG\r\n\x1a\n")
    if ending == "webp":
        return data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return b"<svg" in data


def _pictures(catalog: Catalog) -> Iterator[tuple[Route, str]]:
    for key in ("logo", "favicon"):
        if path := getattr(catalog.settings.brand, key):
            yield ("brand", key), path


def _small(catalog: Catalog) -> Iterator[tuple[Route, str, SiteFile]]:
    """Those that are there and small enough to be read."""
    for route, path in _pictures(catalog):
        file = catalog.site.get(_FOLDER + path)
        if file and file.size <= MAX_PICTURE_BYTES:
            yield route, path, file


RULES = (
    missing_picture,
    not_what_it_is_called,
    picture_too_large,
    more_than_a_drawing,
    faint_colour,
)
CATALOG_RULES = RULES
