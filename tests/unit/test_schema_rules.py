from enum import Enum
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import pytest
from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    PastDate,
    RootModel,
    ValidationError,
)
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from chandlery.checks import stated
from chandlery.diagnostics import Diagnostic, Severity, Span, Verdict
from chandlery.documents import read_json, read_yaml
from chandlery.records.base import NAME_PATTERN
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import Renames
from chandlery.rules import schema_words
from chandlery.rules.schema import MAX_PROBLEMS, RULES, schema_diagnostics
from chandlery.rules.schema_forms import FORMS
from chandlery.rules.schema_pages import RULE_OF, WRONG_FORM, WRONG_TYPE

OWN = stated("TST001", "The name is taken.")


def _free(name: str) -> str:
    if name == "taken":
        raise PydanticCustomError("TST001", "`{name}` is\ntaken", {"name": name, "hint": "Wait."})
    if name == "strange":
        raise PydanticCustomError("surprise", "strange\x1b indeed")
    if name == "known":
        raise PydanticKnownError("literal_error", {"expected": "'x'"})
    if name == "value":
        raise ValueError("not \u202eme")
    return name


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Git(Strict):
    kind: Literal["git"]
    repository: str


class Archive(Strict):
    kind: Literal["archive"]
    url: str


class Author(Strict):
    name: str
    email: str = ""


class Shelf(Strict):
    name: Annotated[str, AfterValidator(_free)] = "x"
    count: Annotated[int, Field(ge=1, lt=10)] = 1
    label: Annotated[str, Field(min_length=2, max_length=5, pattern="^[a-z]*$")] = "ab"
    words: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    colour: Literal["red", "green", "it's"] = "red"
    fixed: Literal["one"] = "one"
    enum: Annotated[Colour, Field(strict=False)] = Colour.RED
    flag: bool = True
    author: str | Author = "x"
    either: str | list[str] = "x"
    source: Annotated[Git | Archive, Field(discriminator="kind")] = Archive(kind="archive", url="x")
    named: dict[Annotated[str, Field(pattern="^[a-z]$")], Author] = {}
    tarball: str = Field("", validation_alias=AliasChoices("tarball", "download_url"))


def check(text: str, model: type[BaseModel] = Shelf, **options: Any) -> tuple[Diagnostic, ...]:
    reading = read_json("shelf.json", text.encode())
    assert reading.document is not None
    with pytest.raises(ValidationError) as caught:
        model.model_validate(reading.document.value)
    options = {"verdict": Verdict.VALID, "model": model, **options}
    return schema_diagnostics(reading.document, caught.value, **options)


def only(text: str, model: type[BaseModel] = Shelf, **options: Any) -> Diagnostic:
    (diagnostic,) = check(text, model, **options)
    return diagnostic


def test_pydantic_has_no_error_that_we_have_no_rule_for() -> None:
    assert set(get_args(core_schema.ErrorType)) == set(RULE_OF)
    assert set(RULE_OF.values()) <= set(RULES)


@pytest.mark.parametrize("rule", [WRONG_TYPE, WRONG_FORM])
def test_every_error_about_kinds_of_values_has_words(rule: object) -> None:
    for type_ in (type_ for type_, its in RULE_OF.items() if its is rule):
        problem = schema_words.Problem(
            type=type_, route=(), real=(), value=1, message="", context={}
        )
        if type_ not in {"string_pattern_mismatch", "url_scheme"}:
            assert schema_words.expected(problem) != "another kind of value", type_


