"""ART, the part about paths: what a name inside an archive may be."""

from collections.abc import Mapping
from typing import Final

from chandlery.checks import Rule, stated
from chandlery.containers import Refusal

UNSAFE_PATH = stated(
    "ART004",
    """A path inside the archive is not a plain relative one.

    ## Why it matters
    An absolute path, `..`, a backslash or a drive letter makes some programs write outside of the
    folder that they unpack to, over files of the person who installs.

    ## Example
    `link-keeper/../../.ssh/authorized_keys`

    ## How to mend it
    Rename the file, or build the archive again with relative paths and `/`.
    """,
)
UNREADABLE_NAME = stated(
    "ART005",
    """A name inside the archive cannot be read as it is written.

    ## Why it matters
    Control characters and marks of direction make a name look like another one; bytes that are not
    UTF-8 become other names on other machines.

    ## Example
    `README\\u202egpj.md`

    ## How to mend it
    Rename the file.
    """,
)
RESERVED_NAME = stated(
    "ART006",
    """Windows does not take a name inside the archive.

    ## Why it matters
    There, `aux.py` is a device, `a:b` a second stream of `a`, and `notes.` the same as `notes`.
    Unpacking fails, or writes something else.

    ## Example
    `link-keeper/aux.py`

    ## How to mend it
    Rename the file. Avoid `<>:"|?*`, a dot or space at the end, and the names of devices.
    """,
)
LONG_PATH = stated(
    "ART007",
    """A path inside the archive is too long or too deep.

    ## Why it matters
    A tar header has 100 bytes for a name and 155 for its folders, ObjectStack's reader looks at the
    100 alone, and file systems have limits of their own.

    ## Example
    A file 33 folders deep.

    ## How to mend it
    Use shorter names and fewer folders.
    """,
)
DUPLICATE = stated(
    "ART008",
    """A path is in the archive more than once.

    ## Why it matters
    One client keeps the first, the other the last: what was reviewed need not be what runs.

    ## Example
    Two entries `link-keeper/plugin.json`.

    ## How to mend it
    Build the archive again, from an empty one.
    """,
)
COLLISION = stated(
    "ART009",
    """Two paths are one name on some disks.

    ## Why it matters
    Where capitals, or ways to write an accent, make no difference, one file overwrites the other. A
    file also cannot stand where another path needs a folder.

    ## Example
    `docs/Guide.md` and `docs/guide.md`

    ## How to mend it
    Rename one of them.
    """,
)
RULES = (
    UNSAFE_PATH,
    UNREADABLE_NAME,
    RESERVED_NAME,
    LONG_PATH,
    DUPLICATE,
    COLLISION,
)

REFUSED_BY: Final[Mapping[Rule, tuple[Refusal, ...]]] = {
    UNSAFE_PATH: (
        Refusal.EMPTY_NAME,
        Refusal.ABSOLUTE_PATH,
        Refusal.PARENT_FOLDER,
        Refusal.BACKSLASH,
        Refusal.DRIVE_LETTER,
    ),
    UNREADABLE_NAME: (Refusal.CONTROL_CHARACTER, Refusal.BAD_ENCODING),
    RESERVED_NAME: (Refusal.RESERVED_NAME,),
    LONG_PATH: (Refusal.PATH_TOO_LONG, Refusal.TOO_DEEP),
    DUPLICATE: (Refusal.DUPLICATE,),
    COLLISION: (Refusal.COLLISION,),
}
