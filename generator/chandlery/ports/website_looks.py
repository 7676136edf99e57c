"""The marketplace's own pictures and colours, told to whatever theme the pages have."""

from typing import Any, Final

from chandlery.model.colours import LEGIBLE, NIGHT, contrast, ink, lightened
from chandlery.records.marketplace import Brand

# Of the bar, where the marketplace has a colour for links alone: the shipped theme's.
_BAR: Final = "#4051b5"


def with_pictures(configuration: dict[str, Any], brand: Brand) -> dict[str, Any]:
    """A configuration with the marketplace's logo and favicon in place of the theme's."""
    logo, favicon = brand.logo, brand.favicon or brand.logo
    pictures = {key: it for key, it in (("logo", logo), ("favicon", favicon)) if it}
    theme = configuration.get("theme")
    known = theme if isinstance(theme, dict) else {"name": theme} if theme else {}
    return {**configuration, "theme": {**known, **pictures}} if pictures else configuration


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
