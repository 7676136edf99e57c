"""Stigmem's thirteen capabilities and its hooks, as the model of its context answers."""

from typing import Final

from chandlery.dialects.stigmem.context import PluginContext, Refused
from chandlery.dialects.stigmem.hooks import CAPABILITIES, HOOKS, Capability
from chandlery.dialects.vocabulary import Table, Vocabulary, Word

_ASKING = "your-plugin"


def _word(capability: Capability) -> Word:
    return Word(
        name=capability.name,
        effects=capability.effects,
        risk=capability.risk,
        facts=(
            f"`{capability.accessor}`",
            _answer(capability, frozenset()),
            _answer(capability, frozenset({capability.name})),
            capability.weight,
        ),
    )


def _answer(capability: Capability, declared: frozenset[str]) -> str:
    """What a released node does when the accessor is called."""
    context = PluginContext(plugin_name=_ASKING, capabilities=declared)
    answer = context.call(capability.accessor)
    if isinstance(answer, Refused):
        return f"raises `CapabilityError`: {answer}"
    return f"returns `{answer.handle}`"


VOCABULARY: Final = Vocabulary(
    about=(
        "A manifest declares capabilities; the node hands each handler a context with one accessor "
        "for each. None implies another: writing is not reading. Without the declaration the "
        "accessor raises `CapabilityError`, a `PermissionError` that names plugin, accessor and "
        "capability. With it, it returns the handle that the node put there, and no released node "
        "puts one in: a handler has to be ready for `None`. A declaration is for reviewers and no "
        "sandbox; a plugin is Python in the node's own process."
    ),
    tables=(
        Table(
            name="capabilities",
            title="Capabilities",
            columns=("Accessor", "Not declared", "Declared", "Reviewers are told"),
            words=tuple(map(_word, CAPABILITIES.values())),
        ),
        Table(
            name="hooks",
            title="Hooks",
            about=(
                "Where a node calls plugins. A hook asks for no capability; a failure that the "
                "semantic only logs is raised where the hook is strict."
            ),
            columns=("Band", "Semantic", "Ordering", "Strict"),
            words=tuple(
                Word(
                    name=hook.name,
                    facts=(hook.band, hook.semantic, hook.ordering, "yes" if hook.strict else "no"),
                )
                for hook in HOOKS.values()
            ),
        ),
    ),
)
