"""Which ``mkdocs.yml`` we run MkDocs with: one that can say how pages look, and run no code.

A catalog may bring its own, and a catalog is not trusted with the machine that builds it.  MkDocs
reads YAML tags that call Python, hooks, plug-ins, theme folders and extensions that open files; we
read the file with our own parser, take what is on a list, and hand MkDocs the value as JSON.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from chandlery.documents import read_yaml
from chandlery.ports.errors import ChandleryError

_KEYS = frozenset(
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
_EXTENSIONS = frozenset(_PLAIN.split()) | {f"pymdownx.{name}" for name in _PYMDOWN.split()}


class WebsiteError(ChandleryError):
    """The written pages could not be rendered.

    Attributes:
        output: what MkDocs had to say, possibly "".
    """

    def __init__(self, message: str, hint: str = "", *, output: str = "") -> None:
        super().__init__(message, hint)
        self.output = output

    def __str__(self) -> str:
        return f"{self.message}\n{self.output}" if self.output else self.message


class EngineMissing(WebsiteError):  # noqa: N818 - it reads as what happened
    """There is no MkDocs to render them with: the machine's fault, not the pages'."""


def read_configuration(data: bytes) -> dict[str, Any]:
    """Read the content of a ``mkdocs.yml``.

    Raises:
        WebsiteError: it is not plain YAML, or asks for something that could run code or read
            files; names everything that is wrong.
    """
    reading = read_yaml("mkdocs.yml", data)
    problems = [
        f"mkdocs.yml:{trouble.span.line}:{trouble.span.column}: {trouble.kind}: {trouble.detail}"
        for trouble in reading.troubles
    ]
    value = reading.document.value if reading.document else None
    if isinstance(value, Mapping):
        problems += _refused(value)
    elif not problems:
        problems.append("mkdocs.yml: not a mapping")
    if problems or not isinstance(value, Mapping):
        raise WebsiteError(
            "mkdocs.yml cannot be used",
            "Take out what is named; pages can be changed with site-src/ and templates/.",
            output="\n".join(problems),
        )
    return dict(value)


def _refused(value: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(value.keys() - _KEYS):
        yield f"mkdocs.yml: `{key}` is not taken"
    if value.get("plugins"):
        yield "mkdocs.yml: `plugins` is not taken, unless empty"
    theme = value.get("theme")
    if isinstance(theme, Mapping) and "custom_dir" in theme:
        yield "mkdocs.yml: `theme.custom_dir` is not taken"
    extensions = value.get("markdown_extensions") or []
    for item in extensions if isinstance(extensions, list | Mapping) else [extensions]:
        for name in item if isinstance(item, Mapping) else [item]:
            if str(name) not in _EXTENSIONS:
                yield f"mkdocs.yml: the Markdown extension `{name}` is not taken"