@pytest.mark.parametrize(
    ("text", "code", "place", "message", "hint"),
    [
        (
            '{"count": 0}',
            "MAN007",
            (11, 12),
            "`0` is below 1",
            "Use a value of at least 1.",
        ),
        ('{"count": 10}', "MAN007", (11, 13), "`10` is not below 10", "Use a value below 10."),
        (
            '{"count": "1"}',
            "MAN003",
            (11, 14),
            "expected a whole number, found the string `1`",
            "Write a whole number here.",
        ),
        (
            '{"name": 1.0}',
            "MAN003",
            (10, 13),
            "expected a string, found the number `1.0`",
            "Put it in quotes.",
        ),
        (
            '{"name": null}',
            "MAN003",
            (10, 14),
            "expected a string, found `null`",
            "Write a string here.",
        ),
        (
            '{"flag": []}',
            "MAN003",
            (10, 11),
            "expected true or false, found a list",
            "Write true or false here.",
        ),
        (
            "[]",
            "MAN003",
            (1, 2),
            "expected a mapping, found a list",
            "Write a mapping here.",
        ),
        (
            '{"label": "x"}',
            "MAN006",
            (11, 14),
            "1 character, where at least 2 must be",
            "Add characters.",
        ),
        (
            '{"label": "abcdef"}',
            "MAN006",
            (11, 19),
            "6 characters, where at most 5 may be",
            "Shorten it.",
        ),
        ('{"words": []}', "MAN006", (11, 12), "0 items, where at least 1 must be", "Fill it in."),
        (
            '{"words": ["a", "b", "c"]}',
            "MAN006",
            (11, 12),
            "3 items, where at most 2 may be",
            "Shorten it.",
        ),
        (
            '{"label": "A`b"}',
            "MAN005",
            (11, 16),
            r"`A\x60b` does not match `^[a-z]*$`",
            "Write it so that the pattern matches.",
        ),
        (
            '{"colour": "geen"}',
            "MAN004",
            (12, 18),
            "the string `geen` is not one of `red`, `green` or `it's`",
            "Did you mean `green`?",
        ),
        (
            '{"enum": 7}',
            "MAN004",
            (10, 11),
            "the number `7` is not one of `red` or `green`",
            "Use one of `red` or `green`.",
        ),
        ('{"fixed": "two"}', "MAN004", (11, 16), "the string `two` is not `one`", "Write `one`."),
        (
            '{"nmae": "x"}',
            "MAN002",
            (2, 8),
            "the key `nmae` is not known here",
            "Did you mean `name`?",
        ),
        (
            '{"download_uri": "x"}',
            "MAN002",
            (2, 16),
            "the key `download_uri` is not known here",
            "Did you mean `download_url`?",
        ),
        (
            '{"author": {}}',
            "MAN001",
            (12, 13),
            "the key `name` is missing",
            "Add `name`.",
        ),
        (
            '{"source": {"kind": "git"}}',
            "MAN001",
            (12, 13),
            "the key `repository` is missing",
            "Add `repository`.",
        ),
        (
            '{"source": {"url": "x"}}',
            "MAN001",
            (12, 13),
            "the key `kind` is missing",
            "Add `kind`.",
        ),
        (
            '{"source": {"kind": "archve"}}',
            "MAN004",
            (21, 29),
            "the string `archve` is not one of `git` or `archive`",
            "Did you mean `archive`?",
        ),
        (
            '{"source": {"kind": "git", "repository": "x", "repositry": ""}}',
            "MAN002",
            (47, 58),
            "the key `repositry` is not known here",
            "Take it out, or use one of `kind` or `repository`.",
        ),
        (
            '{"either": {"a": 1}}',
            "MAN003",
            (12, 13),
            "expected a string or a list, found a mapping",
            "Write a string or a list here.",
        ),
        (
            '{"either": ["a", 1]}',
            "MAN003",
            (18, 19),
            "expected a string, found the number `1`",
            "Put it in quotes.",
        ),
        (
            '{"named": {"A": {"name": "x"}}}',
            "MAN005",
            (12, 15),
            "`A` does not match `^[a-z]$`",
            "Write it so that the pattern matches.",
        ),
        (
            '{"named": {"a": {"name": "x", "e-mail": "x"}}}',
            "MAN002",
            (31, 39),
            "the key `e-mail` is not known here",
            "Did you mean `email`?",
        ),
        (
            '{"name": "strange"}',
            "MAN000",
            (10, 19),
            r"`strange` is refused: strange\x1b indeed",
            "Write another value.",
        ),
        (
            '{"name": "value"}',
            "MAN000",
            (10, 17),
            r"`value` is refused: not \u202eme",
            "Write another value.",
        ),
        ('{"name": "known"}', "MAN004", (10, 17), "the string `known` is not `x`", "Write `x`."),
    ],
)
def test_what_is_said_of_one_error(
    text: str, code: str, place: tuple[int, int], message: str, hint: str
) -> None:
    diagnostic = only(text)
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == (code, message, hint)
    assert diagnostic.span == Span(1, place[0], 1, place[1])
    assert diagnostic.file == "shelf.json"
    assert diagnostic.severity is Severity.ERROR
    assert diagnostic.verdict is Verdict.VALID


