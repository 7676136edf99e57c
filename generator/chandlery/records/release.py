"""``releases/<version>/release.json``: the pinned facts of one release."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chandlery.records.base import HttpsUrl, Line, Moment, Name, Prose, Record, Sha256

# What an artifact may be called, wherever its name comes from.
FILENAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._+!-]{0,199}$"

# More would be a repository, not a plugin; Claude Code stops at the same size.
MAX_ARTIFACT_BYTES = 256 * 1024 * 1024


class ArtifactFormat(StrEnum):
    """The containers that the six clients take (design §2)."""

    TAR_GZ = "tar.gz"  # Caliban
    TGZ = "tgz"  # Kari's package manager
    ZIP = "zip"  # Claude Code's archive source
    OSPLUGIN = "osplugin"  # ObjectStack contributions
    WHEEL = "wheel"  # Python installers
    SDIST = "sdist"  # Python installers
    JSON = "json"  # an ObjectStack app bundle


class SignatureRecord(Record):
    """A publisher's signature over the artifact's bytes (ObjectStack's contract, 1.5)."""

    key: Line
    value: Annotated[str, Field(pattern=r"^ed25519:[^:\s]+:[A-Za-z0-9_-]{86}$")]


class ArtifactRecord(Record):
    """One file that a client installs, kept as `source` in the catalog or fetched from `url`.

    Attributes:
        source: folder below the release's, ending in ``/`` (``source/``), that the container is
            packed from; for ``json`` the file itself (``source/objectstack.json``).
        size: bytes.
        tree: ``t1:`` and the SHA-256 over the sorted lines ``mode SP sha256 SP path LF`` of the
            unpacked files: proves the content apart from the container.
        filename: the native file name, where the default of the format will not do.
    """

    format: Annotated[ArtifactFormat, Field(strict=False)]
    source: Annotated[str, Field(pattern=r"^source/\S*$", max_length=500)] | None = None
    url: HttpsUrl | None = None
    sha256: Sha256
    size: Annotated[int, Field(gt=0, le=MAX_ARTIFACT_BYTES)]
    tree: Annotated[str, Field(pattern=r"^t1:[0-9a-f]{64}$")]
    filename: Annotated[str, Field(pattern=FILENAME_PATTERN)] | None = None
    signature: SignatureRecord | None = None


class Provenance(Record):
    """Where the release says that it was made; a claim, not a proof."""

    repository: HttpsUrl | None = None
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40,64}$")] | None = None
    builder: Line | None = None


class ReleaseRecord(Record):
    """The whole of ``release.json``."""

    published: Moment
    publisher: Name
    notes: Prose | None = None
    artifacts: Annotated[list[ArtifactRecord], Field(max_length=20)] = []
    provenance: Provenance | None = None
