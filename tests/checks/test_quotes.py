"""``[quotes]``: quotation marks of the language, in pairs, the inner ones other than the outer ones."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.quotes import check_quotes
from workflow.model import Edit, Markup

GOOD = [
    ("ru", 'He said "no".', "Он сказал «нет»."),
    ("ru", '"The "no" man"', "«Человек „нет“»"),
    ("be", '"Yes"', "«Так»"),
    ("kk", '"The "no" man"', "«Адам “жоқ”»"),
    ("ky", '"Yes"', "«Ооба»"),
    ("tg", '"Yes"', "«Ҳа»"),
    ("uz", '"Yes"', "“Ha”"),
    ("uz", '"Yes"', "«Ha»"),
    ("uz", "It is so", "Bu oʻzi soʻz, o‘zbek, ma’no"),
    ("zh", '"Yes"', "“是”"),
    ("zh", '"The "no" man"', "“‘不’先生”"),
    ("zh", '"Hamlet" is', "《哈姆雷特》"),
    ("hi", '"Yes"', "“हाँ”"),
    ("hi", "'Yes'", "‘हाँ’"),
    ("ur", '"Yes"', "“ہاں”"),
    ("fa", '"Yes"', "«بله»"),
    ("be", "It's", "сям’я, аб’ява"),
    ("ru", "6'2\" tall", "рост 6'2\""),
    ("ru", '"We came.', "«Мы пришли."),
    ("ru", 'We left," he said.', "Мы ушли», — сказал он."),
    ("ru", 'and "one", "two"," he said', "и „один“, „два“», — сказал он"),
    ("ru", "He said", "Он «сказал»"),
    ("ru", 'He said: "No, "never"."', "Он сказал: «Нет, „никогда“»."),
    ("zh-Hant", '"Yes"', "「是」"),
    ("xx", '"Yes"', '"Yes"'),
    ("fa", '5" disk', 'دیسک 5"'),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", 'He said "no".', 'Он сказал "нет".', "warning: straight quotation marks", "Он сказал «нет»."),
    (
        "be",
        'He said "no".',
        "Ён сказаў “не”.",
        "warning: quotation marks of another language",
        "Ён сказаў «не».",
    ),
    (
        "ru",
        '"The "no" man"',
        '"Человек "нет" тут"',
        "warning: straight quotation marks",
        "«Человек „нет“ тут»",
    ),
    (
        "ru",
        '"The "no" man" is',
        "«Человек «нет»» тут",
        "note: the same quotation marks within others",
        "«Человек „нет“» тут",
    ),
    ("be", '"Yes" and', "«Так« і", "warning: quotation marks that do not fit together", "«Так» і"),
    ("kk", '"Yes" and', "“Иә“ және", "note: quotation marks that do not fit together", "«Иә» және"),
    ("kk", '"Yes" and', "“Иә” және", "note: quotation marks of another language", "«Иә» және"),
    ("ky", '"Manas"', '"Манас"ты окуду', "note: straight quotation marks", "«Манас»ты окуду"),
    ("tg", '"Yes" and', "“Ҳа” ва", "note: quotation marks of another language", "«Ҳа» ва"),
    ("uz", '"Yes" and', '"Ha" va', "warning: straight quotation marks", "“Ha” va"),
    ("zh", '"Yes," he said', "“是，“他说", "note: quotation marks that do not fit together", "“是，”他说"),
    ("zh", '"Yes," he said', '"是，"他说', "note: straight quotation marks", "“是，”他说"),
    ("zh", '"Yes"', "「是」", "note: quotation marks of another language", "“是”"),
    ("hi", 'He said "no".', 'उसने "नहीं" कहा।', "note: straight quotation marks", "उसने “नहीं” कहा।"),
    ("ur", 'He said "no".', 'اس نے "نہیں" کہا۔', "warning: straight quotation marks", "اس نے “نہیں” کہا۔"),
    ("fa", 'He said "no".', "او گفت “نه”.", "warning: quotation marks of another language", "او گفت «نه»."),
    ("fa", '"We came.', '"آمدیم.', "note: straight quotation marks", "«آمدیم."),
    ("ru", 'He said "no".', "Он сказал «нет.", "warning: “«” has no partner", "Он сказал «нет."),
    (
        "be",
        'He said "no" twice.',
        "Ён сказаў не» двойчы.",
        "warning: “»” has no partner",
        "Ён сказаў не» двойчы.",
    ),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_quotes, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_quotes, language, source, target) == [expected]
    assert mended(check_quotes, language, source, target) == fixed
    if fixed != target:
        assert said(check_quotes, language, source, fixed) == []
    (finding,) = asked(check_quotes, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans


def test_marks_of_titles_come_in_pairs() -> None:
    (finding,) = asked(check_quotes, "zh", "He read it", "他读了《哈姆雷特")
    assert (finding.severity.value, finding.spans, finding.fix) == ("warning", ((3, 4),), ())
    (finding,) = asked(check_quotes, "zh", 'He read "Hamlet"', "他读了«哈姆雷特»")
    assert (finding.message, finding.fix) == ("quotation marks of another language", ())


def test_quotation_marks_that_are_lost_are_a_note() -> None:
    (finding,) = asked(check_quotes, "ru", 'A "pipe dream" of his', "Его пустая мечта")
    assert (finding.severity.value, finding.message) == (
        "note",
        "no quotation marks, and the source has some",
    )
    assert asked(check_quotes, "zh", 'He read "Hamlet"', "他读了《哈姆雷特》") == []


def test_what_is_not_clear_has_no_fix() -> None:
    for text in ("“我不奖励他的“艺术”，他说", '我说"是"他"说', '"是的，“他说，“ 不是"'):
        assert all(not each.fix for each in asked(check_quotes, "zh", 'We "go', text))
        assert asked(check_quotes, "zh", 'We "go', text)
    for text in ('Он " сказал " нет', 'Слово"слово и "дело'):
        assert all(not each.fix for each in asked(check_quotes, "ru", 'a "b" c', text))
        assert asked(check_quotes, "ru", 'a "b" c', text)


def test_code_and_targets_keep_their_marks() -> None:
    text = 'Слово [тут](/x "y") и `"z"`'
    assert asked(check_quotes, "ru", "Word here", text, markup=Markup.MARKDOWN) == []


def test_emphasis_is_looked_through() -> None:
    (finding,) = asked(check_quotes, "ru", 'a *"b"* c', 'А *"б"* в', markup=Markup.MARKDOWN)
    assert finding.fix == (Edit(3, 4, "«"), Edit(5, 6, "»"))
