"""SRC: what a plugin fetches when it runs, beside what was reviewed.

What a client starts by configuration, manifests included, must be pinned: it runs for everybody
who installs the plugin (codes 003–006).  In scripts and in instructions to agents the same is a
warning (013–016), since what runs there depends on more than the text says.  A download that is
piped into an interpreter is an error everywhere.  `payload_files` says which files are looked into.
"""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import ContentFile, ReleaseEntry
from chandlery.checks import Finding, Once, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.documents import Document, Syntax
from chandlery.rules.payload_files import found_in, programs
from chandlery.rules.payload_kinds import PayloadKind, bundles

# What clients take for the manifest.
_MANIFESTS: Final = frozenset({"plugin.json", "plugin_manifest.json", "objectstack.plugin.json"})

Subject = ReleaseEntry | ContentFile


@rule("SRC003")
def runner_unpinned(subject: Subject) -> Iterator[Finding]:
    """A hook or server runs a package without an exact version.

    ## Why it matters
    `npx`, `uvx` and their kin fetch the newest version and run it at once. What was reviewed is
    not what runs: whoever publishes the package, or takes it over, runs code on every machine
    that has the plugin.

    ## Example
    ```json
    {"mcpServers": {"links": {"command": "npx", "args": ["-y", "link-server"]}}}
    ```

    ## How to mend it
    Give the exact version, `link-server@1.2.3` or `link-server==1.2.3`. Ranges and tags such as
    `latest` are none.
    """
    yield from _started(subject, PayloadKind.RUNNER)


@rule("SRC004")
def installer_unpinned(subject: Subject) -> Iterator[Finding]:
    """A hook or server installs a package without an exact version.

    ## Why it matters
    An installation runs what the package brings, and what it leaves behind runs later. Without an
    exact version nobody knows what that is.

    ## Example
    ```json
    {"type": "command", "command": "pip install --user link-tools && link-tools"}
    ```

    ## How to mend it
    Give the exact version, `link-tools==1.2.3`, better still a file of requirements with
    `--require-hashes`; or ship the code with the plugin.
    """
    yield from _started(subject, PayloadKind.INSTALLER)


@rule("SRC005")
def address_unpinned(subject: Subject) -> Iterator[Finding]:
    """A hook or server runs code from an address that can change.

    ## Why it matters
    A branch or a file on a server is something else tomorrow, and nobody is told.

    ## Example
    ```json
    {"command": "uvx", "args": ["--from", "git+https://git.example/links", "links"]}
    ```

    ## How to mend it
    Name the commit by its 40 digits, `git+https://git.example/links@<commit>`, or the file by its
    digest. A bundle of an MCP server is shipped with the plugin.
    """
    yield from _started(subject, PayloadKind.ADDRESS)


@rule("SRC006")
def image_unpinned(subject: Subject) -> Iterator[Finding]:
    """A hook or server runs an image without its digest.

    ## Why it matters
    A tag, `latest` or `1.2`, is moved at will; the digest is the image.

    ## Example
    ```json
    {"command": "docker", "args": ["run", "-i", "--rm", "mcp/links:1.2"]}
    ```

    ## How to mend it
    Name the digest: `mcp/links@sha256:…`; `docker images --digests` shows it.
    """
    yield from _started(subject, PayloadKind.IMAGE)


@rule("SRC007")
def download_piped(subject: Subject) -> Iterator[Finding]:
    """A download is run as it comes.

    ## Why it matters
    Whoever has the server, or the way to it, runs what they like, and can send each machine
    something else. Nothing of it can be reviewed, before or after.

    ## Example
    ```sh
    curl -fsSL https://links.example/install.sh | sh
    ```

    ## How to mend it
    Ship the script with the plugin. Where that cannot be, download to a file, compare its SHA-256
    with one that the script knows, and run it then.
    """
    yield from _started(subject, PayloadKind.PIPED)
    yield from _written(subject, PayloadKind.PIPED)


@rule("SRC008", severity=Severity.WARNING)
def not_looked_into(subject: Subject) -> Iterator[Finding]:
    """A file that runs is too large to be looked into.

    ## Why it matters
    What is not looked into is not known to be pinned, and no person reads a megabyte of script.

    ## Example
    A `setup.sh` of 2 MB with an archive in it

    ## How to mend it
    Take data out of the script, into a file of its own.
    """
    yield from _started(subject, PayloadKind.UNREAD)
    yield from _written(subject, PayloadKind.UNREAD)


@rule("SRC013", severity=Severity.WARNING)
def script_runs_unpinned(subject: ContentFile) -> Iterator[Finding]:
    """A script runs a package without an exact version.

    ## Why it matters
    Where the script is run, by a hook, a person or an agent that follows a skill, the newest
    version of the package runs with it, which nobody reviewed.

    ## Example
    ```sh
    npx link-server --port 3000
    ```

    ## How to mend it
    Give the exact version: `npx link-server@1.2.3`. Where the package is known to be installed
    already, `npx --no-install` fetches none.
    """
    yield from _written(subject, PayloadKind.RUNNER)


