"""LAY: what stands where in a catalog."""

import re
import unicodedata

from chandlery.checks import stated
from chandlery.diagnostics import Severity, Verdict
from chandlery.records.base import NAME_PATTERN
from chandlery.rules.overlay import EXTENSIONS

_EXTENSIONS = ", ".join(f"`{name}`" for name in sorted(EXTENSIONS))

UNKNOWN_FILE = stated(
    "LAY001",
    """The file has no place in a catalog.

    ## Why it matters
    A file that nothing reads is a file that somebody believes is read: a manifest under a wrong
    name would silently not be published.

    ## Example
    `plugins/link-keeper/releases/1.0.0/release.jsn`

    ## How to mend it
    Rename or move it to where the layout has it, or take it out.
    """,
)
LINK = stated(
    "LAY002",
    """The entry is a symbolic link or a submodule.

    ## Why it matters
    A link's target may be outside of the commit, differ from machine to machine, or be refused by
    the client that unpacks it. Everything that is published has to be in the catalog itself.

    ## Example
    `source/LICENSE -> ../../../LICENSE`

    ## How to mend it
    Commit the file that it points at. Git stores equal files once.
    """,
)
LFS_POINTER = stated(
    "LAY003",
    """The file is a Git LFS pointer.

    ## Why it matters
    The commit holds three lines of text where the file should be; packing them would publish an
    artifact that does not work.

    ## Example
    A file that begins with `version https://git-lfs.github.com/spec/v1`.

    ## How to mend it
    Commit the file itself, or publish the artifact elsewhere and give its `url`.
    """,
)
BAD_NAME = stated(
    "LAY004",
    """The folder's or file's name is not a name.

    ## Why it matters
    The name is the address of the package, in the index, on the site, and on the disks of those
    who install it.

    ## Example
    `plugins/Link Keeper/`

    ## How to mend it
    Use lower-case letters, digits, `-` and `_`, beginning with a letter or digit, at most 64.
    """,
)
MISSING_FILE = stated(
    "LAY005",
    """A file is missing that has to be there.

    ## Why it matters
    A package without a listing cannot be found, one without a README cannot be judged, a release
    without `release.json` has no artifacts that anybody could verify.

    ## Example
    `plugins/link-keeper/` without `listing.yml`.

    ## How to mend it
    Add the file; the guide shows what goes into it.
    """,
)
TOO_LARGE = stated(
    "LAY006",
    """The file is larger than its kind may be.

    ## Why it matters
    Records are read whole, by us and by clients; a limit keeps one file from stopping all of them.

    ## Example
    A `README.md` of three megabytes.

    ## How to mend it
    Shorten it, or link to what is long.
    """,
)
UNKNOWN_DIALECT = stated(
    "LAY007",
    """The manifest is for no ecosystem that we know.

    ## Why it matters
    The file name says whose manifest it is; under another name it would be published to nobody.

    ## Example
    `releases/1.0.0/calaban.json`

    ## How to mend it
    Name the file after the ecosystem.
    """,
)
NO_RELEASE = stated(
    "LAY008",
    """The package has no release.

    ## Why it matters
    There is nothing to install, and nothing to show but a promise.

    ## Example
    `plugins/link-keeper/` with a listing and no `releases/`.

    ## How to mend it
    Add a release with `chandlery release`, or take the package out until there is one.
    """,
)
NO_MANIFEST = stated(
    "LAY009",
    """The release has no manifest that fits its kind of package.

    ## Why it matters
    Without a native manifest no ecosystem can take it, and nothing says what it can touch.

    ## Example
    `releases/1.0.0/` with `release.json` and `source/` alone.

    ## How to mend it
    Add the manifest of an ecosystem, named after it: `caliban.json`, `craik.json`.
    """,
)
GOVERNANCE_WITHOUT_RELEASE = stated(
    "LAY010",
    """There are governance records of a release that does not exist.

    ## Why it matters
    A review of nothing reads like a review of something.

    ## Example
    `governance/1.2.0/` where `releases/` holds only `1.1.0`.

    ## How to mend it
    Correct the folder's name, or add the release.
    """,
)
NOT_PUBLISHABLE = stated(
    "LAY011",
    """The path cannot be written on every disk and in every URL.

    ## Why it matters
    Paths of the catalog become addresses of the marketplace. One with a line break, a backslash or
    bytes that are no UTF-8 is another file from system to system, and none in JSON.

    ## Example
    `fixtures/a\\b.txt`

    ## How to mend it
    Rename the file: printable UTF-8, no part longer than 255 bytes, the whole at most 1000.
    """,
)