class Lax(BaseModel):
    at: AwareDatetime | None = None
    day: PastDate | None = None
    home: HttpUrl | None = None
    number: UUID | None = None
    ratio: Annotated[float, Field(allow_inf_nan=False)] = 0.5
    authors: list[Annotated[Author, Field(description="x")]] = []


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('{"at": "yesterday"}', "MAN005", "`yesterday` is not a point in time"),
        (
            '{"at": "2026-01-01T00:00:00"}',
            "MAN005",
            "`2026-01-01T00:00:00` is not a time with a zone",
        ),
        ('{"day": "2026-02-30"}', "MAN005", "`2026-02-30` is not a date"),
        ('{"day": "9999-01-01"}', "MAN007", "`9999-01-01` is out of range"),
        ('{"home": "x y"}', "MAN005", "`x y` is not a URL"),
        (
            '{"home": "ftp://x"}',
            "MAN005",
            "`ftp://x` is not a URL that begins with 'http' or 'https'",
        ),
        ('{"number": "12"}', "MAN005", "`12` is not a UUID"),
        ('{"ratio": 1e999}', "MAN007", "`Infinity` is out of range"),
    ],
)
def test_what_is_said_of_the_forms_of_values(text: str, code: str, message: str) -> None:
    found = check(text, Lax)
    assert (found[-1].code, found[-1].message) == (code, message)


def test_keys_are_found_behind_metadata() -> None:
    diagnostic = only('{"authors": [{"name": "x", "emial": "x"}]}', model=Lax)
    assert diagnostic.hint == "Did you mean `email`?"


def test_a_key_that_is_there_already_is_not_proposed() -> None:
    diagnostic = only('{"name": "x", "names": "x"}')
    assert diagnostic.hint.startswith("Did you mean `named`?")


def test_without_a_model_there_is_nothing_to_propose() -> None:
    reading = read_json("x", b'{"nmae": "x"}')
    assert reading.document is not None
    with pytest.raises(ValidationError) as caught:
        Shelf.model_validate(reading.document.value)
    (diagnostic,) = schema_diagnostics(reading.document, caught.value, verdict=Verdict.POLICY)
    assert diagnostic.hint == "Take it out."
    assert diagnostic.verdict is Verdict.POLICY


def test_an_error_of_ours_keeps_its_code_message_and_hint() -> None:
    diagnostic = only('{"name": "taken"}', codes={"TST001": OWN})
    assert diagnostic.code == "TST001"
    assert diagnostic.message == r"`taken` is\x0ataken"
    assert diagnostic.hint == "Wait."
    assert diagnostic.span == Span(1, 10, 1, 17)


def test_everything_is_reported_by_place() -> None:
    found = check('{"flag": 1,\n "x\\u001b": 1,\n "count": "a",\n "author": {"nam": 1}}')
    assert [(d.code, d.span.line) for d in found] == [
        ("MAN003", 1),
        ("MAN002", 2),
        ("MAN003", 3),
        ("MAN002", 4),
    ]
    assert all(diagnostic.message.isprintable() for diagnostic in found)
    assert r"`x\x1b`" in found[1].message


def test_values_and_keys_are_shown_in_part() -> None:
    for text in ('{"colour": "%s"}', '{"label": "%s"}', '{"%s": 1}'):
        for diagnostic in check(text % ("A\\n" * 5000)):
            assert len(diagnostic.message + diagnostic.hint) < 600
            assert "\n" not in diagnostic.message


class Words(Strict):
    words: list[str]


def words(number: int) -> str:
    return '{"words": [' + ",\n".join("1" for _ in range(number)) + "]}"


def test_a_long_list_of_errors_is_cut_and_counted() -> None:
    found = check(words(MAX_PROBLEMS + 1), Words)
    assert [item.code for item in found] == ["MAN003"] * MAX_PROBLEMS + ["MAN008"]
    assert found[-1].message == "more is wrong with the record, from here on 1 times"
    assert found[-1].span.line == MAX_PROBLEMS + 1
    assert found[-1].hint == "Mend what is listed, and check again."
    (more,) = [item for item in check(words(5000), Words) if item.code == "MAN008"]
    assert (
        more.message == f"more is wrong with the record, from here on {5000 - MAX_PROBLEMS} times"
    )
    assert (more.severity, more.verdict) == (Severity.ERROR, Verdict.VALID)


def test_a_list_of_errors_that_all_fit_is_not_cut() -> None:
    assert {item.code for item in check(words(MAX_PROBLEMS), Words)} == {"MAN003"}


def test_the_first_that_is_left_out_is_shown_as_it_would_have_been() -> None:
    text = "{" + ",".join(f'"x{index:03}": 1' for index in range(MAX_PROBLEMS + 1)) + "}"
    (more,) = [item for item in check(text, Strict) if item.code == "MAN008"]
    at = text.index(f'"x{MAX_PROBLEMS}"') + 1
    assert more.span == Span(1, at, 1, at + 6)


class Inner(Strict):
    name: str
    title: str = ""


class Outer(Strict):
    inner: Inner
    license: str = ""


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"inner": {"title": "a"}}', "Add `name`."),  # a known key was not meant by another
        ('{"inner": {}, "nme": "a"}', "Add `name`."),  # not from another mapping
        ('{"inner": {"zzz": "a"}}', "Add `name`."),
    ],
)
def test_a_missing_key_was_not_meant_by_just_any_other(text: str, hint: str) -> None:
    (missing,) = [item for item in check(text, Outer) if item.code == "MAN001"]
    assert (missing.message, missing.hint) == ("the key `name` is missing", hint)


