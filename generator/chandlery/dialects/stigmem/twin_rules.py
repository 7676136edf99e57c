"""STI216 to STI218: the description says what the code and the listing say."""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.stigmem.code import BrokenError, UnreadableError
from chandlery.dialects.stigmem.compare import compare
from chandlery.dialects.stigmem.project import has_code
from chandlery.dialects.stigmem.release import statement_of, twin_of
from chandlery.dialects.stigmem.slips import SAME, slips_of
from chandlery.dialects.stigmem.twin import Statement
from chandlery.quoting import quoted


@rule("STI216")
def twin_differs_from_the_code(entry: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's description says something else than the code.

    ## Why it matters
    The node never sees `stigmem.json`: it takes what the plugin's code returns. Reviewers read
    only the description, so the two have to say the same.

    ## Example
    `"capabilities": ["recall.read"]`, and in the code
    `PluginManifest(capabilities={"recall.read", "facts.write"}, …)`.

    ## How to mend it
    Correct the description, or the code.
    """
    statement, twin = statement_of(entry), twin_of(entry)
    if twin is None or not isinstance(statement, Statement):
        return
    slips = slips_of(entry, twin)
    for key, message, known in compare(twin, statement):
        said = statement.cells[key].value if key in statement.cells else None
        # Where the code and the release agree, that the description does not was told already.
        if known and not (key in slips and SAME[key](said, slips[key])):
            yield Finding((key,), message, "Make them say the same.")


@rule("STI217", severity=Severity.WARNING)
def twin_cannot_be_compared(entry: ReleaseEntry) -> Iterator[Finding]:
    """The code does not plainly say what its manifest is.

    ## Why it matters
    Plugins are never run here. What the code computes, or what is not in the catalog, cannot be
    compared with the description: it is *not checked*.

    ## Example
    ```python
    PluginManifest(name=NAME, version=importlib.metadata.version(NAME), …)
    ```

    ## How to mend it
    State the manifest with literals, or with names that are bound once to literals.
    """
    twin = twin_of(entry)
    if twin is None:
        return
    if not has_code(entry):
        yield Finding(
            ("name",), "cannot be compared: the code is not in the catalog", "Add it as `source/`."
        )
        return
    statement = statement_of(entry)
    if isinstance(statement, UnreadableError) and not isinstance(statement, BrokenError):
        why = f"cannot be compared: {statement.told}"
        yield Finding(("name",), why, "State the manifest plainly.")
    elif isinstance(statement, Statement):
        for key, message, known in compare(twin, statement):
            if not known:
                yield Finding((key,), message, "State it with a literal.")


@rule("STI218")
def name_is_not_the_listings(entry: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's name is not the one that the package has in Stigmem.

    ## Why it matters
    A package keeps one name in an ecosystem. Under another, a release would be offered as a plugin
    of its own, or as somebody else's.

    ## Example
    `plugins/recall-notes/` with `"name": "stigmem-plugin-recall-notes"` and no `names` in its
    listing.

    ## How to mend it
    Write `names: {stigmem: stigmem-plugin-recall-notes}` into `listing.yml`, or correct the name.
    """
    twin = twin_of(entry)
    if twin is not None and (name := slips_of(entry, twin).get("name")):
        yield Finding(
            ("name",),
            f"the manifest says {quoted(twin.name)}, the listing {quoted(name)}",
            "Give the name under `names` in listing.yml, or correct it here.",
        )


RULES = (twin_differs_from_the_code, twin_cannot_be_compared, name_is_not_the_listings)
