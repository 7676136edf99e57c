"""What a plugin of Claude Code's is made of, and the events at which its hooks run."""

from typing import Final

from chandlery.dialects.claude.configured import HOOKS
from chandlery.dialects.claude.manifest import PROGRAMS, TEXTS
from chandlery.dialects.vocabulary import Table, Vocabulary, alike, hook_tables
from chandlery.model.description import Effect, Risk

VOCABULARY: Final = Vocabulary(
    about=(
        "A manifest of Claude Code's declares no capabilities. What a plugin touches follows from "
        "its components: hooks, monitors and servers are programs that Claude Code starts with the "
        "rights of whoever runs it, and use the network where they name an address; the others are "
        "texts."
    ),
    tables=(
        Table(
            name="components",
            title="Components",
            words=(
                *alike(PROGRAMS, (Effect.PROCESSES, Effect.NETWORK), Risk.HIGH),
                *alike(TEXTS, (Effect.INTERFACE,), Risk.LOW),
            ),
        ),
        *hook_tables(HOOKS),
    ),
)
