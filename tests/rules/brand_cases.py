from builders import MARKETPLACE, a_catalog
from rules.case import RuleCase, Tree

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def branded(line: str, **files: bytes) -> Tree:
    """A catalog with looks of its own; files in ``site-src/`` have ``_`` for the dot."""
    looks = MARKETPLACE + f"brand:\n  {line}\n".encode()
    pictures = {f"site-src/{name.replace('_', '.')}": data for name, data in files.items()}
    return Tree({**a_catalog(), **pictures, "marketplace.yml": looks})


CASES = [
    RuleCase(
        code="BRD001",
        good=branded("logo: logo.svg", logo_svg=SVG),
        bad=branded("logo: lgo.svg", logo_svg=SVG),
        under="lgo.svg",
        file="marketplace.yml",
    ),
    RuleCase(
        code="BRD002",
        good=branded("favicon: icon.png", icon_png=PNG),
        bad=branded("favicon: icon.png", icon_png=b"\xff\xd8\xff" + PNG),
        under="icon.png",
        file="marketplace.yml",
    ),
    RuleCase(
        code="BRD003",
        good=branded("logo: logo.png", logo_png=PNG + bytes(32 * 1024 - len(PNG))),
        bad=branded("logo: logo.png", logo_png=PNG + bytes(32 * 1024 - len(PNG) + 1)),
        under="logo.png",
        file="marketplace.yml",
    ),
    RuleCase(
        code="BRD004",
        good=branded("logo: logo.svg", logo_svg=SVG),
        bad=branded("logo: logo.svg", logo_svg=SVG.replace(b"<path", b'<path onclick="x()"')),
        under="logo.svg",
        file="marketplace.yml",
    ),
    RuleCase(
        code="BRD005",
        good=branded('primary: "#767676"'),  # 4.54 to 1
        bad=branded('primary: "#777777"'),  # 4.47
        under='"#777777"',
        file="marketplace.yml",
    ),
    RuleCase(
        code="BRD005",
        good=branded('accent: "#7fc8d8"'),
        bad=branded('accent: "#0f4c5c"'),
        under='"#0f4c5c"',
        file="marketplace.yml",
    ),
]
