"""``[puncspacing]``: no space before a mark, one after it, none inside quotation marks and brackets."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.puncspacing import check_puncspacing
from workflow.model import Markup

GOOD = [
    ("ru", "a", "файл .env, цена ,5"),
    ("ru", "a", "Да, нет; или: «так» (вот)!"),
    ("ru", "a", "Что\xa0? И\xa0: вот"),
    ("ru", "a", "1,5 и 3:1, в 10:30"),
    ("ru", "Yandex.Taxi", "А.С.Пушкин, Яндекс.Такси"),
    ("ru", "Mail.Ru", "Почта Mail.Ru"),
    ("be", "a", "Так … не"),
    ("kk", "a", "www.example.kz, a@b.kz"),
    ("uz", "a", "Ha, yoʻq."),
    ("hi", "a", "हाँ, नहीं। ठीक"),
    ("ur", "a", "ہاں، نہیں۔"),
    ("fa", "a", "بله، نه. «خب»"),
    ("zh", "a", "是，不是。“好”"),
    ("zh", "a", "用 AI 写"),
    ("ru", "a", ".NET и C ++"),
    ("tg", "a", "«\xa0дар\xa0ин\xa0ҷо\xa0»"),
    ("ru", "a", "депутат(ы) :)"),
    ("ky", "a", "1 000,50"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "a", "Да , нет", "warning: a space before “,”", "Да, нет"),
    ("be", "a", "Так . Не !", "warning: a space before “.”", "Так. Не!"),
    ("kk", "a", "Иә ; жоқ", "warning: a space before “;”", "Иә; жоқ"),
    ("ky", "a", "Ооба : жок", "warning: a space before “:”", "Ооба: жок"),
    ("tg", "a", "Ҳа,не", "warning: no space after “,”", "Ҳа, не"),
    ("uz", "a", "Ha ?", "warning: a space before “?”", "Ha?"),
    ("hi", "a", "हाँ । नहीं", "warning: a space before “।”", "हाँ। नहीं"),
    ("hi", "a", "हाँ।नहीं", "warning: no space after “।”", "हाँ। नहीं"),
    ("ur", "a", "ہاں ، نہیں", "warning: a space before “،”", "ہاں، نہیں"),
    ("ur", "a", "ہاں،نہیں", "warning: no space after “،”", "ہاں، نہیں"),
    ("fa", "a", "« بله »", "warning: a space inside “«”", "«بله»"),
    ("fa", "a", "بله ؟", "warning: a space before “؟”", "بله؟"),
    ("ru", "a", "( да )", "warning: a space inside “(”", "(да)"),
    ("ru", "a", "слово,«так»", "warning: no space after “,”", "слово, «так»"),
    ("ru", "a", "Пришли.Ушли", "warning: no space after “.”", "Пришли. Ушли"),
    ("uz", "a", "Bu “ ha ” degani", "warning: a space inside ““”", "Bu “ha” degani"),
    ("zh", "a", "是， 不是 。", "note: a space beside “，”", "是，不是。"),
    ("zh", "a", "他说『 好』", "note: a space beside “『”", "他说『好』"),
    ("zh", "a", "春节 （节日） 到了", "note: a space beside “（”", "春节（节日）到了"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_puncspacing, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_puncspacing, language, source, target) == [expected]
    assert mended(check_puncspacing, language, source, target) == fixed
    if fixed != target:
        assert said(check_puncspacing, language, source, fixed) == []
    (finding,) = asked(check_puncspacing, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans


def test_addresses_and_code_are_left_alone() -> None:
    text = "См. [тут](https://example.org/a,b) и `f(a ,b)`"
    assert asked(check_puncspacing, "ru", "See", text, markup=Markup.MARKDOWN) == []