@rule("SRC014", severity=Severity.WARNING)
def script_installs_unpinned(subject: ContentFile) -> Iterator[Finding]:
    """A script installs a package without an exact version.

    ## Why it matters
    Every installation may bring other code than the one that was reviewed.

    ## Example
    ```sh
    pip install link-tools
    ```

    ## How to mend it
    Give the exact version, `link-tools==1.2.3`, better still with `--require-hashes`.
    """
    yield from _written(subject, PayloadKind.INSTALLER)


@rule("SRC015", severity=Severity.WARNING)
def script_fetches_unpinned(subject: ContentFile) -> Iterator[Finding]:
    """A script runs code from an address that can change.

    ## Why it matters
    A branch, or a file on a server, is something else tomorrow.

    ## Example
    ```sh
    pip install git+https://git.example/links
    ```

    ## How to mend it
    Name the commit by its 40 digits: `git+https://git.example/links@<commit>`.
    """
    yield from _written(subject, PayloadKind.ADDRESS)


@rule("SRC016", severity=Severity.WARNING)
def script_image_unpinned(subject: ContentFile) -> Iterator[Finding]:
    """A script, an image file or a compose file uses an image without its digest.

    ## Why it matters
    A tag is moved at will; the digest is the image.

    ## Example
    ```dockerfile
    FROM python:3.12-slim
    ```

    ## How to mend it
    Name the digest beside the tag: `python:3.12-slim@sha256:…`.
    """
    yield from _written(subject, PayloadKind.IMAGE)


@rule("SRC017", severity=Severity.WARNING)
def action_unpinned(subject: ContentFile) -> Iterator[Finding]:
    """A workflow uses an action without its commit.

    ## Why it matters
    People copy the workflows that a plugin brings. A tag of an action is moved at will, and the
    action has the secrets of the repository that it runs in.

    ## Example
    ```yaml
    steps:
      - uses: actions/checkout@v4
    ```

    ## How to mend it
    Name the commit by its 40 digits, and the version in a comment.
    """
    yield from _written(subject, PayloadKind.ACTION)


def _started(subject: Subject, kind: PayloadKind) -> Iterator[Finding]:
    """What clients start by configuration; a manifest is spoken of once, where it is declared."""
    if isinstance(subject, ContentFile):
        if not _is_manifest(subject):
            yield from _of_file(subject, kind, configured=True)
        return
    yield from (finding for of_kind, finding in _of_manifests(subject) if of_kind is kind)


@Once
def _of_manifests(release: ReleaseEntry) -> list[tuple[PayloadKind, Finding]]:
    """What the manifests start, those beside the release's record and others in its source."""
    found = []
    for native in release.manifests:
        for item in (*programs(native.document.value), *bundles(native.document.value)):
            finding = Finding(item.place, item.message, item.hint, document=native.document)
            found.append((item.kind, finding))
    declared = {native.document.data for native in release.manifests}
    for entry in release.source:
        if _named_so(entry.path) and (data := release.read(entry.path)) not in declared:
            document = Document(f"{release.folder}/{entry.path}", data, Syntax.TEXT)
            for by_configuration, item in found_in(entry.path, data):
                if by_configuration:
                    place = tuple(int(step) for step in item.place)
                    finding = Finding(place, item.message, item.hint, document=document)
                    found.append((item.kind, finding))
    return found


def _written(subject: Subject, kind: PayloadKind) -> Iterator[Finding]:
    """What scripts and instructions to agents start."""
    if isinstance(subject, ContentFile):
        yield from _of_file(subject, kind, configured=False)


def _of_file(file: ContentFile, kind: PayloadKind, *, configured: bool) -> Iterator[Finding]:
    # Fixtures of an integration are data that nobody runs.
    if not (file.route or file.path.startswith("source/")):
        return
    for by_configuration, item in found_in(file.path, file.data):
        if item.kind is kind and by_configuration is configured:
            line, column, end = (int(step) for step in item.place)
            yield Finding(file.place(line, column, end), item.message, item.hint)


def _is_manifest(file: ContentFile) -> bool:
    """Whether a file is spoken of with the release: only where that can look at it."""
    if not file.route:
        return _named_so(file.path)
    folder = file.path.rpartition("/")[0]
    return _named_so(file.path) and "/" not in folder.removesuffix("/.claude-plugin")


def _named_so(path: str) -> bool:
    return path.rpartition("/")[2] in _MANIFESTS


_STARTED: Final[tuple[Rule, ...]] = (
    runner_unpinned,
    installer_unpinned,
    address_unpinned,
    image_unpinned,
    download_piped,
    not_looked_into,
)
_WRITTEN: Final[tuple[Rule, ...]] = (
    script_runs_unpinned,
    script_installs_unpinned,
    script_fetches_unpinned,
    script_image_unpinned,
    action_unpinned,
)

RELEASE_RULES: tuple[Rule, ...] = _STARTED
CONTENT_RULES: tuple[Rule, ...] = (*_STARTED, *_WRITTEN)
RULES: tuple[Rule, ...] = CONTENT_RULES
