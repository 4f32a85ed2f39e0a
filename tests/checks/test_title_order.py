"""``[title_order]``: titles beside their own names."""

from __future__ import annotations

import time

import pytest
from support_checks import asked

from workflow.checks.title_order import check_title_order
from workflow.glossary import Glossary
from workflow.model import Concept, Kind, Renderings

# mayor, governor, Aliev, Karimov
WORDS = {
    "ru": ("мэр", "губернатор", "Алиев", "Каримов"),
    "be": ("мэр", "губернатар", "Аліеў", "Карымаў"),
    "kk": ("мэр", "губернатор", "Әлиев", "Каримов"),
    "ky": ("мэр", "губернатор", "Алиев", "Каримов"),
    "tg": ("шаҳрдор", "раис", "Алиев", "Каримов"),
    "uz": ("mer", "gubernator", "Aliyev", "Karimov"),
    "hi": ("महापौर", "राज्यपाल", "अलीयेव", "करीमोव"),
    "ur": ("میئر", "گورنر", "علییف", "کریموف"),
    "fa": ("شهردار", "فرماندار", "علی‌اف", "کریم‌اف"),
    "zh": ("市长", "州长", "阿利耶夫", "卡里莫夫"),
}
KINDS = (Kind.OFFICE, Kind.OFFICE, Kind.PERSON, Kind.PERSON)
ENGLISH = ("Mayor", "Governor", "Aliev", "Karimov")
TERMS = Glossary(
    [
        Concept(
            name.lower(),
            kind,
            {
                "en": Renderings((name,)),
                **{tag: Renderings((words[number],)) for tag, words in WORDS.items()},
            },
        )
        for number, (name, kind) in enumerate(zip(ENGLISH, KINDS, strict=True))
    ]
)
BOTH = "Mayor Aliev met Governor Karimov"


def _found(language: str, source: str, target: str) -> list[str]:
    return [
        f"{each.severity.value}: {each.message}"
        for each in asked(check_title_order, language, source, target, judge=TERMS)
    ]


@pytest.mark.parametrize("tag", WORDS)
def test_a_title_that_stands_with_another_person(tag: str) -> None:
    mayor, governor, aliev, karimov = WORDS[tag]
    gap = "" if tag == "zh" else " "
    assert _found(tag, BOTH, f"{mayor}{gap}{aliev} … {governor}{gap}{karimov}") == []
    assert _found(tag, BOTH, f"{governor}{gap}{karimov} … {mayor}{gap}{aliev}") == []
    assert _found(tag, BOTH, f"{aliev}, {mayor}; … {governor}{gap}{karimov}") == []
    assert _found(tag, BOTH, f"{aliev} … {karimov}") == []
    assert _found(tag, BOTH, f"{mayor}{gap}{karimov} … {governor}{gap}{aliev}") == [
        "warning: Mayor stands with Karimov, and in the source with Aliev",
        "warning: Governor stands with Aliev, and in the source with Karimov",
    ]


@pytest.mark.parametrize("tag", WORDS)
def test_a_title_right_behind_the_name(tag: str) -> None:
    mayor, _, aliev, _ = WORDS[tag]
    source = "Here Mayor Aliev spoke"
    assert _found(tag, source, f"… {mayor} {aliev} …") == []
    assert _found(tag, source, f"… {aliev}, {mayor}, …") == []
    assert _found(tag, "Aliev, the Mayor, spoke", f"{aliev} {mayor} …") == []
    behind = [f"note: “{aliev} {mayor}”: the title stands before the name"]
    assert _found(tag, source, f"… {aliev} {mayor} …") == ([] if tag == "zh" else behind)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The mayor met Aliev and the Governor Karimov", "Мэр встретил Алиева и губернатора Каримова"),
        ("Mayor Aliev, Karimov and others", "Алиев, мэр, Каримов и другие"),  # between two
        ("Mayor Aliev spoke", "Мэр выступил"),
        ("Mayor Aliev and Karimov spoke", "Мэр Каримов выступил"),  # Aliev is missing: told elsewhere
        ("Nothing here", "Мэр Каримов"),
    ],
)
def test_what_is_not_sure_is_not_said(source: str, target: str) -> None:
    assert _found("ru", source, target) == []


def test_a_text_that_is_all_titles_and_names_takes_no_long_time() -> None:
    begun = time.process_time()
    found = _found("ru", "Mayor Aliev " * 2500, "Алиев мэр " * 2500)
    assert len(found) >= 2499
    assert time.process_time() - begun < 8
