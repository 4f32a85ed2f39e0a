"""Uzbek in Cyrillic letters, word by word and against what the Unicode CLDR has in both scripts."""

import string

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from workflow.variants import converter

PROSE = converter("uz-Cyrl").prose
FITTED = converter("uz-Cyrl").fitted


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        # letters
        ("Oʻzbekiston", "Ўзбекистон"),
        ("o'zbek oʼzbek o’zbek o‘zbek o`zbek", "ўзбек ўзбек ўзбек ўзбек ўзбек"),
        ("gʻalaba togʻ TOGʻ", "ғалаба тоғ ТОҒ"),
        ("shahar choy Shahar CHOY", "шаҳар чой Шаҳар ЧОЙ"),
        ("yoʻl yoʻq boʻyicha sayyora", "йўл йўқ бўйича сайёра"),
        ("daryo dunyo yangi yuz uyushma loyiha qayerda", "дарё дунё янги юз уюшма лойиҳа қаерда"),
        ("Isʼhoq", "Исҳоқ"),
        # е and э
        ("eʼlon Ekran poeziya duel aeroport", "эълон Экран поэзия дуэл аэропорт"),
        ("yetti Yevropa kliyent kecha", "етти Европа клиент кеча"),
        # ъ
        ("maʼno sanʼat taʼlim she’r", "маъно санъат таълим шеър"),
        # ц
        ("konstitutsiya militsiya Shvetsiya", "конституция милиция Швеция"),
        ("konferensiya aksiya korrupsiya funksional", "конференция акция коррупция функционал"),
        ("pensiya pensioner komissiya versiya", "пенсия пенсионер комиссия версия"),
        ("sement sirk konsert", "цемент цирк концерт"),
        ("ketsa aytsin davlatsizlik millatsevar", "кетса айтсин давлатсизлик миллатсевар"),
        ("davlatshunos matritsa meditsina", "давлатшунос матрица медицина"),
        # ь, which no suffix leaves at the end
        ("fevral fevralda Iyun iyundan", "февраль февралда Июнь июндан"),
        ("sentabr oktabrda OKTABR", "сентябрь октябрда ОКТЯБРЬ"),
        ("film videofilmlar kompyuterda asfalt", "фильм видеофильмлар компьютерда асфальт"),
        ("rol roli model modellar", "роль роли модель моделлар"),
        ("obyekt subyektiv intervyu karyera", "объект субъектив интервью карьера"),
        ("byudjet alyuminiy nyuans Nyu-York", "бюджет алюминий нюанс Нью-Йорк"),
        # abbreviations
        ("ShHT SHHT ShHTning AQSh AQSHda", "ШҲТ ШҲТ ШҲТнинг АҚШ АҚШда"),
        ("BMT YUNESKO YuNESKO YeI DXX", "БМТ ЮНЕСКО ЮНЕСКО ЕИ ДХХ"),
        ("I. Karimov, Sh. Mirziyoyev, E. Rahmon", "И. Каримов, Ш. Мирзиёев, Э. Раҳмон"),
        # after figures
        ("2018-yil 24-fevralda 5-modda", "2018 йил 24 февралда 5-модда"),
        ("67ta 1991-yildan 2018–2019-YILLAR", "67та 1991 йилдан 2018–2019 ЙИЛЛАР"),
    ],
)
def test_words(latin: str, cyrillic: str) -> None:
    assert PROSE(latin) == cyrillic


@pytest.mark.parametrize(
    "text",
    [
        *("XXI", "IV, IX.", "G7 A4 x2", "iPhone YouTube", "Wi-Fi", "COVID-19", "Twitter café Müller"),
        *("ШҲТ", "上海 कज़ान", "12,5 % — 3/4", "", "_x_1 a_b", "Google GPS"),
    ],
)
def test_what_is_no_uzbek_stays(text: str) -> None:
    assert PROSE(text) == text


