"""Is this the exact version?  What package managers call a package, and when that is one file.

A version is exact where it names one immutable release: a tag such as ``latest``, a range, a
branch and a variable are none.
"""

import re
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion
from packaging.version import Version as PythonVersion
from semver import Version

_COMMIT: Final = re.compile(r"[@#](?:commit[=:])?[0-9a-f]{40}(?![0-9a-zA-Z])")
_DIGEST: Final = re.compile(r"[#&]sha(?:256=[0-9a-f]{64}|384=[0-9a-f]{96}|512=[0-9a-f]{128})")
_IMAGE: Final = re.compile(r"[^@\s]+@sha256:[0-9a-f]{64}")
_IN_ADDRESS: Final = re.compile(r"@v?[0-9]++\.[0-9]++\.[0-9]++")
_GO: Final = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?|[0-9a-f]{40}")
_GEM: Final = re.compile(r"[0-9]+(?:\.[0-9A-Za-z]+)*")
_SHORT: Final = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+(?:#.*)?")
_SCHEME: Final = re.compile(r"(?:git\+)?(?:https?|ssh|git|file)://|git\+|git@|github:|gitlab:")

MAX_SPEC: Final = 1000  # no name of a package is longer; a longer word is no exact version


def is_local(spec: str) -> bool:
    """Whether a word names a file or folder and no package of a registry."""
    ours = ("${CLAUDE_PLUGIN_ROOT}", "${CALIBAN_PLUGIN_ROOT}")  # the plugin's own files
    packed = (".whl", ".tgz", ".tar.gz")
    return spec.startswith((".", "/", "~", "file:", *ours)) or spec.endswith(packed)


def is_address(spec: str) -> bool:
    """Whether a word is an address that something is fetched from."""
    return _SCHEME.match(spec) is not None


def is_short_address(spec: str) -> bool:
    """Whether npm takes a word for a repository on GitHub: ``owner/name``."""
    return len(spec) <= MAX_SPEC and _SHORT.fullmatch(spec) is not None


def is_fixed_address(spec: str) -> bool:
    """Whether an address names a commit, or what it leads to has its digest beside it."""
    return bool(_COMMIT.search(spec) or _DIGEST.search(spec))


def is_versioned_address(spec: str) -> bool:
    """Whether an address of a module has a version in it, as Deno's registries write it."""
    return _IN_ADDRESS.search(spec) is not None


def npm_is_exact(spec: str) -> bool:
    """Whether ``name@version`` or ``@scope/name@version`` names one version."""
    at = spec.find("@", 1)
    return at > 0 and len(spec) <= MAX_SPEC and Version.is_valid(spec[at + 1 :])


def npm_name(spec: str) -> str:
    """The package without its version."""
    at = spec.find("@", 1)
    return spec[:at] if at > 0 else spec


def python_is_exact(spec: str) -> bool:
    """Whether ``name==version`` (PEP 440), or ``name@version`` as uv writes it, is one version."""
    if len(spec) > MAX_SPEC:
        return False
    name, at, version = spec.partition("@")
    if at and name.strip():
        return _is_python_version(version)
    try:
        specifiers = Requirement(spec).specifier
    except InvalidRequirement:
        return False
    return any(
        item.operator in {"==", "==="} and not item.version.endswith("*") for item in specifiers
    )


def python_name(spec: str) -> str:
    """The package without its version."""
    return re.split(r"[<>=!~@;\[ ]", spec, maxsplit=1)[0]


def go_is_exact(spec: str) -> bool:
    """Whether ``module@version`` names one version; the checksum database keeps it."""
    return _GO.fullmatch(spec.rpartition("@")[2]) is not None


def cargo_is_exact(version: str) -> bool:
    """Whether a version for ``cargo install`` is three numbers; those it takes exactly."""
    return len(version) <= MAX_SPEC and Version.is_valid(version.removeprefix("="))


def gem_is_exact(version: str) -> bool:
    """Whether a version for ``gem install`` is no range."""
    return _GEM.fullmatch(version) is not None


def image_is_exact(image: str) -> bool:
    """Whether an image is named by its digest."""
    return _IMAGE.fullmatch(image) is not None


def image_name(image: str) -> str:
    """The image without tag and digest."""
    bare = image.partition("@")[0]
    head, slash, tail = bare.rpartition("/")
    return f"{head}{slash}{tail.partition(':')[0]}"


def _is_python_version(text: str) -> bool:
    try:
        PythonVersion(text)
    except InvalidVersion:
        return False
    return True
