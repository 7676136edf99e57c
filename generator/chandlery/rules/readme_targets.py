"""TXT, fourth part: the files of the catalog that READMEs lead to, and the images in them."""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.rules.mentions import Mention
from chandlery.rules.readme_files import ImageFile, is_image
from chandlery.rules.texts import Text, each, every_readme, kind_of
from chandlery.secrecy.redaction import shown

MAX_IMAGE_BYTES: Final = 1024 * 1024


@rule("TXT015", severity=Severity.NOTE)
def not_published(catalog: Catalog) -> Iterator[Finding]:
    """A link leads to a file of the catalog that the site does not publish.

    ## Why it matters
    The site has a page for every package, publisher and advisory, and publishes what a release
    ships as an artifact. Who reads the README in the catalog's repository can follow the link, or
    see the image; on the site its words stand there alone.

    ## Example
    `[the rules](releases/1.0.0/source/rules.md)` in the README of a plugin without `links.source`.

    ## How to mend it
    Let it be, or give the whole address of a place where people can read the file.
    """
    return each(every_readme(catalog), _unpublished)


@rule("TXT016", severity=Severity.WARNING)
def image_too_large(catalog: Catalog) -> Iterator[Finding]:
    """An image beside a README is larger than 1 MiB.

    ## Why it matters
    Everybody who opens the README waits for it, and every clone of the catalog keeps it for ever.

    ## Example
    `![The report](fixtures/screenshot.png)`, a file of 8 MB.

    ## How to mend it
    Make it smaller: fewer pixels, or a format that compresses better. Link to a video.
    """
    return each(every_readme(catalog), _too_large)


@rule("TXT017", severity=Severity.WARNING)
def no_image(catalog: Catalog) -> Iterator[Finding]:
    """What a README takes for an image is none that browsers show.

    ## Why it matters
    In place of the image people see a broken one.

    ## Example
    `![The report](fixtures/report.tiff)`, or a `.png` that is a text.

    ## How to mend it
    Save it as PNG, JPEG, GIF, WebP, AVIF or SVG. What is no image is linked to: `[…](…)`.
    """
    return each(every_readme(catalog), _no_image)


def _unpublished(text: Text) -> Iterator[Finding]:
    for mention, target in text.targets():
        if kind_of(target) != "relative" or text.resolve(target) is not None:
            continue
        if text.file(target) is not None:
            what = "image" if mention.name == "img" else "file"
            yield text.finding(
                mention,
                f"{shown(target)} is a file of the catalog, which the site does not publish",
                f"Give the whole address of a place where people can see the {what}, or let it be.",
            )


def _too_large(text: Text) -> Iterator[Finding]:
    for mention, target, file in _images(text):
        if file.size > MAX_IMAGE_BYTES:
            message = f"{shown(target)} has {file.size:,} bytes; {MAX_IMAGE_BYTES:,} are the most"
            yield text.finding(mention, message, "Make it smaller.")


def _no_image(text: Text) -> Iterator[Finding]:
    for mention, target, file in _images(text):
        if file.size <= MAX_IMAGE_BYTES and not is_image(file.read()):
            message = f"{shown(target)} is no image that browsers show"
            yield text.finding(mention, message, "Save it as PNG, JPEG, GIF, WebP, AVIF or SVG.")


def _images(text: Text) -> Iterator[tuple[Mention, str, ImageFile]]:
    """The images that lie in the catalog; an image elsewhere there is reported for its place."""
    for mention, target in text.targets():
        path = text.file(target) if mention.name == "img" else None
        file = text.library.image(path) if path and text.library else None
        if file:
            yield mention, target, file


CATALOG_RULES: Final[tuple[Rule, ...]] = (not_published, image_too_large, no_image)
