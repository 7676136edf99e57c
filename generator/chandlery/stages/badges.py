"""Badges for READMEs: where the newest release of a package stands, as small pictures.

SVG that works in an ``<img>``: no script, no font, nothing fetched.  A badge says what the
reviewers decided and what advisories say, never that something is safe.
"""

import re
from xml.etree import ElementTree as ET

from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Frame, Integration, Package, Release, Subject, is_final
from chandlery.model.parts import One, Part
from chandlery.stages.site import views
from chandlery.stages.site.elements import address, child, clean, fragment

# Each has a contrast of at least 4.5 to white (WCAG 2.2, 1.4.3).
_GROUND = "#444"
_GOOD, _PLAIN, _WARN, _BAD = "#0b6b3a", "#595959", "#8a5200", "#a8201a"
_WORSE = (_GOOD, _PLAIN, _WARN, _BAD)
_COLOURS = {
    ReviewState.UNREVIEWED: _PLAIN,
    ReviewState.PROBATIONARY: _WARN,
    ReviewState.PROMOTED: _GOOD,
    ReviewState.REJECTED: _BAD,
    ReviewState.EXPIRED: _WARN,
}
_WITHDRAWN = frozenset({Availability.YANKED, Availability.BLOCKED})

# Characters; a README is no place for more.  What a release is called may be cut, never its state.
_LABEL, _VERSION = 40, 30
_PAD, _HEIGHT = 6, 20
# Widths at 11 pixels in tenths of a pixel, as Verdana has them, of " " to "~".  `textLength` makes
# any other font fit.
_WIDTHS = (
    39, 43, 51, 90, 70, 118, 80, 30, 50, 50, 70, 90, 40, 50, 40, 50,
    70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 50, 50, 90, 90, 90, 60,
    110, 75, 75, 77, 85, 70, 63, 85, 83, 46, 50, 76, 61, 93, 82, 87,
    66, 87, 76, 75, 68, 81, 75, 109, 75, 68, 75, 50, 50, 50, 90, 70,
    70, 66, 69, 57, 69, 66, 39, 69, 70, 30, 38, 65, 30, 107, 70, 67,
    69, 69, 47, 57, 43, 70, 65, 90, 65, 65, 58, 70, 50, 70, 90,
)  # fmt: skip


def _one(frame: Frame, subject: Subject) -> One[None]:
    """Two badges for a package; what was renamed keeps its old ones, for READMEs keep them."""
    if isinstance(subject, Integration):
        return One()
    stand, colour = status(subject)
    version = f"{_version(subject.latest)} " if subject.releases else ""
    whole = badge(frame.settings.title, version + stand, colour)
    review = badge("review", stand, colour)
    names = (subject.name, *frame.former.get(subject.name, ()))
    return One(
        files=tuple(
            file for name in names for file in ((path(name), whole), (path(name, "review"), review))
        )
    )


BADGES: Part[None] = Part(name="badges", told=None, one=_one)


def path(name: str, about: str = "") -> str:
    """Where the badge of a package is published."""
    return f"badges/{name}/{about}.svg" if about else f"badges/{name}.svg"


def markdown(marketplace: Frame, package: Package) -> str:
    """A package's badge as a README takes it: a picture that leads to the package's page."""
    words = f"{package.listing.title} in {marketplace.settings.title}"
    alt = re.sub(r"([\\\[\]`*_<>!&])", r"\\\1", clean(words))
    root = marketplace.base_url.replace("(", "%28").replace(")", "%29")
    page = f"{root}{package.kind.folder}/{package.name}/"
    return f"[![{alt}]({address(root, path(package.name))})]({page})"


def status(package: Package) -> tuple[str, str]:
    """Where the newest release stands, in a few words, and the colour of that.

    Where a newer one has been withdrawn since, that is said as well: a README's reader may have it.
    """
    if not package.releases:
        return "no release yet", _PLAIN
    latest = package.latest
    shown = [latest]
    newest = [item for item in package.releases if is_final(item.version)][-1:]
    if (
        newest
        and newest[0] is not latest
        and not views.stands(newest[0].review.state, newest[0].availability)
    ):
        shown += newest
    words = [_verdict(item) for item in shown]
    for item in shown[1:]:
        words[-1] = f"{_version(item)} {words[-1]}"
    return "; ".join(words), max(map(_colour, shown), key=_WORSE.index)


def badge(label: str, value: str, colour: str) -> bytes:
    """One badge: a label and what there is to say, drawn to the width of their characters."""
    label = _clipped(label, _LABEL)
    left, right = width(label), width(value)
    middle, end = left + 2 * _PAD, left + right + 4 * _PAD
    words = f"{label}: {value}"
    size = {"width": str(end), "height": str(_HEIGHT)}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img"})
    svg.set("aria-label", words)
    child(svg, "title", words)
    child(svg, "path", fill=_GROUND, d=f"M3 0H{middle}V{_HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z")
    edge = f"M{middle} 0H{end - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{middle}z"
    child(svg, "path", fill=colour, d=edge)
    group = child(svg, "g", fill="#fff")
    group.set("font-family", "Verdana,DejaVu Sans,Geneva,sans-serif")
    group.set("font-size", "11")
    for x, text, length in ((_PAD, label, left), (middle + _PAD, value, right)):
        child(group, "text", text, x=str(x), y="14", textLength=str(length))
    return fragment(svg) + b"\n"


def width(text: str) -> int:
    """How wide a text is drawn, in whole pixels."""
    return -(-sum(map(_character, text)) // 10)


def _character(character: str) -> int:
    place = ord(character) - 32
    if 0 <= place < len(_WIDTHS):
        return _WIDTHS[place]
    # Accents that join what they follow, alphabets, and what is as wide as it is high.  No table of
    # Unicode's, for that changes with Python.
    return 0 if 0x300 <= ord(character) < 0x370 else 75 if ord(character) < 0x1100 else 110


def _version(release: Release) -> str:
    return _clipped(release.version, _VERSION)


def _clipped(text: str, length: int) -> str:
    text = clean(text)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _verdict(release: Release) -> str:
    """What matters most: that it was blocked or rejected, or withdrawn; else the review state."""
    state, availability = release.review.state, release.availability
    if availability is Availability.BLOCKED:
        return availability.value
    if state is ReviewState.REJECTED or availability is Availability.AVAILABLE:
        return state.value
    if availability is Availability.YANKED:
        return availability.value
    return f"{state}, {availability}"


def _colour(release: Release) -> str:
    if release.availability in _WITHDRAWN:
        return _BAD
    own = _COLOURS[release.review.state]
    deprecated = release.availability is Availability.DEPRECATED
    return max(own, _WARN, key=_WORSE.index) if deprecated else own
