"""CLA305 to CLA316: what Claude Code is configured to start, and the texts that a plugin brings."""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.dialects import addresses, items, programs, shapes
from chandlery.dialects.claude.configured import (
    CLIENT,
    HOOKS,
    configurations,
    files,
    items_of,
    source_of,
)


@rule("CLA305")
def program_outside(release: ReleaseEntry) -> Iterator[Finding]:
    """A hook or server starts a program that lies outside of the plugin.

    ## Why it matters
    What lies at `/opt/links` or in somebody's home was not reviewed, and is on no other machine.

    ## Example
    ```json
    {"command": "python3", "args": ["/home/ada/links/server.py"]}
    ```

    ## How to mend it
    Ship the file and write `${CLAUDE_PLUGIN_ROOT}/server.py`. A program of the system is named
    alone, `python3`, or by its place in `/bin` or `/usr/bin`.
    """
    yield from programs.outside_programs(programs.texts(configurations(release)), CLIENT)


@rule("CLA306", severity=Severity.WARNING)
def argument_outside(release: ReleaseEntry) -> Iterator[Finding]:
    """A hook or server is given an absolute path.

    ## Why it matters
    Not every machine has that path, and on those that have it the file may be another.

    ## Example
    ```json
    {"command": "links", "args": ["--config", "/usr/local/etc/links.json"]}
    ```

    ## How to mend it
    Write `${CLAUDE_PLUGIN_ROOT}/links.json` for a file of the plugin, or let people set the path
    in a variable.
    """
    yield from programs.outside_arguments(programs.texts(configurations(release)), CLIENT)


@rule("CLA307")
def file_missing(release: ReleaseEntry) -> Iterator[Finding]:
    """A path below the plugin's folder leads to nothing.

    ## Why it matters
    Claude Code starts the hook or server all the same, and it fails on every machine.

    ## Example
    `${CLAUDE_PLUGIN_ROOT}/bin/serve` for a source with `bin/server`

    ## How to mend it
    Correct the path, or add the file. What a program writes belongs below
    `${CLAUDE_PLUGIN_DATA}`: an update replaces the plugin's folder.
    """
    source = source_of(release)
    if source:
        given = programs.texts(configurations(release))
        yield from programs.missing_files(given, CLIENT, source)


@rule("CLA308", severity=Severity.WARNING)
def file_without_root(release: ReleaseEntry) -> Iterator[Finding]:
    """A file of the plugin is named without the plugin's folder.

    ## Why it matters
    Programs start in the folder where the person works. The file is not there; or there is another
    of the name, and that is run.

    ## Example
    ```json
    {"command": "python3", "args": ["scripts/guard.py"]}
    ```

    ## How to mend it
    Write `${CLAUDE_PLUGIN_ROOT}/scripts/guard.py`.
    """
    source = source_of(release)
    if source:
        given = programs.texts(configurations(release))
        yield from programs.rootless_files(given, CLIENT, source)


@rule("CLA309")
def root_misspelt(release: ReleaseEntry) -> Iterator[Finding]:
    """A variable is meant for the plugin's folder, and Claude Code does not replace it.

    ## Why it matters
    Claude Code puts the folder in place of `${CLAUDE_PLUGIN_ROOT}`. It does not know the variable
    of another client; and without braces only a shell replaces it, which hooks have and servers
    have not.

    ## Example
    ```json
    {"command": "${CALIBAN_PLUGIN_ROOT}/bin/server"}
    ```

    ## How to mend it
    Write `${CLAUDE_PLUGIN_ROOT}`, with the braces.
    """
    yield from programs.wrong_roots(programs.texts(configurations(release)), CLIENT)


@rule("CLA310", severity=Severity.NOTE)
def variable_open(release: ReleaseEntry) -> Iterator[Finding]:
    """A variable comes from the environment of whoever installs the plugin.

    ## Why it matters
    Where it is not set, the hook or server gets the text `${…}` or nothing. People must know what
    to set, and reviewers what is passed on: many secrets live in the environment.

    ## Example
    ```json
    {"env": {"TOKEN": "${LINKS_TOKEN}"}}
    ```

    ## How to mend it
    Say it in the README, or give a default: `${LINKS_MODE:-fast}`.
    """
    yield from programs.open_variables(programs.texts(configurations(release)), CLIENT)


