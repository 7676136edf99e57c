"""Licence expressions of SPDX (specification 2.3, annex D): read, and held against its list.

license-expression reads them and has the list: with what became of deprecated ids, and with which
licences are free, which `packaging.licenses` has not.  It takes 60 ms to be imported and to make
its list, so the licences that nearly everybody uses are known without it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

COMMON: Final = frozenset(
    {
        *("MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "MPL-2.0"),
        *("GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "Unlicense"),
        *("LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "CC0-1.0"),
        *("AGPL-3.0-only", "AGPL-3.0-or-later", "EUPL-1.2", "CC-BY-4.0", "MIT OR Apache-2.0"),
    }
)
NO_LICENCE: Final = frozenset({"none", "noassertion"})
REFERENCE: Final = "LicenseRef-"

# Words for licences that are none of SPDX's, as they come without spaces, dots, hyphens, commas
# and filling words; a word with several meanings has several.
_GPL: Final = ("GPL-3.0-only", "GPL-3.0-or-later")
_OWN: Final = ("LicenseRef-Proprietary",)
_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "apache": ("Apache-2.0",),
    "apache2": ("Apache-2.0",),
    "apache20": ("Apache-2.0",),
    "asl2": ("Apache-2.0",),
    "asl20": ("Apache-2.0",),
    "expat": ("MIT",),
    "mit": ("MIT",),
    "x11": ("X11", "MIT"),
    "bsd": ("BSD-3-Clause", "BSD-2-Clause"),
    "bsd2": ("BSD-2-Clause",),
    "bsd2clause": ("BSD-2-Clause",),
    "2clausebsd": ("BSD-2-Clause",),
    "simplifiedbsd": ("BSD-2-Clause",),
    "bsd3": ("BSD-3-Clause",),
    "bsd3clause": ("BSD-3-Clause",),
    "3clausebsd": ("BSD-3-Clause",),
    "newbsd": ("BSD-3-Clause",),
    "modifiedbsd": ("BSD-3-Clause",),
    "gpl": _GPL,
    "gpl20": ("GPL-2.0-only", "GPL-2.0-or-later"),
    "gpl2": ("GPL-2.0-only", "GPL-2.0-or-later"),
    "gpl3": _GPL,
    "gpl30": _GPL,
    "lgpl": ("LGPL-3.0-only", "LGPL-3.0-or-later"),
    "lgpl21": ("LGPL-2.1-only", "LGPL-2.1-or-later"),
    "lgpl3": ("LGPL-3.0-only", "LGPL-3.0-or-later"),
    "agpl": ("AGPL-3.0-only", "AGPL-3.0-or-later"),
    "agpl3": ("AGPL-3.0-only", "AGPL-3.0-or-later"),
    "mpl": ("MPL-2.0",),
    "mpl2": ("MPL-2.0",),
    "mpl20": ("MPL-2.0",),
    "mozillapublic20": ("MPL-2.0",),
    "cc0": ("CC0-1.0",),
    "ccby": ("CC-BY-4.0",),
    "eupl": ("EUPL-1.2",),
    "publicdomain": ("CC0-1.0", "Unlicense"),
    "proprietary": _OWN,
    "commercial": _OWN,
    "closedsource": _OWN,
    "unlicensed": _OWN,
    "allrightsreserved": _OWN,
}
_FILLING: Final = re.compile(r"\b(?:the|gnu|licen[cs]ed?|version)\b|[\s.,_-]|v(?=\d)")
_IN_FULL: Final = re.compile(r"\b(lesser |affero |)general public licen[cs]e")

# What SPDX has a licence and an exception for by now.
_SUCCESSORS: Final[Mapping[str, str]] = {
    "GPL-2.0-with-autoconf-exception": "GPL-2.0-only WITH Autoconf-exception-2.0",
    "GPL-2.0-with-bison-exception": "GPL-2.0-only WITH Bison-exception-2.2",
    "GPL-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "GPL-2.0-with-font-exception": "GPL-2.0-only WITH Font-exception-2.0",
    "GPL-2.0-with-GCC-exception": "GPL-2.0-only WITH GCC-exception-2.0",
    "GPL-3.0-with-autoconf-exception": "GPL-3.0-only WITH Autoconf-exception-3.0",
    "GPL-3.0-with-GCC-exception": "GPL-3.0-only WITH GCC-exception-3.1",
    "eCos-2.0": "GPL-2.0-or-later WITH eCos-exception-2.0",
    "wxWindows": "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
}
_NOT_SPDX: Final = frozenset({"GPL", "BSD-2"})
_NOT_FREE: Final = frozenset(
    {"Commercial", "Free Restricted", "Proprietary Free", "Source-available"}
)

_WORD: Final = re.compile(r"[^\s()]+")
_OPERATORS: Final = frozenset({"and", "or", "with"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An id of SPDX's list.

    Attributes:
        id: as SPDX spells it.
        successor: what SPDX has in its place, of a deprecated id; ``""`` where that is nothing.
        free: whether everybody may use, change and pass on what is under it.
    """

    id: str
    exception: bool
    deprecated: bool = False
    successor: str = ""
    free: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """What a licence expression comes to.

    Attributes:
        problem: why it is none, or ``""``; all that follows is empty then.
        canonical: as SPDX spells it.
        unknown: ids that are not in the list, in their order.
        deprecated: ids that SPDX has given up.
        references: texts of one's own that it names.
        restricted: licences that are not free, where no free one can be chosen instead.
    """

    problem: str = ""
    canonical: str = ""
    unknown: tuple[str, ...] = ()
    deprecated: tuple[Known, ...] = ()
    references: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()


