"""What is not pinned, and how that is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chandlery.documents import MAX_RECORD_BYTES, Route
from chandlery.quoting import escaped, quoted
from chandlery.rules import payload_specs as specs
from chandlery.rules.payload_shell import Word


class PayloadKind(StrEnum):
    """What is not pinned."""

    RUNNER = "runner"  # a package is fetched and run
    INSTALLER = "installer"  # a package is installed, to be run by something else
    ADDRESS = "address"  # code from an address that does not say which
    IMAGE = "image"
    PIPED = "piped"
    ACTION = "action"
    UNREAD = "unread"  # what cannot be looked into


@dataclass(frozen=True, slots=True)
class Payload:
    """One thing that is fetched and was not reviewed."""

    kind: PayloadKind
    place: Route
    message: str
    hint: str


def address(word: Word) -> Payload:
    """An address of a repository that names no commit."""
    return Payload(
        PayloadKind.ADDRESS,
        word.place,
        f"{quoted(word.text)} does not say which commit",
        "Name the commit by its 40 digits: `git+https://…@<commit>`.",
    )


def unpinned(kind: PayloadKind, word: Word, pinned: str) -> Payload:
    """A package whose version is open; `pinned` shows how it is written where it is not."""
    does = "is run" if kind is PayloadKind.RUNNER else "is installed"
    return Payload(
        kind,
        word.place,
        f"{quoted(word.text)} {does} in whatever version is served that day",
        f"Give the exact version: {quoted(pinned)}.",
    )


def image(word: Word) -> Iterator[Payload]:
    """An image that is not named by its digest."""
    if not specs.image_is_exact(word.text):
        yield Payload(
            PayloadKind.IMAGE,
            word.place,
            f"{quoted(word.text)} is whatever image bears that name on the day",
            f"Name it by its digest: `{escaped(specs.image_name(word.text), 60)}@sha256:…`.",
        )


def action(word: Word) -> Iterator[Payload]:
    """An action that a workflow uses; those of the same repository are pinned with it."""
    if word.text.startswith("docker://"):
        yield from image(Word(word.text.removeprefix("docker://"), word.place))
    elif not word.text.startswith("./") and not specs.is_fixed_address(word.text):
        name = word.text.partition("@")[0]
        yield Payload(
            PayloadKind.ACTION,
            word.place,
            f"{quoted(word.text)} is whatever that tag or branch points at on the day",
            f"Name the commit by its 40 digits: `{escaped(name, 60)}@<commit>`.",
        )


def bundles(manifest: Any) -> Iterator[Payload]:
    """Bundles of MCP servers that Claude Code fetches by their address, in its manifest."""
    value = manifest.get("mcpServers") if isinstance(manifest, dict) else None
    given = enumerate(value) if isinstance(value, list) else [(None, value)]
    for at, item in given:
        if isinstance(item, str) and specs.is_address(item):
            route: Route = ("mcpServers",) if at is None else ("mcpServers", at)
            yield Payload(
                PayloadKind.ADDRESS,
                route,
                f"{quoted(item)} is a bundle of programs that nobody reviewed",
                "Ship the bundle with the plugin, and give its path.",
            )


def too_large(size: int) -> Payload:
    """A file that runs, and that is longer than anything that we look into."""
    return Payload(
        PayloadKind.UNREAD,
        (1, 1, 1),
        f"the file has {size} bytes, more than {MAX_RECORD_BYTES}",
        "Split it: what runs must be short enough to be read.",
    )
