"""A marketplace's index as Caliban 0.8.0 reads it (its contract, section b).

Unknown keys are ignored at every level.  One malformed entry makes the whole index unreadable, so
what we publish is held against these models first.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from semver import Version

from chandlery.checks import Finding, Rule, rule, stated
from chandlery.diagnostics import Verdict
from chandlery.documents import Route
from chandlery.quoting import quoted

SHA256 = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z0-9_-]{1,32}")

TWO_ADDRESSES = stated(
    "CAL151",
    """A version gives its address twice.

    ## Why it matters
    `download_url` is another word for `tarball`. Caliban refuses both together, and with them the
    whole index: nobody can install any plugin of the marketplace.

    ## Example
    ```json
    {"version": "1.0.0", "tarball": "https://…", "download_url": "https://…", "sha256": "…"}
    ```

    ## How to mend it
    Keep `tarball`.
    """,
    verdict=Verdict.VALID,
)


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class IndexVersion(_Read):
    """One version of a plugin."""

    version: str
    tarball: Annotated[str, Field(validation_alias=AliasChoices("tarball", "download_url"))]
    sha256: str
    min_caliban: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_address(cls, value: Any) -> Any:
        if isinstance(value, dict) and {"tarball", "download_url"} <= value.keys():
            raise PydanticCustomError(
                "CAL151",
                "the version gives its address twice",
                {"hint": "Keep `tarball`."},
            )
        return value


class IndexEntry(_Read):
    """One plugin: with `versions`, or else flat, with all three of the flat fields."""

    name: str
    description: str = ""
    repository: str | None = None
    version: str | None = None
    sha256: str | None = None
    download_url: str | None = None
    versions: list[IndexVersion] = []

    @property
    def installable(self) -> bool:
        """Whether there is anything that Caliban can install."""
        return bool(self.versions) or None not in {self.version, self.sha256, self.download_url}


class Index(_Read):
    """The whole document."""

    name: str = ""
    url: str = ""
    plugins: list[IndexEntry] = []


@rule("CAL152", verdict=Verdict.VALID)
def nothing_to_install(index: Index) -> Iterator[Finding]:
    """The entry offers no version that Caliban can install.

    ## Why it matters
    Caliban reads the index, and fails for everybody who asks for the plugin.

    ## Example
    ```json
    {"name": "link-keeper", "versions": []}
    ```

    ## How to mend it
    Give `versions` with `version`, `tarball` and `sha256`, or leave the entry out.
    """
    for position, entry in enumerate(index.plugins):
        if not entry.installable:
            yield Finding(
                ("plugins", position),
                f"{quoted(entry.name)} has no version that can be installed",
                "Give `versions`, or leave the entry out.",
            )


@rule("CAL251")
def not_ascending(index: Index) -> Iterator[Finding]:
    """The versions do not run from the oldest to the newest.

    ## Why it matters
    Caliban installs the last one, whatever it is, and takes anything that is not greater for "up
    to date". An older version at the end hides every update.

    ## Example
    ```json
    {"versions": [{"version": "2.0.0"}, {"version": "1.0.0"}]}
    ```

    ## How to mend it
    Put the version that is to be installed last.
    """
    for position, entry in enumerate(index.plugins):
        texts = [item.version for item in entry.versions]
        for at, (before, after) in enumerate(pairwise(texts), start=1):
            older, newer = _parsed(before), _parsed(after)
            if before == after or (older and newer and newer < older):
                yield Finding(
                    ("plugins", position, "versions", at, "version"),
                    f"{quoted(after)} comes after {quoted(before)}",
                    "Put the newest version last.",
                )


@rule("CAL252")
def digest_of_another_form(index: Index) -> Iterator[Finding]:
    """A digest is not 64 lower-case hexadecimal digits.

    ## Why it matters
    Caliban compares texts: with a prefix or a space every download is a mismatch.

    ## Example
    ```json
    {"sha256": "sha256:9f86d0…"}
    ```

    ## How to mend it
    Give the bare SHA-256 of the archive in lower-case hexadecimal.
    """
    for route, digest in _digests(index):
        if not SHA256.fullmatch(digest):
            yield Finding(
                route, f"{quoted(digest)} is no SHA-256", "Give 64 lower-case hexadecimal digits."
            )


@rule("CAL253")
def address_not_absolute(index: Index) -> Iterator[Finding]:
    """An archive's address is not absolute.

    ## Why it matters
    Caliban knows no address that a relative one could start from, and fails.

    ## Example
    ```json
    {"tarball": "artifacts/link-keeper-1.0.0.tar.gz"}
    ```

    ## How to mend it
    Give the whole address, with `https://`.
    """
    for route, address in _addresses(index):
        if not _is_absolute(address):
            yield Finding(
                route, f"{quoted(address)} is no absolute address", "Begin it with `https://`."
            )


@rule("CAL254")
def entry_out_of_reach(index: Index) -> Iterator[Finding]:
    """Nobody can install an entry of this name.

    ## Why it matters
    Caliban takes the first entry of a name, and no manifest can have a name of another form. Such
    an entry is shown and cannot be had.

    ## Example
    ```json
    {"plugins": [{"name": "Link Keeper"}]}
    ```

    ## How to mend it
    Give every entry a name of its own, of lower-case letters, digits, `_` and `-`, at most 32.
    """
    seen: Counter[str] = Counter()
    for position, entry in enumerate(index.plugins):
        seen[entry.name] += 1
        if not NAME.fullmatch(entry.name):
            message = f"{quoted(entry.name)} is no name for a plugin"
        elif seen[entry.name] > 1:
            message = f"{quoted(entry.name)} is the name of an entry before"
        else:
            continue
        yield Finding(("plugins", position, "name"), message, "Choose another name.")


RULES: Final[tuple[Rule, ...]] = (
    TWO_ADDRESSES,
    nothing_to_install,
    not_ascending,
    digest_of_another_form,
    address_not_absolute,
    entry_out_of_reach,
)


def duplicate(route: Route) -> Verdict:
    """A key that Caliban knows, given twice, is refused; the others it does not look at."""
    match route:
        case (str(key),):
            known = key in Index.model_fields
        case ("plugins", int(), str(key)):
            known = key in IndexEntry.model_fields
        case ("plugins", int(), "versions", int(), str(key)):
            known = key in {*IndexVersion.model_fields, "download_url"}
        case _:
            known = False
    return Verdict.VALID if known else Verdict.POLICY


def _parsed(text: str) -> Version | None:
    try:
        return Version.parse(text)
    except ValueError:
        return None


def _is_absolute(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _digests(index: Index) -> Iterator[tuple[Route, str]]:
    for position, entry in enumerate(index.plugins):
        if entry.sha256 is not None and not entry.versions:
            yield ("plugins", position, "sha256"), entry.sha256
        for at, item in enumerate(entry.versions):
            yield ("plugins", position, "versions", at, "sha256"), item.sha256


def _addresses(index: Index) -> Iterator[tuple[Route, str]]:
    for position, entry in enumerate(index.plugins):
        if entry.download_url is not None and not entry.versions:
            yield ("plugins", position, "download_url"), entry.download_url
        for at, item in enumerate(entry.versions):
            yield ("plugins", position, "versions", at, "tarball"), item.tarball
