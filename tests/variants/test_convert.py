import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import PublishError
from workflow.languages import known_tags, profile
from workflow.model import Kind
from workflow.variants import converted, converter


class Loud:
    signature = "loud"

    def prose(self, text: str) -> str:
        return text.upper()

    def name(self, text: str, kind: Kind) -> str:
        return self.prose(text)

    def fitted(self, seen: str, rendering: str, wanted: str) -> str:
        return wanted


def test_what_is_fixed_stands_as_it_is() -> None:
    assert converted("ab cd ef", [(3, 5, "xy")], Loud()) == "AB xy EF"
    assert converted("ab", [], Loud()) == "AB"
    assert converted("ab", [(0, 1, "q"), (1, 2, "r")], Loud()) == "qr"
    assert converted("", [], Loud()) == ""
    assert converted("abcd", [(0, 3, "xyz"), (2, 4, "uv")], Loud()) == "xyzD"


@given(st.text("abc", max_size=9), st.lists(st.integers(0, 9), max_size=6))
def test_nothing_gets_lost(text: str, cuts: list[int]) -> None:
    places = sorted({cut for cut in cuts if cut <= len(text)})
    fixed = [(start, end, text[start:end]) for start, end in zip(places[::2], places[1::2], strict=False)]
    assert converted(text, fixed, Loud()).lower() == text


def test_every_variant_that_a_profile_tells_of_is_made() -> None:
    pytest.importorskip("opencc")
    variants = [tag for tag in known_tags() if profile(tag).parent]
    assert variants == ["uz-Cyrl", "zh-Hant"]
    for tag in variants:
        assert converter(tag).signature
        assert profile(tag).parent in known_tags()
        assert profile(tag).script != profile(profile(tag).parent).script


def test_no_other_is() -> None:
    with pytest.raises(PublishError, match="nothing makes this variant"):
        converter("kk-Latn")
