"""An app's connectors: which are declarations, and which bring code along.

An entry of a bundle's `connectors` that names a `provider` is a declaration: the host's own
executor for OpenAPI documents, MCP servers or plain REST makes the connector of it, and no code
comes with the app.  An entry without one only describes a connector that some plugin registers.
Of both, 17.1 to 17.4 refuse what is listed in `refused_parts`, where they check a bundle at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from chandlery.dialects.objectstack.scripts import has_scripts
from chandlery.documents import Route
from chandlery.quoting import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One entry of `connectors`.

    Attributes:
        route: of the entry, in its document.
        provider: ``openapi``, ``mcp``, ``rest`` or another executor; ``""`` for a description.
    """

    route: Route
    name: str
    provider: str
    value: Mapping[str, Any] = field(repr=False)

    def programs(self) -> Iterator[tuple[Route, str]]:
        """Where it has code run, and what that is."""
        transport = _mapping(_mapping(self.value, "providerConfig"), "transport")
        if transport.get("kind") == "stdio":
            where = (*self.route, "providerConfig", "transport", "kind")
            yield where, f"starts the program {quoted(transport.get('command'))}"
        if has_scripts(self.value):
            yield self.route, "holds a script"

    def refused_parts(self) -> Iterator[tuple[Route, str]]:
        """What hosts refuse in an entry, and why."""
        for key in ("actions", "triggers") if self.provider else ():
            if self.value.get(key):
                yield (*self.route, key), "its provider derives them"
        if _mapping(self.value, "authentication").get("type", "none") != "none":
            yield (*self.route, "authentication"), "a credential would stand in the bundle"
        for key in () if self.provider else ("providerConfig", "auth"):
            if key in self.value:
                yield (*self.route, key), "there is no `provider` that would read it"

    def addresses(self) -> Iterator[tuple[Route, str]]:
        """The addresses that it reaches."""
        config = _mapping(self.value, "providerConfig")
        places: tuple[Route, ...] = (("baseUrl",), ("spec",), ("transport", "url"))
        for place in places if self.provider else ():
            inner = config if len(place) == 1 else _mapping(config, "transport")
            address = inner.get(str(place[-1]))
            if isinstance(address, str) and _host(address):
                yield (*self.route, "providerConfig", *place), address


def connectors(document: Any) -> Iterator[Connector]:
    """The connectors of a bundle, or of a manifest that holds them itself."""
    entries = document.get("connectors") if isinstance(document, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield Connector(
                route=("connectors", index),
                name=_text(entry, "name"),
                provider=_text(entry, "provider"),
                value=entry,
            )


def has_code(document: Any) -> bool:
    """Whether an app's bundle is more than declarations: a script anywhere, or a program."""
    started = (place for connector in connectors(document) for place in connector.programs())
    return has_scripts(document) or any(started)


def is_granted(address: str, network: Iterable[str]) -> bool:
    """Whether the permission `network` covers an address (contract, section 2.2).

    A host holds each entry against the address's host and against the whole of it: exactly, or as
    a glob.  That its ``*`` stays between slashes, unlike ``**``, is not looked at here.
    """
    targets = (_host(address), address)
    globs = [entry.replace("[", "[[]").replace("?", "[?]") for entry in network]
    return any(fnmatchcase(target, glob) for glob in globs for target in targets)


def _host(address: str) -> str:
    """Host and port of an address; ``""`` for a text that is none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:  # brackets that do not match, or a port that is no number
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return f"{parts.hostname}:{port}" if port else parts.hostname


def _mapping(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else {}


def _text(value: Mapping[str, Any], key: str) -> str:
    text = value.get(key)
    return text if isinstance(text, str) else ""
