"""ART, second part: what a client needs inside an ``.osplugin`` or a wheel."""

from collections.abc import Mapping
from typing import Final

from chandlery.checks import Rule, stated
from chandlery.containers import Refusal

INCOMPLETE = stated(
    "ART020",
    """A file is missing that the artifact's client needs.

    ## Why it matters
    The client refuses the artifact after downloading it, or installs something that does not start.

    ## Example
    An `.osplugin` without `dist/index.mjs`, or a wheel without RECORD.

    ## How to mend it
    Put the file there; build the plugin first if it is the result of a build.
    """,
)
HEADER_LAYOUT = stated(
    "ART021",
    """A tar header is not of the kind that ObjectStack reads.

    ## Why it matters
    Its reader knows one narrow form of tar: folders, long names and prefixes, which an ordinary
    `tar` writes, are taken for files, and the plugin is refused or loaded wrongly.

    ## Example
    An `.osplugin` made with `tar czf`.

    ## How to mend it
    Make it with `os plugin build`, or let the catalog pack it from `source`.
    """,
)
INTEGRITY = stated(
    "ART022",
    """The files are not those of the manifest's integrity map.

    ## Why it matters
    The map is how ObjectStack verifies a plugin: a missing file, one with another digest, or one
    that is not listed makes it refuse. It compares texts, so that a digest in hexadecimal or
    without its padding is another one (ObjectStack's contract, section 1.4).

    ## Example
    `"integrity": {"dist/index.mjs": "sha256-…"}` from before the last build.

    ## How to mend it
    Compile the manifest again, after everything else.
    """,
)
MANIFEST_UNREADABLE = stated(
    "ART023",
    """The manifest inside the artifact is not a JSON object.

    ## Why it matters
    The client reads it before anything else, and stops.

    ## Example
    An `objectstack.plugin.json` that begins with a byte order mark.

    ## How to mend it
    Compile the manifest again.
    """,
)
PROJECT = stated(
    "ART030",
    """The project table gives no valid core metadata.

    ## Why it matters
    Installers read METADATA to learn the name, the version and what else is needed.

    ## Example
    `dependencies = ["requests > two"]`

    ## How to mend it
    Correct the value in `pyproject.toml`; the files that it names have to be in the source.
    """,
)
DYNAMIC = stated(
    "ART031",
    """The project leaves values to its build code.

    ## Why it matters
    No build code of a plugin is run here, so nobody would fill them in.

    ## Example
    `dynamic = ["version"]`

    ## How to mend it
    Write the values into `[project]`, or build the wheel yourself and give its `url`.
    """,
)
VERSION_DIFFERS = stated(
    "ART032",
    """The project's version is not the release's.

    ## Why it matters
    People would ask for one version and get another.

    ## Example
    `version = "1.2.0"` in a release `1.3.0`.

    ## How to mend it
    Give both the same version. Python normalises versions: `1.0.0-rc.1` equals `1.0.0rc1`.
    """,
)
PACKAGES = stated(
    "ART033",
    """It is not clear which packages the wheel should have.

    ## Why it matters
    Every build backend has rules of its own; a guess would publish a wheel that nobody tested.

    ## Example
    A project `harbour-log` with its code in `lib/`.

    ## How to mend it
    Put the package into `src/`, or name it:

        [tool.hatch.build.targets.wheel]
        packages = ["lib/harbour_log"]

    Other options of a build backend that change what is packed are not understood here.
    """,
)
COMPILED = stated(
    "ART034",
    """The wheel would hold code that is compiled for one kind of machine.

    ## Why it matters
    A wheel from here says that it runs everywhere.

    ## Example
    `src/harbour_log/_fast.so`

    ## How to mend it
    Build the wheels yourself, one for each platform, and give their `url`.
    """,
)
ENTRY_POINT = stated(
    "ART035",
    """An entry point is not written as installers read it.

    ## Why it matters
    A script's name becomes the name of a file, and its reference becomes code in it.

    ## Example
    `"../harbour" = "harbour_log.cli:main"`

    ## How to mend it
    Use letters, digits, `.`, `_` and `-` for the name, and `package.module:object` for the rest.
    """,
)
RECORD = stated(
    "ART036",
    """The wheel's files are not those of its RECORD.

    ## Why it matters
    RECORD is how an installer verifies a wheel, and how it finds what to remove.

    ## Example
    A wheel that was unzipped, changed and zipped again.

    ## How to mend it
    Build the wheel again.
    """,
)

RULES = (
    INCOMPLETE,
    HEADER_LAYOUT,
    INTEGRITY,
    MANIFEST_UNREADABLE,
    PROJECT,
    DYNAMIC,
    VERSION_DIFFERS,
    PACKAGES,
    COMPILED,
    ENTRY_POINT,
    RECORD,
)

REFUSED_BY: Final[Mapping[Rule, tuple[Refusal, ...]]] = {
    INCOMPLETE: (Refusal.INCOMPLETE,),
    HEADER_LAYOUT: (Refusal.HEADER_LAYOUT,),
    INTEGRITY: (
        Refusal.NO_INTEGRITY,
        Refusal.INTEGRITY_MISSING,
        Refusal.INTEGRITY_MISMATCH,
        Refusal.INTEGRITY_UNLISTED,
    ),
    MANIFEST_UNREADABLE: (Refusal.MANIFEST_UNREADABLE,),
    PROJECT: (Refusal.METADATA,),
    DYNAMIC: (Refusal.DYNAMIC,),
    VERSION_DIFFERS: (Refusal.VERSION_DIFFERS,),
    PACKAGES: (Refusal.NO_PACKAGES, Refusal.BUILD_OPTION),
    COMPILED: (Refusal.COMPILED,),
    ENTRY_POINT: (Refusal.ENTRY_POINT,),
    RECORD: (Refusal.RECORD,),
}