@rule("CLA311")
def configuration_unreadable(release: ReleaseEntry) -> Iterator[Finding]:
    """A file of hooks or servers is no JSON object.

    ## Why it matters
    Claude Code reports an error at every start, and nobody can review what it was to run.

    ## Example
    A `hooks/hooks.json` with a comma behind its last member

    ## How to mend it
    Correct the file.
    """
    source = source_of(release)
    if source:
        yield from programs.unread(source, files(release))


@rule("CLA312", severity=Severity.WARNING)
def hook_idle(release: ReleaseEntry) -> Iterator[Finding]:
    """A hook is written in a way that never runs.

    ## Why it matters
    A guard that is not called guards nothing, and nothing says so.

    ## Example
    ```json
    {"hooks": {"PreTooluse": [{"handlers": [{"type": "command", "command": "guard"}]}]}}
    ```

    ## How to mend it
    Use one of Claude Code's events, and below it groups with `matcher` and a list `hooks`; each
    hook has a `type` and what that needs. Caliban's word for the list is `handlers`.
    """
    yield from shapes.idle_hooks(configurations(release), CLIENT, HOOKS)


@rule("CLA313")
def server_dead(release: ReleaseEntry) -> Iterator[Finding]:
    """An MCP or LSP server can neither be started nor reached.

    ## Why it matters
    A server is a program (`command`) or has an address (`url` and `type`). Without either it
    fails at every start.

    ## Example
    ```json
    {"mcpServers": {"links": {"url": "https://links.example/mcp"}}}
    ```

    ## How to mend it
    Add `"type": "http"` to an address, or give a `command`.
    """
    yield from shapes.dead_servers(configurations(release), CLIENT)


@rule("CLA314")
def name_taken(release: ReleaseEntry) -> Iterator[Finding]:
    """Two skills, two commands or two agents have one name.

    ## Why it matters
    Claude Code calls an item `<plugin>:<name>`. Of two with one name only one can be had, and which
    one that is nobody says.

    ## Example
    `skills/count/SKILL.md` and `skills/count-lines/SKILL.md`, both with `name: count`

    ## How to mend it
    Give each a name of its own; capitals make no difference.
    """
    yield from items.same_names(items_of(release), across=False)


@rule("CLA315", severity=Severity.WARNING)
def front_broken(release: ReleaseEntry) -> Iterator[Finding]:
    """The YAML before a skill, command or agent cannot be read.

    ## Why it matters
    Name and description stand there. Without them the text is called by its file's name, and no
    model knows when to use it.

    ## Example
    ```yaml
    ---
    description: Counts knots: all of them
    ---
    ```

    ## How to mend it
    Put the text into quotation marks, and end the part with a line `---`.
    """
    yield from items.broken_fronts(items_of(release))


@rule("CLA316", severity=Severity.NOTE)
def name_shared(release: ReleaseEntry) -> Iterator[Finding]:
    """A command has the name of a skill.

    ## Why it matters
    Both are `/<plugin>:<name>` to a person who types it. Claude Code takes the skill, and the
    command cannot be had.

    ## Example
    `skills/count/SKILL.md` and `commands/count.md`

    ## How to mend it
    Give one of them another name, or take the command out: people can call skills too.
    """
    yield from items.same_names(items_of(release), across=True)


@rule("CLA317")
def address_open(release: ReleaseEntry) -> Iterator[Finding]:
    """A server or hook is reached without encryption.

    ## Why it matters
    Everybody on the way reads what the model sends, tokens included, and can answer in the server's
    place: with tools, and with text that the model obeys.

    ## Example
    ```json
    {"mcpServers": {"links": {"type": "http", "url": "http://links.example/mcp"}}}
    ```

    ## How to mend it
    Write `https://`, or `wss://` for a WebSocket. An address of the person's own machine, such as
    `http://localhost:3000/`, may stay.
    """
    yield from addresses.open_addresses(programs.texts(configurations(release)))


PROGRAM_RULES: Final = (
    program_outside,
    argument_outside,
    file_missing,
    file_without_root,
    root_misspelt,
    variable_open,
    configuration_unreadable,
    hook_idle,
    server_dead,
    name_taken,
    front_broken,
    name_shared,
    address_open,
)
