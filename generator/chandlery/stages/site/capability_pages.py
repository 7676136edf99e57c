"""The pages of capabilities: who declares an effect, and what each ecosystem calls it."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from chandlery.dialects import DIALECTS
from chandlery.dialects.vocabulary import Word
from chandlery.model.description import EFFECT_TITLES, Effect
from chandlery.model.overview import Overview
from chandlery.model.summary import Summary
from chandlery.stages.site import views
from chandlery.stages.site.page import Page
from chandlery.stages.site.paging import parts


def capability_pages(overview: Overview) -> Iterator[Page]:
    """A page for each effect, and one for each ecosystem's own words."""
    yield from _effect_pages(overview)
    for name, dialect in DIALECTS.items():
        if dialect.vocabulary:
            yield Page(
                path=f"capabilities/{name}/index.html",
                template="vocabulary.html",
                title=f"What {dialect.title} plugins can ask for",
                description=f"The words of {dialect.title} for what a plugin touches, and effects.",
                record=f"capabilities/{name}",
                context={"dialect": name, "vocabulary": dialect.vocabulary},
            )


def _effect_pages(overview: Overview) -> Iterator[Page]:
    """A page for each effect: whose newest release declares it?"""
    users: dict[Effect, list[Summary]] = {effect: [] for effect in Effect}
    for package in overview.packages.values():
        for declared in package.declared:
            users[declared.effect].append(package)
    yield Page(
        path="capabilities/index.html",
        template="capabilities.html",
        title="Capabilities",
        description="What plugins declare that they touch, in one vocabulary for all ecosystems.",
        record="capabilities",
        context={
            "effects": [(effect, len(found)) for effect, found in users.items()],
            "vocabularies": [name for name, dialect in DIALECTS.items() if dialect.vocabulary],
        },
    )
    for effect, found in users.items():
        title = EFFECT_TITLES[effect]
        for part in parts(f"capabilities/{effect}", found):
            yield Page(
                path=part.path,
                template="capability.html",
                title=part.called(f"Capability: {title}"),
                description=f"Plugins and adapters whose newest release declares: {title}.",
                record=f"capabilities/{effect}",
                context={"part": part, "effect": effect},
                late=partial(_called, effect),
                changed=views.newest_change(part.items),
            )


def _called(effect: Effect) -> Mapping[str, Any]:
    return {"words": dict(_words(effect))}


def _words(effect: Effect) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """What the ecosystems call an effect."""
    for name, dialect in DIALECTS.items():
        tables = dialect.vocabulary.tables if dialect.vocabulary else ()
        words = tuple(word for table in tables for word in table.words if effect in word.effects)
        if words:
            yield name, words
