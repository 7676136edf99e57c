"""The index, version 1, as it is published (design §5).

Changed only by adding optional fields; anything else is a version 2 beside it.  Readers ignore
keys that they do not know.  ``path`` is always below the published root, which is two levels above
``entry.json``, so that a mirror needs no rewriting.  Times are RFC 3339 in UTC.
"""

from chandlery.formats.index_v1.base import (
    FOREIGN,
    FileDigest,
    Published,
)
from chandlery.formats.index_v1.capability_changes import (
    CapabilityChangesEntry,
    IsolationLoosenedEntry,
    RiskRaisedEntry,
    WidenedEntry,
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
from chandlery.formats.index_v1.governance import (
    CriterionEntry,
    EvidenceEntry,
    GovernanceEntry,
    GrantEntry,
    ProbationEntry,
    ReceiptEntry,
)
from chandlery.formats.index_v1.listing import (
    ExampleEntry,
    LinksEntry,
    ListingEntry,
    MaintainerEntry,
    ProvenanceEntry,
    SignatureEntry,
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
    CapabilityEntry,
    CompatibilityEntry,
    DependencyEntry,
    DialectEntry,
    EntryPointEntry,
    IntegrationDetail,
    ManifestEntry,
    PackageDetail,
    ReleaseDetail,
    ReleaseEntry,
)
from chandlery.formats.index_v1.shards import Shard, ShardDialect, ShardRelease

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

# Where each type stands, below ``index/v1/``; ``<…>`` stands for one name.
PLACES: dict[str, str] = {
    "entry": "entry.json",
    "bins": "bins.json",
    "names": "names/<bin>.json",
    "shard": "shards/<sha256>.json",
    "package": "<plugins|adapters>/<name>.json",
    "integration": "integrations/<name>.json",
    "advisories": "advisories.json",
    "renames": "renames.json",
    "waivers": "waivers.json",
    "change": "changes.jsonl",
    "file": "files.jsonl",
}
_FOLDERS = {
    "names": "names",
    "shards": "shard",
    "plugins": "package",
    "adapters": "package",
    "integrations": "integration",
}
_FILES = {place: name for name, place in PLACES.items() if "<" not in place}


def schema_of(path: str) -> str | None:
    """The name of the schema that a file below ``index/v1/`` holds to, or `None` for another."""
    folder, slash, name = path.rpartition("/")
    if not slash:
        return _FILES.get(path)
    return _FOLDERS.get(folder) if name.endswith(".json") else None


__all__ = [
    "FOREIGN",
    "PLACES",
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
    "CriterionEntry",
    "DependencyEntry",
    "DialectEntry",
    "Entry",
    "EntryPointEntry",
    "EvidenceEntry",
    "ExampleEntry",
    "FileDigest",
    "FileLine",
    "Generator",
    "GovernanceEntry",
    "GrantEntry",
    "Identity",
    "IntegrationDetail",
    "IsolationLoosenedEntry",
    "LinksEntry",
    "ListingEntry",
    "MaintainerEntry",
    "ManifestEntry",
    "NameBin",
    "NameEntry",
    "PackageDetail",
    "ProbationEntry",
    "ProvenanceEntry",
    "Published",
    "ReceiptEntry",
    "ReleaseDetail",
    "ReleaseEntry",
    "RenameEntry",
    "Renames",
    "RiskRaisedEntry",
    "Shard",
    "ShardDialect",
    "ShardRelease",
    "SignatureEntry",
    "Source",
    "WaiverEntry",
    "Waivers",
    "WidenedEntry",
    "schema_of",
]
