"""A catalog → ``CODEOWNERS`` as GitHub reads it: whom a pull request asks for a review.

Of several patterns that match a file, the last one counts.  So the catalog's maintainers come
first, the packages follow, and what maintainers alone may decide comes last.  GitHub asks only
people and teams that may write to the repository; `review` tells whose change it is whoever may.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from chandlery.catalog import Catalog
from chandlery.model.marketplace import Kind
from chandlery.stages.ownership import Owner, keepers, owners

# GitHub does not load a larger file.
MAX_BYTES: Final = 3_000_000
# What its patterns cannot say: these mean something, and no backslash takes that from them.
UNSAYABLE: Final = frozenset("#!*?[]\\")

_HEAD: Final = """\
# Written by `chandlery codeowners`: alter the records, and write it again.
# The last pattern that matches a file counts.
"""
_LOGIN: Final = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
_OWNER: Final = re.compile(rf"@{_LOGIN}(?:/[A-Za-z0-9._-]+)?|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")


def is_owner(text: str) -> bool:
    """Whether a text names somebody: ``@person``, ``@organization/team`` or an address for mail."""
    return _OWNER.fullmatch(text) is not None


def codeowners(catalog: Catalog, folder: str, maintainers: Iterable[str] = ()) -> str:
    """The text of the file; ``""`` where nobody is known to own the catalog itself.

    Args:
        catalog: whose packages are meant.
        folder: where it lies, from the root of the repository, without slashes around it.
        maintainers: of the catalog, instead of whom ``marketplace.yml`` names.
    """
    ours = tuple(maintainers) or _named(keepers(catalog))
    if not ours:
        return ""
    root = "/" + "".join(f"{part}/" for part in folder.split("/") if part)
    rules = {"*": ours, **_packages(catalog, root)}
    # Decisions are the maintainers', whoever owns the package that they are about.
    for top in (Kind.PLUGIN.folder, Kind.ADAPTER.folder):
        rules[f"{root}{top}/*/governance/"] = ours
    rules["/.github/"] = ours
    lines = (f"{_escaped(pattern)} {' '.join(found)}\n" for pattern, found in rules.items())
    return _HEAD + "".join(lines)


def _packages(catalog: Catalog, root: str) -> Mapping[str, tuple[str, ...]]:
    return {
        f"{root}{entry.folder}/": found
        for entry in sorted(catalog.entries, key=lambda entry: entry.folder)
        if entry.folder not in catalog.unread and (found := _named(owners(entry, catalog)))
    }


def _named(found: Iterable[Owner]) -> tuple[str, ...]:
    """How GitHub is told of some owners, each once; who has an account there is told by that."""
    names = (name for owner in found for name in owner.person.code_owners)
    return tuple(dict.fromkeys(name for name in names if is_owner(name)))


def _escaped(pattern: str) -> str:
    return pattern.replace(" ", "\\ ")
