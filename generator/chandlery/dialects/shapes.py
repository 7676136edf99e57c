"""Hooks and servers as their clients want them: events, handlers, transports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chandlery.checks import Finding
from chandlery.dialects.programs import Client, Configuration, few
from chandlery.documents import Route
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class HookShape:
    """How a client's hooks are written.

    Attributes:
        handlers: the key of a group's list of handlers, and what another client calls it.
        needs: by a handler's type, the keys that it must have.
    """

    events: frozenset[str]
    handlers: str
    elsewhere: str
    needs: Mapping[str, tuple[str, ...]]


# Transports by which a server is spoken to at an address; any other starts a program.
REMOTE: Final = frozenset({"http", "sse", "streamable-http", "ws"})
LOCAL: Final = "stdio"


@few
def idle_hooks(
    given: Iterable[Configuration], client: Client, shape: HookShape
) -> Iterator[Finding]:
    """Hooks that never run."""
    for part in given:
        if part.kind != "hooks" or not isinstance(part.value, dict):
            continue
        for event, groups in part.value.items():
            if event not in shape.events:
                hint = did_you_mean(event, shape.events) or "Take it out, or correct the name."
                message = f"{client.title} has no event {quoted(event)}"
                yield part.found((event,), message, hint, on_key=True)
            if not isinstance(groups, list):
                yield part.found((event,), f"{quoted(event)} is not a list", "Write a list.")
                continue
            for at, group in enumerate(groups):
                yield from _group(part, (event, at), group, shape)


def _group(part: Configuration, route: Route, group: Any, shape: HookShape) -> Iterator[Finding]:
    handlers = group.get(shape.handlers) if isinstance(group, dict) else None
    if isinstance(handlers, list):
        for at, handler in enumerate(handlers):
            yield from _handler(part, (*route, shape.handlers, at), handler, shape)
    elif isinstance(group, dict) and shape.elsewhere in group:
        message = f"the handlers stand in `{shape.elsewhere}`, which is another client's word"
        hint = f"Call the list `{shape.handlers}`."
        yield part.found((*route, shape.elsewhere), message, hint, on_key=True)
    else:
        hint = f"Write `{shape.handlers}`, a list."
        yield part.found(route, f"there is no list `{shape.handlers}`", hint)


def _handler(
    part: Configuration, route: Route, handler: Any, shape: HookShape
) -> Iterator[Finding]:
    kind = handler.get("type") if isinstance(handler, dict) else None
    if not isinstance(kind, str) or kind not in shape.needs:
        shown = quoted(kind) if kind is not None else "nothing"
        types = ", ".join(f"`{name}`" for name in sorted(shape.needs))
        hint = did_you_mean(str(kind), shape.needs) or f"Use one of {types}."
        yield part.found((*route, "type"), f"the type of the handler is {shown}", hint)
        return
    for key in shape.needs[kind]:
        if not isinstance(handler.get(key), str) or not handler[key].strip():
            message = f"a handler of the type `{kind}` has no `{key}`"
            yield part.found((*route, key), message, f"Give `{key}`, a text.")


@few
def dead_servers(given: Iterable[Configuration], client: Client) -> Iterator[Finding]:
    """Servers that cannot be started or reached."""
    for part in given:
        if part.kind not in {"mcp", "lsp"} or not isinstance(part.value, dict):
            continue
        for name, server in part.value.items():
            if not isinstance(server, dict):
                yield part.found((name,), f"{quoted(name)} is no object", "Write an object.")
            elif part.kind == "lsp":
                yield from _lacks(part, name, server, "command")
            else:
                yield from _server(part, name, server, client)


def _server(
    part: Configuration, name: str, server: dict[str, Any], client: Client
) -> Iterator[Finding]:
    key, transports = client.transport, client.transports
    transport = server.get(key, LOCAL)
    if not isinstance(transport, str) or transport not in transports:
        hint = did_you_mean(str(transport), transports) or f"Use `{LOCAL}` or `http`."
        message = f"{client.title} has no transport {quoted(transport)}"
        yield part.found((name, key), message, hint)
    elif transport in REMOTE:
        yield from _lacks(part, name, server, "url")
    elif "url" in server and "command" not in server:
        message = f"{quoted(name)} has an address, and its transport is `{LOCAL}`"
        yield part.found((name, "url"), message, f'Add `"{key}": "http"`.')
    else:
        yield from _lacks(part, name, server, "command")


def _lacks(part: Configuration, name: str, server: dict[str, Any], key: str) -> Iterator[Finding]:
    value = server.get(key)
    if not isinstance(value, str) or not value.strip():
        yield part.found((name, key), f"the server {quoted(name)} has no `{key}`", f"Give `{key}`.")