IGNORED = stated(
    "LAY012",
    """The file is in the folder and ignored by Git.

    ## Why it matters
    A release that was packed with it cannot be packed again from the commit, where it is missing.

    ## Example
    `source/__pycache__/handler.cpython-311.pyc`

    ## How to mend it
    Delete it, or take the pattern out of `.gitignore`, and pin the release again.
    """,
)

CONFIGURATION = stated(
    "LAY013",
    f"""The catalog's `mkdocs.yml` asks for what is not taken.

    ## Why it matters
    A catalog does not run code on the machine that builds it. Hooks, plug-ins, theme folders and
    most extensions of Markdown would, or read files that are not the catalog's; `build` refuses
    them.

    ## Example
    ```yaml
    plugins: [macros]
    ```

    ## How to mend it
    Take out what is named. Pages are changed with `site-src/` and `templates/`. The extensions
    that are taken: {_EXTENSIONS}.
    """,
)
TEMPLATE = stated(
    "LAY014",
    """A template of the catalog's own cannot be read.

    ## Why it matters
    `build` would stop at it, with nothing written.

    ## Example
    `templates/package.html` with `{% if package.latest %}` and no `{% endif %}`.

    ## How to mend it
    Correct the line that is named; the shipped templates show which filters there are.
    """,
)
PAGE = stated(
    "LAY015",
    """A written page stands where pages are made from records.

    ## Why it matters
    One path cannot hold two pages. `build` refuses the page, at once or when a record is added
    that has its page there.

    ## Example
    `site-src/plugins/index.md`, or `site-src/plugins.md`, which comes to the same.

    ## How to mend it
    Put the page into another folder, and link to it.
    """,
)
WRONG_KIND = stated(
    "LAY016",
    """The record is of another kind than its place.

    ## Why it matters
    A file's place says what it is. A grant in a file called `receipt-1.json` grants nothing and
    proves nothing; held against a receipt's rules, nearly everything in it would be wrong.

    ## Example
    `adapters/dock/releases/1.0.0/craik.json` with `"schema": "craik.plugin_descriptor"`

    ## How to mend it
    Move the record to where its kind belongs, and put one of the kind that is expected here.
    """,
    verdict=Verdict.VALID,
)
MORE_FOUND = stated(
    "LAY020",
    """More was found in the file than is listed.

    ## Why it matters
    A file with hundreds of faults mostly has one, repeated. Reports list the 300 weightiest of a
    file, errors first, and count the others.

    ## Example
    A README with a thousand dead links.

    ## How to mend it
    Mend what is listed, and check again.
    """,
    severity=Severity.NOTE,
)

RULES = (
    UNKNOWN_FILE,
    LINK,
    LFS_POINTER,
    BAD_NAME,
    MISSING_FILE,
    TOO_LARGE,
    UNKNOWN_DIALECT,
    NO_RELEASE,
    NO_MANIFEST,
    GOVERNANCE_WITHOUT_RELEASE,
    NOT_PUBLISHABLE,
    IGNORED,
    CONFIGURATION,
    TEMPLATE,
    PAGE,
    WRONG_KIND,
    MORE_FOUND,
)


def is_name(text: str) -> bool:
    """Whether a text has the form of a name in the catalog's one namespace."""
    return re.fullmatch(NAME_PATTERN, text) is not None


def nearest_name(text: str) -> str:
    """The name that a text may have been meant for, or ``""`` where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9_]+", "-", plain).strip("-_")[:64]
