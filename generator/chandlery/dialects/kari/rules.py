"""KAR2xx: what this catalog asks of a manifest that the published rule would take."""

import re
from collections.abc import Iterator
from typing import Final

from semver import Version

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.kari.manifest import HANDLER, PluginManifest, is_name
from chandlery.dialects.kari.parts import PARTS
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
_TEXTS = ("name", "description", "author", "module", "entry_point")
_FLAGS = ("trusted_ui", "enable_external_workflow", "sandbox_required")

# The vocabularies of Kari's code together (the contract, section 7); none of them is *the* list.
ROLES: Final = frozenset(
    {
        "admin",
        "agent",
        "analyst",
        "data_steward",
        "dev",
        "developer",
        "devops",
        "guest",
        "model_manager",
        "power_user",
        "readonly",
        "routing_admin",
        "routing_auditor",
        "routing_operator",
        "security_officer",
        "super_admin",
        "system",
        "trainer",
        "user",
    }
)

# To look for what was meant takes time, and a manifest can have a hundred thousand keys.
_MAX_SUGGESTIONS: Final = 100

# Keys that only others of Kari's rules read (the contract, section 2), and its seed plugins have.
ELSEWHERE: Final = frozenset(
    {
        "api_version",
        "background_tasks",
        "capabilities",
        "display_name",
        "entrypoint",
        "id",
        "kari_min_version",
        "parameters",
        "permissions",
        "rbac",
        "resources",
        "workflow_slug",
    }
)


@rule("KAR201")
def version_not_semantic(manifest: PluginManifest) -> Iterator[Finding]:
    """The version is not SemVer 2.0.

    ## Why it matters
    Kari's page asks for a semantic version and its code takes any text. Nobody can tell which of
    two such texts is the newer one.

    ## Example
    ```json
    {"version": "banana"}
    ```

    ## How to mend it
    Write three numbers: `1.2.0`.
    """
    text = manifest.version
    if not (text.isascii() and text.isprintable() and Version.is_valid(text)):
        yield Finding(
            ("version",), f"{quoted(text)} is not a SemVer version", "Write three numbers: `1.2.0`."
        )


@rule("KAR202")
def name_no_slug(manifest: PluginManifest) -> Iterator[Finding]:
    """The name cannot be an address.

    ## Why it matters
    The name is the plugin's id and the name of its folder.

    ## Example
    ```json
    {"name": "Unit Converter! (v2)"}
    ```

    ## How to mend it
    Use lower-case letters, digits, `-` and `_`; `display_name` may be any text.
    """
    if manifest.name.strip() and not _SLUG.fullmatch(manifest.name):
        yield Finding(
            ("name",),
            f"{quoted(manifest.name)} cannot be an id",
            "Use lower-case letters, digits, `-` and `_`.",
        )


@rule("KAR203")
def empty_text(manifest: PluginManifest) -> Iterator[Finding]:
    """A text that has to say something is empty.

    ## Why it matters
    Kari takes the empty text and then shows nothing, or finds nothing to run.

    ## Example
    ```json
    {"description": ""}
    ```

    ## How to mend it
    Fill it in.
    """
    for key in _TEXTS:
        if not getattr(manifest, key).strip():
            yield Finding((key,), f"`{key}` is empty", "Fill it in.")


@rule("KAR204")
def not_a_boolean(manifest: PluginManifest) -> Iterator[Finding]:
    """A flag is written as something else than `true` or `false`.

    ## Why it matters
    The published rule reads `1` and `"yes"` as true; Kari's router asks for a real boolean. A
    flag that decides about trust must read the same everywhere.

    ## Example
    ```json
    {"trusted_ui": "yes"}
    ```

    ## How to mend it
    Write `true` or `false`.
    """
    for key in _FLAGS:
        value = manifest.written.get(key, False)
        if not isinstance(value, bool):
            yield Finding((key,), f"{quoted(value)} is no boolean", "Write `true` or `false`.")


@rule("KAR205")
def module_not_the_handler(manifest: PluginManifest) -> Iterator[Finding]:
    """The module is no dotted path to the handler.

    ## Why it matters
    Kari's router imports this path. One that leads elsewhere runs code that the plugin does not
    bring.

    ## Example
    ```json
    {"module": "os"}
    ```

    ## How to mend it
    Write where `handler.py` will be: `ai_karen_engine.plugins.unit_converter.handler`.
    """
    parts = manifest.module.split(".")
    if manifest.module.strip() and not (all(map(is_name, parts)) and parts[-1] == HANDLER):
        yield Finding(
            ("module",),
            f"{quoted(manifest.module)} is no dotted path that ends in `handler`",
            "Write the path of the module that `handler.py` will be.",
        )


@rule("KAR206")
def entry_point_no_name(manifest: PluginManifest) -> Iterator[Finding]:
    """The entry point is no name of a function.

    ## Why it matters
    Kari looks it up in `handler.py`. Nothing can have such a name there.

    ## Example
    ```json
    {"entry_point": "main.run"}
    ```

    ## How to mend it
    Write the function's name, `run`, or `handler:run`.
    """
    if manifest.entry_point.strip() and manifest.entry_name is None:
        yield Finding(
            ("entry_point",),
            f"{quoted(manifest.entry_point)} is no name of a function in `handler.py`",
            "Write the function's name: `run`.",
        )


@rule("KAR210", severity=Severity.WARNING)
def unknown_role(manifest: PluginManifest) -> Iterator[Finding]:
    """A role is one that no part of Kari knows.

    ## Why it matters
    Kari takes any text and lets in whoever has one of the roles. Nobody has this one.

    ## Example
    ```json
    {"required_roles": ["wizard"]}
    ```

    ## How to mend it
    Use `user` or `admin`, the two that every part of Kari knows.
    """
    for at, role in enumerate(manifest.required_roles):
        if role not in ROLES:
            yield Finding(
                ("required_roles", at),
                f"no part of Kari knows the role {quoted(role)}",
                did_you_mean(role, ROLES) or "Use `user` or `admin`.",
            )


@rule("KAR212", severity=Severity.WARNING)
def misspelt_key(manifest: PluginManifest) -> Iterator[Finding]:
    """A key looks like one that Kari reads, and is not.

    ## Why it matters
    Kari keeps keys that it does not know and does nothing with them. Most of those that it knows
    have a default, so a slip is lost in silence: a plugin that wanted `sandbox_requird` is run as
    if it had said nothing.

    ## Example
    ```json
    {"required_role": ["admin"]}
    ```

    ## How to mend it
    Correct the key. One of your own may stay under a name that is not so near to one of Kari's.
    """
    missing = PluginManifest.model_fields.keys() - manifest.model_fields_set
    for key in sorted((manifest.model_extra or {}).keys() - ELSEWHERE)[:_MAX_SUGGESTIONS]:
        if hint := did_you_mean(key[:200], missing):
            yield Finding((key,), f"Kari does not read {quoted(key)}", hint, on="key")


POLICY = (
    version_not_semantic,
    name_no_slug,
    empty_text,
    not_a_boolean,
    module_not_the_handler,
    entry_point_no_name,
    unknown_role,
    misspelt_key,
    *PARTS,
)
