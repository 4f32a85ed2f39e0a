"""``[doublepunc]``: no mark twice, and no two marks of which one is a slip."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.doublepunc import check_doublepunc

GOOD = [
    ("ru", "Really?!", "Правда?!"),
    ("ru", "Well?..", "Ну?.."),
    ("ru", "i. e.", "т. е., значит"),
    ("zh", "Well", "等等……"),
    ("zh", "Well", "等等。。。"),
    ("ur", "Well", "اچھا۔۔۔"),
    ("uz", "std::vector", "std::vector"),
    ("ru", "a", "Файл ../x"),
    ("fa", "No!!!", "نه!!!"),
    ("hi", "Yes.", "हाँ।"),
    ("kk", "a,, b", "а,, б"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "One, two", "Один,, два", "warning: “,,”", "Один, два"),
    ("be", "One.", "Адзін..", "warning: “..”", "Адзін."),
    ("kk", "One.", "Бір,.", "warning: “,.”", "Бір."),
    ("ky", "One.", "Бир, .", "warning: “, .”", "Бир ."),
    ("tg", "One; two", "Як;; ду;; се", "warning: “;;”, in 2 places", "Як; ду; се"),
    ("uz", "One.", "Bir..", "warning: “..”", "Bir."),
    ("zh", "One.", "一。。", "warning: “。。”", "一。"),
    ("zh", "One, two.", "一，，二。", "warning: “，，”", "一，二。"),
    ("zh", "One.", "一，。", "warning: “，。”", "一。"),
    ("fa", "One, two", "یک،، دو", "warning: “،،”", "یک، دو"),
    ("ur", "One.", "ایک۔۔", "warning: “۔۔”", "ایک۔"),
    ("hi", "One, two.", "एक, दो,।", "warning: “,।”", "एक, दो।"),
    ("hi", "One.", "एक।।", "warning: “।।”", "एक।।"),
    ("ru", "One…", "Один..", "warning: “..”", "Один.."),
    ("ru", '"One"', "Слово ,,один“", "warning: “,,”", "Слово ,,один“"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_doublepunc, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_doublepunc, language, source, target) == [expected]
    assert mended(check_doublepunc, language, source, target) == fixed
    if fixed != target:
        assert said(check_doublepunc, language, source, fixed) == []
    (finding,) = asked(check_doublepunc, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
