"""SRC and PIN: what a release pinned, against the bytes that there are."""

from chandlery.checks import stated
from chandlery.rules import signatures

NOT_PINNED = stated(
    "PIN001",
    """The release has a manifest whose client installs files, and no artifact for it.

    ## Why it matters
    A manifest without an artifact is an announcement: the ecosystem's client has nothing to fetch.

    ## Example
    `caliban.json` beside a `release.json` whose `artifacts` hold no `tar.gz`.

    ## How to mend it
    Run `chandlery release`, which packs the source and pins the result.
    """,
)
DIGEST = stated(
    "PIN002",
    """The artifact's bytes are not the ones that the release pinned.

    ## Why it matters
    What is published never changes. Either the pin is wrong, or the source was altered after it
    was pinned, or somebody serves another file under the same address.

    ## Example
    `"sha256": "0000…"` for a source that packs to `9b2d…`.

    ## How to mend it
    Restore the source; to change what is published, make a new release.
    """,
)
SIZE = stated(
    "PIN003",
    """The artifact's size is not the one that the release pinned.

    ## Why it matters
    Clients stop reading at the pinned size.

    ## Example
    `"size": 1` for an artifact of 4,096 bytes.

    ## How to mend it
    Restore the source, or correct the pin of a release that was never published.
    """,
)
TREE = stated(
    "PIN004",
    """The artifact's files are not the ones that the release pinned.

    ## Why it matters
    `tree` proves the content apart from the container; two containers of one release that unpack to
    different trees are two different plugins. A changed file changes the digest and
    the size of every artifact that it is in as well: all of that is told here, once.

    ## Example
    `"tree": "t1:0000…"`

    ## How to mend it
    Restore the source, or correct the pin of a release that was never published.
    """,
)
MANIFEST_DIFFERS = stated(
    "PIN005",
    """The manifest in the catalog is not the one inside the artifact.

    ## Why it matters
    People review the catalog's copy; clients read the artifact's. If the two differ, what was
    reviewed is not what runs.

    ## Example
    `caliban.json` declares no hooks, `link-keeper/plugin.json` in the archive declares three.

    ## How to mend it
    Make both the same bytes, in a new release if this one was published.
    """,
)
MANIFEST_MISSING = stated(
    "PIN006",
    """The artifact has no manifest where its client looks for it.

    ## Why it matters
    The client refuses the artifact after downloading it.

    ## Example
    A `tar.gz` for Caliban without `<name>/plugin.json`.

    ## How to mend it
    Put the manifest into the source at that place.
    """,
)
NO_SOURCE = stated(
    "PIN007",
    """The artifact says neither or both of where it is kept and where it is fetched from.

    ## Why it matters
    Its bytes must come from one place: packed from the catalog, or fetched from an address.

    ## Example
    An artifact with `source` and `url`.

    ## How to mend it
    Keep one of the two.
    """,
)
UNREACHABLE = stated(
    "SRC001",
    """The artifact could not be fetched.

    ## Why it matters
    What cannot be fetched cannot be verified, and is not published.

    ## Example
    A `url` whose host does not answer.

    ## How to mend it
    Try again; if it stays so, publish the artifact elsewhere in a new release.
    """,
)
REFUSED_DOWNLOAD = stated(
    "SRC002",
    """The address answers with something that is not the artifact.

    ## Why it matters
    A file that is missing, larger than pinned, endless or encoded differently is not what was
    reviewed.

    ## Example
    A `url` that answers 404, or more bytes than `size`.

    ## How to mend it
    Correct the address, or the pin of a release that was never published.
    """,
)

ALTERED = stated(
    "PIN008",
    """A published artifact would change.

    ## Why it matters
    Who installed it holds the old digest; a client that finds another one must take it for an
    attack, and would be right to.

    ## Example
    Version 1.2.0 was published with one digest and is pinned to another now.

    ## How to mend it
    Restore the release. To publish a change, make a new release.
    """,
)
WITHDRAWN = stated(
    "PIN009",
    """A published artifact would disappear.

    ## Why it matters
    Somebody's lock file names it. Taking it away breaks them, and hides what was published.

    ## Example
    The folder `releases/1.2.0/` was deleted.

    ## How to mend it
    Restore the release, and publish an advisory that yanks or blocks it.
    """,
)
DISTRIBUTION = stated(
    "PIN010",
    """The Python distribution is called otherwise than the package, or has another version.

    ## Why it matters
    Installers ask the simple index for a name and go by file names. A distribution under another
    name would be listed among somebody else's files, and be installed in their place.

    ## Example
    `plugins/link-keeper/` with the wheel `requests-9.0.0-py3-none-any.whl`.

    ## How to mend it
    Give the project the package's name and the release's version, in `pyproject.toml`.
    """,
)

FILE_NAME = stated(
    "PIN011",
    """The artifact has no name that it could be published under.

    ## Why it matters
    The file's name is a part of its address, and clients save it under that name. It must be one on
    every disk and in every URL.

    ## Example
    `"url": "https://example.org/download/?id=7"`, which ends in no file name.

    ## How to mend it
    Give `filename`: letters, digits and `._+!-`, beginning with a letter or digit, at most 200.
    """,
)
ADDRESS_TAKEN = stated(
    "PIN012",
    """Two artifacts would be published at one address.

    ## Why it matters
    An address is made of the beginning of the digest and the file's name. Whoever asked for one of
    the two would get the other, here or on a disk that makes no difference between capitals.

    ## Example
    `filename: Tool.zip` and `filename: tool.zip` for the same bytes.

    ## How to mend it
    Give one of the two another `filename`.
    """,
)
FORMAT_TWICE = stated(
    "PIN013",
    """The release has two artifacts of one format.

    ## Why it matters
    A client asks for the artifact of its format and takes the first; nobody would get the second.
    Only wheels come in several, one for each platform.

    ## Example
    Two artifacts with `"format": "zip"`.

    ## How to mend it
    Keep one.
    """,
)

WORLD_CODES = frozenset({UNREACHABLE.code})

RULES = (
    NOT_PINNED,
    DIGEST,
    SIZE,
    TREE,
    MANIFEST_DIFFERS,
    MANIFEST_MISSING,
    NO_SOURCE,
    ALTERED,
    WITHDRAWN,
    DISTRIBUTION,
    FILE_NAME,
    ADDRESS_TAKEN,
    FORMAT_TWICE,
    *signatures.RULES,
    UNREACHABLE,
    REFUSED_DOWNLOAD,
)
