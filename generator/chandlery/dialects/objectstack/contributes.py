"""The manifest's `configuration` and `contributes`.

ObjectStack 17.1 checks them field by field; from 17.3 it refuses the first, and of the second
everything but `kinds` without globs.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from chandlery.dialects.objectstack.values import Maybe, Open


class Property(Open):
    """One setting of a plugin."""

    type: Literal["string", "number", "boolean", "array", "object"]
    default: Any = None
    description: Maybe[str] = None
    required: Maybe[bool] = None
    secret: Maybe[bool] = None
    enum: Maybe[list[str]] = None


class Configuration(Open):
    """The settings of a plugin."""

    title: Maybe[str] = None
    properties: dict[str, Property]


class Kind(Open):
    """A kind of metadata."""

    id: str
    globs: list[str]
    description: Maybe[str] = None


class MenuItem(Open):
    """An entry of a menu."""

    id: str
    label: str
    command: Maybe[str] = None


class Theme(Open):
    """A theme."""

    id: str
    label: str
    path: str


class Translation(Open):
    """Texts in one language."""

    locale: str
    path: str


class Action(Open):
    """An action that people can start."""

    name: str
    label: Maybe[str] = None
    description: Maybe[str] = None
    input: Any = None
    output: Any = None


class Driver(Open):
    """A driver for a kind of data source."""

    id: str
    label: str
    description: Maybe[str] = None


class FieldType(Open):
    """A type of field."""

    name: str
    label: str
    description: Maybe[str] = None


class Function(Open):
    """A function for formulas."""

    name: str
    description: Maybe[str] = None
    args: Maybe[list[str]] = None
    return_type: Maybe[str] = None


class Route(Open):
    """A branch of the host's HTTP interface."""

    prefix: Annotated[str, Field(pattern=r"^/")]
    service: str
    methods: Maybe[list[str]] = None


class Command(Open):
    """A command of the host's command line."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    description: Maybe[str] = None
    module: Maybe[str] = None


class Contributions(Open):
    """The whole of `contributes`."""

    kinds: Maybe[list[Kind]] = None
    events: Maybe[list[str]] = None
    menus: Maybe[dict[str, list[MenuItem]]] = None
    themes: Maybe[list[Theme]] = None
    translations: Maybe[list[Translation]] = None
    actions: Maybe[list[Action]] = None
    drivers: Maybe[list[Driver]] = None
    field_types: Maybe[list[FieldType]] = None
    functions: Maybe[list[Function]] = None
    routes: Maybe[list[Route]] = None
    commands: Maybe[list[Command]] = None
