"""Which ``mkdocs.yml`` we run MkDocs with: one that can say how pages look, and run no code.

A catalog may bring its own.  We read it with our own parser, take what `rules.overlay` lists, and
hand MkDocs the value as JSON.
"""

from typing import Any

from chandlery.documents import read_yaml
from chandlery.errors import CatalogError, ChandleryWorldError
from chandlery.rules.overlay import configuration_findings


class WebsiteError(CatalogError):
    """The written pages could not be rendered.

    Attributes:
        output: what MkDocs had to say, possibly "".
    """

    def __init__(self, message: str, hint: str = "", *, output: str = "") -> None:
        super().__init__(message, hint)
        self.output = output

    def __str__(self) -> str:
        return f"{self.message}\n{self.output}" if self.output else self.message


class EngineMissing(ChandleryWorldError):  # noqa: N818 - it reads as what happened
    """There is no MkDocs to render them with: the machine's fault, not the pages'."""


def read_configuration(data: bytes) -> dict[str, Any]:
    """Read the content of a ``mkdocs.yml``.

    Raises:
        WebsiteError: it is not plain YAML, or asks for something that could run code or read
            files; names everything that is wrong.
    """
    reading = read_yaml("mkdocs.yml", data)
    found = [(trouble.span, f"{trouble.kind}: {trouble.detail}") for trouble in reading.troubles]
    document = reading.document
    if document:
        found += [
            (document.locate(finding.route, finding.on), finding.message)
            for finding in configuration_findings(document.value)
        ]
    if found or document is None:
        raise WebsiteError(
            "mkdocs.yml cannot be used",
            "Take out what is named; pages can be changed with site-src/ and templates/.",
            output="\n".join(
                f"mkdocs.yml:{span.line}:{span.column}: {message}" for span, message in found
            ),
        )
    return dict(document.value)
