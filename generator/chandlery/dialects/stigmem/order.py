"""In which order a node registers plugins that depend on each other (contract, section 5)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# A plugin's name → the names of what has to be registered before it.
Needs = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Circle:
    """Plugins that wait for each other; the first name stands at the end again."""

    names: tuple[str, ...]

    @property
    def steps(self) -> Iterator[tuple[str, str]]:
        """Each plugin with the one that it waits for."""
        return zip(self.names, self.names[1:], strict=False)

    def __str__(self) -> str:
        return " → ".join(f"`{name}`" for name in self.names)


def load_order(needs: Needs) -> tuple[str, ...] | Circle:
    """Dependencies first, names alphabetical otherwise; or the first circle on the way.

    A name that nobody is to register, because it is there or nowhere, is passed over.
    """
    placed: dict[str, None] = {}
    for name in sorted(needs):
        # The plugins on the way down, each with what it still has to wait for.
        way = {} if name in placed else {name: _sorted(needs, name)}
        while way:
            last = next(reversed(way))
            before = next(way[last], None)
            if before is None:
                del way[last]
                placed[last] = None
            elif before in way:
                names = [*way]
                return Circle((*names[names.index(before) :], before))
            elif before in needs and before not in placed:
                way[before] = _sorted(needs, before)
    return tuple(placed)


def circles(needs: Needs) -> Iterator[Circle]:
    """Circles until none is left; of those that share a plugin only the first."""
    left = dict(needs)
    while isinstance(circle := load_order(left), Circle):
        yield circle
        for name in set(circle.names):
            del left[name]


def _sorted(needs: Needs, name: str) -> Iterator[str]:
    return iter(sorted(needs[name]))
