"""STI1xx and STI2xx: what a manifest's description has to say, alone."""

import re
from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.stigmem.manifest import NAME_PATTERN, Manifest
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean

_NAME = re.compile(NAME_PATTERN[1:-1])
_DISTRIBUTION = re.compile(r"stigmem-plugin-[a-z0-9]+(-[a-z0-9]+)*")


def version_of(text: str) -> Version | None:
    """A version as Python's installers read it, or `None` for what they do not take."""
    try:
        return Version(text) if text.isascii() else None
    except InvalidVersion:
        return None


def specifiers_of(text: str) -> SpecifierSet | None:
    """A range as the node reads it, or `None` for what it refuses."""
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


@rule("STI104", verdict=Verdict.VALID)
def depends_on_itself(record: Manifest) -> Iterator[Finding]:
    """The plugin depends on itself.

    ## Why it matters
    The node refuses to build such a manifest, and then does not start.

    ## Example
    ```json
    {"name": "stigmem-plugin-notes", "depends_on": ["stigmem-plugin-notes"]}
    ```

    ## How to mend it
    Take the plugin's own name out of `depends_on`.
    """
    for place, name in enumerate(record.depends_on):
        if name == record.name:
            yield Finding(
                ("depends_on", place), f"{quoted(name)} is the plugin itself", "Take the name out."
            )


@rule("STI201")
def version_is_no_python_version(record: Manifest) -> Iterator[Finding]:
    """The version is none that Python's installers take.

    ## Why it matters
    Stigmem's own pattern takes `1.2.0-foo` and digits of any script. No wheel can carry such a
    version, and the node fails on it as soon as the plugin has migrations.

    ## Example
    ```json
    {"version": "1.2.0-foo"}
    ```

    ## How to mend it
    Use a version by PEP 440 in ASCII: `1.2.0`, `1.2.0rc1`.
    """
    if version_of(record.version) is None:
        yield Finding(
            ("version",),
            f"{quoted(record.version)} is no version by PEP 440",
            "Write it like `1.2.0` or `1.2.0rc1`.",
        )


@rule("STI202")
def range_of_nodes_is_missing(record: Manifest) -> Iterator[Finding]:
    """The manifest does not say which nodes it is for.

    ## Why it matters
    The default of `requires_stigmem` differs from node to node: left out, the same plugin asks
    for something else on every release. Empty text takes every node there will ever be.

    ## Example
    ```json
    {"name": "stigmem-plugin-notes", "version": "1.2.0"}
    ```

    ## How to mend it
    Write the range out: `"requires_stigmem": ">=0.9.0a10,<1.0.0"`.
    """
    if not record.requires_stigmem.strip():
        written = "requires_stigmem" in record.model_fields_set
        yield Finding(
            ("requires_stigmem",),
            "`requires_stigmem` is empty" if written else "`requires_stigmem` is not written out",
            "Write the range of nodes, such as `>=0.9.0a10,<1.0.0`.",
        )


@rule("STI203")
def range_of_nodes_is_unreadable(record: Manifest) -> Iterator[Finding]:
    """The range of nodes is none that the node can read.

    ## Why it matters
    The node parses the range only when it registers the plugin. What it cannot read, a bare
    version or `*` for instance, stops it from starting.

    ## Example
    ```json
    {"requires_stigmem": "0.9.0a10"}
    ```

    ## How to mend it
    Give every version an operator: `>=0.9.0a10`.
    """
    if specifiers_of(record.requires_stigmem) is None:
        yield Finding(
            ("requires_stigmem",),
            f"{quoted(record.requires_stigmem)} is no set of version specifiers (PEP 440)",
            "Give every version an operator, such as `>=0.9.0a10`.",
        )


@rule("STI204")
def dependency_is_no_name(record: Manifest) -> Iterator[Finding]:
    """A dependency has not the form of a plugin's name.

    ## Why it matters
    The node takes any text here and then finds no such plugin, which stops it from starting. It
    takes no ranges either.

    ## Example
    ```json
    {"depends_on": ["stigmem-plugin-base>=1.0"]}
    ```

    ## How to mend it
    Write the plugin's name alone: lower-case letters, digits and `-`, from 3 to 64.
    """
    for place, name in enumerate(record.depends_on):
        if _NAME.fullmatch(name) is None:
            yield Finding(
                ("depends_on", place),
                f"{quoted(name)} is no name of a Stigmem plugin",
                "Write the name alone, without a range.",
            )


@rule("STI205", severity=Severity.WARNING)
def name_is_listed_twice(record: Manifest) -> Iterator[Finding]:
    """A name stands twice in the same list.

    ## Why it matters
    The node keeps sets, where a repetition vanishes. In a record that people review it looks as
    if something else had been meant.

    ## Example
    ```json
    {"capabilities": ["facts.read", "facts.read"]}
    ```

    ## How to mend it
    Take one out, or correct it to the name that was meant.
    """
    for key in ("capabilities", "hooks", "depends_on"):
        seen: set[str] = set()
        for place, name in enumerate(getattr(record, key)):
            if name in seen:
                yield Finding((key, place), f"{quoted(name)} stands here again", "Take it out.")
            seen.add(name)


@rule("STI206", severity=Severity.WARNING)
def name_is_not_customary(record: Manifest) -> Iterator[Finding]:
    """The name is not of the form `stigmem-plugin-<slug>`.

    ## Why it matters
    The plugin is installed as a Python distribution of the same name. Stigmem's publication
    contract asks for the prefix, or for a documented reason to do without.

    ## Example
    ```json
    {"name": "recall-notes"}
    ```

    ## How to mend it
    Call it `stigmem-plugin-recall-notes`, or waive this with the reason.
    """
    if _DISTRIBUTION.fullmatch(record.name) is None:
        yield Finding(
            ("name",),
            f"{quoted(record.name)} is not of the form `stigmem-plugin-<slug>`",
            "Name it so, or waive this with a reason.",
        )


@rule("STI207", severity=Severity.NOTE)
def key_is_ignored(record: Manifest) -> Iterator[Finding]:
    """Stigmem knows no such key.

    ## Why it matters
    The node ignores what it does not know, so a mistyped key says nothing.

    ## Example
    ```json
    {"capabilites": ["facts.read"]}
    ```

    ## How to mend it
    Correct the key, or take it out.
    """
    for key in sorted(record.model_extra or {}):
        message = f"the node ignores {quoted(key)}"
        hint = did_you_mean(key, Manifest.model_fields) or "Correct the key or take it out."
        yield Finding((key,), message, hint, "key")


RULES = (
    depends_on_itself,
    version_is_no_python_version,
    range_of_nodes_is_missing,
    range_of_nodes_is_unreadable,
    dependency_is_no_name,
    name_is_listed_twice,
    name_is_not_customary,
    key_is_ignored,
)
