"""What a plugin of Caliban's is made of, and the events at which its hooks run."""

from typing import Final

from chandlery.dialects.caliban.configured import HOOKS
from chandlery.dialects.caliban.describe import PROGRAMS, TEXTS
from chandlery.dialects.vocabulary import Table, Vocabulary, Word, alike, hook_tables
from chandlery.model.description import Effect, Risk

_WORDS: Final = (
    *alike((f"components.{kind}" for kind in PROGRAMS), (Effect.PROCESSES,), Risk.HIGH),
    *alike((f"components.{kind}" for kind in TEXTS), (Effect.INTERFACE,), Risk.LOW),
    Word(name="mcpServers.<name>", effects=(Effect.PROCESSES, Effect.NETWORK), risk=Risk.HIGH),
)

VOCABULARY: Final = Vocabulary(
    about=(
        "A manifest of Caliban's declares no capabilities. What a plugin touches follows from its "
        "components: hooks and MCP servers are programs that Caliban starts with the rights of "
        "whoever runs it; the others are texts. A server that is spoken to at an address uses the "
        "network as well."
    ),
    tables=(
        Table(name="components", title="Components", words=_WORDS),
        *hook_tables(HOOKS),
    ),
)
