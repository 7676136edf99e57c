from builders import CALIBAN, Files, a_catalog, a_release, a_source, as_json
from rules.case import RuleCase, Tree, changed

LISTING = "plugins/knot-counter/listing.yml"
RELEASE = "plugins/knot-counter/releases/1.0.0/release.json"
MANIFEST = "plugins/knot-counter/releases/1.0.0/caliban.json"


def under(licence: str, files: Files | None = None) -> Tree:
    """The catalog with another licence in the listing."""
    return Tree(changed(files or a_catalog(), LISTING, "license: MIT", f"license: {licence}"))


def shipping(name: str) -> Files:
    """The catalog whose only release ships a text of this name, and no other licence."""
    own = {path: data for path, data in a_source().items() if path != "LICENSE"}
    own[name] = b"Do as you like.\n"
    return a_catalog(only=a_release(source=own))


def declaring(licence: str) -> Tree:
    """The catalog whose release says in its own manifest what its licence is."""
    manifest = as_json(CALIBAN | {"license": licence})
    return Tree(a_catalog(only=a_release(source=a_source() | {"plugin.json": manifest})))


CASES: tuple[RuleCase, ...] = (
    RuleCase("LIC001", under("MIT AND ISC"), under("GPLv3"), "GPLv3", LISTING),
    RuleCase("LIC001", under("MIT AND ISC"), under("MIT AND"), "MIT AND", LISTING),
    RuleCase("LIC001", under("MIT AND ISC"), under("MIT AND ICS"), "MIT AND ICS", LISTING),
    RuleCase("LIC002", under("MIT OR ISC"), under("mit or isc"), "mit or isc", LISTING),
    RuleCase("LIC003", under("GPL-2.0-only"), under("GPL-2.0"), "GPL-2.0", LISTING),
    RuleCase(
        "LIC004",
        under("LicenseRef-Acme", shipping("LICENSE")),
        under("LicenseRef-Acme", shipping("TERMS")),
        "LicenseRef-Acme",
        LISTING,
    ),
    RuleCase("LIC005", declaring("mit"), declaring("ISC"), '"ISC"', MANIFEST),
    RuleCase(
        "LIC006",
        Tree(shipping("LICENSE")),
        Tree(shipping("TERMS")),
        "[",
        RELEASE,
    ),
    RuleCase("LIC007", under("ISC"), under("NONE"), "NONE", LISTING),
    RuleCase("LIC008", under("BUSL-1.1 OR MIT"), under("BUSL-1.1"), "BUSL-1.1", LISTING),
)
