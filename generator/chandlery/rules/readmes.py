"""TXT, third part: what the site shows of READMEs and notes."""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.gfm import KEPT_TAGS
from chandlery.quoting import quoted
from chandlery.rules.texts import Text, each, every_readme, every_text


@rule("TXT006", severity=Severity.WARNING)
def no_words_for_an_image(catalog: Catalog) -> Iterator[Finding]:
    """An image has no words.

    ## Why it matters
    Pages of the site fetch nothing from other hosts: in place of an image stands a link with its
    words. Without words that is a file's name, to people who cannot see images as well.

    ## Example
    `![](https://example.org/screenshot-3.png)`

    ## How to mend it
    Say in the brackets what the image shows.
    """
    return each(every_text(catalog), _wordless)


@rule("TXT007", severity=Severity.WARNING)
def dropped_html(catalog: Catalog) -> Iterator[Finding]:
    """The text has HTML that the site leaves out.

    ## Why it matters
    Other people's HTML is shown as far as it structures a text. What runs code, loads something or
    changes how a page looks is not, and readers do not see what was meant.

    ## Example
    `<iframe src="https://video.example/1"></iframe>` or `<center>`

    ## How to mend it
    Write it in Markdown; in place of a video, link to it.
    """
    return each(every_text(catalog), _left_out)


@rule("TXT008", severity=Severity.WARNING)
def says_nothing(catalog: Catalog) -> Iterator[Finding]:
    """The README says nothing.

    ## Why it matters
    It is the page of a plugin: what people read before they install it.

    ## Example
    A README with a heading and nothing below it.

    ## How to mend it
    Say what the plugin is for, how it is used, what it touches, and where its limits are.
    """
    return each(every_readme(catalog), _silent)


@rule("TXT009", severity=Severity.WARNING)
def no_heading(catalog: Catalog) -> Iterator[Finding]:
    """The README has no heading.

    ## Why it matters
    Headings are how people find their way, and what links and screen readers go by.

    ## Example
    A README that begins with its first sentence and has no line that begins with `#`.

    ## How to mend it
    Begin with the plugin's name: `# Link Keeper`. Give its parts headings, such as `## Use`.
    """
    return each(every_readme(catalog), _headless)


@rule("TXT010", severity=Severity.WARNING)
def not_shown(catalog: Catalog) -> Iterator[Finding]:
    """The README is more than the site shows.

    ## Why it matters
    What takes a second to render holds up every build. In place of such a README stands a line
    that says so.

    ## Example
    A README of more than 100,000 characters, or with quotes in quotes fifty deep.

    ## How to mend it
    Shorten it, and link to what is long.
    """
    return each(every_readme(catalog), _unshown)


def _wordless(text: Text) -> Iterator[Finding]:
    for mention in text.prose.mentions:
        if mention.name == "img" and not (mention.words or "").strip():
            yield text.finding(mention, "the image has no words", "Say what it shows.")


def _left_out(text: Text) -> Iterator[Finding]:
    for mention in text.prose.mentions:
        if mention.name not in KEPT_TAGS:
            yield text.finding(
                mention,
                f"the site leaves out {quoted(f'<{mention.name}>')}",
                "Write it in Markdown, or link to it.",
            )


def _silent(text: Text) -> Iterator[Finding]:
    if text.shown and not text.prose.says_something:
        hint = "Say what it is for, how it is used, and what it touches."
        yield Finding((1,), "the README has no text", hint, document=text.document)


def _headless(text: Text) -> Iterator[Finding]:
    if text.shown and text.prose.says_something and not text.prose.headings:
        hint = f"Begin with `# {text.title}`." if text.title else "Begin with a title."
        yield Finding((1,), "the README has no heading", hint, document=text.document)


def _unshown(text: Text) -> Iterator[Finding]:
    if not text.shown:
        yield Finding(
            (1,),
            f"the README is not shown: {text.problem}",
            "Shorten it, and link to what is long.",
            document=text.document,
        )


CATALOG_RULES: Final[tuple[Rule, ...]] = (
    no_words_for_an_image,
    dropped_html,
    says_nothing,
    no_heading,
    not_shown,
)
