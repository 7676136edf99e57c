"""The site engines that read ``mkdocs.yml``, and what is different about each (decision 4)."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from chandlery.ports.website_configuration import EngineMissing

__all__ = ["ENGINES", "Engine", "engine_for"]

Configuration = dict[str, Any]

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_TRACEBACK = "Traceback (most recent call last):"
_OUTPUT = 4000  # characters of an engine's own words in an error


@dataclass(frozen=True, slots=True)
class Engine:
    """One program that renders the written pages.

    Attributes:
        title: what people call it.
        extra: which extra of ours brings it.
        command: builds what ``mkdocs.yml`` in the current folder says, and fails on warnings.
        adapt: what it is told beside what a catalog says.
    """

    title: str
    extra: str
    command: tuple[str, ...]
    adapt: Callable[[Configuration], Configuration]

    def words(self, output: str) -> str:
        """The end of what it said, as plain text, and without its own stack where it said more."""
        told, _, stack = _COLOURS.sub("", output).partition(_TRACEBACK)
        return (told.strip() or stack.strip())[-_OUTPUT:]


def _for_zensical(configuration: Configuration) -> Configuration:
    """Material's look, which our style sheets are written for, and no search in the header."""
    theme = configuration.get("theme")
    if isinstance(theme, Mapping):
        theme = {"variant": "classic", **theme}
    return {**configuration, "theme": theme, "plugins": {"search": {"enabled": False}}}


def _command(module: str) -> tuple[str, ...]:
    # Not --quiet: that keeps MkDocs' warnings from --strict, which counts what is logged.
    return (sys.executable, "-m", module, "build", "--strict", "--config-file", "mkdocs.yml")


# By module; the first that is installed is taken.
ENGINES: Mapping[str, Engine] = {
    "mkdocs": Engine("MkDocs", "site", _command("mkdocs"), dict),
    "zensical": Engine("Zensical", "zensical", _command("zensical"), _for_zensical),
}


def engine_for(name: str = "") -> Engine:
    """An engine by name, or the first that is installed.

    Raises:
        EngineMissing: it is not installed, or none is.
    """
    for module in [name] if name else ENGINES:
        if find_spec(module) is not None:
            return ENGINES[module]
    engine = ENGINES[name or "mkdocs"]
    raise EngineMissing(
        f"{engine.title} is not installed",
        hint=f"Install chandlery[{engine.extra}], which brings {engine.title}.",
    )
