"""The keys that a model knows at a route of a record: what a wrong key may have meant."""

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, RootModel
from pydantic.fields import FieldInfo

from chandlery.documents import Route


def model_keys(model: type[BaseModel], route: Route) -> tuple[str, ...]:
    """The keys of the mapping that a route leads to, sorted; none where it has no fixed keys.

    Steps that lead nowhere are the names of a union's branches: such a name chooses the branch.
    """
    found: list[Any] = [model]
    for step in route:
        inside = [inner for annotation in found for inner in _inside(annotation, step)]
        found = inside or _branch(found, step)
    keys = {
        key
        for annotation in found
        for leaf in _leaves(annotation)
        if _is_model(leaf)
        for field in leaf.model_fields.items()
        for key in _names(*field)
    }
    return tuple(sorted(keys))


def _inside(annotation: Any, step: str | int) -> Iterator[Any]:
    """What a step leads to from values of an annotation."""
    for leaf in _leaves(annotation):
        origin = get_origin(leaf)
        if _is_model(leaf):
            fields: Mapping[str, FieldInfo] = leaf.model_fields
            yield from (
                field.annotation for name, field in fields.items() if step in _names(name, field)
            )
        elif isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(step, str):
            yield from get_args(leaf)[1:2]
        elif isinstance(origin, type) and issubclass(origin, Sequence) and isinstance(step, int):
            yield from get_args(leaf)[:1]


def _branch(annotations: list[Any], name: str | int) -> list[Any]:
    leaves = [leaf for annotation in annotations for leaf in _leaves(annotation)]
    return [leaf for leaf in leaves if _is_called(leaf, name)] or annotations


def _is_called(annotation: Any, name: str | int) -> bool:
    """Whether a branch has that name, or that value in the field that tells branches apart."""
    return getattr(annotation, "__name__", None) == name or (
        _is_model(annotation)
        and any(
            get_origin(field.annotation) is Literal and name in get_args(field.annotation)
            for field in annotation.model_fields.values()
        )
    )


def _leaves(annotation: Any) -> Iterator[Any]:
    """The annotation without unions, root models and metadata around it."""
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        for branch in get_args(annotation):
            yield from _leaves(branch)
    elif origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif _is_model(annotation) and issubclass(annotation, RootModel):
        yield from _leaves(annotation.model_fields["root"].annotation)
    else:
        yield annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _names(name: str, field: FieldInfo) -> tuple[str, ...]:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(choice for choice in alias.choices if isinstance(choice, str))
    return (alias if isinstance(alias, str) else name,)