class Liberal(BaseModel):
    name: str


def test_a_misspelt_key_is_told_of_once() -> None:
    (unknown,) = check('{"inner": {"nme": "a"}}', Outer)
    assert (unknown.code, unknown.hint) == ("MAN002", "Did you mean `name`?")
    (missing,) = check('{"nme": "a"}', Liberal)
    assert (missing.code, missing.hint) == ("MAN001", "Write it in place of `nme`.")


def test_what_is_there_already_was_not_meant_by_another_key() -> None:
    (unknown,) = check('{"inner": {"name": "a", "titel": "b"}}', Outer)
    assert unknown.hint == "Did you mean `title`?"
    (unknown,) = check('{"inner": {"name": "a", "titel": "b", "title": "c"}}', Outer)
    assert unknown.hint == "Take it out, or use one of `name` or `title`."


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, "Take it out, or use one of `k00`."),
        (2, "Take it out, or use one of `k00` or `k01`."),
        (3, "Take it out, or use one of `k00`, `k01` or `k02`."),
        (12, "`k10` or `k11`."),
        (13, "`k10`, `k11` and 1 more."),
        (15, "`k10`, `k11` and 3 more."),
    ],
)
def test_so_many_keys_are_shown_and_the_rest_counted(number: int, shown: str) -> None:
    _, hint = schema_words.unknown("zzz", [f"k{index:02}" for index in range(number)], None)
    assert hint.endswith(shown)
    assert hint.startswith("Take it out, or use one of `k00`")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, ("expected a string, found `true`", "Write a string here.")),
        (5, ("expected a string, found the number `5`", "Put it in quotes.")),
        (None, ("expected a string, found `null`", "Write a string here.")),
        ("", ("expected a string, found an empty string", "Write a string here.")),
    ],
)
def test_a_value_of_another_kind_is_shown(value: object, said: tuple[str, str]) -> None:
    assert schema_words.wrong_type(value, ["a string"]) == said


def test_a_misspelt_key_is_looked_for_among_so_many() -> None:
    keys = ",".join(f'"zz{index}": 1' for index in range(100))
    (missing,) = [
        item for item in check(f'{{"inner": {{{keys}, "nme": 1}}}}', Outer) if item.code == "MAN001"
    ]
    assert missing.hint == "Add `name`."


def test_keys_are_found_through_lists_mappings_and_root_models() -> None:
    renames = '{"old": {"to": "new", "since": "2026-01-01T00:00:00Z", "reson": "x"}}'
    (unknown,) = check(renames, Renames)
    assert (unknown.code, unknown.hint) == ("MAN002", "Did you mean `reason`?")


def test_places_in_a_listing_of_yaml() -> None:
    text = b"""\
title: Link Keeper
sumary: Keeps links.
categories: [data]
license: 2.0
maintainers:
  - name: Ann
    mail: ann@example.com
names:
  Caliban: link
"""
    reading = read_yaml("listing.yml", text)
    assert reading.document is not None
    with pytest.raises(ValidationError) as caught:
        Listing.model_validate(reading.document.value)
    found = schema_diagnostics(
        reading.document, caught.value, verdict=Verdict.POLICY, model=Listing
    )
    assert [(d.code, d.span.line, d.span.column, d.hint) for d in found] == [
        ("MAN002", 2, 1, "Did you mean `summary`?"),
        ("MAN003", 4, 10, "Put it in quotes."),
        ("MAN002", 7, 5, "Did you mean `email`?"),
        ("MAN005", 9, 3, FORMS[NAME_PATTERN].hint),
    ]


def test_an_empty_file_lacks_a_mapping() -> None:
    reading = read_yaml("marketplace.yml", b"")
    assert reading.document is not None
    with pytest.raises(ValidationError) as caught:
        MarketplaceRecord.model_validate(reading.document.value)
    (diagnostic,) = schema_diagnostics(reading.document, caught.value, verdict=Verdict.POLICY)
    assert (diagnostic.code, diagnostic.span) == ("MAN003", Span(1, 1, 1, 1))
    assert diagnostic.message == "expected a mapping, found `null`"


def test_a_recursive_model_has_its_keys() -> None:
    class Tree(RootModel[dict[str, "Tree | Author"]]):
        pass

    found = check('{"a": {"b": {"name": "x", "emial": "x"}}}', Tree)
    assert found[-1].hint == "Did you mean `email`?"
