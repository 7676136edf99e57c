"""When a unit is looked at again although its files stay as they are."""

import pytest

from chandlery.documents import Document, Syntax, read_json
from chandlery.stages.moments import next_moments

AT = "2026-11-20T12:00:00Z"
RELEASE = "plugins/bell/releases/1.0.0/release.json"


def next_of(text: str, path: str = RELEASE, at: str = AT) -> dict[str, str]:
    document = read_json(path, text.encode()).document
    assert document
    return next_moments([document], at)


def test_what_is_past_never_comes_again() -> None:
    assert next_of('{"published": "2026-08-01T09:00:00Z"}') == {}


def test_the_next_date_counts() -> None:
    text = '["2027-01-01T00:00:00Z", "2026-12-01T00:00:00Z", "2020-01-01T00:00:00Z"]'
    assert next_of(text) == {"plugins/bell": "2026-12-01T00:00:00Z"}


def test_the_very_moment_is_not_settled_until_it_is_over() -> None:
    assert next_of(f'["{AT}"]') == {"plugins/bell": AT}
    assert next_of(f'["{AT}"]', at="2026-11-20T12:00:01Z") == {}


@pytest.mark.parametrize("time", ["", "T12:00:00+14:00", "T23:00:00.5Z", "t12:00:00z"])
def test_a_day_without_a_plain_time_is_open_as_long_as_zones_make_it(time: str) -> None:
    assert next_of(f'["2026-12-01{time}"]') == {"plugins/bell": "2026-11-30"}
    assert next_of(f'["2026-11-20{time}"]') == {"plugins/bell": AT}
    assert next_of(f'["2026-11-18{time}"]') == {}


def test_a_publisher_is_verified_for_two_years() -> None:
    text = '{"at": "2025-02-20T10:30:00Z"}'
    assert next_of(text, "publishers/acme.yml") == {"publishers/acme": "2027-02-20T10:30:00Z"}
    assert next_of(text) == {}


def test_a_date_that_is_written_with_escapes_is_one() -> None:
    assert next_of(r'["\u0032026-12-01T00:00:00Z"]') == {"plugins/bell": "2026-12-01T00:00:00Z"}


def test_a_day_that_no_year_has_is_itself() -> None:
    assert next_of('["2027-02-31"]') == {"plugins/bell": "2027-02-31"}


def test_the_dates_of_a_text_mean_nothing() -> None:
    readme = Document("plugins/bell/README.md", b"Until 2026-12-01.", Syntax.TEXT)
    assert next_moments([readme], AT) == {}
