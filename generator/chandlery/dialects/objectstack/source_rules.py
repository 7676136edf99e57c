"""OBJ233: what of a source does not come into its ``.osplugin``."""

import re
from collections.abc import Iterator
from typing import Final

from chandlery.catalog import ArtifactEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.quoting import quoted
from chandlery.records.release import ArtifactFormat

# What lies beside a plugin for the people who look at its source.
_FOR_PEOPLE: Final = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|authors|changelog|changes)(?:[.-][^/]*)?", re.IGNORECASE
)
_MOST_NAMED: Final = 10


@rule("OBJ233", severity=Severity.WARNING)
def files_are_left_out(entry: ArtifactEntry) -> Iterator[Finding]:
    """Files of the source are in no artifact.

    ## Why it matters
    An `.osplugin` holds the compiled manifest, `dist/` and `assets/`, and nothing else is looked
    for in it. A file elsewhere is published to nobody; code that reads it fails on every host.

    ## Example
    `source/templates/label.svg`, which is read by `source/dist/index.mjs`

    ## How to mend it
    Move what the plugin needs to `dist/` or `assets/`, and take the rest out of the source. README,
    licence, notice and changelog may stay.
    """
    folder = entry.record.source
    if entry.record.format is not ArtifactFormat.OSPLUGIN or folder is None:
        return
    packed = {member.path for member in entry.members}
    below = (
        file.path.removeprefix(folder)
        for file in entry.release.source
        if file.path.startswith(folder)
    )
    lost = sorted(path for path in below if path not in packed and not _FOR_PEOPLE.fullmatch(path))
    if lost:
        named = ", ".join(map(quoted, lost[:_MOST_NAMED]))
        more = f" and {len(lost) - _MOST_NAMED:,} more" if len(lost) > _MOST_NAMED else ""
        yield Finding(
            entry.route,
            f"not in the `.osplugin`: {named}{more}",
            "Move them to `dist/` or `assets/`, or take them out of the source.",
        )


RULES = (files_are_left_out,)
