"""KAR309 to KAR311: the user interface that a Kari plugin may bring (the contract, section 5)."""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.kari.code import UI, manifest_of, module_of, source_of, text_of
from chandlery.dialects.kari.handler import place_of, takes


@rule("KAR309", severity=Severity.WARNING)
def trust_without_ui(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest asks for trust in a user interface that is not there.

    ## Why it matters
    `trusted_ui` lets `ui.py` run without the gate for advanced users. Asked for without need, it
    makes people used to granting it.

    ## Example
    `"trusted_ui": true` for a source without `ui.py`

    ## How to mend it
    Set `trusted_ui` to `false`, or add the interface.
    """
    manifest, source = manifest_of(release), source_of(release)
    if manifest and source and manifest.trusted_ui and UI not in source.sizes:
        yield Finding(
            ("trusted_ui",), f"there is no `{source.folder}{UI}`", "Set `trusted_ui` to `false`."
        )


@rule("KAR310", severity=Severity.WARNING)
def ui_without_render(release: ReleaseEntry) -> Iterator[Finding]:
    """The user interface has no `render`.

    ## Why it matters
    The published format calls `render()` in `ui.py`; nothing else of the file is shown.

    ## Example
    A `ui.py` that defines `main` alone

    ## How to mend it
    Define `render()` at the top level of `ui.py`.
    """
    module = module_of(release, UI)
    if module and "render" not in module.bound and not module.open:
        message = f"`{UI}` does not define `render`"
        yield Finding((1, 1, 1), message, "Define `render()` there.", document=text_of(release, UI))


@rule("KAR311", severity=Severity.WARNING)
def render_asks_for_more(release: ReleaseEntry) -> Iterator[Finding]:
    """The user interface's `render` cannot be called without arguments.

    ## Why it matters
    The published format calls `render()` and passes nothing.

    ## Example
    ```python
    def render(params): ...
    ```

    ## How to mend it
    Give every parameter a default, or take none: `def render()`.
    """
    module = module_of(release, UI)
    function = module.function("render") if module else None
    if module and function and not takes(function, 0):
        yield Finding(
            place_of(module, "render"),
            "`render` cannot be called without arguments",
            "Write `def render()`.",
            document=text_of(release, UI),
        )


INTERFACE_RULES: Final[tuple[Rule, ...]] = (
    trust_without_ui,
    ui_without_render,
    render_asks_for_more,
)
