"""ART: what cannot be packed, and what is not taken out of an archive."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chandlery.checks import Rule, stated
from chandlery.containers import Refusal
from chandlery.rules import artifact_contents as contents
from chandlery.rules import artifact_paths as paths

NOTHING = stated(
    "ART001",
    """The artifact has no files.

    ## Why it matters
    A client would install an empty folder and call it a plugin.

    ## Example
    `"source": "source/dist/"` where `source/` has no `dist/`.

    ## How to mend it
    Correct `source`, or add the files.
    """,
)
NOT_PACKED = stated(
    "ART002",
    """Artifacts of this format are not packed here.

    ## Why it matters
    A source distribution is what its author's build backend makes of a project, and no build code
    of a plugin is run here.

    ## Example
    `{"format": "sdist", "source": "source/"}`

    ## How to mend it
    Publish the file where you build it, and give its `url`.
    """,
)
NOT_ONE_DOCUMENT = stated(
    "ART003",
    """A JSON artifact is not one JSON document.

    ## Why it matters
    ObjectStack's host is given the address of one file and parses what it gets.

    ## Example
    `{"format": "json", "source": "source/"}` where `source/` holds two files.

    ## How to mend it
    Name the compiled bundle itself: `"source": "source/objectstack.json"`.
    """,
)
NOT_A_FILE = stated(
    "ART010",
    """The archive holds something other than files and folders.

    ## Why it matters
    A link can lead out of the folder that is unpacked, and what is then written through it lands
    elsewhere. Devices, pipes and sparse files have no business in a plugin.

    ## Example
    `link-keeper/config -> /etc`

    ## How to mend it
    Put the file itself into the archive.
    """,
)
SET_ID = stated(
    "ART011",
    """A file in the archive runs with the rights of its owner or group.

    ## Why it matters
    Unpacked by an administrator, it would give everybody the administrator's rights.

    ## Example
    A script of mode `4755`.

    ## How to mend it
    Clear the bit: `chmod ug-s`.
    """,
)
TOO_LARGE = stated(
    "ART012",
    """The archive is larger than we take, packed or unpacked, or has too many entries.

    ## Why it matters
    Clients have limits as well: Claude Code stops at 256 MiB and 20,000 entries. Data of that size
    does not belong into a plugin. A JSON document may have 16 MiB, since hosts parse it whole.

    ## Example
    A `tar.gz` with a model of 700 MiB in it.

    ## How to mend it
    Leave out what a plugin can fetch when it needs it.
    """,
)
BOMB = stated(
    "ART013",
    """The archive unpacks to very much more than its own size.

    ## Why it matters
    A few kilobytes that become gigabytes fill the disk of whoever looks inside.

    ## Example
    A zip of 40 kB that holds 4 GB of zeros.

    ## How to mend it
    Take the file out that compresses so well.
    """,
)
BROKEN = stated(
    "ART014",
    """The archive is damaged, or is not of the format that the release says.

    ## Why it matters
    Some clients take what they can from a damaged archive, others refuse it.

    ## Example
    A download that ended early, or a zip under `"format": "tar.gz"`.

    ## How to mend it
    Build the archive again, or correct `format`.
    """,
)
STRAY_BYTES = stated(
    "ART015",
    """The archive has bytes that belong to none of its files.

    ## Why it matters
    What stands before, between or behind the files is read by some programs and not by others: two
    gzip members one after the other unpack to both, to the first, or not at all.

    ## Example
    `cat one.tar.gz two.tar.gz > both.tar.gz`

    ## How to mend it
    Build the archive again, in one piece.
    """,
)
UNSUPPORTED = stated(
    "ART016",
    """The archive uses something that not every client understands.

    ## Why it matters
    Encryption, rare compression methods, zip64 and extensions of tar beyond long names are read by
    some programs, skipped by others, and taken for files by a third kind.

    ## Example
    A zip entry that is compressed with LZMA.

    ## How to mend it
    Pack it as plain zip (stored or deflate) or plain ustar.
    """,
)
AMBIGUOUS = stated(
    "ART017",
    """The archive describes its files in two ways that differ.

    ## Why it matters
    A zip names each file twice. If the names or sizes differ, or if entries overlap, a program that
    reviews it sees other files than the one that installs it.

    ## Example
    `plugin.json` in the directory, `plugin.json.bak` before the data.

    ## How to mend it
    Build the archive again with a common tool.
    """,
)

RULES = (
    NOTHING,
    NOT_PACKED,
    NOT_ONE_DOCUMENT,
    *paths.RULES,
    NOT_A_FILE,
    SET_ID,
    TOO_LARGE,
    BOMB,
    BROKEN,
    STRAY_BYTES,
    UNSUPPORTED,
    AMBIGUOUS,
    *contents.RULES,
)

_REFUSED_BY: Mapping[Rule, tuple[Refusal, ...]] = {
    NOTHING: (Refusal.EMPTY,),
    NOT_PACKED: (Refusal.NOT_PACKED,),
    NOT_ONE_DOCUMENT: (Refusal.NOT_ONE_FILE, Refusal.NOT_JSON),
    **paths.REFUSED_BY,
    NOT_A_FILE: (Refusal.LINK, Refusal.SPECIAL_FILE),
    SET_ID: (Refusal.SET_ID,),
    TOO_LARGE: (Refusal.TOO_LARGE, Refusal.TOO_MANY_BYTES, Refusal.TOO_MANY_ENTRIES),
    BOMB: (Refusal.BOMB,),
    BROKEN: (Refusal.BROKEN,),
    STRAY_BYTES: (Refusal.SEVERAL_STREAMS, Refusal.STRAY_BYTES),
    UNSUPPORTED: (Refusal.ENCRYPTED, Refusal.UNSUPPORTED),
    AMBIGUOUS: (Refusal.HEADERS_DISAGREE, Refusal.OVERLAP),
    **contents.REFUSED_BY,
}

# Which rule each refusal of `chandlery.containers` belongs to.
RULE_OF: Final[Mapping[Refusal, Rule]] = MappingProxyType(
    {refusal: rule for rule, refusals in _REFUSED_BY.items() for refusal in refusals}
)
