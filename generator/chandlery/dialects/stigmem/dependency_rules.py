"""STI32x: the dependencies between the Stigmem plugins of a catalog."""

from collections.abc import Iterator
from dataclasses import dataclass

from chandlery.catalog import Catalog
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.nodes import GRADUATED
from chandlery.dialects.stigmem.order import circles
from chandlery.dialects.stigmem.release import twin_of
from chandlery.documents import Document
from chandlery.quoting import quoted
from chandlery.suggest import Choices, did_you_mean


@dataclass(frozen=True, slots=True)
class _Plugin:
    """A release as a node would see it."""

    record: Manifest
    document: Document

    def finding(self, dependency: str, message: str, hint: str) -> Finding:
        """Something about a name in `depends_on`."""
        place = self.record.depends_on.index(dependency)
        return Finding(("depends_on", place), message, hint, document=self.document)


@rule("STI320", severity=Severity.NOTE)
def dependency_is_not_held_here(catalog: Catalog) -> Iterator[Finding]:
    """The plugin depends on one that the catalog does not hold.

    ## Why it matters
    A node that misses a dependency does not start. Whoever installs the plugin has to get the other
    one from elsewhere; or the name is mistyped, and there is none.

    ## Example
    `"depends_on": ["stigmem-plugin-bas"]`, where the catalog has `stigmem-plugin-base`.

    ## How to mend it
    Correct the name, or say in the README where the other plugin comes from.
    """
    plugins = list(_plugins(catalog))
    held = {plugin.record.name for plugin in plugins}
    # A package whose manifests cannot be read is held all the same.
    held.update(
        name for package in catalog.packages if (name := package.listing.names.get("stigmem"))
    )
    known, choices = held | catalog.unread_names | GRADUATED, Choices(held)
    for plugin in plugins:
        for name in dict.fromkeys(plugin.record.depends_on):
            if name not in known:
                near = set(choices.around(name)) - {plugin.record.name}
                hint = did_you_mean(name, near)
                yield plugin.finding(
                    name,
                    f"{quoted(name)} is not held here",
                    hint or "Say in the README where it comes from.",
                )


@rule("STI321")
def dependencies_go_round(catalog: Catalog) -> Iterator[Finding]:
    """Plugins depend on each other in a circle.

    ## Why it matters
    The node registers dependencies first. Of plugins that wait for each other it can register none,
    and does not start. The newest release of each plugin is looked at.

    ## Example
    `stigmem-plugin-a` with `"depends_on": ["stigmem-plugin-b"]`, and the other way round.

    ## How to mend it
    Take one of the dependencies out; what both need belongs into a third plugin.
    """
    newest = {plugin.record.name: plugin for plugin in _plugins(catalog)}
    needs = {name: {*plugin.record.depends_on} - {name} for name, plugin in newest.items()}
    for circle in circles(needs):
        for name, waits_for in circle.steps:
            message = f"the plugins wait for each other: {circle}"
            yield newest[name].finding(waits_for, message, "Take one of the dependencies out.")


def _plugins(catalog: Catalog) -> Iterator[_Plugin]:
    """Every release that is a plugin for Stigmem; of one plugin the oldest first."""
    for package in catalog.packages:
        for release in package.releases:
            native, record = release.manifest("stigmem"), twin_of(release)
            if native and record:
                yield _Plugin(record, native.document)


RULES = (dependency_is_not_held_here, dependencies_go_round)
