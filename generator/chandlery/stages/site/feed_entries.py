"""What one entry of a feed says: what to know of a release or an advisory, in one look."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from msgspec import Struct

from chandlery.model.governance import Advisory, Availability
from chandlery.model.marketplace import Artifact, Frame, Kind, Package, Release
from chandlery.stages.site import views
from chandlery.stages.site.compiling import written
from chandlery.stages.site.elements import address
from chandlery.stages.site.markdown import notes

_ACTS = {
    "yank": Availability.YANKED,
    "block": Availability.BLOCKED,
    "deprecate": Availability.DEPRECATED,
}
Category = tuple[str, str, str]  # scheme, term, label


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        id: the permanent address in the marketplace itself, whatever mirror this was built for.
        content: HTML, safe to show.
    """

    id: str
    title: str
    address: str
    published: str
    updated: str
    author: str
    author_page: str
    categories: tuple[Category, ...]
    summary: str
    content: str


class About(Struct, frozen=True, array_like=True, gc=False):
    """What the entry of an advisory says of the package."""

    kind: Kind
    title: str
    dialects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What entries look up.

    Attributes:
        titles: dialect to what people call the ecosystem.
    """

    frame: Frame
    titles: Mapping[str, str]

    def hitting(self, package: Package, release: Release) -> tuple[Advisory, ...]:
        """The advisories that name a release, lapsed ones among them."""
        advised = self.frame.advised.get(package.name, ())
        return tuple(item for item in advised if release.version in item.versions)


def canonical(frame: Frame) -> str:
    """The marketplace's own address, which its mirrors keep in ids."""
    return frame.settings.base_url.rstrip("/") + "/"


def decided(release: Release) -> str:
    """When a release came to stand where it stands with the reviewers."""
    current = release.review.current
    moments = [release.published]
    if current:
        moments += [current.created_at, current.decided_at]
        if release.review.state is not current.status:
            moments.append(current.expires_at)  # its probation ran out by then
    return max(moments)


def release_entry(context: Context, package: Package, release: Release) -> Entry:
    """The entry of a release; it invites to nothing that was refused or withdrawn."""
    advisories = context.hitting(package, release)
    place = f"{package.kind.folder}/{package.name}/"
    fragment = f"#v{release.version}"
    publisher = context.frame.publishers.get(release.publisher)
    warning = views.warning(release)
    told = [item.title for item in advisories if item.in_force]
    return Entry(
        id=address(canonical(context.frame), place) + fragment,
        title=" ".join([package.listing.title, release.version, *_marks(release)]),
        address=address(context.frame.base_url, place) + fragment,
        published=release.published,
        updated=max(decided(release), *map(_stood, advisories)) if advisories else decided(release),
        author=publisher.record.title if publisher else release.publisher,
        author_page=address(context.frame.base_url, f"publishers/{release.publisher}/")
        if publisher
        else "",
        categories=(*_release_categories(context, package, release),),
        summary=" ".join([warning, *told]) if warning else package.listing.summary,
        content="".join(_release_content(context, package, release)),
    )


def advisory_entry(context: Context, package: About | None, advisory: Advisory) -> Entry:
    """The entry of an advisory; one that has lapsed says so first."""
    place = f"advisories/{advisory.id}/"
    owner = context.frame.settings.owner
    lapsed = "" if advisory.in_force else f"Lapsed on {advisory.expires[:10]}. "
    hit = views.joined(advisory.versions) or "no release"
    return Entry(
        id=address(canonical(context.frame), place),
        title=advisory.title if advisory.in_force else f"Lapsed: {advisory.title}",
        address=address(context.frame.base_url, place),
        published=advisory.published,
        updated=_stood(advisory),
        author=owner.name,
        author_page=owner.url or "",
        categories=(*_advisory_categories(context, package, advisory),),
        summary=f"{lapsed}{advisory.act.capitalize()}, {advisory.severity}: "
        f"hits {advisory.package} {hit}.",
        content="".join(_advisory_content(context, package, advisory)),
    )


def _stood(advisory: Advisory) -> str:
    """When an advisory last changed what it comes to."""
    return advisory.published if advisory.in_force else advisory.expires


def _marks(release: Release) -> Iterator[str]:
    """The words behind a title that nobody should overlook."""
    available = release.availability is Availability.AVAILABLE
    marks = [] if available else [release.availability.value]
    if release.review.state in views.REFUSED:
        marks.append(release.review.state.value)
    if marks:
        yield f"({', '.join(marks)})"


def _release_categories(context: Context, package: Package, release: Release) -> Iterator[Category]:
    base_url = canonical(context.frame)
    yield f"{base_url}#kind", package.kind.value, package.kind.value
    yield f"{base_url}#review", release.review.state.value, release.review.state.value
    yield f"{base_url}#availability", release.availability.value, release.availability.value
    yield from _ecosystems(context, [manifest.dialect for manifest in release.manifests])
    for item in views.declared(release):
        yield f"{base_url}capabilities/", item.effect.value, f"declares: {item.title}"
    for category in package.listing.categories:
        yield f"{base_url}categories/", views.slug(category), category