@cache
def spdx_list() -> Mapping[str, Known]:
    """Every id of SPDX's list, deprecated ones too, by the id in lower case."""
    # Few catalogs need it.
    from license_expression import (  # noqa: PLC0415
        get_license_index,
    )

    known: dict[str, Known] = {}
    for entry in get_license_index():
        id_ = entry["spdx_license_key"] or ""
        if id_.startswith(REFERENCE) or not id_:
            continue
        exception = entry["is_exception"] and id_ not in _SUCCESSORS
        free = entry["category"] not in _NOT_FREE
        known[id_.lower()] = Known(
            id=id_,
            exception=exception,
            deprecated=entry["is_deprecated"],
            successor=_SUCCESSORS.get(id_, ""),
            free=free,
        )
        for old in entry["other_spdx_license_keys"]:
            if " " not in old and old not in _NOT_SPDX and not old.startswith(REFERENCE):
                known.setdefault(
                    old.lower(),
                    Known(id=old, exception=exception, deprecated=True, successor=id_, free=free),
                )
    return known


def meant_by(text: str) -> tuple[str, ...]:
    """The expressions that a common word for a licence may mean."""
    short = _IN_FULL.sub(lambda match: f"{match[1][:1]}gpl", text.lower())
    word = _FILLING.sub("", short)
    later = word.removesuffix("+").removesuffix("orlater").removesuffix("orabove")
    meant = _SPELLINGS.get(later, ())
    return meant if later == word else tuple(id_ for id_ in meant if id_.endswith("-or-later"))


@cache
def read_expression(text: str) -> Expression:
    """Read a licence expression.  Never fails."""
    if text in COMMON:
        return Expression(canonical=text)
    try:
        tree = _parsed(text)
    except ValueError:
        return Expression(problem="it does not read as licences joined by `AND`, `OR` and `WITH`")
    ids = [*_ids(tree)]
    known = {id_: entry for id_, exception in ids if (entry := _known(id_, exception=exception))}
    unknown = tuple(id_ for id_, _ in ids if id_ not in known and not _is_reference(id_))
    return Expression(
        canonical=_canonical(text, known),
        unknown=unknown,
        deprecated=tuple(entry for entry in known.values() if entry.deprecated),
        references=tuple(id_ for id_, _ in ids if _is_reference(id_)),
        restricted=tuple(_restricted(tree, known)),
    )


def equivalent(one: str, other: str) -> bool:
    """Whether two expressions come to the same; two texts that are none have to be alike."""
    first, second = read_expression(one), read_expression(other)
    if first.canonical == second.canonical and first.canonical:
        return True
    if first.problem or second.problem:
        return one.casefold() == other.casefold()
    return bool(_parsed(first.canonical).simplify() == _parsed(second.canonical).simplify())


def _parsed(text: str) -> Any:
    from license_expression import Licensing  # noqa: PLC0415

    try:
        tree = Licensing().parse(text)
    except Exception as error:
        raise ValueError(text) from error
    if tree is None:  # nothing but white space
        raise ValueError(text)
    return tree


def _ids(tree: Any) -> Iterator[tuple[str, bool]]:
    """The ids of an expression, and which of them are exceptions."""
    for symbol in tree.get_literals():
        if hasattr(symbol, "exception_symbol"):
            yield symbol.license_symbol.key, False
            yield symbol.exception_symbol.key, True
        else:
            yield symbol.key, False


def _known(id_: str, *, exception: bool) -> Known | None:
    entries = spdx_list()
    entry = entries.get(id_.lower())
    if entry is None and id_.endswith("+"):  # this version or a later one
        entry = entries.get(id_[:-1].lower())
        if entry is not None:
            entry = Known(id=f"{entry.id}+", exception=entry.exception, free=entry.free)
    return entry if entry is not None and entry.exception is exception else None


def _is_reference(id_: str) -> bool:
    return re.fullmatch(r"licenseref-[a-z0-9.-]+", id_, re.IGNORECASE) is not None


def _canonical(text: str, known: Mapping[str, Known]) -> str:
    def spelt(match: re.Match[str]) -> str:
        word = match[0]
        if word.lower() in _OPERATORS:
            return word.upper()
        if _is_reference(word):
            return REFERENCE + word[len(REFERENCE) :]
        return known[word].id if word in known else word

    spaced = " ".join(_WORD.sub(spelt, text).split())
    return spaced.replace("( ", "(").replace(" )", ")")


def _restricted(tree: Any, known: Mapping[str, Known]) -> list[str]:
    """The licences that are not free and cannot be avoided."""
    if not hasattr(tree, "operator"):
        key = getattr(tree, "license_symbol", tree).key
        return [known[key].id] if key in known and not known[key].free else []
    found = [_restricted(part, known) for part in tree.args]
    if tree.operator.strip() == "OR" and not all(found):
        return []
    return [id_ for part in found for id_ in part]
