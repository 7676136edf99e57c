"""SRC: what a plugin fetches when it runs, beside what was reviewed.

What a client starts by configuration, manifests included, must be pinned: it runs for everybody
who installs the plugin (codes 003–006).  In scripts and in instructions to agents the same is a
warning (013–016), since what runs there depends on more than the text says.  A download that is
piped into an interpreter is an error everywhere.  `payload_files` says which files are looked into.
"""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import ContentFile
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.rules.payload_kinds import PayloadKind
from chandlery.rules.payload_subjects import Subject, started, written


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
    yield from started(subject, PayloadKind.RUNNER)


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
    yield from started(subject, PayloadKind.INSTALLER)


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
    yield from started(subject, PayloadKind.ADDRESS)


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
    yield from started(subject, PayloadKind.IMAGE)


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
    yield from started(subject, PayloadKind.PIPED)
    yield from written(subject, PayloadKind.PIPED)


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
    yield from started(subject, PayloadKind.UNREAD)
    yield from written(subject, PayloadKind.UNREAD)


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
    yield from written(subject, PayloadKind.RUNNER)


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
    yield from written(subject, PayloadKind.INSTALLER)


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
    yield from written(subject, PayloadKind.ADDRESS)


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
    yield from written(subject, PayloadKind.IMAGE)


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
    yield from written(subject, PayloadKind.ACTION)


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
