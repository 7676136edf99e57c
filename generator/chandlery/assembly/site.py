"""The site, with each ecosystem's own installation steps."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chandlery.assembly.parts import TITLES
from chandlery.assembly.share import Materials
from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Step
from chandlery.model.content import Keep, PublishedFile
from chandlery.model.marketplace import Package, Release
from chandlery.model.parts import Batch
from chandlery.stages.press import Made, nothing_known
from chandlery.stages.render import render_changed
from chandlery.stages.rulebook import every_rule
from chandlery.stages.site.facets import Rows

# How work is spread: the built-in `map`, or what gives the same in its order.
Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


def site(  # noqa: PLR0913, PLR0917 - the site is where everything comes together
    rows: Rows,
    subjects: Iterable[Batch],
    materials: Materials,
    shown: Callable[[], Mapping[str, str]],
    known: Callable[[str, str], bool] = nothing_known,
    changed: Collection[str] = (),
    keep: Keep = PublishedFile.of,
    spread: Spread = map,
) -> Iterator[Made]:
    """The pages, with each ecosystem's own installation steps; see `stages.render`."""

    def steps(package: Package, release: Release) -> Mapping[str, Sequence[Step]]:
        return {
            manifest.dialect: DIALECTS[manifest.dialect].install(
                rows.overview.frame, package, release
            )
            for manifest in release.manifests
        }

    return render_changed(
        rows,
        subjects,
        materials.website,
        materials.templates,
        steps=steps,
        titles=TITLES,
        rules=tuple(every_rule().values()),
        examples=shown,
        known=known,
        changed=changed,
        keep=keep,
        spread=spread,
    )
