"""The site: what people wrote, and what records say.

Every page is a function of records and templates alone: no clock, no commit.  A page changes when
what it shows changes.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from types import MappingProxyType

from chandlery.checks import Rule
from chandlery.model.content import Keep, PublishedFile
from chandlery.model.marketplace import Marketplace
from chandlery.model.parts import Batch, batches
from chandlery.stages.browse_files import browse_files
from chandlery.stages.press import Known, Made, Press, Rendered, nothing_known
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.home import home
from chandlery.stages.site.page import Page, Steps
from chandlery.stages.site.pages import overview_batches, subject_batches
from chandlery.stages.site.summaries import overview
from chandlery.stages.site.templating import Templates
from chandlery.stages.site.written_pages import LOST

# How batches are spread over processes: the built-in `map`, or what gives the same in its order.
Work = Callable[[], Sequence[Made]]
Spread = Callable[[Callable[[Work], Sequence[Made]], Iterable[Work]], Iterable[Sequence[Made]]]


def _done(work: Work) -> Sequence[Made]:
    return work()


def render(  # noqa: PLR0913 - the site is where everything comes together
    marketplace: Marketplace,
    website: Mapping[str, bytes],
    templates: Templates,
    *,
    steps: Steps,
    titles: Mapping[str, str],
    rules: Sequence[Rule] = (),
    examples: Mapping[str, str] = MappingProxyType({}),
    spread: Spread = map,
) -> Iterator[Rendered]:
    """Render the whole site; see `render_changed`."""
    made = render_changed(
        Rows(overview(marketplace)),
        batches([*marketplace.packages, *marketplace.integrations]),
        website,
        templates,
        steps=steps,
        titles=titles,
        rules=rules,
        examples=lambda: examples,
        spread=spread,
    )
    return (file for file in made if isinstance(file, Rendered))


def render_changed(  # noqa: PLR0913 - as above
    rows: Rows,
    subjects: Iterable[Batch],
    website: Mapping[str, bytes],
    templates: Templates,
    *,
    steps: Steps,
    titles: Mapping[str, str],
    rules: Sequence[Rule] = (),
    examples: Callable[[], Mapping[str, str]] = dict,
    known: Known = nothing_known,
    changed: Collection[str] = (),
    keep: Keep = PublishedFile.of,
    spread: Spread = map,
) -> Iterator[Made]:
    """Render the pages of some packages and integrations, and of all others what is not known.

    Args:
        rows: all there is, in short.
        subjects: those whose own pages are rendered.
        website: what ``ports.website`` made of the written pages, the shell among them.
        templates: Jinja2 sources by path, the catalog's own before the shipped ones.
        steps: what a person does to install a release, by dialect.
        titles: dialect to what people call the ecosystem.
        rules: each gets a page.
        examples: gives a file of each type of the index, by its schema's name; asked at last.
        known: is asked for every file that is not of one of the subjects, and shows nothing of
            what changed.
        changed: as of `Fingerprints`.
        keep: takes pages out of memory, in whatever process they are made.
        spread: how to spread the work.

    Returns:
        One page after the other, so that memory does not grow with their number; no path twice.
        Other processes begin at once, and not when the first is asked for.

    Raises (some of it when pages are asked for):
        ShellError: the rendered shell is not as expected.
        RenderError: a template failed, or two pages have one path.
    """
    seen = rows.overview
    press = Press.of(seen, website, templates, titles, known, keep, changed)
    batches_of_pages = [
        *overview_batches(rows, titles, rules),  # the longest are begun first
        *subject_batches(seen, subjects, steps, titles),
        _pages_of_no_record,
    ]
    begun = spread(
        _done,
        [
            lambda: [*press.data_files(browse_files(rows, titles))],
            *(partial(press.rendered, pages) for pages in batches_of_pages),
            lambda: [*press.written(home(rows, titles))],
        ],
    )
    return chain(
        chain.from_iterable(begun),
        press.types(examples),
        press.as_they_are({**press.website.scripts, ".nojekyll": b""}),
    )


def _pages_of_no_record() -> Iterator[Page]:
    """The page for addresses where there is nothing, instead of the engine's own."""
    yield Page(
        path=LOST,
        template="lost.html",
        title="There is no page here",
        description="Where to go on from an address that leads nowhere.",
        record=LOST,
        listed=False,
    )
