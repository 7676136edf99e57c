"""What a catalog lays over the default site, judged as far as it can be without building it.

A catalog is not trusted with the machine that builds it.  MkDocs reads YAML tags that call Python,
hooks, plug-ins, theme folders and extensions that open files; of a catalog's ``mkdocs.yml`` only
what is on a list is taken.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError
from jinja2.nodes import Filter, Node, Test

from chandlery.checks import Finding
from chandlery.model.content import folded
from chandlery.quoting import escaped, quoted
from chandlery.suggest import did_you_mean

CONFIGURATION_KEYS: Final = frozenset(
    {
        "copyright",
        "docs_dir",
        "exclude_docs",
        "extra",
        "extra_css",
        "extra_javascript",
        "markdown_extensions",
        "nav",
        "not_in_nav",
        "plugins",
        "repo_name",
        "repo_url",
        "site_description",
        "site_dir",
        "site_name",
        "site_url",
        "theme",
        "use_directory_urls",
        "validation",
    }
)
# Every other one may read files, fetch addresses or be any module of the machine's Python.
_PLAIN = "abbr admonition attr_list def_list footnotes md_in_html sane_lists smarty tables toc"
_PYMDOWN = (
    "betterem caret critic details highlight inlinehilite keys magiclink mark progressbar"
    " saneheaders smartsymbols superfences tabbed tasklist tilde"
)
EXTENSIONS: Final = frozenset(_PLAIN.split()) | {f"pymdownx.{name}" for name in _PYMDOWN.split()}

# The filters that the site's templates have beside Jinja2's own.
_FILTERS = (
    "all_called badge by_name by_reason called compared differing inline joined linked moment notes"
    " security_notes size slug states unchanged"
)
FILTERS: Final = frozenset(_FILTERS.split())

# The shipped ones have a tenth of it; Jinja2 reads so much in a second, whatever it is.
MAX_TEMPLATE_BYTES: Final = 128 * 1024
MAX_FINDINGS: Final = 100  # of one file; nobody reads more

# What is made of records, beside the folders that ecosystems have: whole folders, since a record
# that is added next year has its page in one of them.
_MADE = (
    "adapters advisories artifacts badges browse capabilities categories index index-format"
    " integrations metadata plugins publishers review rules search simple statistics"
)
_FOLDERS: Final = frozenset(_MADE.split())
_FILES: Final = re.compile(r"404\.html|(feed|advisories)\.atom|robots\.txt|sitemap(-[0-9]+)?\.xml")
_PAGE = re.compile(r"(.+?)\.(?:md|markdown|mdown|mkdn|mkd)", re.I)


def configuration_findings(value: Any) -> Iterator[Finding]:
    """What is refused of the value of a ``mkdocs.yml``."""
    if not isinstance(value, dict):
        yield Finding((), "the file is not a mapping", "Write a mapping of settings.")
        return
    for key in sorted(value.keys() - CONFIGURATION_KEYS):
        near = did_you_mean(key[:200], CONFIGURATION_KEYS - value.keys())
        yield Finding((key,), f"{quoted(key)} is not taken", near or "Take it out.", "key")
    if value.get("plugins"):
        yield Finding(
            ("plugins",),
            "`plugins` is not taken, unless empty",
            "Take the plug-ins out: they could run code.",
        )
    theme = value.get("theme")
    if isinstance(theme, dict) and "custom_dir" in theme:
        yield Finding(
            ("theme", "custom_dir"),
            "`theme.custom_dir` is not taken",
            "Change pages with `site-src/` and `templates/`.",
            "key",
        )
    yield from _extensions(value.get("markdown_extensions"))


def _extensions(value: Any) -> Iterator[Finding]:
    for index, item in enumerate(value if isinstance(value, list) else [value or {}]):
        step = (index,) if isinstance(value, list) else ()
        for name in item if isinstance(item, dict) else [item]:
            if not isinstance(name, str) or name not in EXTENSIONS:
                near = did_you_mean(name[:200], EXTENSIONS) if isinstance(name, str) else ""
                on_key = isinstance(item, dict)
                yield Finding(
                    ("markdown_extensions", *step, *([name] if on_key else [])),
                    f"the Markdown extension {quoted(name)} is not taken",
                    near or "Take it out, or use one of those that the rule lists.",
                    "key" if on_key else "value",
                )


def template_findings(text: str) -> Iterator[Finding]:
    """What is wrong with the source of a template: its syntax, or a name that nothing has."""
    environment = Environment(autoescape=True)
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        yield _in_line(text, error.lineno, escaped(error.message or "the template does not parse"))
        return
    except RecursionError:
        yield Finding((), "the template nests too deeply", "Flatten it.")
        return
    filters = {*environment.filters, *FILTERS}
    yield from _unknown(text, "filter", _named(tree, Filter), filters)
    yield from _unknown(text, "test", _named(tree, Test), {*environment.tests})


def _named(tree: Node, kind: type[Filter] | type[Test]) -> Iterator[tuple[int, str]]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, kind):
            yield node.lineno, node.name
        pending += node.iter_child_nodes()


def _unknown(
    text: str, what: str, used: Iterator[tuple[int, str]], known: Collection[str]
) -> Iterator[Finding]:
    for line, name in sorted(set(used)):
        if name not in known:
            near = did_you_mean(name[:200], known)
            yield _in_line(text, line, f"there is no {what} {quoted(name)}", near)


def _in_line(text: str, line: int, message: str, hint: str = "") -> Finding:
    """About a line as a whole, from its first character that is no space."""
    lines = text.splitlines()
    content = lines[line - 1] if line <= len(lines) else ""
    start = len(content) - len(content.lstrip()) + 1
    return Finding((line, start, len(content) + 1), message, hint or "Correct the template.")


def page_findings(path: str, dialects: Collection[str]) -> Iterator[Finding]:
    """Whether a written page comes to where records have theirs.

    Args:
        path: below ``site-src/``.
        dialects: the ecosystems that have folders of their own.
    """
    first, _, rest = path.partition("/")
    page = None if rest else _PAGE.fullmatch(first)
    place = folded(page[1] if page else first)
    is_folder = bool(rest) or (page is not None and place not in {"index", "readme"})
    if is_folder and place in _FOLDERS | set(dialects):
        yield Finding(
            (),
            f"`{escaped(path)}` comes to `{place}/`, which is made from records",
            "Put the page into another folder.",
        )
    elif not is_folder and _FILES.fullmatch(place):
        yield Finding((), f"`{place}` is made from records", "Take the file out.")
