"""Traditional characters by OpenCC, the extra ``variants``."""

import builtins
from typing import Any

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import PublishError
from workflow.model import Kind
from workflow.variants.chinese import Traditional


@pytest.fixture(scope="module")
def traditional() -> Traditional:
    pytest.importorskip("opencc")
    return Traditional()


@pytest.mark.parametrize(
    ("simplified", "made"),
    [
        ("上海合作组织", "上海合作組織"),
        ("为人民服务，群众，峰会", "為人民服務，群眾，峰會"),
        ("头发与发展，皇后与后天，干部与干燥", "頭髮與發展，皇后與後天，幹部與乾燥"),
        ("一公里以内只有一只", "一公里以內只有一隻"),
        ("意大利网络软件", "意大利網絡軟件"),  # the words are left
        ("“上海精神”是‘一带一路’的", "「上海精神」是『一帶一路』的"),
        ("他说：“China’s ‘Belt’ 倡议。”", "他說：「China’s 『Belt』 倡議。」"),
        ("2018年2月24日, 67.5 % (GDP) *x* [y](z)", "2018年2月24日, 67.5 % (GDP) *x* [y](z)"),
        ("发\ud800展\x00\u202e发展", "發\ud800展\x00\u202e發展"),
        ("人为刀俎，我为鱼肉", "人為刀俎，我為魚肉"),
        ("合作伙伴与对话伙伴", "合作夥伴與對話夥伴"),
        ("", ""),
    ],
)
def test_texts(traditional: Traditional, simplified: str, made: str) -> None:
    assert traditional.prose(simplified) == made


@pytest.mark.parametrize(
    ("text", "kind", "made"),
    [
        ("德米特里·梅津采夫", Kind.PERSON, "德米特里·梅津采夫"),
        ("范后干", Kind.PERSON, "范後幹"),
        ("马里", Kind.PLACE, "馬里"),
        ("这里", Kind.PHRASE, "這裡"),
    ],
)
def test_names(traditional: Traditional, text: str, kind: Kind, made: str) -> None:
    assert traditional.name(text, kind) == made


def test_names_that_the_cldr_has_in_both_scripts(traditional: Traditional) -> None:
    """Of territories 236 of 294 agree with Hong Kong's names; the rest are other names (澳大利亞, 澳洲)."""
    one, other = Locale.parse("zh"), Locale.parse("zh_Hant_HK")
    here, there = (list(each.days["format"]["wide"].values()) for each in (one, other))
    assert [traditional.prose(name) for name in here] == there
    pairs = [
        (traditional.prose(name), other.territories[code])
        for code, name in one.territories.items()
        if code in other.territories
    ]
    assert sum(made == name for made, name in pairs) / len(pairs) > 0.75


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    pytest.importorskip("opencc")
    made = Traditional().prose(text)
    for char in "\ud800\u202e<>&[](){}*`\n0123456789abcXYZ":
        assert made.count(char) == text.count(char)


def test_without_opencc_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any) -> Any:
        if name == "opencc":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PublishError) as caught:
        Traditional()
    assert str(caught.value) == (
        "variant 'zh-Hant': needs OpenCC, which is not installed. From a checkout: pip install '.[variants]'"
    )
