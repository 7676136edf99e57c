"""What our way of compiling templates must not change: the sandbox, and the bytes of a page."""

from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Undefined
from markupsafe import Markup, escape

from chandlery.model.description import Risk
from chandlery.stages.site.compiling import Escaped, written
from chandlery.stages.site.templating import Renderer, RenderError


def rendered(source: str, **context: object) -> str:
    return Renderer([{"page.html": source}], {}, {}).render("page.html", "a page", context)


@given(st.text(alphabet=st.characters(), max_size=20))
def test_a_text_is_written_as_markupsafe_escapes_it(text: str) -> None:
    assert written(text) == str(escape(text))


@pytest.mark.parametrize(
    "value", [Markup("<b>&amp;</b>"), Undefined(), Risk.HIGH, 7, -1, 1.5, True, None, ["<'>"]]
)
def test_any_value_is_written_as_markupsafe_escapes_it(value: object) -> None:
    assert written(value) == str(escape(value))


def test_a_word_of_a_vocabulary_is_escaped_too() -> None:
    class Word(StrEnum):
        SHARP = '<"'

    assert written(Word.SHARP) == str(escape(Word.SHARP))


def test_a_text_that_is_safe_and_one_that_is_not_stay_what_they_are_in_any_order() -> None:
    safe, text = Markup("<b>"), "<b>"
    source = "{% for x in items %}{{ x }};{% endfor %}"
    assert rendered(source, items=[safe, text, safe, text]) == "<b>;&lt;b&gt;;<b>;&lt;b&gt;;"
    assert rendered(source, items=[text, safe, 1, True]) == "&lt;b&gt;;<b>;1;True;"


def test_few_texts_are_kept_and_none_that_is_long() -> None:
    kept = Escaped()
    long = "<" * 1000
    assert kept[long] == "&lt;" * 1000
    for number in range(10_000):
        assert kept[f"<{number}"] == f"&lt;{number}"
    assert long not in kept
    assert len(kept) < 5_000


@dataclass(frozen=True, slots=True)
class _Record:
    """As the model's: with a field, a property, and a method."""

    name: str

    @property
    def folder(self) -> str:
        return f"{self.name}s"

    def replace(self, old: str) -> str:
        return f"not {old}"


_Record.__module__ = "chandlery.model.record"


def test_fields_are_had_again_and_again_with_the_same_answer() -> None:
    source = "{% for x in items %}{{ x.name }} {{ x.folder }} {{ x.replace('y') }};{% endfor %}"
    items = [_Record("a<"), _Record("b"), {"name": "c", "folder": "d", "replace": "e".replace}]
    with pytest.raises(RenderError, match="TypeError"):  # the third is a `str.replace`
        rendered(source, items=items)
    assert rendered(source, items=items[:2]) == "a&lt; a&lt;s not y;b bs not y;"


@pytest.mark.parametrize(
    "source",
    [
        "{% for x in items %}{{ x.name }}{{ x.__class__ }}{% endfor %}",
        "{% for x in items %}{{ x.name.__class__ }}{% endfor %}",
        "{% for x in items %}{{ x.folder.fget }}{% endfor %}",
        "{{ items[0].replace.__func__ }}",
        "{{ '{0.__class__}'.format(items[0]) }}",
        "{{ items.append(1) }}",
    ],
)
def test_what_the_sandbox_refuses_stays_refused(source: str) -> None:
    with pytest.raises(RenderError, match=r"unsafe|no attribute|not safely"):
        rendered(source, items=[_Record("a"), _Record("b")])


def test_a_macro_takes_what_it_is_given_inside_a_loop_and_out_of_it() -> None:
    source = (
        "{% macro m(a, b='<') %}[{{ a }}{{ b }}]{% endmacro %}"
        "{% for x in 'yz' %}{{ m(x, b=loop.index) }}{{ m(x) }}{% endfor %}{{ m('>', '&') }}"
    )
    assert rendered(source) == "[y1][y&lt;][z2][z&lt;][&gt;&amp;]"


def test_a_macro_that_is_given_too_much_is_an_error() -> None:
    source = "{% macro m(a) %}{% endmacro %}{% for x in 'y' %}{{ m(x, q=1) }}{% endfor %}"
    with pytest.raises(RenderError, match="takes no keyword argument 'q'"):
        rendered(source)


def test_what_escapes_nothing_makes_of_a_macro_a_text_like_any_other() -> None:
    off = "{% macro m() %}<i>{% endmacro %}{% autoescape false %}{% set x = m() %}{{ x }}"
    assert rendered(off + "{% endautoescape %}") == "<i>"
    kept = "{% set n = namespace() %}" + off.replace("set x", "set n.x").replace("{{ x }}", "")
    assert rendered(kept + "{% endautoescape %}{{ n.x }}") == "&lt;i&gt;"
