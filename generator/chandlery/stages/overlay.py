"""The catalog's own pages and templates laid over the default ones (design §6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.dialects.base import duplicates_are_policy
from chandlery.documents import MAX_RECORD_BYTES, Document, Syntax, read_yaml
from chandlery.rules import layout
from chandlery.rules.overlay import (
    MAX_FINDINGS,
    MAX_TEMPLATE_BYTES,
    configuration_findings,
    page_findings,
    template_findings,
)
from chandlery.rules.syntax import syntax_diagnostics
from chandlery.stages.entry_rules import link_refusal, not_utf8, size_refusal
from chandlery.trees import Entry, Mode, Tree

_FILES = {Mode.FILE, Mode.EXECUTABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What the site is made with.

    Attributes:
        pages: the written pages, by path below ``site-src/``; the catalog's own first.
        templates: Jinja2 sources, by path below ``templates/``; the catalog's own first.
        configuration: the content of ``mkdocs.yml``.
    """

    pages: tuple[Mapping[str, bytes], ...]
    templates: tuple[Mapping[str, str], ...]
    configuration: bytes


def judge_overlay(tree: Tree, entry: Entry) -> Iterable[Diagnostic]:
    """What is wrong with a file that goes into the site."""
    if refusal := link_refusal(entry):
        yield refusal
    elif entry.path == "mkdocs.yml":
        yield from _configuration(tree, entry)
    elif entry.path.startswith("templates/"):
        yield from _template(tree, entry)
    else:
        path = entry.path.removeprefix("site-src/")
        place = Document(entry.path, b"")
        for finding in page_findings(path, DIALECTS):
            yield layout.PAGE.report(place, finding)
        if path.endswith(".md"):
            yield from _page(tree, entry)


def _page(tree: Tree, entry: Entry) -> Iterable[Diagnostic]:
    if refusal := size_refusal(entry, MAX_RECORD_BYTES):
        yield refusal
    else:
        yield from not_utf8(entry, tree.read(entry.path))


def _configuration(tree: Tree, entry: Entry) -> Iterable[Diagnostic]:
    if refusal := size_refusal(entry, MAX_RECORD_BYTES):
        yield refusal
        return
    reading = read_yaml(entry.path, tree.read(entry.path))
    yield from syntax_diagnostics(entry.path, reading, duplicates_are_policy)
    if reading.document:
        for finding in islice(configuration_findings(reading.document.value), MAX_FINDINGS):
            yield layout.CONFIGURATION.report(reading.document, finding)


def _template(tree: Tree, entry: Entry) -> Iterable[Diagnostic]:
    if refusal := size_refusal(entry, MAX_TEMPLATE_BYTES):
        yield refusal
        return
    data = tree.read(entry.path)
    unreadable = [*not_utf8(entry, data)]
    yield from unreadable
    if not unreadable:
        document = Document(entry.path, data, Syntax.TEXT)
        for finding in islice(template_findings(data.decode()), MAX_FINDINGS):
            yield layout.TEMPLATE.report(document, finding)


def overlay(
    catalog: Tree,
    *,
    pages: Mapping[str, bytes],
    templates: Mapping[str, str],
    configuration: bytes,
) -> Overlay:
    """Take from the catalog what it has, and everything else from the defaults given.

    Its templates are UTF-8: `stages.load` reports the others.
    """
    return Overlay(
        pages=(below(catalog, "site-src/"), pages),
        templates=(own_templates(catalog), templates),
        configuration=below(catalog, "mkdocs.yml").get("", configuration),
    )


def own_templates(catalog: Tree) -> dict[str, str]:
    """The templates that a catalog brings, by path below ``templates/``."""
    return {path: data.decode() for path, data in below(catalog, "templates/").items()}


def below(tree: Tree, prefix: str) -> dict[str, bytes]:
    """The files below a folder of a tree, by path below that folder."""
    return {
        entry.path.removeprefix(prefix): tree.read(entry.path)
        for entry in tree.entries()
        if entry.path.startswith(prefix) and entry.mode in _FILES
    }
