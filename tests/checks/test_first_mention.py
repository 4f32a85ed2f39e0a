"""``[first_mention]``: names in full first, short ones later."""

from __future__ import annotations

import pytest
from support_checks import findings

from workflow.checks.first_mention import check_first_mention
from workflow.glossary import Glossary
from workflow.model import CatalogueView, Concept, Kind, Renderings, Role, State, Unit

# Full and short name in each language.
WTO = {
    "zh": ("世界贸易组织", "世贸组织"),
    "ru": ("Всемирная торговая организация", "ВТО"),
    "hi": ("विश्व व्यापार संगठन", "डब्ल्यूटीओ"),
    "ur": ("عالمی تجارتی تنظیم", "ڈبلیو ٹی او"),
    "fa": ("سازمان جهانی تجارت", "دبلیوتی‌او"),
    "kk": ("Дүниежүзілік сауда ұйымы", "ДСҰ"),
    "ky": ("Дүйнөлүк соода уюму", "ДСУ"),
    "tg": ("Созмони умумиҷаҳонии савдо", "СУС"),
    "uz": ("Jahon savdo tashkiloti", "JST"),
    "be": ("Сусветная гандлёвая арганізацыя", "СГА"),
}
TERMS = Glossary(
    [
        Concept(
            "wto",
            Kind.ORGANISATION,
            {
                "en": Renderings(("World Trade Organization",), short=("WTO",)),
                **{tag: Renderings((full,), short=(short,)) for tag, (full, short) in WTO.items()},
            },
        ),
        Concept(
            "tang",
            Kind.PERSON,
            {
                "en": Renderings(("Tang Liangzhi",), short=("Tang",)),
                "ru": Renderings(("Тан Лянчжи",), short=("Тан",)),
            },
            gender="m",
        ),
    ]
)
FULL, SHORT = "The World Trade Organization met", "The WTO met"


def _found(language: str, *pairs: tuple[str, str], roles: tuple[Role, ...] = ()) -> list[str]:
    units = tuple(
        Unit(source, target, State.REVIEWED, line=10 * number, roles=(role,))
        for number, ((source, target), role) in enumerate(
            zip(pairs, (*roles, *[Role.PARAGRAPH] * len(pairs)), strict=False), 1
        )
    )
    return [
        f"{each.line} {each.message}"
        for each in findings(check_first_mention, CatalogueView("x.po", language, "en", units), TERMS)
    ]


@pytest.mark.parametrize("language", WTO)
def test_the_full_name_comes_first(language: str) -> None:
    full, short = WTO[language]
    assert _found(language, (FULL, full), (FULL, short), (SHORT, short)) == []
    assert _found(language, (SHORT, short), (FULL, short)) == []  # the source does so too
    assert _found(language, ("WTO", short), (FULL, full), roles=(Role.HEADLINE,)) == []
    assert _found(language, (FULL, short), (FULL, full), roles=(Role.HEADLINE,)) == []
    what = f"World Trade Organization is “{short}” where the article names it first"
    assert _found(language, (FULL, short), (SHORT, short)) == [f"10 {what}"]
    assert _found(language, (FULL, short), (FULL, short), roles=(Role.HEADLINE,)) == [f"20 {what}"]


def test_a_person_is_named_in_full_first() -> None:
    assert (
        _found("ru", ("Tang Liangzhi spoke", "Тан Лянчжи выступил"), ("Tang Liangzhi left", "Тан ушёл")) == []
    )
    assert _found("ru", ("Tang Liangzhi spoke", "Тан выступил")) == [
        "10 Tang Liangzhi is “Тан” where the article names it first"
    ]
    assert _found("ru", ("Tang Liangzhi spoke", "Он выступил"), ("Tang Liangzhi left", "Тан ушёл")) == [
        "20 Tang Liangzhi is “Тан” where the article names it first"
    ]
