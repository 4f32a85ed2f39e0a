"""``[chinese_script]``: characters of the other script of Chinese."""

from __future__ import annotations

import pytest
from support_checks import asked, mended

from workflow.checks.chinese_script import _table, check_chinese_script

GOOD = [
    ("zh", "重庆市长唐良智率团访问上合组织秘书处，双方讨论了经贸合作。"),
    ("zh", "乾隆皇帝的瞭望台，慰藉，征兆，宫商角徵羽，著名的里程碑，后来，面条，头发，发展，群山"),
    ("zh-Hant", "重慶市長率團訪問上合組織秘書處，雙方討論了經貿合作。"),
    ("zh-Hant", "皇后的群山與床，面子，里程，乾隆，台北，于先生，干涉，松樹，谷底"),
    ("ru", "Чунцин, 國"),
]
BAD = [
    ("zh", "重庆市長访问", "重庆市长访问"),
    ("zh", "他說後来", "他说后来"),
    ("zh", "經貿合作", "经贸合作"),
    ("zh", "成爲朋友", "成为朋友"),
    ("zh-Hant", "重慶市长訪問", "重慶市長訪問"),
    ("zh-Hant", "机場與网路", "機場與網路"),
    ("zh-Hant", "头发", "頭发"),  # 發 or 髮: seen, and left to a person
]


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_is_right_is_left_alone(language: str, target: str) -> None:
    assert asked(check_chinese_script, language, "The mayor", target) == []


@pytest.mark.parametrize(("language", "target", "fixed"), BAD)
def test_the_other_script_is_found_and_put_right(language: str, target: str, fixed: str) -> None:
    found = asked(check_chinese_script, language, "The mayor", target)
    assert found[0].severity.value == "error"
    assert mended(check_chinese_script, language, "The mayor", target) == fixed


def test_what_names_have_is_a_warning() -> None:
    (found,) = asked(check_chinese_script, "zh", "Bi Sheng", "毕昇")
    assert (found.severity.value, found.fix) == ("warning", ())


def test_a_quotation_of_the_source_stays() -> None:
    assert asked(check_chinese_script, "zh", "The character 國", "“國”这个字") == []


def test_the_tables_do_not_meet() -> None:
    traditional, simplified = _table("traditional"), _table("simplified")
    assert len(traditional[0]) > 2000
    assert len(simplified[0]) > 2000
    wrong = {*traditional[0], *traditional[1]}
    right = {*traditional[0].values(), *traditional[1].values()}
    assert not wrong & right
    assert not wrong & {*simplified[0], *simplified[1]}
