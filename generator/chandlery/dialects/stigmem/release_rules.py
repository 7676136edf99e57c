"""STI210 to STI215: what a release has to say as a whole; the project agrees with the twin."""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.dialects.stigmem.code import BrokenError
from chandlery.dialects.stigmem.project import GROUP, Project, has_code, read_project
from chandlery.dialects.stigmem.release import project_of, statement_of, twin_of
from chandlery.dialects.stigmem.slips import SAME, slips_of
from chandlery.quoting import quoted
from chandlery.records.release import ArtifactFormat


@rule("STI210")
def version_is_not_the_releases(entry: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's version is not the release's.

    ## Why it matters
    The release's folder is named by SemVer, the wheel by PEP 440. They have to mean one version,
    or the index offers something else than is installed.

    ## Example
    `releases/1.3.0/stigmem.json` with `"version": "1.2.0"`

    ## How to mend it
    Make them equal as Python reads them: `1.2.0-rc.1` and `1.2.0rc1` are.
    """
    twin = twin_of(entry)
    if twin is not None and "version" in slips_of(entry, twin):
        yield Finding(
            ("version",),
            f"the manifest says {quoted(twin.version)}, the release is {entry.version}",
            "Make them the same version.",
        )


@rule("STI211")
def wheel_is_missing(entry: ReleaseEntry) -> Iterator[Finding]:
    """The release has no wheel.

    ## Why it matters
    A source distribution runs its build code on the machine that installs it, before anybody is
    asked for trust.

    ## Example
    A release whose only artifact is an `sdist`.

    ## How to mend it
    Publish a wheel, beside the source distribution or alone.
    """
    formats = {artifact.format for artifact in entry.record.artifacts}
    if ArtifactFormat.SDIST in formats and ArtifactFormat.WHEEL not in formats:
        yield Finding(
            ("artifacts",),
            "there is a source distribution and no wheel",
            "Publish a wheel, too.",
            document=entry.document,
        )


@rule("STI212")
def project_cannot_be_read(entry: ReleaseEntry) -> Iterator[Finding]:
    """The source has no `pyproject.toml` that can be read.

    ## Why it matters
    It names the distribution, its version and the entry point by which the node finds the plugin.

    ## Example
    `releases/1.0.0/source/` with a `setup.py` alone.

    ## How to mend it
    Add a `pyproject.toml` with a `[project]` table.
    """
    if has_code(entry) and isinstance(problem := read_project(entry), Finding):
        yield problem


@rule("STI213")
def project_disagrees(entry: ReleaseEntry) -> Iterator[Finding]:
    """`pyproject.toml` and the manifest disagree.

    ## Why it matters
    What is installed is the distribution; what is reviewed is the manifest. In all of Stigmem's own
    plugins they have one name and one version.

    ## Example
    ```toml
    [project]
    name = "stigmem-plugin-notes"
    dynamic = ["version"]
    ```

    ## How to mend it
    Write `name`, `version` and `requires-python` into the `[project]` table, the first two as in
    the manifest.
    """
    project, twin = project_of(entry), twin_of(entry)
    if project is None or twin is None:
        return
    slips = slips_of(entry, twin)
    for key, theirs in (("name", twin.name), ("version", twin.version)):
        value = project.table.get(key)
        if not any(SAME[key](value, right) for right in (theirs, slips.get(key, theirs))):
            message = f"the {key} is {_shown(value)}, the manifest's {quoted(theirs)}"
            yield _in(project, message, key)
    if not isinstance(project.table.get("requires-python"), str):
        yield _in(project, "there is no `requires-python`", "requires-python")


@rule("STI214")
def entry_point_is_not_plain(entry: ReleaseEntry) -> Iterator[Finding]:
    """The project has not exactly one entry point of the form `module:function`.

    ## Why it matters
    The node finds plugins by the group `stigmem.plugins` and nothing else. Without an entry point
    the distribution is installed and never loaded; with two, one manifest stays unread here.

    ## Example
    ```toml
    [project.entry-points."stigmem.plugins"]
    notes = "stigmem_plugin_notes"
    ```

    ## How to mend it
    Name the function that returns the manifest: `"stigmem_plugin_notes:plugin_manifest"`.
    """
    project = project_of(entry)
    if project is None or project.factory():
        return
    points = project.entry_points()
    if len(points) == 1:
        name, value = next(iter(points.items()))
        message = f"the entry point {quoted(name)} is {_shown(value)}, no `module:function`"
        yield _in(project, message, *_POINTS, name)
    else:
        message = f'`[project.entry-points."{GROUP}"]` has {len(points)} entries, not one'
        yield _in(project, message, *_POINTS)


@rule("STI215")
def factory_does_not_work(entry: ReleaseEntry) -> Iterator[Finding]:
    """The function that should return the manifest cannot be found or called.

    ## Why it matters
    The node calls it without arguments when it starts. One plugin that fails stops the node.

    ## Example
    An entry point `stigmem_plugin_notes:manifest` where the module has only `plugin_manifest`.

    ## How to mend it
    Let the entry point name a function of the package that can be called without arguments.
    """
    if isinstance(problem := statement_of(entry), BrokenError) and (project := project_of(entry)):
        hint = "Name a function of the package that can be called without arguments."
        route = ("project", *_POINTS, *project.entry_points())
        yield project.finding(route, problem.told, hint)


def _in(project: Project, message: str, *keys: str) -> Finding:
    """A finding about a key below the ``[project]`` table."""
    return project.finding(("project", *keys), message, "Correct it in the `[project]` table.")


def _shown(value: object) -> str:
    return quoted(value) if isinstance(value, str) else "missing" if value is None else "no text"


_POINTS = ("entry-points", GROUP)

RULES = (
    version_is_not_the_releases,
    wheel_is_missing,
    project_cannot_be_read,
    project_disagrees,
    entry_point_is_not_plain,
    factory_does_not_work,
)
