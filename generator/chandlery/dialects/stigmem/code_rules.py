"""STI31x: what the code of a release does with the node's context, read and never run."""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.stigmem.context import ACCESSORS
from chandlery.dialects.stigmem.hooks import CAPABILITIES, HOOKS
from chandlery.dialects.stigmem.nodes import NODES, told
from chandlery.dialects.stigmem.places import lines_of, place_of
from chandlery.dialects.stigmem.release import search_of, statement_of, twin_of
from chandlery.dialects.stigmem.twin import Handler, Statement
from chandlery.documents import Document, Route, Syntax
from chandlery.quoting import quoted


@rule("STI310", verdict=Verdict.LOADS)
def handler_takes_too_few(entry: ReleaseEntry) -> Iterator[Finding]:
    """A handler cannot take what the node passes to it.

    ## Why it matters
    When it registers a plugin, every known node (`stigmem-node` 0.9.0a10 and 0.9.0a12) looks at the
    handlers: one for a chain of filters or for scores has to take two positional arguments, any
    other one. A handler that does not stops the node from starting. Parameters by keyword alone do
    not count, and `*args` takes any number.

    ## Example
    ```python
    def keep(ctx, *, value):  # for `recall_filter`
    ```

    ## How to mend it
    Let the handler take the context, and for these hooks the value too:
    `def keep(ctx, value, **more):`.
    """
    statement = statement_of(entry)
    if not isinstance(statement, Statement):
        return
    for handler in statement.handlers:
        hook = HOOKS.get(handler.hook)
        takes = handler.positional
        if hook is not None and takes is not None and takes < hook.positional:
            yield Finding(
                _place(entry, handler),
                f"the handler of `{hook.name}` takes {_arguments(takes)}, "
                f"and {told(NODES)} ask for {hook.positional}",
                _SIGNATURES[hook.positional],
                document=_document(entry, handler.path),
            )


@rule("STI311")
def capability_is_not_declared(entry: ReleaseEntry) -> Iterator[Finding]:
    """The code asks for a capability that the manifest does not declare.

    ## Why it matters
    The node's context has one accessor for each capability. It raises `CapabilityError` when the
    manifest does not declare that capability, and the call that the handler was part of fails. And
    nobody who reviewed the manifest was told of it.

    ## Example
    ```python
    def keep(ctx, facts, **more):
        writer = ctx.get_facts_writer()  # and in the manifest: capabilities={"facts.read"}
    ```

    ## How to mend it
    Declare the capability, in the code and in `stigmem.json`, or take the call out. None implies
    another: who writes facts cannot read them.
    """
    twin, found = twin_of(entry), search_of(entry)
    if twin is None or found is None:
        return
    for use in found.told:
        capability = ACCESSORS[use.accessor]
        if capability not in twin.capabilities:
            yield Finding(
                use.route,
                f"`{use.accessor}` asks for `{capability}`, which the manifest does not declare",
                f"Declare `{capability}`, or take the call out.",
                document=_document(entry, use.path),
            )


@rule("STI312", severity=Severity.NOTE)
def capability_is_never_asked_for(entry: ReleaseEntry) -> Iterator[Finding]:
    """The manifest declares a capability that the code never asks for.

    ## Why it matters
    Reviewers and operators weigh a plugin by what it declares. A capability whose accessor the code
    never calls says more than is so, unless it stands for what the plugin gets without asking, as
    the facts that the node passes to `recall_filter`.

    ## Example
    `"capabilities": ["network.outbound"]`, and no `get_network_outbound` in the code.

    ## How to mend it
    Take the capability out of the manifest, in the code and in `stigmem.json`, unless reviewers
    should know of it all the same.
    """
    twin, found = twin_of(entry), search_of(entry)
    if twin is None or found is None or not found.complete:
        return
    for place, name in enumerate(twin.capabilities):
        accessor = CAPABILITIES[name].accessor
        if accessor not in found.named | found.own:
            yield Finding(
                ("capabilities", place),
                f"no code of the release asks for {quoted(name)}: nothing calls `{accessor}`",
                "Take it out, unless reviewers should know of it all the same.",
            )


@rule("STI313", severity=Severity.WARNING)
def code_cannot_be_searched(entry: ReleaseEntry) -> Iterator[Finding]:
    """A file of the code cannot be searched.

    ## Why it matters
    What the plugin asks of the node is read out of its code. Where that cannot be read, it is *not
    checked* whether the manifest declares it.

    ## Example
    A module of a megabyte, or one that is no Python.

    ## How to mend it
    Mend the file. Keep long tables in files that are data.
    """
    found = search_of(entry)
    for error in found.unread if found else ():
        yield Finding(
            (error.line, 1, 1) if error.line else (),
            f"its use of the node cannot be checked: {error.why}",
            "Mend the file, or split it.",
            document=_document(entry, error.path),
        )


_SIGNATURES = {
    1: "Let it take the context: `def handler(ctx, **more):`.",
    2: "Let it take the context and the value: `def handler(ctx, value, **more):`.",
}


def _arguments(number: int) -> str:
    return "1 positional argument" if number == 1 else f"{number or 'no'} positional arguments"


def _document(entry: ReleaseEntry, path: str) -> Document:
    return Document(f"{entry.folder}/{path}", entry.read(path), Syntax.TEXT)


def _place(entry: ReleaseEntry, handler: Handler) -> Route:
    return place_of(lines_of(entry.read(handler.path)), handler.function, handler.name)


RULES = (
    handler_takes_too_few,
    capability_is_not_declared,
    capability_is_never_asked_for,
    code_cannot_be_searched,
)
