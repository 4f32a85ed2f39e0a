"""Keys of tags: safe in a path, one for one tag, never one for two."""

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workflow.publishers.tags import tag_key

ANY = st.text(alphabet=st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("tag", "key"),
    [
        ("SCO", "sco"),
        ("Silk  Road", "silk_road"),
        (" \tsilk road\n", "silk_road"),
        ("ＳＣＯ", "sco"),
        ("COVID-19", "covid-19"),
        ("Шёлковый путь", "шёлковый_путь"),
        ("上合组织", "上合组织"),
        ("समरकंद", "समरकंद"),
        ("Straße", "strasse"),
        ("\u202esco\u2066", "sco"),
        ("", ""),
        (" \x00\u200d ", ""),
    ],
)
def test_the_key_of_a_tag(tag: str, key: str) -> None:
    assert tag_key(tag) == key


@pytest.mark.parametrize(
    "tag", ["../..", "a/b", "a\\b", ".", "..", "index.html", "con", "NUL", "COM1", "x" * 300]
)
def test_what_no_folder_can_be_called_gets_a_digest(tag: str) -> None:
    assert re.fullmatch(r"[\w-]{0,40}~[0-9a-f]{12}", tag_key(tag))


def test_signs_that_are_left_out_of_keys_still_count() -> None:
    tags = ["a/b", "a\\b", "a b", "a_b", "a-b", "a.b", "ab", "a/b/", "C", "C++", "C#"]
    assert len({tag_key(tag) for tag in tags}) == len(tags)


@given(ANY)
def test_a_key_is_one_safe_step_of_a_path(tag: str) -> None:
    key = tag_key(tag)
    assume(key)
    assert len(key.encode("utf-8")) <= 100
    assert key not in (".", "..")
    assert all(sign in "-_~" or unicodedata.category(sign)[0] in "LMN" for sign in key)


@given(ANY, st.sampled_from([" ", "  ", "\u00a0", "\t"]))
def test_case_and_spaces_make_no_difference(tag: str, space: str) -> None:
    assert tag_key(f"{space}{tag}{space}") == tag_key(tag)
    assert tag_key(tag.casefold()) == tag_key(tag)
    assert tag_key(f"x{space}{tag}") == tag_key(f"X {tag}")