def test_english_names_stay() -> None:
    assert PROSE("Xitoyning “Bank of China” banki, The Economist va boshqalar; Shahar. The") == (
        "Хитойнинг “Bank of China” банки, The Economist ва бошқалар; Шаҳар. The"
    )


def test_suffixes_of_latin_names_are_uzbek() -> None:
    assert PROSE("Googleda, Google’ning, GPSni, IT-park") == "Googleда, Googleнинг, GPSни, IT-парк"


def test_a_quotation_mark_is_no_letter() -> None:
    assert PROSE("‘bogʻ’ “soʻz” u ‘zo‘r’ dedi") == "‘боғ’ “сўз” у ‘зўр’ деди"


@pytest.mark.parametrize(
    ("seen", "rendering", "wanted", "made"),
    [
        ("Toshkentning", "Toshkent", "Тошкент", "Тошкентнинг"),
        ("Shanxay hamkorlik tashkilotida", "Shanxay hamkorlik tashkiloti", "ШҲТ-X", "ШҲТ-Xда"),
        ("ittifogʻini", "ittifoq", "иттифоқ", "иттифоғини"),
        ("Toshkent'dagi", "Toshkent", "Тошкент", "Тошкентдаги"),
        ("favqulodda va muxtor elchilari", "Favqulodda va muxtor elchi", "Фав. элчи", "фав. элчилари"),
        ("CHUNSIN", "Chunsin", "Чунцин", "ЧУНЦИН"),
        ("Sevastopolda", "Sevastopol", "Севастополь", "Севастополда"),
        ("Sevastopol’", "Sevastopol", "Севастополь", "Севастополь’"),
        ("CHUNSINDA", "Chunsin", "Чунцин", "ЧУНЦИНДА"),
        ("Ozarbayjonning", "Ozarbayjon", "Озар", "Озарнинг"),
        ("nimadir", "Toshkent", "Тошкент", "нимадир"),
    ],
)
def test_a_name_takes_the_suffixes_that_it_had(seen: str, rendering: str, wanted: str, made: str) -> None:
    assert FITTED(seen, rendering, wanted) == made


@pytest.mark.parametrize(
    ("what", "agree", "of"),
    # What does not agree is another name (Жанубий Африка, Жануби-Африка), or Russian in one of the two.
    [("territories", 269, 289), ("days", 14, 14)],
)
def test_names_that_the_cldr_has_in_both_scripts(what: str, agree: int, of: int) -> None:
    latin, cyrillic = Locale.parse("uz"), Locale.parse("uz_Cyrl")
    if what == "days":
        pairs = [
            (latin.days[context][width][day], cyrillic.days[context][width][day])
            for context, width in (("format", "wide"), ("stand-alone", "wide"))
            for day in range(7)
        ]
    else:
        names = latin.territories, cyrillic.territories
        pairs = [(name, names[1][code]) for code, name in names[0].items() if code in names[1]]
    same = sum(PROSE(one).casefold() == other.casefold() for one, other in pairs)
    assert len(pairs) >= of * 0.9  # another version of the CLDR may have a few more or less
    assert same / len(pairs) >= agree / of - 0.02


@given(st.text(max_size=60))
def test_nothing_but_words_changes(text: str) -> None:
    made = PROSE(text)
    figures = [char for char in text if char.isdigit()]
    assert [char for char in made if char.isdigit()] == figures
    for char in "\ud800\u202e\x00<>&[](){}*`\n":
        assert made.count(char) == text.count(char)


@pytest.mark.parametrize(
    "piece", ["o' ", "The ", "A of ", "'a ", "yo'", "ts", "A", "Google", "1-", "ʼ", "shʻ "]
)
def test_long_texts_take_linear_time(piece: str) -> None:
    assert len(PROSE(piece * 50_000)) >= 50_000


@given(st.text("abdefghijklmnopqrstuvxyzʻʼ '’-", max_size=30))
def test_small_uzbek_letters_all_change(text: str) -> None:
    made = PROSE(text)
    assert not set(made) & set(string.ascii_letters)
    assert PROSE(made) == made
