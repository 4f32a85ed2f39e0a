"""Foreign language tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.languages import known_tags, our_tag


@pytest.mark.parametrize(
    ("tag", "ours"),
    [
        *(("en-US", "en"), ("EN_us", "en"), ("eng", "en"), ("EN", "en"), (" ru-RU ", "ru"), ("rus", "ru")),
        *(("zh-CN", "zh"), ("zh-Hans", "zh"), ("zh-Hans-SG", "zh"), ("zh-SG", "zh"), ("zho", "zh")),
        *(("zh-TW", "zh-Hant"), ("zh_hant_HK", "zh-Hant"), ("ZH-HANT", "zh-Hant"), ("zh-MO", "zh-Hant")),
        *(("fa-IR", "fa"), ("fas", "fa"), ("kk-Cyrl", "kk"), ("kk-Cyrl-KZ", "kk"), ("kk-KZ", "kk")),
        *(("uz-Latn-UZ", "uz"), ("uz-UZ-Latn", "uz"), ("be-BY", "be"), ("be-tarask", "be"), ("ur-PK", "ur")),
        *(
            ("uz-Cyrl", "uz-Cyrl"),
            ("uz-UZ-Cyrl", "uz-Cyrl"),
            ("uz-Arab", ""),
            ("kk-Latn", ""),
            ("kk-CN", ""),
            ("uz-AF", ""),
        ),
        *(("de", ""), ("de-DE", ""), ("", ""), ("-", ""), ("x-none", ""), ("*all*", ""), ("Russian", "")),
        *(("ｒｕ", ""), ("ru\x00", ""), ("\ud800", "")),
    ],
)
def test_foreign_tags(tag: str, ours: str) -> None:
    assert our_tag(tag) == ours


@pytest.mark.parametrize("tag", known_tags())
def test_our_own_tags_are_themselves(tag: str) -> None:
    assert our_tag(tag) == tag


def test_other_tags_to_choose_from() -> None:
    assert our_tag("de-AT", ["de"]) == "de"
    assert our_tag("DE_at", ["de", "de-AT"]) == "de-AT"
    assert our_tag("uz-Cyrl-UZ", ["uz", "uz-Cyrl"]) == "uz-Cyrl"
    assert our_tag("ru", ["de"]) == ""


@given(st.text())
def test_any_text_is_a_tag_of_ours_or_none(text: str) -> None:
    assert our_tag(text) in ("", *known_tags())
