"""KAR3xx: what a Kari manifest, its code and its release must agree on.

The code is looked at where the catalog holds the source; nothing of it is ever run.
"""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.kari.code import (
    HANDLER,
    manifest_of,
    module_of,
    modules_of,
    source_of,
    text_of,
)
from chandlery.dialects.kari.handler import UnreadableError, place_of, takes
from chandlery.dialects.kari.interface import INTERFACE_RULES
from chandlery.quoting import escaped, quoted


@rule("KAR301")
def name_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's name is not the package's.

    ## Why it matters
    Kari keeps plugins by the name in the manifest, and the folder has the package's.

    ## Example
    `plugins/unit-converter/releases/1.0.0/kari.json` with `"name": "units"`

    ## How to mend it
    Use the package's name, or map it in `listing.yml`: `names: {kari: units}`.
    """
    manifest, expected = manifest_of(release), release.native_name("kari")
    if manifest and manifest.name != expected:
        yield Finding(
            ("name",),
            f"the name is {quoted(manifest.name)}, and the package is called {quoted(expected)}",
            "Use the package's name, or map it in `listing.yml`.",
        )


@rule("KAR302")
def version_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's version is not the release's.

    ## Why it matters
    Who installs a version must get the manifest of that version.

    ## Example
    `releases/1.1.0/kari.json` with `"version": "1.0.0"`

    ## How to mend it
    Correct the manifest, or move it to the release that it describes.
    """
    manifest = manifest_of(release)
    if manifest and manifest.version != release.version:
        yield Finding(
            ("version",),
            f"the version is {quoted(manifest.version)}, and the release is {release.version}",
            f"Set `version` to {release.version}, or move the manifest.",
        )


@rule("KAR303", verdict=Verdict.LOADS)
def no_handler(release: ReleaseEntry) -> Iterator[Finding]:
    """The plugin has no `handler.py`.

    ## Why it matters
    Every Kari looks for the plugin's code in that file, and fails the plugin without it.

    ## Example
    A source with `plugin_manifest.json` and `main.py`

    ## How to mend it
    Put the entry point into `handler.py`, beside the manifest.
    """
    source = source_of(release)
    if source and HANDLER not in source.sizes:
        yield Finding(
            ("module",), f"there is no `{source.folder}{HANDLER}`", "Add the file with the handler."
        )


@rule("KAR304")
def code_unreadable(release: ReleaseEntry) -> Iterator[Finding]:
    """A Python file of the plugin cannot be parsed.

    ## Why it matters
    Kari cannot import it either, and nobody can review it.

    ## Example
    ```python
    def run(params:
        return {}
    ```

    ## How to mend it
    Correct the syntax. A handler that is very large belongs into several files.
    """
    for path, error in modules_of(release).items():
        if isinstance(error, UnreadableError):
            message = f"`{path}` cannot be parsed: {escaped(str(error))}"
            place = text_of(release, path)
            yield Finding((error.line, 1, 1), message, "Correct the file.", document=place)


@rule("KAR305", verdict=Verdict.LOADS)
def entry_point_missing(release: ReleaseEntry) -> Iterator[Finding]:
    """The handler does not define the entry point.

    ## Why it matters
    Kari looks the name up in `handler.py` and fails the plugin where there is none.

    ## Example
    `"entry_point": "convert"` for a handler that defines `run` alone

    ## How to mend it
    Define the function at the top level of `handler.py`, or correct `entry_point`.
    """
    manifest, module = manifest_of(release), module_of(release, HANDLER)
    name = manifest.entry_name if manifest else None
    if module and name and name not in module.bound and not module.open:
        yield Finding(
            ("entry_point",),
            f"`{HANDLER}` does not define `{name}` at its top level",
            f"Define `{name}(params)` there.",
        )


@rule("KAR306", severity=Severity.WARNING)
def entry_point_no_function(release: ReleaseEntry) -> Iterator[Finding]:
    """The handler has the entry point from somewhere else.

    ## Why it matters
    Kari takes any object of that name, also one that cannot be called. Without running the code
    nobody can tell what this one is.

    ## Example
    ```python
    from .implementation import run
    ```

    ## How to mend it
    Define it in `handler.py` itself: `def run(params): return implementation.run(params)`.
    """
    manifest, module = manifest_of(release), module_of(release, HANDLER)
    name = manifest.entry_name if manifest else None
    if module and name and name in module.bound and module.function(name) is None:
        yield Finding(
            place_of(module, name),
            f"`{name}` in `{HANDLER}` is no function that is defined there",
            f"Define it there: `def {name}(params)`.",
            document=text_of(release, HANDLER),
        )


@rule("KAR307", verdict=Verdict.VALID)
def entry_point_takes_other(release: ReleaseEntry) -> Iterator[Finding]:
    """The entry point cannot be called with one argument.

    ## Why it matters
    The published format calls `run(params)`. Kari does not look at the function before it calls
    it.

    ## Example
    ```python
    def run(): ...
    def run(value, unit): ...
    ```

    ## How to mend it
    Take one positional argument, a dictionary: `def run(params)`.
    """
    manifest, module = manifest_of(release), module_of(release, HANDLER)
    name = manifest.entry_name if manifest else None
    function = module.function(name) if module and name else None
    if module and name and function and not takes(function, 1):
        yield Finding(
            place_of(module, name),
            f"`{name}` cannot be called with one argument",
            f"Write `def {name}(params)`.",
            document=text_of(release, HANDLER),
        )


@rule("KAR308", severity=Severity.WARNING, verdict=Verdict.LOADS)
def no_package(release: ReleaseEntry) -> Iterator[Finding]:
    """The plugin has no `__init__.py`.

    ## Why it matters
    Kari's discovery at 166eab1f imports the plugin as a package and fails it without this file.

    ## Example
    A source with `handler.py` and `plugin_manifest.json` alone

    ## How to mend it
    Add an empty `__init__.py` beside the handler.
    """
    source = source_of(release)
    if source and "__init__.py" not in source.sizes:
        yield Finding(("module",), f"there is no `{source.folder}__init__.py`", "Add an empty one.")


RELEASE_RULES: tuple[Rule, ...] = (
    name_of_another,
    version_of_another,
    no_handler,
    code_unreadable,
    entry_point_missing,
    entry_point_no_function,
    entry_point_takes_other,
    no_package,
    *INTERFACE_RULES,
)
