"""What a manifest of Kari's asks for, and whom it lets in."""

from typing import Final

from chandlery.dialects.kari.rules import ROLES
from chandlery.dialects.vocabulary import Table, Vocabulary, Word
from chandlery.model.description import Effect, Risk

_KEYS: Final = (
    Word(
        name="entry_point",
        effects=(Effect.HOST_CODE,),
        risk=Risk.HIGH,
        facts=("a handler is Python that Kari imports; critical without `sandbox_required`",),
    ),
    Word(
        name="trusted_ui",
        effects=(Effect.INTERFACE,),
        risk=Risk.HIGH,
        facts=("asks to run its interface without the gate for advanced users",),
    ),
    Word(
        name="enable_external_workflow",
        effects=(Effect.NETWORK,),
        risk=Risk.MEDIUM,
        facts=("lets a workflow engine beside Kari work for it",),
    ),
)

VOCABULARY: Final = Vocabulary(
    about=(
        "A manifest of Kari's has no list of capabilities. What a plugin touches follows from a "
        "few keys; who may call it, from its roles."
    ),
    tables=(
        Table(name="keys", title="Keys", columns=("Meaning",), words=_KEYS),
        Table(
            name="roles",
            title="Roles",
            about=(
                "`required_roles` lets in callers who have one of them. Every part of Kari knows "
                "`user` and `admin`; the others are known to some."
            ),
            words=tuple(Word(name=role) for role in sorted(ROLES)),
        ),
    ),
)
