"""Marks of secrets: what is passed over has none, wherever one may stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chandlery.catalog import ContentFile
from chandlery.documents import Document, Syntax
from chandlery.rules import CONTENT_RULES
from chandlery.rules.secrets import RECORD_RULES, may_hold_one
from chandlery.secrecy.formats import FORMATS
from chandlery.secrecy.marks import Marks
from chandlery.secrecy.redaction import is_innocent, is_secret_key, secret_in
from chandlery.secrecy.sightings import keys_in, marks_in
from chandlery.secrecy.suspicions import suspicions_in, words_in

MARKED = tuple((mark, known.beside) for known in FORMATS for mark in known.marks)
MARKS = tuple(mark for mark, _ in MARKED)
TOKEN = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6"

pieces = st.one_of(st.sampled_from((*MARKS, "@")), st.text(max_size=6))


@given(st.lists(pieces, max_size=8).map("".join))
def test_every_mark_of_a_text_is_found(text: str) -> None:
    assert marks_in(text.encode("utf-8", "surrogatepass")) == {
        mark for mark, beside in MARKED if mark in text and beside in text
    }


@pytest.mark.parametrize(("mark", "beside"), MARKED)
def test_a_mark_is_found_in_a_text_with_half_a_surrogate_pair(mark: str, beside: str) -> None:
    assert mark in marks_in(f"\ud800{mark}\udfff{beside}".encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("before", range(64 * 1024 - 45, 64 * 1024 + 2))
def test_a_secret_is_found_wherever_it_stands_in_a_long_text(before: int) -> None:
    text = " " * before + TOKEN + " " * 70_000
    assert [one.start for one in keys_in(text)] == [before]


def test_what_is_called_a_secret_is_found_behind_much_text_and_in_any_case() -> None:
    text = "é" * 70_000 + "\nPassWord: hunter2xy\n"
    assert words_in(text.encode()) == {"passw"}
    assert [one.what for one in suspicions_in(text)] == ["the value of `password`"]


@given(st.lists(st.one_of(st.sampled_from((TOKEN, "password: hunter2xy")), st.binary(max_size=4))))
def test_a_document_that_is_passed_over_holds_no_secret(pieces: list[str | bytes]) -> None:
    data = b"".join(it.encode() if isinstance(it, str) else it for it in pieces)
    document = Document("listing.yml", data, Syntax.YAML)
    found = [finding for rule in RECORD_RULES for finding in rule.run(document, document)]
    assert may_hold_one(data) or not found


@given(
    st.sampled_from(("source/a.md", "source/.env", "source/run.sh", "source/hooks.json")),
    st.lists(
        st.one_of(
            st.sampled_from((TOKEN, "password: hunter2xy", "npx it", '{"command": "npx it"}')),
            st.sampled_from((b"\xff\xfe", b"\0", "https://it:hunter2xy@h.example/")),
            st.binary(max_size=4),
        ),
        max_size=4,
    ),
)
def test_a_file_that_no_family_speaks_of_has_nothing_that_its_rules_find(
    path: str, pieces: list[str | bytes]
) -> None:
    data = b"".join(it.encode() if isinstance(it, str) else it for it in pieces)
    file = ContentFile(path=path, data=data, document=Document(path, data, Syntax.TEXT))
    for may_speak_of, rules in CONTENT_RULES:
        assert may_speak_of(file) or not any(rule.finds(file) for rule in rules)


def test_marks_within_each_other_are_all_found() -> None:
    assert Marks(("sk-", "sk-ant-", "ant")).standing_in(b"xsk-ant-") == {"sk-", "sk-ant-", "ant"}


SECRETS = (
    *("Bearer abcdefghijk", "bearer\tabcdefghijk", "apikey=hunter2x", "--token hunter2x"),
    *("gho_abcdefghijk", "github_pat-abcdefghij", "SK-abcdefghijk", "xoxb-abcdefghijk"),
    *("https://user:hunter2x@h.example/", "to\N{LATIN SMALL LETTER LONG S}k", "ſk-abcdefghijk"),
    *("\N{KELVIN SIGN}", "sK-abcdefghijk", "beareR\N{NO-BREAK SPACE}abcdefghijk"),
)


@given(st.lists(st.one_of(st.sampled_from(SECRETS), st.text(max_size=4)), max_size=5))
def test_texts_in_which_a_secret_is_found_are_not_innocent(texts: list[str]) -> None:
    if any(map(secret_in, texts)):
        assert not is_innocent(texts, [])


@given(
    st.lists(st.sampled_from(("apiToken", "pass", "word", "Credential", "api_key", "max_tokens")))
)
def test_keys_that_are_called_secrets_are_not_innocent(keys: list[str]) -> None:
    assert is_innocent([], keys) is not any(map(is_secret_key, keys))