def _advisory_categories(
    context: Context, package: About | None, advisory: Advisory
) -> Iterator[Category]:
    base_url = canonical(context.frame)
    yield f"{base_url}#act", advisory.act, advisory.act
    yield f"{base_url}#severity", advisory.severity, advisory.severity
    force = "in-force" if advisory.in_force else "lapsed"
    yield f"{base_url}#force", force, force.replace("-", " ")
    if package:
        yield f"{base_url}#kind", package.kind.value, package.kind.value
        yield from _ecosystems(context, package.dialects)


def _ecosystems(context: Context, dialects: Iterable[str]) -> Iterator[Category]:
    scheme = f"{canonical(context.frame)}#ecosystem"
    for dialect in dict.fromkeys(dialects):
        yield scheme, dialect, context.titles.get(dialect, dialect)


def _release_content(context: Context, package: Package, release: Release) -> Iterator[str]:
    warning, current = views.warning(release), release.review.current
    if warning:
        yield _bold(warning)
    for advisory in context.hitting(package, release):
        link = address(context.frame.base_url, f"advisories/{advisory.id}/")
        lapsed = "" if advisory.in_force else " (lapsed)"
        yield f"<p>Advisory: {_anchor(link, advisory.title)}{lapsed}</p>\n"
    yield _paragraph(package.listing.summary)
    yield _paragraph(_declaration(release))
    yield _paragraph(_published(context, release))
    review = f"Review: {release.review.state}. {views.REVIEW_TITLES[release.review.state]}"
    yield _paragraph(
        f"{review} {_by(current.decided_by, current.decided_at)}" if current else review
    )
    if current and current.rationale and release.review.state in views.REFUSED:
        yield f"<blockquote>{notes(current.rationale)}</blockquote>\n"
    if release.artifacts:
        yield f"<ul>\n{''.join(map(_file, release.artifacts))}</ul>\n"
    if release.notes:
        yield notes(release.notes)


def _paragraph(text: str) -> str:
    return f"<p>{written(text)}</p>\n"


def _bold(text: str) -> str:
    return f"<p><strong>{written(text)}</strong></p>\n"


def _anchor(link: str, text: str) -> str:
    return f'<a href="{written(link)}">{written(text)}</a>'


def _code(text: str) -> str:
    return f"<code>{written(text)}</code>"


def _file(artifact: Artifact) -> str:
    size = views.size(artifact.size)
    return f"<li>{written(artifact.filename)} ({size}): SHA-256 {_code(artifact.sha256)}</li>\n"


def _declaration(release: Release) -> str:
    found = [
        item.title + (f" ({item.risk} risk)" if item.risk in views.GRAVE else "")
        for item in views.declared(release)
    ]
    said = f"that it wants to: {views.joined(found)}" if found else "no capabilities"
    return f"It declares {said}. Nothing here enforces that."


def _published(context: Context, release: Release) -> str:
    publisher = context.frame.publishers.get(release.publisher)
    if publisher is None:
        return f"Published by {release.publisher}, who has no record here."
    level = publisher.record.verification.level
    return f"Published by {publisher.record.title} ({level}). {views.LEVEL_TITLES[level]}"


def _by(who: str, when: str) -> str:
    return f"Decided by {who}{f' on {when[:10]}' if when else ''}." if who else ""


def _advisory_content(context: Context, package: About | None, advisory: Advisory) -> Iterator[str]:
    if not advisory.in_force:
        yield _bold(f"This advisory lapsed on {advisory.expires[:10]}, and is no longer in force.")
    act = views.AVAILABILITY_TITLES[_ACTS[advisory.act]]
    place = f"{package.kind.folder}/{advisory.package}/" if package else ""
    link = address(context.frame.base_url, place)
    name = _anchor(link, package.title) if package else _code(advisory.package)
    hit = views.joined(advisory.versions) or "no release"
    yield f"<p>{written(advisory.act.capitalize())}: {name} {written(hit)}. {written(act)}</p>\n"
    if advisory.ranges:
        yield f"<p>Versions: {' or '.join(map(_code, advisory.ranges))}</p>\n"
    if advisory.digests:
        digests = ", ".join(map(_code, advisory.digests))
        yield f"<p>Artifacts with SHA-256: {digests}</p>\n"
    yield _paragraph(f"Severity: {advisory.severity}.")
    yield notes(advisory.reason)
    evidence = "".join(f"<li>{views.linked(text)}</li>\n" for text in advisory.evidence)
    yield f"<p>Evidence:</p>\n<ul>\n{evidence}</ul>\n"
    if advisory.in_force and advisory.expires:
        yield _paragraph(f"Lapses on {advisory.expires[:10]} unless renewed.")
    yield f"<p>To object: {views.linked(advisory.appeal)}</p>\n"
