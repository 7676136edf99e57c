"""The benchmarks' arithmetic: a wrong exponent would be believed."""

import pytest

from benchmarks.growth import exponent


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_a_power_law_is_found(power: float) -> None:
    sizes = [300, 900, 5_000, 50_000]
    assert exponent(sizes, [7 * size**power for size in sizes]) == pytest.approx(power)


def test_it_is_the_best_line_through_all_points() -> None:
    assert exponent([1, 10, 100], [1, 100, 100]) == pytest.approx(1.0)
