"""A run of ``check`` → text, one module a format; none of them decides anything."""

from collections.abc import Callable, Mapping
from typing import Final

from chandlery.reports import github, json_v1, markdown, sarif, text
from chandlery.reports.report import Report

# What ``check --format`` takes.
FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": text.render,
    "json": json_v1.render,
    "github": github.render,
    "sarif": sarif.render,
    "markdown": markdown.render,
}
