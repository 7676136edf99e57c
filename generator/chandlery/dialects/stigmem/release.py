"""What a release says of a Stigmem plugin: its description, its project, and its code."""

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Once
from chandlery.dialects.stigmem.code import UnreadableError
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.project import Project, has_code, read_project
from chandlery.dialects.stigmem.search import Search, search
from chandlery.dialects.stigmem.twin import Statement, read_statement


def twin_of(entry: ReleaseEntry) -> Manifest | None:
    """The description, ``stigmem.json``."""
    native = entry.manifest("stigmem")
    record = native.record if native else None
    return record if isinstance(record, Manifest) else None


@Once
def project_of(entry: ReleaseEntry) -> Project | None:
    """The project, for the rules that have nothing to say where STI212 has."""
    project = read_project(entry) if has_code(entry) else None
    return project if isinstance(project, Project) else None


@Once
def statement_of(entry: ReleaseEntry) -> Statement | UnreadableError | None:
    """What the code states, or why that cannot be told; `None` where there is no such code."""
    project = project_of(entry)
    factory = project.factory() if project else None
    if project is None or factory is None:
        return None
    try:
        return read_statement(project.sources(entry), *factory)
    except UnreadableError as error:
        return error


@Once
def search_of(entry: ReleaseEntry) -> Search | None:
    """What the installed code asks its context for; `None` where there is no such code."""
    project = project_of(entry)
    factory = project.factory() if project else None
    if project is None or factory is None:
        return None
    sources = project.sources(entry)
    return search(sources, sources.shipped(factory[0]))
