"""The names of Craik's capabilities that this catalog takes, and what each comes to."""

from typing import Final

from chandlery.dialects.craik.effects import EFFECTS, FAMILIES, surface_risk
from chandlery.dialects.vocabulary import Table, Vocabulary, Word

VOCABULARY: Final = Vocabulary(
    about=(
        "To Craik a capability's name is free text, with operations, a scope and a risk that the "
        "record states itself. This catalog takes the names below and refuses others (CRA210), so "
        "that there is one answer to what a plugin touches."
    ),
    tables=(
        Table(
            name="operations",
            title="Names",
            about=(
                "The risk is that of an adapter's surface, which states none; a plugin's record "
                "states its own."
            ),
            words=tuple(
                Word(name=name, effects=(effect,), risk=surface_risk(effect))
                for name, effect in sorted(EFFECTS.items())
            ),
        ),
        Table(
            name="families",
            title="Families",
            about="Any other name that begins so comes to the same.",
            words=tuple(
                Word(name=f"{family}.*", effects=(effect,), risk=surface_risk(effect))
                for family, effect in FAMILIES.items()
            ),
        ),
    ),
)
