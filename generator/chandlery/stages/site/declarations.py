"""What a package's releases declare and work with, side by side: pictures, each also in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from chandlery.model.description import EFFECT_TITLES, Compatibility
from chandlery.model.marketplace import Package, Release
from chandlery.stages.site import views
from chandlery.stages.site.pictures import MAX_COLUMNS, MAX_ROWS, Cell, grid, letter_of

# What is said of a value that a manifest lists without a status.
_LISTED = "listed"
# Of two manifests that list the same, the better word counts.
_STATUSES = ("supported", "experimental", _LISTED, "unsupported")
_MOST = 12  # of each kind in a matrix of compatibility

Words = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A picture, and a line for each of its rows.

    Attributes:
        key: the letters in it and what they stand for.
    """

    title: str
    picture: Markup
    lines: tuple[str, ...]
    key: tuple[tuple[str, str], ...]


def capability_matrix(package: Package, titles: Mapping[str, str]) -> Told | None:
    """Which effects each release declares, or each ecosystem of an only one; `None` for no two."""
    releases = package.releases[-MAX_COLUMNS:]
    if len(releases) > 1:
        columns = [release.version for release in releases]
        words = {
            (declared.title, release.version): declared.risk.value
            for release in releases
            for declared in views.declared(release)
        }
    else:
        uses = [
            (declared, use)
            for release in releases
            for declared in views.declared(release)
            for use in declared.uses
        ]
        names = [item.dialect for release in releases for item in release.manifests]
        columns = [titles.get(name, name) for name in names]
        words = {
            (declared.title, titles.get(use.dialect, use.dialect)): views.highest(
                declared, use.dialect
            ).value
            for declared, use in uses
        }
    named = {row for row, _ in words}
    rows = [title for title in EFFECT_TITLES.values() if title in named]
    return _told("declared", "Declared effects and their risk", rows, columns, words)


def compatibility_history(package: Package) -> Told | None:
    """What each release says it works with; `None` where there is only one, or it says nothing."""
    releases = package.releases[-MAX_COLUMNS:]
    words: dict[tuple[str, str], str] = {}
    for release in releases:
        for row, status in _works_with(release):
            at = row, release.version
            words[at] = min(words.get(at, status), status, key=_STATUSES.index)
    rows = list(dict.fromkeys(row for row, _ in words))
    rows.sort(key=lambda row: row.partition(" ")[0])
    columns = [release.version for release in releases]
    return _told("works-with", "What each release says it works with", rows, columns, words)


def _works_with(release: Release) -> Iterator[tuple[str, str]]:
    for manifest in release.manifests:
        fits = manifest.description.compatibility
        status = fits.status if fits.status in _STATUSES else _LISTED
        for kind, values in _kinds(fits):
            yield from ((f"{kind} {value}", status) for value in values)


def _kinds(fits: Compatibility) -> tuple[tuple[str, Sequence[str]], ...]:
    return (
        ("runner", fits.runner_modes),
        ("platform", fits.platforms),
        ("Python", fits.python_versions),
    )


def _told(
    ident: str, title: str, rows: Sequence[str], columns: Sequence[str], words: Words
) -> Told | None:
    if not rows or len(columns) < 2:
        return None
    rows = rows[:MAX_ROWS]
    cells = {at: Cell(letter_of(word), views.slug(word)) for at, word in words.items()}
    found = {word for (row, _), word in words.items() if row in rows}
    return Told(
        title=title,
        picture=grid(ident, title, rows, columns, cells),
        lines=tuple(_line(row, columns, words) for row in rows),
        key=tuple((letter_of(word), word) for word in _ordered(found)),
    )


def _line(row: str, columns: Sequence[str], words: Words) -> str:
    """One row in words: ``read files: low in 1.0.0 and 1.1.0``."""
    by_word: dict[str, list[str]] = {}
    for column in columns:
        if word := words.get((row, column)):
            by_word.setdefault(word, []).append(column)
    parts = [f"{word} in {views.joined(found)}" for word, found in by_word.items()]
    return f"{row}: {'; '.join(parts)}"


def _ordered(words: set[str]) -> list[str]:
    order = (*(risk.value for risk in views.RISKS), *_STATUSES)
    return sorted(words, key=order.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Every combination that a manifest of an adapter comes to.

    Attributes:
        left_out: whether one of the lists was too long to show.
    """

    dialect: str
    modes: tuple[str, ...]
    platforms: tuple[str, ...]
    python_versions: tuple[str, ...]
    status: str
    left_out: bool


def matrices(release: Release) -> Iterator[Matrix]:
    """A matrix for each manifest that names runner modes, platforms or versions of Python."""
    for manifest in release.manifests:
        fits = manifest.description.compatibility
        lists = [values for _, values in _kinds(fits)]
        if any(lists):
            modes, platforms, versions = (tuple(values[:_MOST]) for values in lists)
            yield Matrix(
                dialect=manifest.dialect,
                modes=modes,
                platforms=platforms,
                python_versions=versions,
                status=fits.status,
                left_out=any(len(values) > _MOST for values in lists),
            )
