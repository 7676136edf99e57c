"""The marketplace's own pictures, colours and styles, told to whatever theme the pages have."""

from collections.abc import Mapping
from typing import Any, Final

from chandlery.model.colours import LEGIBLE, NIGHT, contrast, ink, lightened
from chandlery.records.marketplace import Brand

# Where our style sheets are, the one that they become, and what the theme calls colours.
_FOLDER: Final = "assets/css/"
_STYLE: Final = f"{_FOLDER}site.css"
_COLOURS: Final = f"{_FOLDER}brand.css"
# Of the bar, where the marketplace has a colour for links alone: the shipped theme's.
_BAR: Final = "#4051b5"


def with_pictures(configuration: dict[str, Any], brand: Brand) -> dict[str, Any]:
    """A configuration with the marketplace's logo and favicon in place of the theme's."""
    logo, favicon = brand.logo, brand.favicon or brand.logo
    pictures = {key: it for key, it in (("logo", logo), ("favicon", favicon)) if it}
    theme = configuration.get("theme")
    known = theme if isinstance(theme, dict) else {"name": theme} if theme else {}
    return {**configuration, "theme": {**known, **pictures}} if pictures else configuration


def with_one_style(
    configuration: dict[str, Any], written: dict[str, bytes], brand: Brand
) -> dict[str, Any]:
    """Join our style sheets, behind the marketplace's colours: each is a request of every page.

    Args:
        written: the files of the pages, by path; those that are joined are taken out.
    """
    asked = configuration.get("extra_css") or []
    ours = [path for path in asked if isinstance(path, str) and _joins(path, written)]
    colours = style(brand).encode()
    parts = [colours, written.get(_COLOURS, b"") if colours else b""]
    parts += [written[path] for path in dict.fromkeys(ours)]
    for path in {*ours, _COLOURS}:
        written.pop(path, None)
    if not any(parts):
        return configuration
    written[_STYLE] = b"\n".join(filter(None, parts))
    others = [it for it in asked if it not in ours]
    return {**configuration, "extra_css": [_STYLE, *others]}


def _joins(path: str, written: Mapping[str, bytes]) -> bool:
    """Whether a style sheet means the same behind another one, in the same folder."""
    name = path.removeprefix(_FOLDER)
    return path != name and "/" not in name and b"@import" not in written.get(path, b"@import")


def style(brand: Brand) -> str:
    """The marketplace's colours as custom properties, or "" where it has none.

    Their names are no theme's: ``assets/css/brand.css`` says what the theme calls them.
    """
    if not (brand.primary or brand.accent):
        return ""
    bar = brand.primary or _BAR
    night = brand.accent or lightened(bar, lambda colour: contrast(colour, NIGHT) >= LEGIBLE)
    given = {"bar": bar, "link": bar, "night": night}
    said = "".join(
        f"--brand-{name}:{colour};--brand-on-{name}:{ink(colour)};"
        for name, colour in given.items()
    )
    return f":root{{{said}}}\n"
