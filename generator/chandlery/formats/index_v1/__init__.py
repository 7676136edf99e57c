"""The index, version 1, as it is published (design §5).

Changed only by adding optional fields; anything else is a version 2 beside it.  Readers ignore
keys that they do not know.  ``path`` is always below the published root, which is two levels above
``entry.json``, so that a mirror needs no rewriting.  Times are RFC 3339 in UTC.
"""

from chandlery.formats.index_v1.base import (
    FileDigest,
    Published,
)
from chandlery.formats.index_v1.chain import (
    Bins,
    Counts,
    Entry,
    FileLine,
    Generator,
    Identity,
    NameBin,
    NameEntry,
    Source,
)
from chandlery.formats.index_v1.notices import (
    Advisories,
    AdvisoryEntry,
    ChangeLine,
    RenameEntry,
    Renames,
    WaiverEntry,
    Waivers,
)
from chandlery.formats.index_v1.packages import (
    ArtifactEntry,
    CapabilityChangesEntry,
    CapabilityEntry,
    CompatibilityEntry,
    DependencyEntry,
    DialectEntry,
    EntryPointEntry,
    IntegrationDetail,
    IsolationLoosenedEntry,
    ManifestEntry,
    PackageDetail,
    ReleaseDetail,
    ReleaseEntry,
    RiskRaisedEntry,
    Shard,
    WidenedEntry,
)

# The file name of each published schema, below ``index/v1/schemas/``.
SCHEMAS: dict[str, type[Published]] = {
    "entry": Entry,
    "bins": Bins,
    "names": NameBin,
    "shard": Shard,
    "package": PackageDetail,
    "integration": IntegrationDetail,
    "advisories": Advisories,
    "renames": Renames,
    "waivers": Waivers,
    "change": ChangeLine,
    "file": FileLine,
}

__all__ = [
    "SCHEMAS",
    "Advisories",
    "AdvisoryEntry",
    "ArtifactEntry",
    "Bins",
    "CapabilityChangesEntry",
    "CapabilityEntry",
    "ChangeLine",
    "CompatibilityEntry",
    "Counts",
    "DependencyEntry",
    "DialectEntry",
    "Entry",
    "EntryPointEntry",
    "FileDigest",
    "FileLine",
    "Generator",
    "Identity",
    "IntegrationDetail",
    "IsolationLoosenedEntry",
    "ManifestEntry",
    "NameBin",
    "NameEntry",
    "PackageDetail",
    "Published",
    "ReleaseDetail",
    "ReleaseEntry",
    "RenameEntry",
    "Renames",
    "RiskRaisedEntry",
    "Shard",
    "Source",
    "WaiverEntry",
    "Waivers",
    "WidenedEntry",
]
