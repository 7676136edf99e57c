"""How much of an archive we are willing to read or to make."""

from dataclasses import dataclass

from chandlery.records.release import MAX_ARTIFACT_BYTES

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one archive.

    Attributes:
        archive_bytes: the container itself; Claude Code stops at the same size.
        unpacked_bytes: what it may unpack to, the headers of a tar included.
        entries: files and folders; Claude Code stops at the same number.
        ratio: unpacked bytes for each byte of the container.  Deflate reaches 1,032; source code
            rarely 20.
        ratio_from: unpacked bytes below which the ratio is nobody's harm.
        path_bytes: of a whole path, in UTF-8.
        part_bytes: of a name between two ``/``; more fits on few file systems.
        depth: parts of a path.
        header_bytes: an extended header of a tar (a long name, mostly).
    """

    archive_bytes: int = MAX_ARTIFACT_BYTES
    unpacked_bytes: int = 512 * _MIB
    entries: int = 20_000
    ratio: int = 200
    ratio_from: int = 16 * _MIB
    path_bytes: int = 1_024
    part_bytes: int = 255
    depth: int = 32
    header_bytes: int = 64 * 1024

    def unpacked_from(self, packed: int) -> int:
        """How many bytes a container of so many bytes may unpack to."""
        return min(self.unpacked_bytes, max(self.ratio_from, self.ratio * packed))


LIMITS = Limits()
