"""The manifest's `capabilities`: protocols, interfaces and extension points.

ObjectStack 17.1 checks them field by field; from 17.3 it refuses the whole key.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from chandlery.dialects.objectstack.values import Count, Maybe, Moment, Open, Whole


class Triple(Open):
    """A version in three numbers."""

    major: Count
    minor: Count
    patch: Count


class Protocol(Open):
    """A protocol by its id, such as ``com.example.protocol.storage.v1``."""

    id: Annotated[str, Field(pattern=r"^([a-z][a-z0-9]*\.)+protocol\.[a-z][a-z0-9._]*\.v[0-9]+$")]
    label: str
    version: Triple
    specification: Maybe[str] = None
    description: Maybe[str] = None


class Feature(Open):
    """A named part of a protocol."""

    name: str
    enabled: bool = True
    description: Maybe[str] = None
    since_version: Maybe[str] = None
    deprecated_since: Maybe[str] = None


class Implementation(Open):
    """A protocol that the plugin implements."""

    protocol: Protocol
    conformance: Literal["full", "partial", "experimental", "deprecated"] = "full"
    implemented_features: Maybe[list[str]] = None
    features: Maybe[list[Feature]] = None
    metadata: Maybe[dict[str, Any]] = None
    certified: bool = False
    certification_date: Maybe[Moment] = None


class Parameter(Open):
    """A parameter of a method."""

    name: str
    type: str
    required: bool = True
    description: Maybe[str] = None


class Method(Open):
    """A method of an interface."""

    name: str
    description: Maybe[str] = None
    parameters: Maybe[list[Parameter]] = None
    return_type: Maybe[str] = None
    async_: Annotated[bool, Field(alias="async")] = False


class Event(Open):
    """An event of an interface."""

    name: str
    description: Maybe[str] = None
    payload: Maybe[str] = None


class Interface(Open):
    """An interface that the plugin provides."""

    id: Annotated[str, Field(pattern=r"^([a-z][a-z0-9]*\.)+interface\.[a-z][a-z0-9._]+$")]
    name: str
    description: Maybe[str] = None
    version: Triple
    methods: list[Method]
    events: Maybe[list[Event]] = None
    stability: Literal["stable", "beta", "alpha", "experimental"] = "stable"


class Requirement(Open):
    """Another plugin that must be there."""

    plugin_id: Annotated[str, Field(pattern=r"^([a-z][a-z0-9]*\.)+[a-z][a-z0-9-]+$")]
    version: str
    optional: bool = False
    reason: Maybe[str] = None
    required_capabilities: Maybe[list[str]] = None


class Contract(Open):
    """What an extension point hands over and takes back."""

    input: Maybe[str] = None
    output: Maybe[str] = None
    signature: Maybe[str] = None


class ExtensionPoint(Open):
    """A place where other plugins may extend this one."""

    id: Annotated[str, Field(pattern=r"^([a-z][a-z0-9]*\.)+extension\.[a-z][a-z0-9._]+$")]
    name: str
    description: Maybe[str] = None
    type: Literal["action", "hook", "widget", "provider", "transformer", "validator", "decorator"]
    contract: Maybe[Contract] = None
    cardinality: Literal["single", "multiple"] = "multiple"


class Extension(Open):
    """An extension of another plugin's point."""

    target_plugin_id: str
    extension_point_id: str
    implementation: str
    priority: Whole = 100


class Capabilities(Open):
    """The whole of `capabilities`."""

    implements: Maybe[list[Implementation]] = None
    provides: Maybe[list[Interface]] = None
    requires: Maybe[list[Requirement]] = None
    extension_points: Maybe[list[ExtensionPoint]] = None
    extensions: Maybe[list[Extension]] = None
