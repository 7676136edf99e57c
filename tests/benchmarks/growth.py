"""How fast a figure grows: the exponent of a power law, by least squares on logarithms."""

from collections.abc import Sequence
from math import log


def exponent(sizes: Sequence[float], figures: Sequence[float]) -> float:
    """1 for what grows as the sizes do, 0.5 for their square root, 0 for what does not grow."""
    points = [(log(size), log(figure)) for size, figure in zip(sizes, figures, strict=True)]
    across = sum(x for x, _ in points) / len(points)
    up = sum(y for _, y in points) / len(points)
    slope = sum((x - across) * (y - up) for x, y in points)
    return slope / sum((x - across) ** 2 for x, _ in points)
